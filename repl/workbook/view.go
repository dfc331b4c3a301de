package workbook

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lab/repl/paint"
)

// This file lays out the screen.

// footerRows is the number of rows below the panes: the line of nodes and the key bar.
const footerRows = 2

// View implements tea.Model.
func (m *Model) View() tea.View {
	content, cursor := m.screen()
	v := tea.NewView(content)
	v.AltScreen, v.MouseMode = true, tea.MouseModeCellMotion
	v.WindowTitle = "lab " + m.lab.ID + ": " + m.lab.Title
	v.Cursor = cursor
	return v
}

func (m *Model) screen() (string, *tea.Cursor) {
	m.seen = false
	if small := paint.Smallest.TooSmall("lab", m.width, m.height); small != "" {
		return small, nil
	}
	rows, cursor := m.sides(m.layout(), m.bodyHeight())
	for _, row := range append(m.noticeRows(), m.clusterLine(), m.keyLine()) {
		rows = append(rows, paint.Fit(row, m.width))
	}
	if m.overlay != noOverlay {
		return m.over(strings.Join(rows, "\n")), nil
	}
	return strings.Join(rows, "\n"), cursor
}

// sides renders the visible panes side by side.
func (m *Model) sides(c columns, height int) (rows []string, cursor *tea.Cursor) {
	rows = make([]string, height)
	beside := func(box []string) {
		for i, row := range box {
			rows[i] += row
		}
	}
	if c.guide > 0 {
		beside(m.guideBox(c.guide, height))
	}
	if c.prompts > 0 {
		var boxes []string
		boxes, cursor = m.promptBoxes(c.prompts, height)
		beside(boxes)
	}
	if c.cluster > 0 {
		beside(m.clusterBox(c.cluster, height))
	}
	return rows, cursor
}

// clusterBox renders the map or the messages.
func (m *Model) clusterBox(width, height int) []string {
	if m.trace.shown {
		return m.traceBox(width, height)
	}
	return m.mapBox(width, height)
}

func (m *Model) guideBox(width, height int) []string {
	rows := m.guideRows(width - 4)
	inner := height - 2
	m.scroll = max(0, min(m.scroll, len(rows)-inner))
	more := len(rows) - inner - m.scroll
	rows = rows[m.scroll:min(len(rows), m.scroll+inner)]
	out := make([]string, inner)
	for i := range out {
		if i < len(rows) {
			out[i] = " " + rows[i]
		}
	}
	if more > 0 {
		key := "pgdn"
		if m.focus != onGuide {
			key = "esc, then pgdn"
		}
		out[inner-1] = m.theme.Faint.Render(fmt.Sprintf(" … %d more lines: %s", more+1, key))
	}
	return m.theme.Pane("lab "+m.lab.ID+": "+m.lab.Title, out, width, m.focus == onGuide)
}

// splitRows is the least number of rows of a prompt among several.
const splitRows = 5

// fitsSplit reports whether all prompts fit below each other.
func (m *Model) fitsSplit() bool { return m.bodyHeight()/len(m.panes) >= splitRows }

// toggleSplit shows all prompts, or one.
func (m *Model) toggleSplit() {
	switch {
	case len(m.panes) == 1:
		m.reply("this lab has one prompt")
	case !m.split && !m.fitsSplit():
		missing := splitRows*len(m.panes) - m.bodyHeight()
		m.reply(fmt.Sprintf("%d prompts need %d more rows; ctrl+o goes to the next prompt", len(m.panes), missing))
	default:
		m.split = !m.split
		if m.showMap {
			m.show(m.active)
		}
	}
}

// promptBoxes renders one prompt with tabs, or all prompts below each other.
func (m *Model) promptBoxes(width, height int) ([]string, *tea.Cursor) {
	if !m.split || len(m.panes) == 1 || height/len(m.panes) < splitRows {
		return m.promptBox(m.active, m.tabs(), width, height, m.guideWidth(), 0)
	}
	var rows []string
	var cursor *tea.Cursor
	for i := range m.panes {
		h := height / len(m.panes)
		if i == len(m.panes)-1 {
			h = height - len(rows)
		}
		box, c := m.promptBox(i, m.tab(i), width, h, m.guideWidth(), len(rows))
		if c != nil {
			cursor = c
		}
		rows = append(rows, box...)
	}
	return rows, cursor
}

func (m *Model) promptBox(i int, title string, width, height, x, y int) ([]string, *tea.Cursor) {
	active := m.focus == onPrompt && i == m.active
	rows, cx, cy := m.panes[i].render(m.theme, width-2, height-2, active)
	var cursor *tea.Cursor
	if active && cy >= 0 && cy < height-2 && m.panes[i].back == 0 {
		cursor = tea.NewCursor(x+1+cx, y+1+cy)
	}
	return m.theme.Pane(title, rows, width, active), cursor
}

// tab returns a node's name with a sign for its state.
func (m *Model) tab(i int) string {
	p := m.panes[i]
	sign := "◌"
	if st, ok := m.states[p.node]; ok {
		switch {
		case st.Frozen:
			sign = "❄"
		case st.Up:
			sign = "●"
		default:
			sign = "✗"
		}
	}
	return sign + " " + p.node
}

// newsSign returns a star for a pane with unseen output.
func (p *pane) newsSign() string {
	if p.news {
		return "*"
	}
	return ""
}

// seePrompts marks the output of all visible prompts as seen.
func (m *Model) seePrompts() {
	if m.layout().prompts == 0 {
		return
	}
	for i, p := range m.panes {
		if i == m.active || m.allShown() {
			p.news = false
		}
	}
}

// allShown reports whether all prompts are visible at once.
func (m *Model) allShown() bool { return m.split && m.fitsSplit() }

func (m *Model) tabs() string {
	var b strings.Builder
	for i := range m.panes {
		if i > 0 {
			b.WriteString(" ")
		}
		if i == m.active {
			b.WriteString("[" + m.tab(i) + m.panes[i].newsSign() + "]")
		} else {
			b.WriteString(" " + m.tab(i) + m.panes[i].newsSign() + " ")
		}
	}
	return b.String()
}

// tabAt returns the index of the tab at a position. If all prompts are visible, it returns the
// index of the prompt in row y. It returns false if there is neither.
func (m *Model) tabAt(x, y int) (int, bool) {
	if m.allShown() {
		return min(len(m.panes)-1, y/(m.bodyHeight()/len(m.panes))), true
	}
	if y != 0 {
		return 0, false
	}
	at := m.guideWidth() + 3
	for i := range m.panes {
		w := ansi.StringWidth(m.tab(i)+m.panes[i].newsSign()) + 2
		if x >= at && x < at+w {
			return i, true
		}
		at += w + 1
	}
	return 0, false
}

// clusterLine renders the line of nodes and links, with stars for unseen output.
func (m *Model) clusterLine() string { return m.nodesLine(true) }

func (m *Model) nodesLine(news bool) string {
	var nodes []string
	for i, p := range m.panes {
		tab := m.paintTab(i)
		if news {
			tab += p.newsSign()
		}
		if n := m.countOf(p.node); n > 0 {
			tab += " " + strconv.Itoa(n)
		}
		nodes = append(nodes, tab)
	}
	return " " + strings.Join(nodes, "  ") + "   " + m.linksText()
}

func (m *Model) paintTab(i int) string {
	st := m.states[m.panes[i].node]
	switch {
	case st.Frozen:
		return m.theme.Warn.Render(m.tab(i))
	case st.Up:
		return m.theme.Good.Render(m.tab(i))
	}
	return m.theme.Bad.Render(m.tab(i))
}

// overWidth is the width of overlays.
const overWidth = 54

// over draws the current overlay over the screen.
func (m *Model) over(screen string) string {
	title, rows := "keys: any key closes this", m.helpShown()
	switch m.overlay {
	case faultOverlay:
		title, rows = "faults", m.faultRows()
	case backOverlay:
		title, rows = "lab "+m.lab.ID+", again", m.backRows(overWidth-2)
	case endOverlay:
		title, rows = "the end of lab "+m.lab.ID, m.endRows(overWidth-2)
	case guessOverlay:
		title, rows = "what do you expect?", m.guessRows(overWidth-2)
	}
	return m.theme.Over(screen, m.width, m.height, title, rows, overWidth)
}
