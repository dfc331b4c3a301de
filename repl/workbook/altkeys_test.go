package workbook

import "testing"

// TestChecksAndHintsFromThePrompt runs the checks and asks for a hint while the prompt has the
// focus. The prompt keeps its text and the focus.
func TestChecksAndHintsFromThePrompt(t *testing.T) {
	m, n := open(t, "1")
	up(m)
	m.goTo(m.lab.Step("write"))
	m.show(0)
	press(m, "half a li", "alt+c", "alt+h")
	n.last(t, "grade")
	if len(m.hints) != 1 || m.focus != onPrompt || m.pane().editor.Text() != "half a li" {
		t.Errorf("hints %q, focus %d, typed %q", m.hints, m.focus, m.pane().editor.Text())
	}
}
