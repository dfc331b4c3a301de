package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestGroups compares groups with a number or a condition of their own with PCRE.
func TestGroups(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"branch reset", `for s <- ["a1b", "c2d", "xy"], do: Regex.run(~r/(?|a(\d)b|c(\d)d|(x)(y))(z?)/, s)`,
			`[["a1b", "1", "", ""], ["c2d", "2", "", ""], ["xy", "x", "y", ""]]`},
		{"branch reset in replacements", `Regex.replace(~r/(?|"([^"]*)"|'([^']*)')/, ~s("a" 'b'), "<\\1>")`, `"<a> <b>"`},
		{"a name in each branch", `Regex.run(~r/(?|(?<n>a)|(?<n>b))/, "b", capture: :all_names)`, `["b"]`},
		{"condition on a number", `for s <- ["(a)", "a", "(a", "a)"], do: s =~ ~r/^(\()?a(?(1)\)|$)/`, `[true, true, false, false]`},
		{"condition on a name", `for s <- ["(a)", "a", "(a", "a)"], do: s =~ ~r/^(?<o>\()?a(?(<o>)\))$/`, `[true, true, false, false]`},
		{"condition on what follows", `for s <- ["12", "ab", "1b"], do: s =~ ~r/^(?(?=\d)\d+|[a-z]+)$/`, `[true, true, false]`},
		{"refused", `for p <- ["(?(2)a|b)", "(?(x)a)", "(?|", "(?|(a)|(b)(c)\\2", "(?<n>a)(?<n>b)"], do: Regex.compile(p)`,
			`[error: {~c"reference to non-existent subpattern", 5}, error: {~c"reference to non-existent subpattern", 5}, error: {~c"missing )", 3}, error: {~c"missing )", 15}, error: {~c"two named subpatterns have the same name", 11}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestEndlessMatch checks that a match that backtracks without end fails, as beyond OTP's limit of
// steps.
func TestEndlessMatch(t *testing.T) {
	t.Parallel()
	st := station.Boot(t)
	if got := st.Eval(t, `Regex.run(~r/^(a+)+$/, String.duplicate("a", 40) <> "b")`); got != "nil" {
		t.Errorf("got %s", got)
	}
}
