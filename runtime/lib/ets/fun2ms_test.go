package ets_test

import (
	"strconv"
	"testing"

	"lab/runtime/lib/station"
)

// TestSpecificationsOfFunctions compares with the match specifications of Elixir 1.18 on Erlang/OTP
// 25 at a prompt.
func TestSpecificationsOfFunctions(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`:ets.fun2ms(fn {name, _, years} when length(years) > 7 -> name end)`, `[{{:"$1", :_, :"$2"}, [{:>, {:length, :"$2"}, 7}], [:"$1"]}]`},
		{`:ets.fun2ms(fn {name, year} when year >= 1999 and is_atom(name) or not is_nil(year) -> {name, [year]} end)`, `[{{:"$1", :"$2"}, [{:orelse, {:andalso, {:>=, :"$2", 1999}, {:is_atom, :"$1"}}, {:not, {:==, :"$2", nil}}}], [{{:"$1", [:"$2"]}}]}]`},
		{`:ets.fun2ms(fn {name, year} when name in [:fig, :plum] when year != 7 -> year; row -> row end)`, `[{{:"$1", :"$2"}, [{:orelse, {:"=:=", :"$1", :fig}, {:"=:=", :"$1", :plum}}], [:"$2"]}, {{:"$1", :"$2"}, [{:"/=", :"$2", 7}], [:"$2"]}, {:"$1", [], [:"$1"]}]`},
		{`:ets.fun2ms(fn {name, %{size: {w, h}}} = row when rem(w, 2) == 0 -> row; {name, [h | _], name} -> %{name: h} end)`, `[{{:"$1", %{size: {:"$2", :"$3"}}}, [{:==, {:rem, :"$2", 2}, 0}], [:"$_"]}, {{:"$1", [:"$2" | :_], :"$1"}, [], [%{name: :"$2"}]}]`},
		{`:ets.fun2ms(fn {_name, "fig", 7.5, [], {}, -7, <<1, 2::16>>} -> [~c"fig", "plum", {:x}, nil, :"$1"] end)`, `[{{:"$1", "fig", 7.5, [], {}, -7, <<1, 0, 2>>}, [], [[~c"fig", "plum", {{:x}}, nil, {:const, :"$1"}]]}]`},
		{`:ets.fun2ms(&elem(&1, 1))`, `[{:"$1", [], [{:element, 2, :"$1"}]}]`},
		{`t = :ets.new(:fruit, []); :ets.insert(t, fig: 7, plum: 8, pear: 9); t |> :ets.select(:ets.fun2ms(fn {name, n} when n > 7 -> name end)) |> Enum.sort()`, `[:pear, :plum]`},
		{`:dbg.fun2ms(fn [size, size] when size > 7 -> :same end)`, `[{[:"$1", :"$1"], [{:>, :"$1", 7}], [:same]}]`},
		{`least = 7; :ets.fun2ms(fn {_, n} when n > least -> n end)`, `{FunctionClauseError, "no function clause matching in :ms_transform.normalise/1"}`},
		{`:ets.fun2ms(:fig)`, `{FunctionClauseError, "no function clause matching in :ets.fun2ms/1"}`},
		{`:ets.fun2ms(&String.upcase/1)`, `:ets`},
	} {
		if got := st.Eval(t, "try do "+c.src+" rescue e -> {e.__struct__, Exception.message(e)} catch :exit, {:badarg, {module, :fun2ms, _}} -> module end"); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.src, got, c.want)
		}
	}
}

// TestFunctionsWithoutSpecification checks OTP's errors for functions that a match specification
// cannot express.
func TestFunctionsWithoutSpecification(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`:ets.fun2ms(fn {name, _} -> String.upcase(name) end)`, "Error: fun containing the remote function call ''Elixir.String':upcase/1' (called in body) cannot be translated into match_spec"},
		{`:ets.fun2ms(fn {name, _} when tuple_size(name) == 7 -> 1 end)`, "Error: fun containing the remote function call 'erlang:tuple_size/1' (called in guard) cannot be translated into match_spec"},
		{`:ets.fun2ms(fn [name] -> name end)`, "Error: ets:fun2ms requires fun with single variable or tuple parameter"},
		{`:ets.fun2ms(fn {name, {_, _} = pair} -> {name, pair} end)`, "Error: in fun head, only matching (=) on toplevel can be translated into match_spec"},
		{`:ets.fun2ms(fn {name, n} -> if n, do: name end)`, "Error: the language element case (in body) cannot be translated into match_spec"},
		{`:ets.fun2ms(fn {name, n} -> sum = n + 7; {name, sum} end)`, "Error: fun with body matching ('=' in body) is illegal as match_spec"},
		{`:ets.fun2ms(fn {name, _} -> "#{name}!" end)`, "Error: the language element case (in body) cannot be translated into match_spec"},
		{`:ets.fun2ms(fn {name, n} -> name <> n end)`, "Error: bit syntax construction with variable '_name@1' (in body) cannot be translated into match_spec"},
		{`:ets.fun2ms(fn {"fig" <> rest, _} -> rest end)`, "Error: fun head contains bit syntax matching of variable '_rest@1', which cannot be translated into match_spec"},
		{`:ets.fun2ms(fn {name, n} -> name.(n) end)`, "Error: the language element call (in body) cannot be translated into match_spec"},
		{`:ets.fun2ms(fn {_, n} -> fn -> n end end)`, "Error: the language element fun (in body) cannot be translated into match_spec"},
		{`:ets.fun2ms(fn {_, n} -> %{n | size: 7} end)`, "Error: the language element map (in body) cannot be translated into match_spec"},
		{`:ets.fun2ms(fn {:"$7", n} -> n end)`, "Error: fun head contains atom '$7', which conflics with reserved atoms in match_spec heads"},
		{`:dbg.fun2ms(fn {a} -> a end)`, "Error: dbg:fun2ms requires fun with single variable or list parameter"},
	} {
		src := `{:ok, device} = StringIO.open("")
			leader = Process.group_leader()
			Process.group_leader(self(), device)
			{:error, :transform_error} = ` + c.src + `
			Process.group_leader(self(), leader)
			device |> StringIO.contents() |> elem(1)`
		if got, want := st.Eval(t, src), strconv.Quote(c.want+"\n"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", c.src, got, want)
		}
	}
}
