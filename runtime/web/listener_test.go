package web_test

import (
	"testing"

	"lab/runtime/term"
)

// TestListenersHaveTheirLimit opens web servers until one is refused. When their process has ended,
// others can be opened.
func TestListenersHaveTheirLimit(t *testing.T) {
	s := open(t, nil, "", pages)
	got := s.eval(`
		me = self()
		listen = fn -> :lab_web.listen(%{port: 0}, {Kernel, :self, []}) end
		{pid, ref} = spawn_monitor(fn ->
		  send(me, Enum.reduce_while(1..1000, 0, fn i, _ -> case listen.() do {:ok, _, _} -> {:cont, i}; {:error, why} -> {:halt, {i, why}} end end))
		end)
		limit = receive do x -> x end
		receive do {:DOWN, ^ref, _, ^pid, _} -> :ok end
		again = fn again -> case listen.() do {:ok, _, _} -> :ok; _ -> again.(again) end end
		{limit, again.(again)}`)
	if text := term.Inspect(got, term.Opts{}); text != "{{100, :emfile}, :ok}" {
		t.Errorf("got %s", text)
	}
}
