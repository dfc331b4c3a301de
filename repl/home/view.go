package home

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lab/labs/catalogue"
	"lab/labs/session"
	"lab/repl/paint"
)

// This file lays out the screen: the list of labs on one side, the lab under the cursor on the
// other.

// headRows and footRows are the numbers of rows above and below the boxes.
const (
	headRows = 1
	footRows = 1
)

// View implements tea.Model.
func (m *Model) View() tea.View {
	v := tea.NewView(m.screen())
	v.AltScreen, v.MouseMode = true, tea.MouseModeCellMotion
	v.WindowTitle = "lab"
	return v
}

func (m *Model) screen() string {
	if small := paint.Smallest.TooSmall("lab", m.width, m.height); small != "" {
		return small
	}
	body := m.height - headRows - footRows
	left := m.listBox(m.listWidth(), body)
	right := m.labBox(m.width-m.listWidth(), body)
	rows := []string{paint.Fit(m.headLine(), m.width)}
	for i := range body {
		rows = append(rows, left[i]+right[i])
	}
	rows = append(rows, paint.Fit(m.keyLine(), m.width))
	screen := strings.Join(rows, "\n")
	if m.help {
		return m.theme.Over(screen, m.width, m.height, "keys", helpRows(), 52)
	}
	return screen
}

func (m *Model) listWidth() int {
	return min(72, max(38, min(44, m.width-36), min(58, m.width-46), m.width*2/5))
}

// headLine summarises the student's progress over all labs.
func (m *Model) headLine() string {
	passed, left := session.Left(m.labs, m.progress)
	state := fmt.Sprintf("%d of %d labs passed", passed, len(m.labs))
	if left > 0 {
		state += fmt.Sprintf(", about %d min to go", left)
	}
	name := " " + m.theme.Accent.Bold(true).Render("lab") + "  Distributed Elixir"
	if m.width >= 100 {
		name += ", on nodes of your own"
	}
	room := max(1, m.width-ansi.StringWidth(name)-ansi.StringWidth(state)-1)
	return name + strings.Repeat(" ", room) + m.theme.Faint.Render(state)
}

func (m *Model) listBox(width, height int) []string {
	inner := height - 2
	m.top = max(0, min(m.top, len(m.labs)-inner, m.cursor))
	m.top = max(m.top, m.cursor-inner+1)
	out := make([]string, inner)
	for i := range out {
		if m.top+i < len(m.labs) {
			out[i] = m.row(m.top+i, width-2)
		}
	}
	title := "labs"
	if slices.ContainsFunc(m.labs, func(l *catalogue.Lab) bool { return l.Short }) {
		title += ", * in 90 minutes"
	}
	return m.theme.Box(title, out, width, true)
}

// row renders one lab of the list: its state, title and steps. The sign * marks a lab of the
// 90-minute route.
func (m *Model) row(i, width int) string {
	l := m.labs[i]
	st := m.standing(l)
	steps := fmt.Sprintf(" %2d/%d ", st.Done, st.Total)
	if width >= 60 {
		steps = fmt.Sprintf(" %s %2d/%-2d ", bar(st, 10), st.Done, st.Total)
	}
	cursor, title := "  ", paint.Fit(l.Title, width-ansi.StringWidth(steps)-2-5-widest(m.labs))
	if i == m.cursor {
		cursor, title = m.theme.Accent.Render("▸ "), m.theme.Accent.Bold(true).Render(title)
	}
	route := " "
	if l.Short {
		route = "*"
	}
	return cursor + m.sign(st) + " " + fmt.Sprintf("%*s", widest(m.labs), l.ID) + route + " " + title + m.theme.Faint.Render(steps)
}

func (m *Model) standing(l *catalogue.Lab) session.Standing {
	return session.StandingOf(l, m.progress.Lab(l.ID))
}

func (m *Model) sign(st session.Standing) string {
	style := m.theme.Faint
	switch {
	case st.Passed != nil:
		style = m.theme.Good
	case st.Begun():
		style = m.theme.Warn
	}
	return style.Render(st.Sign())
}

// widest returns the width of the widest lab id.
func widest(list []*catalogue.Lab) int {
	w := 1
	for _, l := range list {
		w = max(w, ansi.StringWidth(l.ID))
	}
	return w
}

// bar draws the share of a lab's completed steps.
func bar(st session.Standing, width int) string {
	full := st.Share(width)
	return strings.Repeat("━", full) + strings.Repeat("┄", width-full)
}

func (m *Model) labBox(width, height int) []string {
	title, rows := "lab "+m.current().ID, m.aboutRows(min(width-4, 88))
	switch m.page {
	case spoiler:
		rows = strings.Split(paint.Wrap("You learn more if you find the solution yourself. A hint may be enough (h in the lab).\n\nPress s again to see it, esc to go back.", width-4), "\n")
	case solution:
		title, rows = title+": a solution", strings.Split(strings.TrimRight(m.text, "\n"), "\n")
	}
	inner := height - 2
	m.scroll = max(0, min(m.scroll, len(rows)-inner))
	more := len(rows) - inner - m.scroll
	out := make([]string, inner)
	for i := range out {
		if m.scroll+i < len(rows) {
			out[i] = " " + rows[m.scroll+i]
		}
	}
	if more > 0 {
		out[inner-1] = m.theme.Faint.Render(fmt.Sprintf(" … %d more lines: pgdn", more+1))
	}
	return m.theme.Box(title, out, width, false)
}

func (m *Model) keyLine() string {
	if m.checking != nil && m.checking != m.current() {
		return " " + m.theme.Accent.Render("… lab "+m.checking.ID+": "+m.running.Text(m.now.Sub(m.since)))
	}
	if m.notice != "" {
		return " " + m.theme.Warn.Render(m.notice)
	}
	return m.theme.Faint.Render(m.keyBar())
}
