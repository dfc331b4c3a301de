package workbook

// This file is the page of keys, in a window that may be too low for all of it.

// openHelp shows the keys.
func (m *Model) openHelp() { m.overlay, m.helpFrom = helpOverlay, 0 }

// helpKey turns the page, where there is more of it, and else puts it away.
func (m *Model) helpKey(name string) {
	by := map[string]int{"down": 1, "pgdown": 5, "up": -1, "pgup": -5}[name]
	if most := len(helpRows()) - m.helpRoom(); by != 0 && most > 0 {
		m.helpFrom = max(0, min(m.helpFrom+by, most))
		return
	}
	m.overlay = noOverlay
}

// helpRoom is how many rows of keys there is room for, the frame and the last row taken off.
func (m *Model) helpRoom() int { return max(1, m.height-3) }

// helpShown are the rows that there is room for.
func (m *Model) helpShown() []string {
	rows := helpRows()
	if len(rows) <= m.height-2 {
		return rows
	}
	from := min(m.helpFrom, len(rows)-m.helpRoom())
	return append(rows[from:from+m.helpRoom():from+m.helpRoom()], m.theme.Faint.Render(" … there is more: up, down, pgup, pgdn"))
}
