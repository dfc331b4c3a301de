package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestFailedOperators compares the first entry of stack traces with that of Elixir 1.18.4 on OTP
// 25, whose compiled code names some failing operators and not others.
func TestFailedOperators(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Failed do
		def first(code, x, y \\ nil) do
			Code.put_compiler_option(:ignore_module_conflict, true)
			Code.compile_string("defmodule FailedOf do\n def run(x, y), do: {" <> code <> ", y}\nend")

			try do
				apply(FailedOf, :run, [x, y])
			rescue
				ArithmeticError -> case hd(__STACKTRACE__) do
					{FailedOf, :run, 2, _} -> :unnamed
					{:erlang, name, args, _} -> {name, args}
				end
			end
		end
	end`)
	for _, c := range []struct{ src, want string }{
		{`Failed.first("x + 1", "a")`, `:unnamed`},
		{`Failed.first("1 + x", "a")`, `:unnamed`},
		{`Failed.first("x - 1", "a")`, `:unnamed`},
		{`Failed.first("x - -5", "a")`, `{:-, ["a", -5]}`},
		{`Failed.first("5 - x", "a")`, `{:-, [5, "a"]}`},
		{`Failed.first("x + 576460752303423488", "a")`, `{:+, ["a", 576460752303423488]}`},
		{`Failed.first("x * 2", "a")`, `{:*, ["a", 2]}`},
		{`Failed.first("2 * x", "a")`, `{:*, ["a", 2]}`},
		{`Failed.first("1.5 * x", "a")`, `:unnamed`},
		{`Failed.first("\"hi\" + x", "a")`, `{:+, ["a", "hi"]}`},
		{`Failed.first("x + y", "a", 1)`, `{:+, ["a", 1]}`},
		{`Failed.first("x / y", 1, 0)`, `:unnamed`},
		{`Failed.first("div(x, y)", 1, 0)`, `{:div, [1, 0]}`},
		{`try do :erlang.binary_to_term(:erlang.term_to_binary("a")) + 1 rescue ArithmeticError -> hd(__STACKTRACE__) |> elem(2) end`, `["a", 1]`}, // a prompt is not compiled
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s\n got  %s\nwant %s", c.src, got, c.want)
		}
	}
}
