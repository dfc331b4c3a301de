package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// shadowing counts the warnings of clauses that cannot match.
const shadowing = `defmodule Shadowing do
  def of(source) do
    {_, said} = Code.with_diagnostics(fn -> Code.compile_string("defmodule D do\n" <> source <> "\nend") end)
    Code.put_compiler_option(:ignore_module_conflict, true)
    Enum.count(said, & &1.message =~ "cannot match because")
  end
end`

// TestRepeatedVariables checks that a clause matches fewer values if it repeats a variable, however
// its patterns combine the variables. The numbers of warnings are those of Elixir 1.18.4.
func TestRepeatedVariables(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, shadowing)
	for _, c := range []struct{ src, want string }{
		{"def f(x = _y, x), do: 1\ndef f(_, _), do: 2", "0"},
		{"def f(_y = x, x), do: 1\ndef f(_, _), do: 2", "0"},
		{"def f(x, y = x), do: y\ndef f(_, _), do: 2", "0"},
		{"def f(x, (x = _)), do: x\ndef f(_, _), do: 2", "0"},
		{"def f(x = y, y = z), do: {x, y, z}\ndef f(_, _), do: 2", "0"},
		{"def f(x = y, z), do: {x, y, z}\ndef f(_, _), do: 2", "1"},
		{"def f({x = _y, x}), do: 1\ndef f({_, _}), do: 2", "0"},
		{"def f({_y = x, x}), do: 1\ndef f({_, _}), do: 2", "0"},
		{"def f({x, _y = x}), do: 1\ndef f({_, _}), do: 2", "0"},
		{"def f({x = _y, z}), do: {x, z}\ndef f({_, _}), do: 2", "1"},
		{"def f([x = _y, x]), do: 1\ndef f([_, _]), do: 2", "0"},
		{"def f([x = _y | x]), do: 1\ndef f([_ | _]), do: 2", "0"},
		{"def f(x, {1} = x), do: 1\ndef f(_, {1}), do: 2", "0"},
		{"def f(x, y = {1} = x), do: y\ndef f(_, {1}), do: 2", "0"},
		{"def f(x = {1}, x = {1}), do: x\ndef f({1}, {1}), do: 2", "0"},
		{"def f(y = {1}, _), do: y\ndef f({1}, _), do: 2", "1"},
		{"def f({x = 1, x}), do: x\ndef f({1, _}), do: 2", "0"},
		{"def f(a) do\n case a do\n {x = _y, x} -> 1\n {_, _} -> 2\n end\nend", "0"},
	} {
		if got := st.Eval(t, "Shadowing.of(~S'''\n"+c.src+"\n''')"); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}
