package exunit_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestNormalFilters checks that normalize sorts filters and removes duplicates, also between
// include and exclude.
func TestNormalFilters(t *testing.T) {
	st := station.Boot(t)
	for src, want := range map[string]string{
		`ExUnit.Filters.normalize(nil, [{:size, 7}, :slow, {:size, 7}])`:                                    `{[], [:slow, {:size, 7}]}`,
		`ExUnit.Filters.normalize([:size], [{:size, 7}, :slow])`:                                            `{[:size], [:slow]}`,
		`ExUnit.Filters.normalize([size: 7], [:size])`:                                                      `{[size: 7], [:size]}`,
		`Macro.unescape_string("a\\nb\\x41\\q", fn ?n -> ?N; :hex -> true; char -> char == ?x && char end)`: `"aNbA\\q"`,
		`{IO.ANSI.syntax_colors()[:atom], Application.compile_env(__ENV__, :none, :key, 7)}`:                `{:cyan, 7}`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}
