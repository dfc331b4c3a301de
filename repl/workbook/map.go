package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lab/labs/census"
	"lab/repl/chart"
	"lab/repl/paint"
)

// This file renders the map of the cluster: the nodes, their links, and the timeline. A node is a
// row with a bar for the number of its counted processes, or a box if there is room for a drawing.
// It stays in its place when its state changes, so that the student finds it again.

const (
	// wideFrom is the minimum width of a screen on which the map has its own column.
	wideFrom = 160
	mapWidth = 52
	// details is the minimum inner width at which a node's row shows more than the bar. kinds is
	// the minimum at which an event's row shows its kind.
	details = 46
	kinds   = 60
)

// observe handles a new view of the cluster. If the timeline is scrolled back, it keeps showing
// the same events until the census drops them.
func (m *Model) observe(v census.View) {
	m.back = census.Hold(m.cluster.Events, v.Events, m.back)
	m.cluster = v
	m.scrollTimeline(0)
}

func (m *Model) toggleMap() {
	if m.focus == onMap {
		m.focus, m.showMap, m.back = onGuide, false, 0
		return
	}
	m.focus, m.showMap, m.trace.shown = onMap, true, false
}

// mapKey scrolls the timeline.
func (m *Model) mapKey(name string) {
	page := m.timelineRows()
	switch name {
	case "up", "k":
		m.scrollTimeline(1)
	case "down", "j":
		m.scrollTimeline(-1)
	case "pgup":
		m.scrollTimeline(page)
	case "pgdown":
		m.scrollTimeline(-page)
	case "home":
		m.scrollTimeline(len(m.cluster.Events))
	case "end":
		m.back = 0
	}
}

func (m *Model) scrollTimeline(by int) {
	m.back = max(0, min(m.back+by, len(m.cluster.Events)-m.timelineRows()))
}

// timelineRows returns the number of visible events.
func (m *Model) timelineRows() int {
	height := m.bodyHeight() - 2
	rows := m.drawnHeight(max(mapWidth, m.layout().cluster)-2, height)
	if rows == 0 {
		rows = len(m.nodes()) + 1
	}
	return max(1, height-rows-3)
}

// mapHead renders the rows above the timeline: the nodes and links, drawn if there is room, then
// totals and names.
func (m *Model) mapHead(inner, height int) []string {
	var rows []string
	if h := m.drawnHeight(inner, height); h > 0 {
		rows = m.drawn(inner, h)
	} else {
		scale := m.scale()
		for i := range m.nodes() {
			rows = append(rows, m.nodeRow(i, scale, inner))
		}
		rows = append(rows, " "+m.linksText())
	}
	return append(rows, " "+m.sums(), " "+m.theme.Faint.Render(m.nameList(inner)))
}

func (m *Model) mapBox(width, height int) []string {
	inner := width - 2
	rows := m.mapHead(inner, height-2)
	rows = append(rows, m.timeline(inner, height-2-len(rows))...)
	return m.theme.Pane("cluster", rows, width, m.focus == onMap)
}

// scale returns the count that fills a bar: 10, 20, 50, 100 and so on. The steps are large, so that
// the lengths of bars usually stay comparable.
func (m *Model) scale() int {
	for power := 10; ; power *= 10 {
		for _, scale := range []int{power, 2 * power, 5 * power} {
			if scale >= m.cluster.Total {
				return scale
			}
		}
	}
}

func (m *Model) nodeRow(i, scale, width int) string {
	node := m.panes[i].node
	n := m.nodeView(node)
	count := strings.Repeat(" ", 5)
	if m.lab.Watch != nil {
		count = fmt.Sprintf("%5d", n.Count)
	}
	if width >= details {
		knows := ""
		switch {
		case m.lab.Nodes[i].Serve:
			knows = fmt.Sprintf("served %d", n.Served)
		case n.Known >= 0 && n.Up:
			knows = fmt.Sprintf("knows %d", n.Known)
		}
		count += "  " + paint.Fit(knows, 11)
	}
	room := width - 3 - m.nameWidth() - 1 - ansi.StringWidth(count) - 1
	state := m.theme.Accent.Render(paint.Fit(chart.Bar(n.Count, scale, room), room))
	switch st, known := m.states[node]; {
	case !known:
		state = m.theme.Faint.Render(paint.Fit("starting", room))
	case st.Frozen:
		state = m.theme.Warn.Render(paint.Fit("frozen "+chart.Bar(n.Count, scale, room-7), room))
	case !st.Up:
		state, count = m.theme.Bad.Render(paint.Fit("down", room)), ""
	}
	return " " + m.paintTab(i) + strings.Repeat(" ", m.nameWidth()-len(node)+1) + state + count
}

func (m *Model) nameWidth() int {
	w := 0
	for _, p := range m.nodes() {
		w = max(w, len(p.node))
	}
	return w
}

func (m *Model) nodeView(node string) census.Node {
	for _, n := range m.cluster.Nodes {
		if n.Name == node {
			return n
		}
	}
	return census.Node{Known: -1}
}

func (m *Model) countOf(node string) int { return m.nodeView(node).Count }

func (m *Model) peersOf(node string) []string { return m.nodeView(node).Peers }

// mostPairs is the largest number of nodes for which all links are listed.
const mostPairs = 3

// linksText describes the links of the cluster. In a small cluster it lists each link. In a larger
// cluster it lists the groups of connected nodes.
func (m *Model) linksText() string {
	var pairs []string
	for i, p := range m.nodes() {
		for _, q := range m.nodes()[i+1:] {
			switch a, b := p.node, q.node; {
			case m.cluster.IsCut(a, b):
				pairs = append(pairs, m.theme.Bad.Render(a+"╳"+b))
			case m.cluster.Linked(a, b):
				pairs = append(pairs, m.theme.Accent.Render(a+"━"+b))
			}
		}
	}
	switch {
	case len(pairs) == 0:
		return m.theme.Faint.Render("not connected")
	case len(m.nodes()) <= mostPairs:
		return strings.Join(pairs, "  ")
	}
	return m.groupsText()
}

// groupsText describes the groups of connected nodes and the cuts between them.
func (m *Model) groupsText() string {
	groups := m.groups()
	var out strings.Builder
	for i, g := range groups {
		if i > 0 {
			if m.cutBetween(groups[i-1], g) {
				out.WriteString(m.theme.Bad.Render(" ╳ "))
			} else {
				out.WriteString(m.theme.Faint.Render(" ┆ "))
			}
		}
		out.WriteString(m.theme.Accent.Render(strings.Join(g, "━")))
	}
	return out.String()
}

func (m *Model) cutBetween(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool {
		return slices.ContainsFunc(b, func(y string) bool { return m.cluster.IsCut(x, y) })
	})
}

// groups returns the running nodes grouped by reachability.
func (m *Model) groups() [][]string {
	var groups [][]string
	placed := map[string]bool{}
	for _, p := range m.nodes() {
		if placed[p.node] || !m.isUp(p.node) {
			continue
		}
		group := []string{p.node}
		placed[p.node] = true
		for i := 0; i < len(group); i++ {
			for _, q := range m.nodes() {
				if !placed[q.node] && m.cluster.Linked(group[i], q.node) {
					group, placed[q.node] = append(group, q.node), true
				}
			}
		}
		slices.Sort(group)
		groups = append(groups, group)
	}
	return groups
}

// sums returns the total number of counted processes and of duplicates.
func (m *Model) sums() string {
	if m.lab.Watch == nil {
		return m.theme.Faint.Render("no processes are counted in this lab")
	}
	text := fmt.Sprintf("%d %s in all", m.cluster.Total, m.lab.Called())
	if m.cluster.Twice > 0 {
		return text + m.theme.Bad.Render(fmt.Sprintf("  ≠ %d alive twice", m.cluster.Twice))
	}
	return text
}

// nameList lists the names that are registered on nodes or globally. If the rows of the nodes are
// too narrow to show how many names each registry knows, nameList shows these numbers too.
func (m *Model) nameList(width int) string {
	var all, known []string
	for _, n := range m.cluster.Nodes {
		if n.Known >= 0 && n.Up {
			known = append(known, strconv.Itoa(n.Known))
		}
	}
	if len(known) > 0 && width < details {
		all = append(all, "the registries know "+strings.Join(known, ", "))
	}
	for _, g := range m.cluster.Globals {
		all = append(all, g+" (global)")
	}
	for _, n := range m.cluster.Nodes {
		for _, name := range n.Names {
			all = append(all, name+" on "+n.Name)
		}
	}
	switch {
	case len(all) > 0:
		return "names: " + strings.Join(all, "; ")
	case slices.ContainsFunc(m.cluster.Nodes, func(n census.Node) bool { return n.Up && n.Known > 0 }):
		return "no names except those in the registries"
	default:
		return "no names registered yet"
	}
}

// timeline renders the visible events, oldest first.
func (m *Model) timeline(width, height int) []string {
	events := m.cluster.Events
	shown := max(1, height-1)
	end := len(events) - m.back
	start := max(0, end-shown)
	title := " timeline "
	if m.back > 0 {
		title = fmt.Sprintf(" timeline, %d-%d of %d ", start+1, end, len(events))
	}
	rows := []string{m.theme.Faint.Render("─" + title + strings.Repeat("─", max(0, width-1-ansi.StringWidth(title))))}
	for _, e := range events[start:max(start, end)] {
		rows = append(rows, m.eventRow(e, width))
	}
	for len(rows) < height {
		rows = append(rows, "")
	}
	return rows[:height]
}

func (m *Model) eventRow(e census.Event, width int) string {
	sign, style := paint.EventSign(e.Kind), m.theme.Event(e.Kind)
	text := e.Says(m.lab.Called())
	if width >= kinds {
		text = paint.Fit(string(e.Kind), 9) + text
	}
	at := chart.Clock(e.At, 100*time.Millisecond)
	if width < details {
		at = strings.TrimPrefix(at, " ")
	}
	return m.theme.Faint.Render(at) + " " + style.Render(sign+" "+text)
}
