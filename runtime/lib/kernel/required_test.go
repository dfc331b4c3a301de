package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRequiredFileOfAKilledProcess kills a process while it requires a file. The file must not
// count as required, and no process must wait for it.
func TestRequiredFileOfAKilledProcess(t *testing.T) {
	st := station.Boot(t)
	texts := []string{
		"send(:asker, :begun)\nreceive do\n  :never -> :ok\nend",
		"defmodule Later do\n  def there?(), do: Code.ensure_compiled(Nobody)\nend\nsend(:asker, Later.there?())",
	}
	st.S.ReadFile = func(string) ([]byte, error) {
		text := texts[0]
		texts = texts[1:]
		return []byte(text), nil
	}
	got := st.Eval(t, `(
  Process.register(self(), :asker)
  {pid, ref} = spawn_monitor(fn -> Code.require_file("waits.exs") end)
  receive do :begun -> :ok end
  Process.exit(pid, :kill)
  receive do {:DOWN, ^ref, _, _, reason} -> reason end
  [{module, _}] = Code.require_file("waits.exs")
  {module, receive do answer -> answer end, length(Code.required_files())})`)
	if want := "{Later, {:error, :nofile}, 1}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
