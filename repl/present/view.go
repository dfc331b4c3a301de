package present

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/repl/paint"
)

// This file lays out the screen for the audience.

// smallest is the smallest window for a talk.
var smallest = paint.Size{Width: 50, Height: 14}

// column is the maximum width of text. Short lines are easier to read from the last row.
const column = 60

// View implements tea.Model.
func (m *Model) View() tea.View {
	content, cursor := m.screen()
	v := tea.NewView(content)
	v.AltScreen, v.Cursor, v.WindowTitle = true, cursor, "lab "+m.lab.ID+": "+m.lab.Title
	if m.theme != paint.Auto {
		v.ForegroundColor, v.BackgroundColor = paint.Paper(m.dark)
	}
	return v
}

func (m *Model) screen() (string, *tea.Cursor) {
	m.wb.Blank()
	if small := smallest.TooSmall("a talk", m.width, m.height); small != "" {
		return small, nil
	}
	head, foot := m.head(), m.foot()
	height := m.height - len(head) - len(foot)
	body, cursor := m.body(height)
	if cursor != nil {
		cursor.Y += len(head)
	}
	rows := slices.Concat(head, body, foot)
	for i, row := range rows {
		rows[i] = paint.Fit(row, m.width)
	}
	return strings.Join(rows, "\n"), cursor
}

// head shows the current position in the lab.
func (m *Model) head() []string {
	t := m.wb.Theme()
	left := " lab " + m.lab.ID + "  " + m.lab.Title
	right := fmt.Sprintf("%d/%d  %s ", m.beat().at+1, len(m.lab.Steps), m.dots())
	room := m.width - ansi.StringWidth(right) - 1
	return []string{t.Faint.Render(paint.Fit(left, room) + " " + right), ""}
}

// dots shows the steps as done, current and to come.
func (m *Model) dots() string {
	var b strings.Builder
	for i := range m.lab.Steps {
		switch at := m.beat().at; {
		case i < at:
			b.WriteString("●")
		case i == at:
			b.WriteString("◆")
		default:
			b.WriteString("○")
		}
	}
	return b.String()
}

// foot shows the latest message, the nodes, the key bindings, and the recently pressed keys.
func (m *Model) foot() []string {
	t := m.wb.Theme()
	var rows []string
	said := m.reply
	if m.auto.on && m.auto.until < len(m.beats) && said == "" {
		said = fmt.Sprintf("… preparing the nodes for step %d: %d of %d", m.beats[m.auto.until].at+1, m.at, m.auto.until)
	}
	if busy := m.wb.Busy(); busy != "" {
		said = "… " + busy
	}
	if said != "" {
		rows = append(rows, " "+t.Warn.Render(said))
	}
	pressed := strings.Join(m.keys, " ")
	room := max(1, m.width-ansi.StringWidth(pressed)-2)
	keys := paint.Fit(m.keyBar(room), room)
	return append(rows, m.wb.Nodes(), t.Faint.Render(keys)+" "+t.Strong.Render(pressed))
}

// body renders the current beat or the overlay.
func (m *Model) body(height int) ([]string, *tea.Cursor) {
	switch m.overlay {
	case mapOverlay:
		return m.wb.Map(m.width, height), nil
	case messagesOverlay:
		return m.wb.Messages(m.width, height), nil
	}
	switch m.beat().kind {
	case command:
		return m.prompts(height)
	case fault, await, together:
		return m.besideMap(m.rowsOf(m.textWidth()), height), nil
	}
	return m.centred(m.rowsOf(m.textWidth()), height), nil
}

func (m *Model) textWidth() int {
	if m.beat().kind == change { // code is wider than prose
		return min(2*column, m.width-6)
	}
	return min(column, m.width-6)
}

// centred centres rows on the screen, or scrolls them if they do not fit.
func (m *Model) centred(rows []string, height int) []string {
	margin := strings.Repeat(" ", (m.width-m.textWidth())/2)
	m.scroll = max(0, min(m.scroll, len(rows)-height))
	shown := rows[m.scroll:min(len(rows), m.scroll+height)]
	out := make([]string, height)
	top := (height - len(shown)) / 3
	for i, row := range shown {
		out[top+i] = margin + row
	}
	if more := len(rows) - m.scroll - height; more > 0 {
		out[height-1] = margin + m.wb.Theme().Faint.Render(fmt.Sprintf("… %d more lines: ↓", more+1))
	}
	return out
}

// besideMap puts rows above the map of the cluster, if the map fits.
func (m *Model) besideMap(rows []string, height int) []string {
	least := len(m.lab.Nodes) + 7
	if height-len(rows)-1 < least {
		return m.centred(rows, height)
	}
	margin := strings.Repeat(" ", (m.width-m.textWidth())/2)
	var out []string
	for _, row := range rows {
		out = append(out, margin+row)
	}
	out = append(out, "")
	return append(out, m.wb.Map(m.width, height-len(out))...)
}

// lesser is the height in rows of a prompt that only shows output.
const lesser = 7

// prompts shows the prompt of the command, and below it the prompts of nodes that print meanwhile.
func (m *Model) prompts(height int) ([]string, *tea.Cursor) {
	b, t := m.beat(), m.wb.Theme()
	title := b.act.On
	others := m.spoke[:min(len(m.spoke), max(0, (height-lesser-2)/lesser))]
	main := height - lesser*len(others)
	rows, x, y := m.wb.Prompt(b.act.On, m.width-2, main-2)
	out := t.Box(title, rows, m.width, true)
	for _, node := range others {
		rows, _, _ := m.wb.Prompt(node, m.width-2, lesser-2)
		out = append(out, t.Box(node, rows, m.width, false)...)
	}
	return out, tea.NewCursor(1+x, 1+y)
}

// rowsOf renders the text of a beat.
func (m *Model) rowsOf(width int) []string {
	t, b := m.wb.Theme(), m.beat()
	s := m.lab.Steps[b.at]
	var out strings.Builder
	title := func(text string) {
		out.WriteString(t.Lines(t.Accent.Bold(true), paint.Wrap(text, width)) + "\n" + t.Accent.Render(strings.Repeat("━", width)) + "\n\n")
	}
	switch b.kind {
	case cover:
		title(m.lab.Title)
		out.WriteString(t.Prose(m.lab.Summary, width) + "\n\n")
		for _, n := range m.lab.Nodes {
			out.WriteString(t.Lines(t.Code, paint.Wrap("$ "+n.Command(), width)) + "\n")
		}
	case text:
		title(s.Title)
		out.WriteString(t.Prose(s.Text, width) + "\n")
	case ask:
		title(b.of.Title)
		out.WriteString(m.question(b.of.Question, width))
	case fault:
		m.writeFault(&out, title, width)
	case change:
		title(s.Title)
		m.writeChange(&out, width)
	case together:
		title("The nodes find each other")
	case hand:
		title(s.Title)
		out.WriteString(t.Prose(m.beat().act.Hand, width) + "\n")
	case await:
		title(s.Title)
		out.WriteString(strings.Join(m.wb.Ticks(width), "\n") + "\n")
	case check:
		title(s.Title)
		m.writeChecks(&out, width)
	case tell:
		title(b.of.Title)
		m.writeTold(&out, b.of, width)
	case ending:
		title("You know now")
		for _, what := range m.lab.Learn {
			out.WriteString("• " + paint.Indent(t.Prose(what, width-2), 2) + "\n")
		}
	}
	return strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
}

// question renders a question with the audience's choice.
func (m *Model) question(q *catalogue.Question, width int) string {
	t := m.wb.Theme()
	var b strings.Builder
	b.WriteString(t.Prose(q.Ask, width) + "\n\n")
	for shown, i := range m.order() {
		c := q.Choices[i]
		mark, style := "( )", t.Plain
		if m.picked[i] {
			mark, style = "(•)", t.Accent.Bold(true)
		}
		b.WriteString(style.Render(fmt.Sprintf("%d %s ", shown+1, mark)) + paint.Indent(t.Lines(style, t.Prose(c.Text, width-6)), 6) + "\n")
	}
	if m.phase != done {
		return b.String()
	}
	told := "Recorded. The result follows."
	if m.beat().of.Kind == catalogue.Explain {
		told = "Recorded. Press → for the answer."
	}
	return b.String() + "\n" + t.Warn.Render(told) + "\n"
}

// writeTold renders a question with its answer and the audience's choice.
func (m *Model) writeTold(b *strings.Builder, s *catalogue.Step, width int) {
	t, said := m.wb.Theme(), m.wb.Way().Progress.Answers[s.ID]
	b.WriteString(t.Prose(s.Question.Ask, width) + "\n\n")
	for i, c := range s.Question.Choices {
		mark, style := "✗", t.Faint
		if c.Right {
			mark, style = "✓", t.Good.Bold(true)
		}
		text := c.Text
		if slices.Contains(said.First, i) {
			text += "  ← the room"
		}
		b.WriteString(style.Render(mark+" ") + paint.Indent(t.Lines(style, t.Prose(text, width-2)), 2) + "\n")
		if slices.Contains(said.First, i) && !c.Right {
			b.WriteString("  " + paint.Indent(t.Prose(c.Why, width-2), 2) + "\n")
		}
	}
	b.WriteString("\n" + t.Prose(s.Question.Explain, width) + "\n")
}

func (m *Model) writeFault(b *strings.Builder, title func(string), width int) {
	t := m.wb.Theme()
	title(m.beat().act.Fault)
	if asked, ok := m.asksForecast(); ok && m.phase == idle {
		b.WriteString(t.Prose(asked.Ask, width) + "\n" + t.Accent.Render("> "+m.digits+"_") + "\n")
	}
	if m.guess != nil && m.counted == nil {
		b.WriteString(t.Prose(fmt.Sprintf("%s You said %d.", m.guess.Ask, m.guess.Said), width) + "\n")
	}
	if m.counted != nil {
		b.WriteString(t.Strong.Render(fmt.Sprintf("You said %d, and there are %d.", m.counted.Said, *m.counted.Fact)) + "\n")
	}
}

func (m *Model) writeChange(b *strings.Builder, width int) {
	t, a := m.wb.Theme(), m.beat().act
	lines := m.changed[m.at]
	if lines == nil {
		what := "The solution is put in place."
		if a.File != "" {
			what = "Now " + a.File + " is changed:"
			lines = signed(strings.Split(a.From, "\n"), strings.Split(a.To, "\n"))
		}
		b.WriteString(t.Prose(what, width) + "\n\n")
	}
	for _, l := range lines {
		style := t.Plain
		switch {
		case strings.HasPrefix(l, "+"):
			style = t.Good
		case strings.HasPrefix(l, "-"):
			style = t.Bad
		}
		b.WriteString(style.Render(ansi.Truncate(l, width, "…")) + "\n")
	}
}

// signed returns a diff of removed and added lines.
func signed(from, to []string) []string {
	var all []string
	for _, l := range from {
		all = append(all, "- "+l)
	}
	for _, l := range to {
		if l != "" {
			all = append(all, "+ "+l)
		}
	}
	return all
}

func (m *Model) writeChecks(b *strings.Builder, width int) {
	t := m.wb.Theme()
	result, rows := m.wb.Checked(width)
	switch {
	case m.phase == running:
		b.WriteString(t.Faint.Render("The checks run on fresh nodes.") + "\n")
	case result == nil:
		b.WriteString(t.Prose("The checks start fresh nodes with this file and try it there.", width) + "\n")
	default:
		if result.Verdict == report.Passed {
			b.WriteString(t.Good.Render("✓ passed") + "\n")
		}
		b.WriteString(strings.Join(rows, "\n") + "\n")
	}
}
