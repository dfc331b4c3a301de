package observe

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"lab/labs/census"
	cluster "lab/labs/observe"
	"lab/repl/chart"
	"lab/repl/paint"
)

// This file lays out the screen: the nodes, a page of the selected node, the timeline and the key
// bindings.

// wideFrom is the minimum width of a screen with the timeline in its own column.
const wideFrom = 150

// View implements tea.Model.
func (m *Model) View() tea.View {
	v := tea.NewView(m.screen())
	v.AltScreen, v.MouseMode = true, tea.MouseModeCellMotion
	v.WindowTitle = "lab observe"
	return v
}

func (m *Model) screen() string {
	if small := paint.Smallest.TooSmall("lab", m.width, m.height); small != "" {
		return small
	}
	body := m.height - 2 // without the head line and the key bar
	rows := append([]string{paint.Fit(m.headLine(), m.width)}, m.body(body)...)
	rows = append(rows, paint.Fit(m.lastLine(), m.width))
	screen := strings.Join(rows, "\n")
	switch {
	case m.asked != nil:
		return m.over(screen, "really?", append(wrapped(m.asked.Asks(m.seen), boxWidth), "", " y confirms, any other key cancels"))
	case m.chooses != "":
		return m.over(screen, fmt.Sprintf("%s %s and …", m.chooses, m.node), m.choices())
	case m.help:
		return m.over(screen, "keys", Keys()[0].Lines(1, 17))
	}
	return screen
}

const boxWidth = 58

func (m *Model) over(screen, title string, rows []string) string {
	return m.theme.Over(screen, m.width, m.height, title, rows, boxWidth)
}

func wrapped(text string, width int) []string {
	rows := strings.Split(paint.Wrap(text, width-4), "\n")
	for i, r := range rows {
		rows[i] = " " + r
	}
	return rows
}

func (m *Model) choices() []string {
	var rows []string
	for i, peer := range m.peers(m.chooses) {
		rows = append(rows, fmt.Sprintf(" %d  %s", i+1, peer))
	}
	return append(rows, "", " any other key cancels")
}

// headLine summarises the state of the cluster.
func (m *Model) headLine() string {
	up := 0
	for _, n := range m.seen.Nodes {
		if n.Answers() {
			up++
		}
	}
	state := fmt.Sprintf("%d of %d nodes answer", up, len(m.seen.Nodes))
	if n := len(m.seen.Cuts); n > 0 {
		state += fmt.Sprintf(", %d cut", n)
	}
	if n := len(m.seen.Traced); n > 0 {
		state += fmt.Sprintf(", %d traced", n)
	}
	name := " " + m.theme.Accent.Bold(true).Render("lab observe") + "  " + m.node
	clock := chart.Clock(m.seen.At, time.Second/10)
	room := max(1, m.width-ansi.StringWidth(name)-ansi.StringWidth(state)-ansi.StringWidth(clock)-2)
	return name + strings.Repeat(" ", room) + m.theme.Faint.Render(state+" "+clock)
}

// columns returns the widths of the boxes. The timeline's width is 0 if the timeline is below the
// others.
func (m *Model) columns() (nodes, page, line int) {
	nodes = min(46, max(28, m.width/4))
	if m.width >= wideFrom {
		line = m.width / 3
	}
	return nodes, m.width - nodes - line, line
}

// body arranges the nodes and the page side by side, with the timeline below or next to them.
func (m *Model) body(height int) []string {
	if m.long {
		return m.timelineBox(m.width, height)
	}
	nodes, page, line := m.columns()
	if line > 0 {
		return beside(m.nodesBox(nodes, height), m.pageBox(page, height), m.timelineBox(line, height))
	}
	below := max(5, height/4)
	top := beside(m.nodesBox(nodes, height-below), m.pageBox(page, height-below))
	return append(top, m.timelineBox(m.width, below)...)
}

func beside(boxes ...[]string) []string {
	rows := make([]string, len(boxes[0]))
	for _, box := range boxes {
		for i := range rows {
			rows[i] += box[i]
		}
	}
	return rows
}

// sign returns a sign for the state of a node, and its style.
func (m *Model) sign(n cluster.Node) (string, lipgloss.Style) {
	switch n.State {
	case cluster.Up:
		return "●", m.theme.Good
	case cluster.Frozen:
		return "❄", m.theme.Warn
	case cluster.Silent:
		return "?", m.theme.Warn
	case cluster.Down:
		return "✗", m.theme.Bad
	}
	return "…", m.theme.Faint
}

// nodesBox lists the nodes, with two lines for each.
func (m *Model) nodesBox(width, height int) []string {
	inner, fit := width-2, (height-2)/2
	first := max(0, min(m.at()-fit/2, len(m.seen.Nodes)-fit))
	var rows []string
	for _, n := range m.seen.Nodes[first:min(len(m.seen.Nodes), first+fit)] {
		sign, style := m.sign(n)
		line := paint.Fit(" "+style.Render(sign)+" "+n.Name, inner)
		if n.Name == m.node {
			line = paint.Fit(m.theme.Accent.Render("▸")+style.Render(sign)+" "+m.theme.Strong.Render(n.Name), inner)
		}
		about := fmt.Sprintf("   %d processes, %s", n.Living, cluster.Bytes(n.Memory))
		switch {
		case !n.Answers():
			about = "   " + n.Says()
		case inner > 36:
			about += fmt.Sprintf(", %d work/s", n.Work)
		}
		rows = append(rows, line, m.theme.Faint.Render(ansi.Truncate(about, inner, "…")))
	}
	return m.theme.Box("nodes", fill(rows, height-2), width, false)
}

func fill(rows []string, height int) []string {
	for len(rows) < height {
		rows = append(rows, "")
	}
	return rows[:max(0, height)]
}

// pageBox draws the current page of the selected node.
func (m *Model) pageBox(width, height int) []string {
	inner := height - 2
	var rows []string
	switch m.page {
	case onMap:
		rows = m.mapRows(width-2, inner)
	case onMessages:
		rows = m.messageRows(width-2, inner)
	default:
		rows = m.listRows(width-2, inner)
	}
	return m.theme.Box(m.tabs(width), fill(rows, inner), width, true)
}

// tabs lists the pages. The current page is in brackets.
func (m *Model) tabs(width int) string {
	var out []string
	for p := range pages {
		name := fmt.Sprintf("%d %s", p+1, pageNames[p])
		if p == m.page {
			name = "[" + name + "]"
		} else if width < 76 {
			name = fmt.Sprint(int(p + 1))
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// listRows returns the part of a list around its cursor.
func (m *Model) listRows(width, height int) []string {
	all := m.rows()
	var out []string
	if len(all) > 0 && !m.chosen().Answers() {
		out = append(out, m.theme.Warn.Render("  the state at its last answer"))
		height--
	}
	if head := m.heads(); head != "" {
		out = append(out, m.theme.Faint.Render(" "+head))
		height--
	}
	if len(all) == 0 {
		return append(out, m.theme.Faint.Render("  "+m.nothing()))
	}
	at := max(0, min(m.cursor[m.page], len(all)-1))
	m.cursor[m.page] = at
	first := max(0, min(at-height/2, len(all)-height))
	for i := first; i < min(len(all), first+height); i++ {
		cursor := " "
		if i == at {
			cursor = m.theme.Accent.Render("▸")
		}
		out = append(out, cursor+ansi.Truncate(all[i].text, width-1, "…"))
	}
	return out
}

// nothing explains why a list is empty.
func (m *Model) nothing() string {
	switch {
	case m.chosen().Living == 0:
		return "it has not answered yet"
	case m.page == onProcesses:
		return "only the system has processes: a shows them"
	case m.page == onTrees:
		return "no supervisors"
	}
	return "none"
}

func (m *Model) timelineBox(width, height int) []string {
	inner := height - 2
	end := max(0, len(m.seen.Events)-m.back)
	events := m.seen.Events[max(0, end-inner):end]
	var rows []string
	for _, e := range events {
		rows = append(rows, m.eventRow(e))
	}
	title := "timeline"
	if m.back > 0 {
		title = fmt.Sprintf("timeline, back by %d", m.back)
	}
	return m.theme.Box(title, fill(rows, inner), width, m.long)
}

func (m *Model) eventRow(e census.Event) string {
	sign, style := paint.EventSign(e.Kind), m.theme.Event(e.Kind)
	verb := map[census.Kind]string{census.Started: "registered ", census.Ended: "no longer registered: "}[e.Kind]
	return m.theme.Faint.Render(chart.Clock(e.At, time.Second/10)) + " " + style.Render(sign+" "+verb+e.Says("names"))
}

// lastLine returns the notice if there is one, and otherwise the key bindings.
func (m *Model) lastLine() string {
	if m.notice != "" {
		return " " + m.theme.Warn.Render("! "+m.notice)
	}
	return m.theme.Faint.Render(m.keyLine())
}
