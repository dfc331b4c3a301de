package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRefused gives functions what they are not made for.
func TestRefused(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`Integer.extended_gcd("6", 4)`:                                 `{FunctionClauseError, "no function clause matching in Integer.extended_gcd/2"}`,
		`Float.round(0)`:                                               `0`,
		`List.pop_at([6, 7], -5)`:                                      `{nil, [6, 7]}`,
		`Enum.min_max_by([6, 7, 5], &send(self(), &1))`:                `{5, 7}`,
		`Keyword.drop([:x], [:x])`:                                     `{FunctionClauseError, "no function clause matching in anonymous fn/1 in Keyword.drop/2"}`,
		`Keyword.take([:x], [:x])`:                                     `{FunctionClauseError, "no function clause matching in anonymous fn/1 in Keyword.take/2"}`,
		`Keyword.intersect(%{x: 1}, x: 2)`:                             `{FunctionClauseError, "no function clause matching in Keyword.intersect/3"}`,
		`Keyword.intersect([x: 1, y: 2, x: 3], [x: 4], &{&1, &2, &3})`: `[x: {:x, 1, 4}, x: {:x, 3, 4}]`,
		`Keyword.pop_values([:x], :x)`:                                 `{FunctionClauseError, "no function clause matching in Keyword.pop_values/4"}`,
		`Keyword.pop_values([x: 1, y: 2, x: 3], :x)`:                   `{[1, 3], [y: 2]}`,
		`Keyword.split([x: 1, y: 2, x: 3], [:x])`:                      `{[x: 1, x: 3], [y: 2]}`,
		`Keyword.get_and_update([:x], :x, &{&1, 1})`:                   `{FunctionClauseError, "no function clause matching in Keyword.get_and_update/4"}`,
		`Keyword.get_and_update!(%{x: 1}, :x, &{&1, 1})`:               `{FunctionClauseError, "no function clause matching in Keyword.get_and_update!/4"}`,
		`Keyword.get_and_update!([y: 2], :x, &{&1, 1})`:                `{KeyError, "key :x not found in: [y: 2]"}`,
		`Keyword.get_and_update!([y: 2, x: 3], :x, &{&1, 1})`:          `{3, [y: 2, x: 1]}`,
		`Keyword.merge([:x], [:y])`:                                    `{ArgumentError, "expected a keyword list as the second argument, got: [:y]"}`,
		`Keyword.new([:x, :y])`:                                        `{MatchError, "no match of right hand side value: :y"}`,
		`Keyword.new(x: 1, y: 2, x: 3)`:                                `[y: 2, x: 3]`,
		`List.keysort(:x, 0)`:                                          `{FunctionClauseError, "no function clause matching in List.keysort/3"}`,
		`List.to_integer([:x])`:                                        `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a textual representation of an integer\n"}`,
		`List.to_float([:x])`:                                          `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a textual representation of a float\n"}`,
	} {
		if got := st.Eval(t, "try do "+call+" rescue e -> {e.__struct__, Exception.message(e)} end"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}

// Wrong seeds and states are refused: by an error, and by a generator that is made anew where a program spoilt its own.
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
