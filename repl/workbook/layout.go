package workbook

// This file says how the columns of the screen are shared, and which pane has all of them.

// columns are the widths of the panes, 0 of one that is not shown. The messages, where they
// are shown, have the column of the cluster.
type columns struct{ guide, prompts, cluster int }

// layout shares the screen. A zoomed pane is the one that has the keys.
func (m *Model) layout() columns {
	guide := min(72, max(36, m.width*2/5))
	switch {
	case m.zoomed && m.focus == onGuide:
		return columns{guide: m.width}
	case m.zoomed && (m.focus == onMap || m.focus == onTrace):
		return columns{cluster: m.width}
	case m.zoomed:
		return columns{prompts: m.width}
	case m.wide() && m.trace.shown:
		prompts := (m.width - guide) / 2
		return columns{guide, prompts, m.width - guide - prompts}
	case m.wide():
		return columns{guide, m.width - guide - mapWidth, mapWidth}
	case m.showMap, m.trace.shown:
		return columns{guide: guide, cluster: m.width - guide}
	}
	return columns{guide: guide, prompts: m.width - guide}
}

// wide reports whether the map has a column of its own beside the prompts.
func (m *Model) wide() bool { return m.width >= wideFrom }

// guideWidth is the guide's share of the screen.
func (m *Model) guideWidth() int { return m.layout().guide }

// onMapAt reports whether a column of the screen is the map's, or that of the messages.
func (m *Model) onMapAt(x int) bool {
	c := m.layout()
	return c.cluster > 0 && x >= c.guide+c.prompts
}

// zoom gives the pane that has the keys the whole screen, and takes it back.
func (m *Model) zoom() { m.zoomed = !m.zoomed }

// resize tells the prompts how wide they are, where that has changed and they are shown.
func (m *Model) resize() {
	if w := m.layout().prompts; w > 0 && w != m.promptCols {
		m.promptCols = w
		m.driver.Resize(w - 2)
	}
}

// bodyHeight is what the panes have of the rows.
func (m *Model) bodyHeight() int { return m.height - footerRows - len(m.noticeRows()) }
