package line

import (
	"path/filepath"
	"testing"
)

func editor(entries ...string) *Editor {
	h := &History{}
	for _, entry := range entries {
		h.Add(entry)
	}
	return New(h)
}

func TestKeys(t *testing.T) {
	for _, test := range []struct {
		name, text string
		keys       []string
		want       string // with | at the cursor
	}{
		{"left and right stop at the ends", "ab", []string{"right", "left", "left", "left"}, "|ab"},
		{"delete a word", "Node.connect(:a)", []string{"ctrl+w"}, "Node.connect(:|"},
		{"to the start and kill to the end", "one two", []string{"ctrl+a", "alt+f", "ctrl+k"}, "one|"},
		{"what was killed comes back", "one two", []string{"ctrl+w", "ctrl+a", "ctrl+y"}, "two|one "},
		{"backspace at the start does nothing", "a", []string{"home", "backspace"}, "|a"},
		{"delete under the cursor", "abc", []string{"home", "delete"}, "|bc"},
		{"transpose", "ba", []string{"ctrl+t"}, "ab|"},
		{"home stays in its line", "a\nbc", []string{"home"}, "a\n|bc"},
		{"back through the history", "new", []string{"up", "up"}, "first|"},
		{"and forth to the draft", "new", []string{"up", "up", "down", "down"}, "new|"},
		{"up and down stay in a text of several lines", "ab\ncd\nef", []string{"up", "up", "down"}, "ab\ncd|\nef"},
		{"from the first line to the history", "ab\ncd", []string{"up", "up"}, "second|"},
		{"and back to the text", "ab\ncd", []string{"up", "up", "down"}, "ab\ncd|"},
		{"a short line keeps the column", "abcd\n\nefgh", []string{"left", "up", "up", "down", "down"}, "abcd\n\nefg|h"},
		{"a move to the side sets the column", "abcd\ne\nfghi", []string{"up", "left", "down"}, "abcd\ne\n|fghi"},
		{"ctrl+p leaves the text at once", "ab\ncd", []string{"ctrl+p", "ctrl+n", "up"}, "ab|\ncd"},
		{"not beyond its ends", "", []string{"up", "up", "up", "up"}, "first|"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := editor("first", "second")
			e.Insert(test.text)
			for _, key := range test.keys {
				if !e.Key(key) {
					t.Fatalf("%s is not an editing key", key)
				}
			}
			got := e.BeforeCursor() + "|" + e.Text()[len(e.BeforeCursor()):]
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPaste(t *testing.T) {
	e := editor()
	e.Paste("a\r\n\r\n\tb\x1b[2J\x00\rc\n\r\n")
	if got := e.Text(); got != "a\n\n\tb[2J\nc" {
		t.Errorf("pasted %q", got)
	}
}

func TestSearchFindsTheNewestFirst(t *testing.T) {
	e := editor("Node.list()", "self()", "Node.self()")
	e.Key("ctrl+r")
	e.SearchFor("Node")
	if got := e.Text(); got != "Node.self()" {
		t.Errorf("first: %q", got)
	}
	e.Key("ctrl+r")
	if got := e.Text(); got != "Node.list()" {
		t.Errorf("second: %q", got)
	}
	if e.Submit() != "Node.list()" {
		t.Error("what was found is not what was submitted")
	}
}

func TestSearchTextIsShortenedByCharacters(t *testing.T) {
	e := editor("self()")
	e.Key("ctrl+r")
	e.SearchFor("sé")
	for _, want := range []string{"s", "", ""} {
		e.Key("backspace")
		if got, _ := e.Searching(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestHistoryOutlivesTheRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sub", "history")
	h, err := OpenHistory(file)
	if err != nil {
		t.Fatal(err)
	}
	h.Add("a\nb")
	h.Add("  ")
	h.Add("<c>")
	h.Add("<c>")
	if err := h.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := OpenHistory(file)
	if err != nil {
		t.Fatal(err)
	}
	if again.Len() != 2 || again.Entry(0) != "a\nb" || again.Entry(1) != "<c>" {
		t.Errorf("got %q", again.entries)
	}
}

func FuzzKeys(f *testing.F) {
	f.Add("abc", "ctrl+w")
	f.Fuzz(func(t *testing.T, text, key string) {
		e := editor("one", "two")
		for range 3 {
			e.Insert(text)
			e.Key("left")
			e.Key(key)
			if e.Cursor() < 0 || e.Cursor() > len([]rune(e.Text())) {
				t.Fatalf("cursor %d outside of %q", e.Cursor(), e.Text())
			}
		}
	})
}

func TestTablesOfKeys(t *testing.T) {
	for _, side := range []table{editKeys(), searchKeys()} {
		for _, wrong := range side.Wrong() {
			t.Errorf("%s: %s", side.Title, wrong)
		}
	}
}
