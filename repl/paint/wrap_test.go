package paint

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"charm.land/lipgloss/v2"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"two words", 20, "two words"},
		{"two words", 5, "two\nwords"},
		{"  two words", 7, "  two\nwords"},
		{"started with --cookie 111", 15, "started with\n--cookie 111"},
		{"which does GenServer.call(Some.Long.Name, x) reach?", 20, "which does\nGenServer.call(Some.\nLong.Name, x) reach?"},
		{"in lib/hello/receiver.ex", 10, "in\nlib/hello/\nreceiver.\nex"},
		{"Some.start_random(1000)", 12, "Some.\nstart_\nrandom(1000)"},
		{"Some.start_random(1000)", 18, "Some.start_random(\n1000)"},
		{"aaaaaaaaaaaa b", 5, "aaaaa\naaaaa\naa b"},
		{"日本語です", 4, "日本\n語で\nす"},
		{"one  two  three", 5, "one\ntwo\nthree"},
		{"one  two  three", 8, "one  two\nthree"},
		{"end   ", 4, "end "},
		{"          far in", 6, "   far\nin"},
		{"a\n\nb c", 1, "a\n\nb\nc"},
		{"", 3, ""},
		{"ab", 0, "a\nb"},
	} {
		if got := Wrap(c.text, c.width); got != c.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
	styled := Wrap(lipgloss.NewStyle().Bold(true).Render("call(Some.Name)"), 10)
	if got := ansi.Strip(styled); got != "call(Some.\nName)" || strings.Count(styled, "\x1b[1m") != 2 {
		t.Errorf("%q", styled)
	}
}

// TestAMarkStaysBelowItsCode wraps a code excerpt of a compiler message. Each mark must stay below
// the code that it marks.
func TestAMarkStaysBelowItsCode(t *testing.T) {
	text := strings.Join([]string{
		"    error: unexpected token: }",
		"    │",
		" 24 │     call({__MODULE__, hd(Node.list()}, {msg, node()})",
		"    │                         │           └ mismatched closing delimiter",
		"    │                         └ unclosed delimiter",
		"    │",
		"    └─ lib/a.ex:24:37",
	}, "\n")
	want := strings.Join([]string{
		"    error: unexpected token: }",
		"    │",
		" 24 │ call({__MODULE__, hd(Node.li",
		"    │                     │",
		"    │                     └ unclos",
		"    │",
		"    ┆ st()}, {msg, node()})",
		"    ┆     └ mismatched closing del",
		"    ┆ ed delimiter",
		"    ┆ imiter",
		"    └─ lib/a.ex:24:37",
	}, "\n")
	if got := Wrap(text, 34); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Wrap(text, 80); got != text {
		t.Errorf("where it fits it is\n%s", got)
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"press **ctrl+x**, then **k**", "press ctrl+x, then k"},
		{"** (EXIT) no process **", "** (EXIT) no process **"},
		{"2 ** 3 and a **b", "2 ** 3 and a **b"},
	} {
		if got := Plain(c.text); got != c.want {
			t.Errorf("%q: %q", c.text, got)
		}
	}
}
