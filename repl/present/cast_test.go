package present

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestCast writes a recording of three frames and reads it back as the format specifies.
func TestCast(t *testing.T) {
	var out strings.Builder
	now := time.Unix(1_900_000_000, 0)
	c := NewCast(&out, 80, 24, true, "lab present 4", "A <full> mesh", func() time.Time { return now })
	frame := func(content string, cursor *tea.Cursor) {
		v := tea.NewView(content)
		v.Cursor = cursor
		c.Frame(v)
	}
	now = now.Add(1234567 * time.Microsecond)
	frame("one\ntwo", nil)
	frame("one\ntwo", nil) // unchanged
	c.Mark("Connect")
	c.Wait(2 * time.Second)
	now = now.Add(200 * time.Microsecond)
	frame("one\n\x1b[1mTWO\x1b[m", tea.NewCursor(3, 1))
	took, err := c.End(0)
	if err != nil || took != 3234*time.Millisecond {
		t.Errorf("%s, %v", took, err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	var header struct {
		Version int `json:"version"`
		Term    struct {
			Cols, Rows int
			Theme      struct{ Fg, Bg, Palette string }
		} `json:"term"`
		Timestamp int64
		Title     string
	}
	if err := json.Unmarshal([]byte(lines[0]), &header); err != nil || header.Version != 3 || header.Term.Cols != 80 || header.Term.Rows != 24 ||
		header.Term.Theme.Bg != "#000000" || len(strings.Split(header.Term.Theme.Palette, ":")) != 16 || header.Timestamp != 1_900_000_000 || header.Title != "A <full> mesh" {
		t.Errorf("header %s, %v", lines[0], err)
	}
	want := [][3]any{
		{0.0, "o", "\x1b[2J\x1b[?25l"},
		{1.234, "o", "\x1b[1;1H\x1b[mone\x1b[m\x1b[2;1H\x1b[mtwo\x1b[m\x1b[?25l"},
		{0.0, "m", "Connect"},
		{2.0, "o", "\x1b[2;1H\x1b[m\x1b[1mTWO\x1b[m\x1b[m\x1b[2;4H\x1b[?25h"},
		{0.0, "o", "\x1b[?25h"},
		{0.0, "x", "0"},
	}
	if len(lines) != len(want)+1 {
		t.Fatalf("%d lines:\n%s", len(lines), out.String())
	}
	for i, line := range lines[1:] {
		var got [3]any
		if err := json.Unmarshal([]byte(line), &got); err != nil || got != want[i] {
			t.Errorf("event %d: %s, %v", i, line, err)
		}
	}
}
