package ets_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRefusedArguments gives functions of :ets wrong arguments, and compares the remarks.
func TestRefusedArguments(t *testing.T) {
	st := station.Boot(t)
	const table = `:ets.new(:full, [:named_table]); :ets.insert(:full, [{:a, 1}, {:b, "x"}]); `
	for call, want := range map[string]string{
		`:ets.insert(:none, :a)`:                            `["1st argument: the table identifier does not refer to an existing ETS table", "2nd argument: not a tuple"]`,
		`:ets.insert(:full, {})`:                            `["2nd argument: is an empty tuple"]`,
		`:ets.insert(7, [{1}, 8])`:                          `["1st argument: not an atom or a table identifier", "2nd argument: not a non-empty tuple or a list of non-empty tuples"]`,
		`:ets.insert(:full, [{1} | 8])`:                     `["2nd argument: not a non-empty tuple or a list of non-empty tuples"]`,
		`:ets.lookup_element(:full, :a, 0)`:                 `["3rd argument: out of range"]`,
		`:ets.lookup_element(:none, :a, :b)`:                `["1st argument: the table identifier does not refer to an existing ETS table", "3rd argument: not an integer"]`,
		`:ets.match(:full, :_, 0)`:                          `["3rd argument: out of range"]`,
		`:ets.select(:full, :a, 0)`:                         `["2nd argument: not a valid match specification", "3rd argument: out of range"]`,
		`:ets.select(:none, :a)`:                            `["1st argument: the table identifier does not refer to an existing ETS table"]`,
		`:ets.delete_object(:full, 7)`:                      `["2nd argument: not a tuple"]`,
		`:ets.rename(:full, "a")`:                           `["2nd argument: invalid table name (must be an atom)"]`,
		`:ets.whereis("a")`:                                 `["1st argument: invalid table name (must be an atom)"]`,
		`:ets.safe_fixtable(:full, 7)`:                      `["2nd argument: not a boolean value"]`,
		`:ets.slot(:full, -1)`:                              `["2nd argument: out of range"]`,
		`:ets.give_away(7, 8, 9)`:                           `["1st argument: not an atom or a table identifier", "2nd argument: not a pid"]`,
		`:ets.new("a", :b)`:                                 `["1st argument: not an atom", "2nd argument: not a list"]`,
		`:ets.update_counter(:full, :a, :b, :c)`:            `["3rd argument: not a valid update operation", "4th argument: not a tuple"]`,
		`:ets.update_counter(:full, :a, {9, 1})`:            `["3rd argument: the position in the update operation is out of range"]`,
		`:ets.update_counter(:full, :b, 1)`:                 `["3rd argument: the value in the given position, in the object, is not an integer"]`,
		`:ets.update_counter(:full, :a, {2, 1, 9})`:         `["3rd argument: not a valid update operation"]`,
		`:ets.update_element(:full, :a, {9, 1})`:            `["3rd argument: out of range"]`,
		`:ets.update_element(:full, :a, [{2, 1}, 7])`:       `["3rd argument: is not a valid element specification"]`,
		`:ets.foldl(& &1, 0, :none)`:                        `["1st argument: the table identifier does not refer to an existing ETS table"]`,
		`:ets.foldr(& &1, 0, :full)`:                        `["no function clause matching in :lists.foldr/3"]`,
		`:ets.update_counter(:full, :a, [{2, 1}, {2, 10}])`: `[2, 12]`,
	} {
		// The table is deleted here, because the next evaluation may begin before this process has ended.
		src := "(" + table + "result = try do " + call + ` rescue e -> Exception.message(e) |> String.split(["\n\n", "\n"]) |> Enum.reject(&(&1 == "" or &1 =~ "errors were")) |> Enum.map(&String.trim_leading(&1, "  * ")) end; :ets.delete(:full); result)`
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
