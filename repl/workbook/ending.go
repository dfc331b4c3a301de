package workbook

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	"lab/repl/keys"
	"lab/repl/paint"
)

// This file is the end of a lab: a summary and the next lab.

// OnEnd sets the function that returns the next lab, or nil if there is none.
func (m *Model) OnEnd(next func() *catalogue.Lab) { m.following = next }

// Onward returns the lab that the student went on to, or nil if the student left.
func (m *Model) Onward() *catalogue.Lab { return m.onward }

// nextLab returns the next lab, or nil if there is none or it is unknown.
func (m *Model) nextLab() *catalogue.Lab {
	if m.following == nil {
		return nil
	}
	return m.following()
}

// atEnd lists the steps that are still open. If there are none, it shows the summary.
func (m *Model) atEnd() {
	open := m.way.Open()
	if len(open) == 0 {
		m.overlay = endOverlay
		return
	}
	var steps []string
	for _, i := range open {
		if i != m.way.At() {
			steps = append(steps, fmt.Sprintf("%d (%s)", i+1, m.lab.Steps[i].Title))
		}
	}
	if len(steps) == 0 {
		m.reply("this is the last step, and the only one that is still open")
		return
	}
	m.reply("this is the last step; still open: " + strings.Join(steps, ", ") + ". p in the guide goes back")
}

func (m *Model) endKey(k tea.KeyPressMsg) tea.Cmd {
	switch next := m.nextLab(); {
	case key.Matches(k, keyConfirm) && next != nil:
		m.onward = next
		m.driver.Save()
		return tea.Quit
	case key.Matches(k, keyQuit):
		m.driver.Save()
		return tea.Quit
	}
	m.overlay = noOverlay
	return m.covered(k)
}

func (m *Model) endRows(width int) []string {
	var b strings.Builder
	write := func(text string) {
		b.WriteString(" " + paint.Indent(m.theme.Prose(text, width-2), 1) + "\n")
	}
	write("**✓ You have passed lab " + m.lab.ID + ".** You now know:")
	for _, what := range m.lab.Learn {
		b.WriteString(" • " + paint.Indent(m.theme.Prose(what, width-4), 3) + "\n")
	}
	if right, all := m.way.Predicted(); all > 0 {
		b.WriteString("\n")
		write(predicted(right, all))
	}
	b.WriteString("\n")
	next, stay := m.nextLab(), keys.Says(keyClose, "stay")
	if next == nil {
		write("That was the last open lab. `lab quiz` asks questions about all of them.")
		return append(strings.Split(b.String(), "\n"), m.theme.Faint.Render(keys.Menu(keyQuit, stay)))
	}
	write(fmt.Sprintf("Next is **lab %s: %s**, about %d minutes.", next.ID, next.Title, next.Minutes))
	return append(strings.Split(b.String(), "\n"), m.theme.Faint.Render(keys.Menu(keys.Says(keyConfirm, "open it"), keyQuit, stay)))
}

// predicted says how many of the predictions were right at the first attempt.
func predicted(right, all int) string {
	switch {
	case all > 1 && right == 1:
		return fmt.Sprintf("1 of your %d predictions was right at the first attempt.", all)
	case all > 1:
		return fmt.Sprintf("%d of your %d predictions were right at the first attempt.", right, all)
	case right == 1:
		return "Your prediction was right at the first attempt."
	}
	return "Your prediction was not right at the first attempt."
}
