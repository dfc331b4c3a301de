package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRefused calls functions with invalid arguments.
func TestRefused(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`Integer.extended_gcd("6", 4)`:                                                     `{FunctionClauseError, "no function clause matching in Integer.extended_gcd/2"}`,
		`Float.round(0)`:                                                                   `0`,
		`List.pop_at([6, 7], -5)`:                                                          `{nil, [6, 7]}`,
		`Enum.min_max_by([6, 7, 5], &send(self(), &1))`:                                    `{5, 7}`,
		`Keyword.drop([:x], [:x])`:                                                         `{FunctionClauseError, "no function clause matching in anonymous fn/1 in Keyword.drop/2"}`,
		`Keyword.take([:x], [:x])`:                                                         `{FunctionClauseError, "no function clause matching in anonymous fn/1 in Keyword.take/2"}`,
		`Keyword.intersect(%{x: 1}, x: 2)`:                                                 `{FunctionClauseError, "no function clause matching in Keyword.intersect/3"}`,
		`Keyword.intersect([x: 1, y: 2, x: 3], [x: 4], &{&1, &2, &3})`:                     `[x: {:x, 1, 4}, x: {:x, 3, 4}]`,
		`Keyword.pop_values([:x], :x)`:                                                     `{FunctionClauseError, "no function clause matching in Keyword.pop_values/4"}`,
		`Keyword.pop_values([x: 1, y: 2, x: 3], :x)`:                                       `{[1, 3], [y: 2]}`,
		`Keyword.split([x: 1, y: 2, x: 3], [:x])`:                                          `{[x: 1, x: 3], [y: 2]}`,
		`Keyword.get_and_update([:x], :x, &{&1, 1})`:                                       `{FunctionClauseError, "no function clause matching in Keyword.get_and_update/4"}`,
		`Keyword.get_and_update!(%{x: 1}, :x, &{&1, 1})`:                                   `{FunctionClauseError, "no function clause matching in Keyword.get_and_update!/4"}`,
		`Keyword.get_and_update!([y: 2], :x, &{&1, 1})`:                                    `{KeyError, "key :x not found in: [y: 2]"}`,
		`Keyword.get_and_update!([y: 2, x: 3], :x, &{&1, 1})`:                              `{3, [y: 2, x: 1]}`,
		`Keyword.get_and_update!([x: 1, y: 2, x: 3], :x, &{&1, 7})`:                        `{1, [x: 7, y: 2]}`,
		`Keyword.get_and_update!([x: 1, y: 2], :z, &{&1, 7})`:                              `{KeyError, "key :z not found in: [y: 2, x: 1]"}`,
		`Keyword.validate([x: 1], [7])`:                                                    `{:error, [:x]}`,
		`Keyword.validate([x: 1], [:x, 7])`:                                                `{ArgumentError, "expected the second argument to be a list of atoms or tuples, got: 7"}`,
		`Keyword.validate([y: 1], x: 7, z: 8, y: 9)`:                                       `{:ok, [x: 7, z: 8, y: 1]}`,
		`Keyword.validate([{1, 2}], [])`:                                                   `{ArgumentError, "expected a keyword list as first argument, got invalid entry: {1, 2}"}`,
		`Keyword.values([{7, 880}])`:                                                       `[880]`,
		`Map.merge(%{}, 7, fn _, _, v -> v end)`:                                           `{BadMapError, "expected a map, got: 7"}`,
		`Map.get_and_update!([x: 1], :x, &{&1, 7})`:                                        `{BadMapError, "expected a map, got: [x: 1]"}`,
		`Map.pop_lazy(nil, :x, fn -> 7 end)`:                                               `{BadMapError, "expected a map, got: nil"}`,
		`Enum.sort([7, 8], fn a, b -> {a, b} end)`:                                         `{CaseClauseError, "no case clause matching: {7, 8}"}`,
		`Enum.max_by([7, 8], & &1, fn _, _ -> nil end)`:                                    `{CaseClauseError, "no case clause matching: nil"}`,
		`Enum.slide([7, 8, 9], 0..1, 1)`:                                                   `{ArgumentError, "insertion index for slide must be outside the range being moved (tried to insert 0..1 at 1)"}`,
		`Enum.slice(nil, 3..1//1)`:                                                         `{Protocol.UndefinedError, "protocol Enumerable not implemented for type Atom\n\nGot value:\n\n    nil\n"}`,
		`Enum.map(%{}, 7)`:                                                                 `[]`,
		`Enum.into([6], %{}, & &1)`:                                                        `{ArgumentError, "argument error"}`,
		`Enum.into(6..7, %{a: 1}, & &1)`:                                                   `{ArgumentError, "collecting into a map requires {key, value} tuples, got: 6"}`,
		`Enum.group_by([6], 7, 8)`:                                                         `{BadFunctionError, "expected a function, got: 8"}`,
		`Enum.group_by([], %{}, & &1)`:                                                     `%{}`,
		`Enum.zip([:a, :b])`:                                                               `{Protocol.UndefinedError, "protocol Enumerable not implemented for type Atom\n\nGot value:\n\n    :a\n"}`,
		`Enum.sort_by([6], & &1, 7)`:                                                       `{FunctionClauseError, "no function clause matching in List.keysort_fun/2"}`,
		`Enum.unzip(6..7)`:                                                                 `{FunctionClauseError, "no function clause matching in anonymous fn/2 in Enum.unzip/1"}`,
		`Enum.min_max_by([6], & &1, 7)`:                                                    `{FunctionClauseError, "no function clause matching in Enum.min_max_by/4"}`,
		`Enum.take_random([], :x)`:                                                         `[]`,
		`List.zip([6])`:                                                                    `{FunctionClauseError, "no function clause matching in List.to_list/1"}`,
		`List.keysort([{1, 6}, {0, 7}], 0, {:desc, Integer})`:                              `{UndefinedFunctionError, "function Integer.compare/2 is undefined or private"}`,
		`List.keydelete([{6}], 6, 1_000_000_000_000)`:                                      `[{6}]`,
		`Keyword.update([:x], :x, 1, & &1)`:                                                `{FunctionClauseError, "no function clause matching in Keyword.update_guarded/4"}`,
		`Keyword.replace([:x], :x, 1)`:                                                     `{FunctionClauseError, "no function clause matching in Keyword.do_replace/3"}`,
		`Keyword.replace!([y: 1], :x, 1)`:                                                  `{KeyError, "key :x not found in: [y: 1]"}`,
		`Keyword.replace_lazy(%{}, :x, & &1)`:                                              `{FunctionClauseError, "no function clause matching in Keyword.replace_lazy/3"}`,
		`Keyword.get_values([:x], :x)`:                                                     `{FunctionClauseError, "no function clause matching in Keyword.get_values/3"}`,
		`Map.replace_lazy([], :x, & &1)`:                                                   `{FunctionClauseError, "no function clause matching in Map.replace_lazy/3"}`,
		`Float.parse(7)`:                                                                   `{FunctionClauseError, "no function clause matching in Float.parse_unsigned/1"}`,
		`Integer.extended_gcd(0, -3)`:                                                      `{-3, 0, 1}`,
		`inspect(Stream.chunk_every(6..7, 2)) =~ "#Stream<[enum: 6..7, funs: [#Function<"`: `true`,
		`6..9 |> Stream.chunk_every(2) |> Stream.map(&hd/1) |> Enum.to_list()`:             `[6, 8]`,
		`Map.values(%{Stream.map([6], & &1) | funs: 0})`:                                   `[Stream, [], nil, [6], 0]`,
		`Stream.take_every([], -1)`:                                                        `{FunctionClauseError, "no function clause matching in Stream.take_every/2"}`,
		`Tuple.insert_at({6}, 3, 7)`:                                                       `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: out of range\n"}`,
		`Tuple.delete_at([], -1)`:                                                          `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: out of range\n  * 2nd argument: not a tuple\n"}`,
		`Tuple.duplicate(7, :x)`:                                                           `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: out of range\n"}`,
		`List.to_tuple([6 | 7])`:                                                           `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a list\n"}`,
		`List.to_atom("x")`:                                                                `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a list\n"}`,
		`List.keysort([:x], 3)`:                                                            `[:x]`,
		`List.zip([{1, 2}, [3, 4]])`:                                                       `[{1, 3}, {2, 4}]`,
		`Keyword.merge([:x], [:y])`:                                                        `{ArgumentError, "expected a keyword list as the second argument, got: [:y]"}`,
		`Keyword.new([:x, :y])`:                                                            `{MatchError, "no match of right hand side value: :y"}`,
		`Keyword.new(x: 1, y: 2, x: 3)`:                                                    `[y: 2, x: 3]`,
		`List.keysort(:x, 0)`:                                                              `{FunctionClauseError, "no function clause matching in List.keysort/3"}`,
		`List.to_integer([:x])`:                                                            `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a textual representation of an integer\n"}`,
		`List.to_float([:x])`:                                                              `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a textual representation of a float\n"}`,
	} {
		if got := st.Eval(t, "try do "+call+" rescue e -> {e.__struct__, Exception.message(e)} end"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}

// TestRandRefuses checks invalid seeds and states. They raise an error. Only an invalid state in
// the process dictionary is replaced by a new state.
func TestRandRefuses(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{"try do :rand.seed(:nope) rescue e -> e.function end", ":mk_alg"},
		{"try do :rand.seed(:exsss, :nope) rescue e -> e.__struct__ end", "FunctionClauseError"},
		{"try do :rand.seed_s(:exs1024) rescue e -> e.message end", `"the generator :exs1024 of :rand is not part of lab"`},
		{"Process.put(:rand_seed, 5); :rand.export_seed()", ":undefined"},
		{"try do :rand.uniform_real_s({:exs64, 0}) rescue e -> e.__struct__ end", "FunctionClauseError"},
		{"Process.put(:rand_seed, {:exsss, [0 | 0]}); :rand.uniform_real() > 0", "true"},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}
