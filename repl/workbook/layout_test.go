package workbook

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lab/labs/report"
)

// TestZoom zooms each pane to the full 80 columns, and back.
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

// TestKeysInALowWindow checks that all key bindings are readable in a low window.
func TestKeysInALowWindow(t *testing.T) {
	m, _ := openGuide(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 16})
	up(m)
	press(m, "?")
	shows := func(want string) {
		t.Helper()
		if text := ansi.Strip(m.View().Content); !strings.Contains(text, want) || !strings.Contains(text, "there is more") {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	shows("next step, previous step")
	for range 4 {
		m.Update(tea.KeyPressMsg{Code: tea.KeyPgDown})
	}
	shows("shift+mouse")
	press(m, "pgup", "pgup", "pgup")
	shows("next step, previous step")
	if press(m, "x"); m.overlay != noOverlay {
		t.Error("another key does not put it away")
	}
}

// TestAllPrompts checks that ctrl+s shows all prompts. If they do not fit, the workbook says how
// many rows are missing.
func TestAllPrompts(t *testing.T) {
	for _, c := range []struct {
		lab    string
		height int
		split  bool
		says   string
	}{
		{"4", 24, true, ""},
		{"quorum", 24, false, "5 prompts need 3 more rows; ctrl+o goes to the next prompt"},
		{"quorum", 40, true, ""},
	} {
		m, _ := open(t, c.lab)
		m.Update(tea.WindowSizeMsg{Width: 80, Height: c.height})
		up(m)
		press(m, "ctrl+s")
		says := ""
		if len(m.notices) > 0 {
			says = m.notices[0].Text
		}
		if m.split != c.split || says != c.says {
			t.Errorf("lab %s in %d rows: split %v, says %q", c.lab, c.height, m.split, says)
		}
	}
}
