package workbook

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lab/labs/report"
)

// TestZoom gives each pane the whole screen of 80 columns, and takes it back.
func TestZoom(t *testing.T) {
	for name, keys := range map[string][]string{
		"guide":  {"z"},
		"prompt": {"tab", "Node.self()", "ctrl+z"},
		"map":    {"m", "z"},
		"found":  {"z", "c"},
		"help":   {"?"},
		"beside": {"m", "esc"},
	} {
		t.Run(name, func(t *testing.T) {
			lab := "0"
			if name == "found" {
				lab = "1"
			}
			m, _ := openGuide(t, lab)
			m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
			up(m)
			if name == "found" {
				m.goTo(m.lab.Step("write"))
				m.focus = onGuide
			}
			before := m.layout()
			press(m, keys...)
			if name == "found" {
				m.Update(Graded{Verdict: report.NotYet, Checks: []report.CheckResult{
					{Title: "It asks another node", From: "amber1", Verdict: report.NotYet, Hint: m.lab.Mistakes["local"]}}})
			}
			text := ansi.Strip(m.View().Content)
			if rows := strings.Split(text, "\n"); len(rows) != 24 || ansi.StringWidth(rows[5]) != 80 {
				t.Errorf("%d rows, of %d columns", len(rows), ansi.StringWidth(rows[5]))
			}
			golden.RequireEqual(t, []byte(text))
			press(m, "ctrl+z")
			if m.zoomed {
				press(m, "ctrl+z")
			}
			if name == "guide" && m.layout() != before {
				t.Errorf("not back: %v, it was %v", m.layout(), before)
			}
		})
	}
}
