package workbook

import tea "charm.land/bubbletea/v2"

// This file handles the mouse.

func (m *Model) wheel(msg tea.MouseWheelMsg) {
	by := 3
	if msg.Button == tea.MouseWheelDown {
		by = -3
	}
	switch {
	case msg.X < m.guideWidth():
		m.scroll = max(0, m.scroll-by)
		return
	case m.onMapAt(msg.X) && m.trace.shown:
		m.trace.move(-by)
		return
	case m.onMapAt(msg.X):
		m.scrollTimeline(by)
		return
	}
	m.pane().scrollBy(by)
}

// click focuses the clicked pane or tab. A click on a command or a choice of the guide selects it.
func (m *Model) click(x, y int) {
	if m.overlay != noOverlay { // the overlay covers the panes
		return
	}
	if x < m.guideWidth() {
		m.focus = onGuide
		if i, ok := m.commandAt(y); ok {
			m.typeCommand(i)
		} else {
			m.choice.pick(m.choiceAt(y))
		}
		return
	}
	if m.onMapAt(x) {
		m.focus = onMap
		if m.trace.shown {
			m.focus = onTrace
		}
		return
	}
	m.focus = onPrompt
	if i, ok := m.tabAt(x, y); ok {
		m.active = i
	}
}
