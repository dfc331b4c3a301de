package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestPrograms contains parts of learners' programs in which lab once differed from Elixir 1.18.
// The values are those of Elixir 1.18.
func TestPrograms(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"modules named Elixir...", "inspect([ElixirKatas, ElixirKatas.Foo, :\"Elixir.Elixir.Foo\"])", `"[ElixirKatas, ElixirKatas.Foo, Elixir.Elixir.Foo]"`},
		{"only the first part of a nested module is an alias", "defmodule B do\n  def x, do: :top\nend\ndefmodule Nesting do\n  defmodule A.B do\n    def x, do: :inner\n  end\n" +
			"  def t, do: B.x()\n  def u, do: A.B.x()\n  def aliases, do: __ENV__.aliases\nend\n{Nesting.t(), Nesting.u(), Nesting.aliases()}", "{:top, :inner, [{A, Nesting.A}]}"},
		{"an update at a prompt fails with the map so far", "try do\n  Code.eval_string(\"m = %{a: 1}; %{m | a: 2, b: 3}\")\nrescue\n  e -> e.term\nend", "%{a: 2}"},
		{"old operators", "import Bitwise\n{5 ^^^ 1, ~~~5}", "{4, -6}"},
		{"old type", "defmodule Typed do\n  @spec f() :: bool\n  def f, do: true\nend\nTyped.f()", "true"},
		{"Dict", "{Dict.get(%{a: 1}, :a), Dict.merge(%{a: 1}, [b: 2]), Dict.merge([a: 1], %{b: 2}), Dict.equal?(%{a: 1}, [a: 1])}", "{1, %{a: 1, b: 2}, [a: 1, b: 2], true}"},
		{"registry as it was", "{:ok, pid} = Registry.start_link(:unique, OldRegistry)\n{is_pid(pid), elem(Registry.register(OldRegistry, 1, 2), 0)}", "{true, :ok}"},
		{"a return to the same place is shown once", "defmodule Again do\n  def f([a]), do: raise(\"#{a}\")\n  def f([a | rest]), do: [a | f(rest)]\nend\n" +
			"try do\n  Again.f([1, 2, 3, 4])\nrescue\n  _ -> Enum.count(__STACKTRACE__, &(elem(&1, 0) == Again))\nend", "2"},
		{"arity of closures", "defmodule Closed do\n  def f(x), do: Enum.map([1], fn y -> raise(\"#{x}#{y}\") end)\nend\n" +
			"try do\n  Closed.f(1)\nrescue\n  _ -> __STACKTRACE__ |> hd() |> elem(2)\nend", "2"},
		{"value of defexception", "defmodule Oh do\n  defexception [:message]\nend |> elem(3)", ":ok"},
		{"value of defprotocol", "defprotocol Sized do\n  def size(x)\nend |> elem(3)", "{:__protocol__, 1}"},
		{"no protocol", "try do\n  defimpl Access, for: Integer do\n    def fetch(_, _), do: :error\n  end\nrescue\n  e -> e.message\nend", `"Access is not a protocol"`},
		{"no protocol to derive", "try do\n  defmodule Derived do\n    @derive Access\n    defstruct [:a]\n  end\nrescue\n  e -> e.message\nend", `"Access is not a protocol, cannot derive Access for Derived"`},
		{"macro that is not required", "defmodule Mac do\n  defmacro m(x), do: x\nend\ntry do\n  Code.eval_string(\"Mac.m(1)\")\nrescue\n  e -> e.function\nend", ":m"},
		{"a module that was refused", "try do\n  Code.compile_string(\"defmodule Refused do\\n def f, do: nope()\\nend\", \"r.ex\")\nrescue\n  _ -> Enum.map(__STACKTRACE__, &elem(&1, 0))\nend",
			"[:elixir_module, :elixir_erl_compiler]"},
		{"macros around an error", "try do\n  Code.compile_string(\"defmodule Using do\\n use Nope\\nend\", \"u.ex\")\nrescue\n  _ -> __STACKTRACE__ |> Enum.map(&elem(&1, 0)) |> Enum.take(-2)\nend", "[Kernel, Using]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := station.Boot(t).Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}
