package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// tracer is a tracer that sends the events of the file "traced" to the registered process, without
// the parts that differ from run to run.
const tracer = `defmodule Tracer do
  def trace({:on_module, code, _}, env), do: tell({:on_module, is_binary(code)}, env)
  def trace(event, env) when is_tuple(event) and is_list(elem(event, 1)) do
    tell(put_elem(event, 1, {elem(event, 1)[:line], elem(event, 1)[:column]}), env)
  end
  def trace(event, env), do: tell(event, env)

  defp tell(event, env) do
    send(:traced, {event, env.module, env.function})
    :ok
  end

  def of(src, wanted) do
    Process.register(self(), :traced)
    Code.put_compiler_option(:tracers, [Tracer])
    src |> Code.string_to_quoted!(columns: true) |> Code.compile_quoted("traced")
    Code.put_compiler_option(:tracers, [])
    Process.unregister(:traced)
    heard() |> Enum.filter(fn {event, _, _} -> is_atom(event) or elem(event, 0) in wanted end)
  end

  defp heard do
    receive do
      event -> [event | heard()]
    after
      0 -> []
    end
  end
end`

// TestTracers compares the events that tracers receive with those of Elixir 1.18.4.
func TestTracers(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, tracer)
	for _, c := range []struct{ name, src, wanted, want string }{
		{"a file", "alias Hello.World\nWorld", "alias alias_expansion alias_reference",
			`[{:start, nil, nil}, {{:alias, {1, 1}, Hello.World, World, []}, nil, nil}, {{:alias_expansion, {2, 1}, World, Hello.World}, nil, nil}, ` +
				`{{:alias_reference, {2, 1}, Hello.World}, nil, nil}, {:stop, nil, nil}]`},
		{"imports", "import Integer, only: [is_odd: 1, parse: 1]\ntrue = is_odd(1)\nparse(\"1\")\n&parse/1", "import require imported_macro imported_function",
			`[{:start, nil, nil}, {{:import, {1, 1}, Integer, [only: [is_odd: 1, parse: 1]]}, nil, nil}, {{:require, {1, 1}, Integer, [only: [is_odd: 1, parse: 1]]}, nil, nil}, ` +
				`{{:imported_macro, {2, 8}, Integer, :is_odd, 1}, nil, nil}, {{:imported_function, {3, 1}, Integer, :parse, 1}, nil, nil}, ` +
				`{{:imported_function, {4, 2}, Integer, :parse, 1}, nil, nil}, {:stop, nil, nil}]`},
		{"calls of other modules", "require Integer\nInteger.parse(\"1\")\n&Atom.to_string/1\ntrue = Integer.is_odd(1)\n%URI{path: \"/\"}", "remote_macro remote_function struct_expansion",
			`[{:start, nil, nil}, {{:remote_function, {2, 9}, Integer, :parse, 1}, nil, nil}, {{:remote_function, {3, 7}, Atom, :to_string, 1}, nil, nil}, ` +
				`{{:remote_macro, {4, 16}, Integer, :is_odd, 1}, nil, nil}, {{:remote_function, {4, nil}, :erlang, :andalso, 2}, nil, nil}, ` +
				`{{:remote_function, {4, nil}, :erlang, :is_integer, 1}, nil, nil}, {{:remote_function, {4, nil}, :erlang, :==, 2}, nil, nil}, ` +
				`{{:remote_function, {4, nil}, :erlang, :band, 2}, nil, nil}, {{:struct_expansion, {5, 1}, URI, [:path]}, nil, nil}, {:stop, nil, nil}]`},
		{"nested modules", "defmodule T2 do\n  defmodule A.B do\n  end\n  defmodule C do\n  end\nend", "alias",
			`[{:start, nil, nil}, {:defmodule, T2, nil}, {{:alias, {2, 13}, T2.A, A, [as: A, warn: false]}, T2, nil}, ` +
				`{{:alias, {4, 13}, T2.C, C, [as: C, warn: false]}, T2, nil}, {:defmodule, T2.A.B, nil}, {:defmodule, T2.C, nil}, {:stop, nil, nil}]`},
		{"a module", "defmodule T1 do\n  defmacro m(x), do: x\n  def f(x \\\\ 1), do: m(x) |> g()\n  defp g(x), do: x\n  defoverridable f: 1\n  def f(x), do: super(x)\nend", "local_macro local_function on_module",
			`[{:start, nil, nil}, {:defmodule, T1, nil}, {{:local_function, {3, 30}, :g, 1}, T1, {:f, 1}}, {{:local_macro, {3, 22}, :m, 1}, T1, {:f, 1}}, ` +
				`{{:local_function, {6, 17}, :"f (overridable 1)", 1}, T1, {:f, 1}}, {{:on_module, true}, T1, nil}, {:stop, nil, nil}]`},
		{"a module inside another", "defmodule T2 do\n  defmodule In do\n  end\nend", "alias",
			`[{:start, nil, nil}, {:defmodule, T2, nil}, {{:alias, {2, 13}, T2.In, In, [as: In, warn: false]}, T2, nil}, {:defmodule, T2.In, nil}, {:stop, nil, nil}]`},
		{"hooks", "defmodule T3 do\n  def __before_compile__(_), do: :ok\n  def __after_compile__(_, _), do: :ok\nend\ndefmodule T4 do\n  @before_compile T3\n  @after_compile T3\nend", "remote_function",
			`[:__before_compile__, :__after_compile__]`},
		{"settings", "require Application\nApplication.compile_env(:elixir, [:none, :such], 1)", "compile_env",
			`[{:start, nil, nil}, {{:compile_env, :elixir, [:none, :such], :error}, nil, nil}, {:stop, nil, nil}]`},
		{"what a quote takes along", "quote do: flatten(1)\nimport List\nquote do: flatten(1)", "imported_quoted",
			`[{:start, nil, nil}, {{:imported_quoted, {3, 11}, List, :flatten, [1, 2]}, nil, nil}, {:stop, nil, nil}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			call := "Tracer.of(" + exString(c.src) + ", ~w(" + c.wanted + ")a)"
			if c.name == "hooks" {
				call = "for {event, T4, nil} <- " + call + ", is_tuple(event), elem(event, 2) == T3, do: elem(event, 3)"
			}
			if got := st.Eval(t, call); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}
