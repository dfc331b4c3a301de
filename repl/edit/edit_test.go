package edit

import (
	"errors"
	"slices"
	"testing"
)

func TestFor(t *testing.T) {
	for _, c := range []struct {
		what           string
		visual, editor string
		code           bool
		want           []string
		window         bool
	}{
		{"nothing is named", "", "", false, nil, false},
		{"VS Code is there", "", "", true, []string{"code", "-g", "a.ex:7"}, true},
		{"EDITOR", "", "vim", true, []string{"vim", "+7", "a.ex"}, false},
		{"VISUAL comes first", "nano", "ed", false, []string{"nano", "+7", "a.ex"}, false},
		{"with arguments", "", "code --wait", false, []string{"code", "--wait", "-g", "a.ex:7"}, true},
		{"by its path", "/usr/local/bin/hx", "", false, []string{"/usr/local/bin/hx", "a.ex:7"}, false},
		{"of Windows", "", "Code.cmd", false, []string{"Code.cmd", "-g", "a.ex:7"}, true},
		{"that knows no lines", "", "notepad.exe", false, []string{"notepad.exe", "a.ex"}, true},
	} {
		env := map[string]string{"VISUAL": c.visual, "EDITOR": c.editor}
		got, err := For("a.ex", 7, func(name string) string { return env[name] }, func(string) bool { return c.code })
		if !slices.Equal(got.Args, c.want) || got.Window != c.window || errors.Is(err, ErrNone) != (c.want == nil) {
			t.Errorf("%s: %q, %v, %v", c.what, got.Args, got.Window, err)
		}
	}
}

func TestLine(t *testing.T) {
	for text, want := range map[string]int{"": 1, "a\nb\n": 1, "a\n# TODO: b\n": 2, "TODO": 1} {
		if got := Line([]byte(text)); got != want {
			t.Errorf("%q: line %d, want %d", text, got, want)
		}
	}
}
