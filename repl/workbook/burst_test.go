package workbook

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
)

// TestCodeIsNoShortcut types code in lower case at each kind of step, and in the map, the messages
// and the overlays. The code goes to the prompt, and nothing else happens.
func TestCodeIsNoShortcut(t *testing.T) {
	answered := func(m *Model) { choose(m, true); m.focus = onGuide }
	wrong := func(m *Model) { choose(m, false); m.focus = onGuide }
	guide := func(m *Model) { m.focus = onGuide }
	for _, c := range []struct {
		name, lab, step string
		before          func(*Model)
	}{
		{"observe", "0", "observe", guide},
		{"do", "0", "connect", guide},
		{"predict", "0", "predict-connect", guide},
		{"an answered prediction", "0", "predict-connect", answered},
		{"a wrong prediction", "0", "predict-connect", wrong},
		{"explain", "0", "lost", guide},
		{"a wrong explanation", "0", "lost", wrong},
		{"several choices", "7", "compare", guide},
		{"the map", "0", "predict-connect", func(m *Model) { press(m, "m") }},
		{"the messages", "0", "predict-connect", func(m *Model) { press(m, "t") }},
		{"the keys", "0", "predict-connect", func(m *Model) { press(m, "?") }},
		{"the greeting", "0", "predict-connect", func(m *Model) { m.overlay = backOverlay }},
		{"the end", "0", "predict-connect", func(m *Model) { m.overlay = endOverlay }},
	} {
		for _, code := range []string{"node()", "1 + 1", "if true, do: 1", "pid = self()", "recompile()", "hd([1])", "?a", "json = 1", "for x <- [2], do: x", "12", "cd"} {
			m, n := open(t, c.lab)
			up(m)
			m.goTo(m.lab.Step(c.step))
			c.before(m)
			n.asked = nil
			at, chosen, answered := m.way.At(), picked(m), m.choice.answered
			press(m, code)
			if code == "12" && m.choice.question != nil && m.focus == onGuide {
				continue // two choices, of which the second counts
			}
			press(m, "enter")
			if got := m.choice; m.way.At() != at || m.overlay != noOverlay || picked(m) != chosen || got.answered != answered || len(m.hints) > 0 || m.busy {
				t.Errorf("%s: %s ran shortcuts: step %d, overlay %d, %d chosen, hints %q", c.name, code, m.way.At(), m.overlay, picked(m), m.hints)
			}
			if want := "submit " + m.pane().node + " " + code; len(n.asked) != 1 || n.asked[0] != want {
				t.Errorf("%s: %s asked for %q", c.name, code, n.asked)
			}
		}
	}
}

// picked returns the number of chosen answers.
func picked(m *Model) int {
	if m.choice.question == nil {
		return 0
	}
	return len(m.choice.chosen())
}

// TestAPauseMakesAShortcut presses single keys. Each of them is a shortcut.
func TestAPauseMakesAShortcut(t *testing.T) {
	m, _ := openGuide(t, "0")
	up(m)
	letter := func(r rune) tea.Cmd {
		_, cmd := m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		return cmd
	}
	if cmd := letter('n'); m.way.At() != 0 || cmd == nil {
		t.Error("n did not wait for more text")
	}
	late := m.burst.serial
	if m.Update(settled(late)); m.way.At() != 1 {
		t.Error("n did not go on after the pause")
	}
	m.Update(settled(late))
	choose(m, true)
	letter('n')
	if press(m, "enter"); m.way.At() != 2 {
		t.Errorf("step %d after n and enter", m.way.At())
	}
	m.focus = onGuide
	letter('p')
	if m.Update(tea.MouseClickMsg{X: 78, Y: 5}); m.way.At() != 1 || m.focus != onPrompt {
		t.Errorf("step %d, focus %d after p and a click", m.way.At(), m.focus)
	}
	m.focus = onGuide
	letter('p')
	if m.Update(tea.PasteMsg{Content: "x"}); m.way.At() != 0 || m.pane().editor.Text() != "x" {
		t.Errorf("step %d, typed %q after p and a paste", m.way.At(), m.pane().editor.Text())
	}
	if m.current().Kind != catalogue.Observe {
		t.Fatal("the first step has changed")
	}
	m.pane().editor.Clear()
	m.goTo(1)
	m.focus = onGuide
	letter('j')
	letter('j')
	if letter('k'); m.choice.cursor != 0 || m.focus != onGuide {
		t.Errorf("cursor %d, focus %d after j j k", m.choice.cursor, m.focus)
	}
}

// TestAKeyTwiceIsTwoShortcuts presses one key twice without a pause.
func TestAKeyTwiceIsTwoShortcuts(t *testing.T) {
	m, _ := openGuide(t, "1")
	up(m)
	m.goTo(1)
	m.focus = onGuide
	if press(m, "hh"); len(m.hints) != 2 {
		t.Errorf("hints %q", m.hints)
	}
	if cmd := press(m, "qq"); cmd == nil {
		t.Error("q q does not leave")
	}
}
