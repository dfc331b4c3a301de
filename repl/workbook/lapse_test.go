package workbook

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// slowly types text with a pause after each key. The pauses let each key run as a shortcut.
func slowly(m *Model, text string, pause time.Duration) {
	now := time.Unix(0, 0)
	m.clock = func() time.Time { return now }
	for _, r := range text {
		m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		m.Update(settled(m.burst.serial))
		now = now.Add(pause)
	}
}

// TestSlowCodeIsNoShortcut types code so slowly that its first letters run as shortcuts. The next
// letters take the shortcuts back, and all of the code is at the prompt.
func TestSlowCodeIsNoShortcut(t *testing.T) {
	guide := func(m *Model) { m.focus = onGuide }
	for _, c := range []struct {
		lab, step string
		before    func(*Model)
	}{
		{"0", "observe", guide},
		{"0", "connect", guide},
		{"0", "predict-connect", guide},
		{"0", "predict-connect", func(m *Model) { choose(m, true); m.focus = onGuide }},
		{"0", "lost", guide},
		{"7", "compare", guide},
		{"0", "predict-connect", func(m *Model) { press(m, "m") }},
		{"0", "predict-connect", func(m *Model) { press(m, "t") }},
	} {
		for _, code := range []string{"node()", "if true, do: 1", "pid = self()", "for x <- [2], do: x", "fn -> 1 end", "hd([1])", "mod = 1", "1 + 1", "nodes = 2"} {
			m, n := open(t, c.lab)
			up(m)
			m.goTo(m.lab.Step(c.step))
			c.before(m)
			n.asked = nil
			at, chosen := m.way.At(), picked(m)
			slowly(m, code, 600*time.Millisecond)
			if got := m.pane().editor.Text(); got != code {
				t.Errorf("%s: %q is at the prompt, want %q", c.step, got, code)
			}
			if m.way.At() != at || m.overlay != noOverlay || picked(m) != chosen || m.zoomed {
				t.Errorf("%s: %s: step %d, overlay %d, %d chosen", c.step, code, m.way.At(), m.overlay, picked(m))
			}
		}
	}
}

// TestShortcutsStay presses shortcuts before code. Code after a long pause, and code that begins
// with a capital letter, does not take them back.
func TestShortcutsStay(t *testing.T) {
	for _, c := range []struct {
		text  string
		pause time.Duration
	}{
		{"nd", 2 * time.Second},
		{"nNode", 600 * time.Millisecond},
	} {
		m, _ := openGuide(t, "0")
		up(m)
		slowly(m, c.text, c.pause)
		if got := m.pane().editor.Text(); m.way.At() != 1 || got != c.text[1:] {
			t.Errorf("%s: step %d, %q at the prompt", c.text, m.way.At(), got)
		}
	}
	m, _ := openGuide(t, "0")
	up(m)
	slowly(m, "n", 0)
	m.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	if slowly(m, "d", 0); m.way.At() != 1 || m.pane().editor.Text() != "d" {
		t.Errorf("step %d, %q at the prompt after n, tab and d", m.way.At(), m.pane().editor.Text())
	}
}
