package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestExpand compares the expander's results with those of Elixir's compiler.
func TestExpand(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Shown do
		defmacro five, do: 5
		def of(form), do: form |> all() |> elem(0) |> Macro.prewalk(&Macro.update_meta(&1, fn _ -> [] end))
		def all(form) do
			env = :elixir_env.reset_vars(__ENV__)
			:elixir_expand.expand(form, :elixir_env.env_to_ex(env), env)
		end
	end`)
	for _, c := range []struct{ src, want string }{
		{`Shown.of(quote do: unquote(:__block__)())`, "nil"},
		{`Shown.of(quote do: case(1, do: (n when n > 0 -> n)))`, "{:case, [], [1, [do: [{:->, [], [[{:when, [], [{:n, [], Elixir}, {{:., [], [:erlang, :>]}, [], [{:n, [], Elixir}, 0]}]}], {:n, [], Elixir}]}]]]}"},
		{`Shown.of(quote do: Kernel.is_atom(:a))`, "{{:., [], [:erlang, :is_atom]}, [], [:a]}"},
		{`Shown.of(quote do: <<1::3, 2::little-signed>>)`, "{:<<>>, [], [{:\"::\", [], [1, {:-, [], [{:integer, [], nil}, {:size, [], [3]}]}]}, {:\"::\", [], [2, {:-, [], [{:-, [], [{:integer, [], nil}, {:little, [], nil}]}, {:signed, [], nil}]}]}]}"},
		{`Shown.of({:v, [if_undefined: :apply], nil})`, "{:v, [], []}"},
		{`Shown.of(quote do: Shown.five())`, "5"},
		{`{_, _, env} = Shown.all(quote do: n = 1); Macro.Env.vars(env) |> length()`, "1"},
		{`{_, scope, env} = Shown.all(quote do: 1); :elixir_env.to_caller({42, scope, env}).line`, "42"},
		{`{{:=, _, [{:n, meta, _}, 1]}, _, _} = Shown.all(quote do: n = 1); meta[:version]`, "0"},
	} {
		t.Run(c.src, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
