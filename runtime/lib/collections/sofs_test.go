package collections_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestSetsOfSets compares with the answers of Erlang/OTP 25.
func TestSetsOfSets(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ call, want string }{
		{`{:sofs.set([:pear, :fig, :pear]), :sofs.empty_set(), :sofs.from_term({1, [:fig]})}`, `{{:Set, [:fig, :pear], :atom}, {:Set, [], :_}, {:OrdSet, {1, [:fig]}, {:atom, [:atom]}}}`},
		{`:sofs.type(:sofs.from_term([{1, [:fig]}, {2, []}]))`, `[atom: [:atom]]`},
		{`:sofs.to_external(:sofs.from_term([{2, [:pear, :fig]}], [{:shop, [:fruit]}]))`, `[{2, [:fig, :pear]}]`},
		{`:sofs.from_term([1, [2]])`, `{ArgumentError, "argument error"}`},
		{`:sofs.set([[1]])`, `{:Set, [[1]], :atom}`},
		{`:sofs.set(:fig)`, `{ArgumentError, "argument error"}`},
		{`:sofs.a_function([{1, :fig}, {1, :pear}])`, `{ErlangError, "Erlang error: :bad_function"}`},
		{`:sofs.union(:sofs.set([1]), :sofs.relation([{1, 2}]))`, `{ErlangError, "Erlang error: :type_mismatch"}`},
		{`:sofs.to_external(7)`, `{FunctionClauseError, "no function clause matching in :sofs.to_external/1"}`},
		{`:sofs.intersection(:sofs.from_term([], [[:fruit]]))`, `{ArgumentError, "argument error"}`},
		{`for f <- [:union, :intersection, :difference, :symdiff, :product], do: :sofs.to_external(apply(:sofs, f, [:sofs.set([1, 2]), :sofs.set([2, 3])]))`, `[[1, 2, 3], [2], [1], [1, 3], [{1, 2}, {1, 3}, {2, 2}, {2, 3}]]`},
		{`r = :sofs.relation([{1, :fig}, {2, :pear}, {3, :fig}]); for f <- [:domain, :range, :converse, :relation_to_family], do: :sofs.to_external(apply(:sofs, f, [r]))`, `[[1, 2, 3], [:fig, :pear], [fig: 1, fig: 3, pear: 2], [{1, [:fig]}, {2, [:pear]}, {3, [:fig]}]]`},
		{`r = :sofs.relation([{1, :fig}, {2, :pear}, {3, :fig}]); s = :sofs.set([1, 3]); for f <- [:image, :restriction, :drestriction], do: :sofs.to_external(apply(:sofs, f, [r, s]))`, `[[:fig], [{1, :fig}, {3, :fig}], [{2, :pear}]]`},
		{`r = :sofs.relation([{1, 1}, {1, 2}]); {:sofs.to_external(:sofs.strict_relation(r)), :sofs.to_external(:sofs.weak_relation(r)), :sofs.is_a_function(r)}`, `{[{1, 2}], [{1, 1}, {1, 2}, {2, 2}], false}`},
		{`:sofs.to_external(:sofs.relative_product(:sofs.relation([{1, :fig}, {2, :pear}]), :sofs.relation([{:fig, :red}, {:fig, :blue}])))`, `[{1, :blue}, {1, :red}]`},
		{`:sofs.composite(:sofs.a_function([{1, :fig}]), :sofs.a_function([{:pear, 2}]))`, `{ErlangError, "Erlang error: :bad_function"}`},
		{`:sofs.inverse(:sofs.a_function([{1, :fig}, {2, :fig}]))`, `{ErlangError, "Erlang error: :bad_function"}`},
		{`:sofs.to_external(:sofs.partition(:sofs.from_term([[1, 2], [2, 3], [4]])))`, `[[1], [2], [3], [4]]`},
		{`:sofs.to_external(:sofs.partition_family(2, :sofs.relation([{1, :fig}, {2, :pear}, {3, :fig}])))`, `[fig: [{1, :fig}, {3, :fig}], pear: [{2, :pear}]]`},
		{`:sofs.to_external(:sofs.specification({:external, &(&1 > 1)}, :sofs.set([1, 2, 3])))`, `[2, 3]`},
		{`a = :sofs.family([{1, [:fig]}, {2, [:pear]}]); b = :sofs.family([{2, [:pear, :plum]}, {3, []}]); for f <- [:family_union, :family_intersection, :family_difference], do: :sofs.to_external(apply(:sofs, f, [a, b]))`, `[[{1, [:fig]}, {2, [:pear, :plum]}, {3, []}], [{2, [:pear]}], [{1, [:fig]}, {2, []}]]`},
		{`a = :sofs.family([{1, [:fig]}, {2, [:fig, :pear]}]); for f <- [:family_to_relation, :union_of_family, :intersection_of_family], do: :sofs.to_external(apply(:sofs, f, [a]))`, `[[{1, :fig}, {2, :fig}, {2, :pear}], [:fig, :pear], [:fig]]`},
		{`:sofs.to_external(:sofs.join(:sofs.relation([{1, :fig, 2}], 3), 3, :sofs.relation([{2, :plum}]), 1))`, `[{1, :fig, 2, :plum}]`},
		{`:sofs.to_external(:sofs.extension(:sofs.relation([{1, :fig}]), :sofs.set([1, 2]), :sofs.from_term(:plum)))`, `[{1, :fig}, {2, :plum}]`},
		{`:sofs.to_external(:sofs.digraph_to_family(:sofs.family_to_digraph(:sofs.family([{1, [2, 3]}, {2, []}, {3, []}]))))`, `[{1, [2, 3]}, {2, []}, {3, []}]`},
	} {
		if got := st.Eval(t, "try do "+c.call+" rescue e -> {e.__struct__, Exception.message(e)} end"); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.call, got, c.want)
		}
	}
}
