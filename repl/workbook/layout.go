package workbook

// This file distributes the columns of the screen among the panes.

// columns are the widths of the panes. A hidden pane has the width 0. The messages share the
// cluster's column.
type columns struct{ guide, prompts, cluster int }

// layout returns the widths of the panes. If the screen is zoomed, the focused pane takes all of
// it.
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

// wide reports whether the map has its own column next to the prompts.
func (m *Model) wide() bool { return m.width >= wideFrom }

// guideWidth returns the width of the guide.
func (m *Model) guideWidth() int { return m.layout().guide }

// onMapAt reports whether a screen column belongs to the map or the messages.
func (m *Model) onMapAt(x int) bool {
	c := m.layout()
	return c.cluster > 0 && x >= c.guide+c.prompts
}

// zoom toggles whether the focused pane takes the whole screen.
func (m *Model) zoom() { m.zoomed = !m.zoomed }

// resize tells the driver the width of the prompts if it has changed.
func (m *Model) resize() {
	if w := m.layout().prompts; w > 0 && w != m.promptCols {
		m.promptCols = w
		m.driver.Resize(w - 2)
	}
}

// bodyHeight returns the height of the panes.
func (m *Model) bodyHeight() int { return m.height - footerRows - len(m.noticeRows()) }
