package iex_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestAutocomplete compares with the completions of IEx.Autocomplete of Elixir 1.18.4 in a session
// with a few variables.
func TestAutocomplete(t *testing.T) {
	st := station.Boot(t)
	prelude := `(
	  evaluator = IEx.Server.start_evaluator(1, dot_iex: "")
	  line = ~S(map = %{one: 1, two: %{three: 3}, three: nil}; mod = String; alias Enum, as: E; uri = %URI{}; num = 5) <> "\n"
	  send(evaluator, {:eval, self(), line, 1, ""})
	  receive do {:evaled, ^evaluator, _, _} -> :ok end
	  (fn text -> text |> String.to_charlist() |> Enum.reverse() |> IEx.Autocomplete.expand(self()) end).(`
	for _, c := range []struct{ text, want string }{
		{`"Enu"`, `{:yes, ~c"m", []}`},
		{`"Enum.count/"`, `{:yes, [], [~c"count/1", ~c"count/2"]}`},
		{`"E.map_j"`, `{:yes, ~c"oin", []}`},
		{`"mod.print"`, `{:yes, ~c"able?", []}`},
		{`"map."`, `{:yes, [], [~c"one", ~c"three", ~c"two"]}`},
		{`"map.two"`, `{:yes, ~c".", []}`},
		{`"map.one"`, `{:no, [], []}`},
		{`"num.x"`, `{:no, [], []}`},
		{`"1 + nu"`, `{:yes, ~c"m", []}`},
		{`"%URI{path: 1, que"`, `{:yes, ~c"ry: ", []}`},
		{`"%{uri | que"`, `{:yes, ~c"ry: ", []}`},
		{`"%{map | "`, `{:yes, [], [~c"one:", ~c"three:", ~c"two:"]}`},
		{`"%UR"`, `{:yes, ~c"I{", []}`},
		{`"<<x::integer-li"`, `{:yes, ~c"ttle", []}`},
		{`"&is_at"`, `{:yes, ~c"om", []}`},
		{`"+"`, `{:yes, [], [~c"+/1", ~c"+/2", ~c"++/2"]}`},
		{`"~r"`, `{:yes, [], [~c"\"", ~c"\"\"\"", ~c"'", ~c"'''", ~c"(", ~c"/", ~c"<", ~c"[", ~c"{", ~c"|"]}`},
		{`"alias Date."`, `{:yes, ~c"Range", []}`},
		{`"b GenServer.term"`, `{:yes, ~c"inate", []}`},
		{`"Enum.reduce("`, `{:yes, [], [~c"reduce(enumerable, fun)", ~c"reduce(enumerable, acc, fun)"]}`},
		{`"def "`, `{:yes, [], [~c"def(call, expr \\\\ nil)"]}`},
		{`":list"`, `{:yes, ~c"s", []}`},
		{`"String.rj"`, `{:no, [], []}`},
		{`"@mod"`, `{:no, [], []}`},
	} {
		if got := st.Eval(t, prelude+c.text+"))"); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}
