package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestHexEscapes compares faults of \x, and their positions in bytes, with those of Elixir 1.18.4.
func TestHexEscapes(t *testing.T) {
	const (
		nonHex   = `~c"non-hex character in \\x{} (closing brace missing?)"`
		tooLarge = `~c"character value in \\x{} or \\o{} is too large"`
		missing  = `~c"digits missing in \\x{} or \\o{}"`
	)
	st := station.Boot(t)
	for _, c := range []struct{ pattern, flags, want string }{
		{`\x{zz}`, "", nonHex + ", 3"},
		{`\x{1z}`, "", nonHex + ", 4"},
		{`\x{12`, "u", nonHex + ", 5"},
		{`\x{`, "", nonHex + ", 3"},
		{`[a-\x{zz}]`, "", nonHex + ", 6"},
		{`é\x{zz}`, "", nonHex + ", 5"},
		{`é\x{zz}`, "u", nonHex + ", 5"},
		{`\x{}`, "", missing + ", 3"},
		{`\x{FFFFFFFF}`, "", tooLarge + ", 11"},
		{`\x{FFFFFFFFFFFFFFFFFFF}`, "u", tooLarge + ", 22"},
		{`\x{FFFFFFFFz}`, "u", tooLarge + ", 11"},
		{`[\x{FFFFFFFF}]`, "u", tooLarge + ", 12"},
		{`\x{100}`, "", tooLarge + ", 6"},
		{`\x{110000}`, "u", tooLarge + ", 9"},
		{`\x{1ff`, "", tooLarge + ", 6"},
		{`\x{1ff`, "u", nonHex + ", 6"},
		{`\x{d800}`, "u", `~c"disallowed Unicode code point (>= 0xd800 && <= 0xdfff)", 7`},
		{`é[z-a]`, "u", `~c"range out of order in character class", 5`},
		{`é(`, "u", `~c"missing )", 3`},
	} {
		want := "{:error, {" + c.want + "}}"
		if got := st.Eval(t, `Regex.compile(~S|`+c.pattern+`|, "`+c.flags+`")`); got != want {
			t.Errorf("%s with %q\n got %s\nwant %s", c.pattern, c.flags, got, want)
		}
	}
	const found = `for p <- ["\\x{41}", "\\x{00000000041}", "\\x{ff}", "\\x1", "[\\x]", "\\x{4}1}"], do: Regex.run(Regex.compile!(p), "A" <> <<1, 0, 255, 4>> <> "1}")`
	if got, want := st.Eval(t, found), `[["A"], ["A"], [<<255>>], [<<1>>], [<<0>>], [<<4, 49, 125>>]]`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
