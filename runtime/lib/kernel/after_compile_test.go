package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// failingHooks compiles modules whose @after_compile hooks fail, and then reads their attributes.
const failingHooks = `defmodule FailingHooks do
  def raises(env, _), do: raise(inspect(Module.get_attribute(env.module, :a)))
  def throws(_, _), do: throw(:thrown)
  def exits(_, _), do: exit(:left)
  def is_killed(_, _), do: Process.exit(self(), :kill)
  def returns(env, _), do: 1 = Module.get_attribute(env.module, :a)
  defmacro expands(_, _), do: raise("not expanded")

  def of(hook) do
    name = :"Elixir.After#{hook}"
    source = "require FailingHooks; defmodule #{inspect(name)} do @a 1; @after_compile {FailingHooks, #{inspect(hook)}} end"

    {pid, ref} =
      spawn_monitor(fn ->
        try do
          Code.compile_string(source)
        catch
          _, _ -> :ok
        end

        send(:reader, {:after, said(name)})
        Process.sleep(:infinity)
      end)

    receive do
      {:after, text} -> Process.exit(pid, :kill) && text
      {:DOWN, ^ref, _, _, :killed} -> said(name)
    end
  end

  defp said(name) do
    Module.get_attribute(name, :a)
  rescue
    e -> e.message |> String.split(". Use") |> hd() |> String.replace(inspect(name), "M")
  end
end
Process.register(self(), :reader)`

// TestFailingHooks checks that a module is compiled once its @after_compile hooks have failed. The
// texts are those of Elixir 1.18.4, which forgets a killed hook a little later.
func TestFailingHooks(t *testing.T) {
	st := station.Boot(t)
	for _, hook := range []string{"raises", "throws", "exits", "is_killed", "expands", "returns"} {
		const want = `"could not call Module.get_attribute/2 because the module M is already compiled"`
		if got := st.Eval(t, failingHooks+"\nFailingHooks.of(:"+hook+")"); got != want {
			t.Errorf("%s\n got %s\nwant %s", hook, got, want)
		}
	}
}
