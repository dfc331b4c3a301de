package workbook

import tea "charm.land/bubbletea/v2"

// This file is the help page of the key bindings. It scrolls in a low window.

// openHelp shows the help page.
func (m *Model) openHelp() { m.overlay, m.helpFrom = helpOverlay, 0 }

// helpKey scrolls a help page that is too long for the screen. Any other key closes the page. If
// the whole page is visible, every key closes it.
func (m *Model) helpKey(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	by := map[string]int{"down": 1, "pgdown": 5, "up": -1, "pgup": -5}[name]
	if most := len(helpRows()) - m.helpRoom(); by != 0 && most > 0 {
		m.helpFrom = max(0, min(m.helpFrom+by, most))
		return nil
	}
	m.overlay = noOverlay
	return m.covered(k)
}

// helpRoom returns the number of rows for a help page that scrolls, without the frame and the last
// line.
func (m *Model) helpRoom() int { return max(1, m.height-3) }

// helpShown returns the visible rows of the help page.
func (m *Model) helpShown() []string {
	rows := helpRows()
	if len(rows) <= m.height-2 {
		return rows
	}
	from := min(m.helpFrom, len(rows)-m.helpRoom())
	return append(rows[from:from+m.helpRoom():from+m.helpRoom()], m.theme.Faint.Render(" … there is more: up, down, pgup, pgdn"))
}
