package expand

import "testing"

// TestUnescapeRegex compares the texts of ~r sigils with the sources that Elixir 1.18.4 gives them.
func TestUnescapeRegex(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a\\\nb", "ab"},
		{"a\\\\\nb", "a\\\\\nb"},
		{"a\\\\\\\nb", "a\\\\b"},
		{"a\\\\\\\\\nb", "a\\\\\\\\\nb"},
		{"a\\\r\nb", "ab"},
		{"a\\\\\r\nb", "a\\\\\r\nb"},
		{"\\\n\\\n", ""},
		{"\\d\\\nx", "\\dx"},
		{"a\\\\\\nb", "a\\\\\\nb"},
	} {
		if got := unescapeRegex(c.text); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}
