package paint

import "testing"

func TestLine(t *testing.T) {
	for _, c := range []struct{ name, raw, want string }{
		{"plain", "a\tb é 日本", "a\tb é 日本"},
		{"colours", "\x1b[31mred\x1b[0m \x1b[1;38;5;3mx\x1b[m", "\x1b[31mred\x1b[0m \x1b[1;38;5;3mx\x1b[m"},
		{"over the whole line", "5%\r10%\r15%", "15%"},
		{"over its beginning", "hello\rj", "jello"},
		{"wide characters", "日本語\rab", "ab本語"},
		{"colours under it", "\x1b[31mhello\x1b[0m\rj", "j\x1b[31mello\x1b[0m"},
		{"at the end", "5%\r", "5%"},
		{"backspace, bell, form feed, delete", "a\bb\ac\fd\x7fe", "abcde"},
		{"cursor and screen", "a\x1b[2Jb\x1b[5;5Hc\x1b[?25ld", "abcd"},
		{"a mode that ends like a style", "a\x1b[>4;2mb", "ab"},
		{"a title", "a\x1b]0;title\ab", "ab"},
		{"a sequence without an end", "a\x1b[3", "a"},
		{"controls of eight bits", "a\u009b2Jb", "a2Jb"},
	} {
		if got := Line(c.raw); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestStyledKeepsOnlyStyles(t *testing.T) {
	if got, want := Styled("\x1b[1ma\tb\x1b[2J\x1b[>4;2m\r\nc\x1b[m"), "\x1b[1mabc\x1b[m"; got != want {
		t.Errorf("Styled returned %q, want %q", got, want)
	}
}
