package room

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	rules "lab/labs/room"
	"lab/repl/paint"
)

// This file lays out the teacher's screen.

// headRows and footRows are the numbers of rows above and below the box in the middle.
const (
	headRows = 1
	footRows = 2
)

// View implements tea.Model.
func (t *Teacher) View() tea.View {
	var own tea.View
	if t.own != nil && (t.own.child() != nil || t.own.tidy != "") {
		own = t.own.View() // drawn even when hidden, because it may be projected
	}
	if t.page == onPlace {
		own.WindowTitle = "lab room"
		return own
	}
	v := tea.NewView(t.screen())
	v.AltScreen, v.WindowTitle = true, "lab room"
	return v
}

func (t *Teacher) screen() string {
	if t.page == onScreen {
		return t.lookedAt()
	}
	height := max(3, t.height-headRows-footRows)
	rows := []string{t.headLine()}
	rows = append(rows, t.box(height)...)
	rows = append(rows, paint.Fit(t.theme.Faint.Render(" "+t.where), t.width), paint.Fit(t.keyLine(), t.width))
	screen := strings.Join(rows, "\n")
	switch t.page {
	case onMessage:
		return t.theme.Over(screen, t.width, t.height, "say to all", t.messageRows(), min(64, t.width-4))
	case onHelp:
		return t.theme.Over(screen, t.width, t.height, "keys", helpRows(), 68)
	}
	return screen
}

func (t *Teacher) box(height int) []string {
	if t.page != onForecast {
		return t.theme.Box("students", t.studentRows(t.width-2, height-2), t.width, true)
	}
	rows := make([]string, height-2)
	copy(rows, t.forecastRows(t.width-6))
	return t.theme.Box("forecast", rows, t.width, true)
}

// lookedAt renders the screen of the student under the cursor, with the key bindings below.
func (t *Teacher) lookedAt() string {
	f, _ := t.room.stage.of(t.cursor)
	rows := make([]string, max(1, t.height-1))
	copy(rows, fitted(t.cursor, f, t.width, len(rows)))
	return strings.Join(append(rows, paint.Fit(t.keyLine(), t.width)), "\n")
}

// headLine shows the number of taken seats and the projected screen.
func (t *Teacher) headLine() string {
	taken, of := t.room.Taken()
	left := " " + t.theme.Accent.Bold(true).Render("lab room") + fmt.Sprintf("  %d of %d seats taken", taken, of)
	switch n := t.room.Laptops(); n {
	case 0:
	case 1:
		left += ", 1 laptop"
	default:
		left += fmt.Sprintf(", %d laptops", n)
	}
	stuck := 0
	for i := range t.students {
		if t.students[i].Stuck(t.now()) {
			stuck++
		}
	}
	if stuck > 0 {
		left += t.theme.Warn.Render(fmt.Sprintf("  ! %d stuck", stuck))
	}
	if holder := t.room.handedTo(); holder != "" {
		left += t.theme.Warn.Render("  keys: " + holder)
	}
	right := "nothing is projected "
	if shown, _ := t.room.stage.projected(); shown != "" {
		right = fmt.Sprintf("projected: %s, %d watch ", shown, t.room.stage.watching(""))
	}
	gap := max(1, t.width-ansi.StringWidth(left)-ansi.StringWidth(right))
	return paint.Fit(left+strings.Repeat(" ", gap)+t.theme.Faint.Render(right), t.width)
}

// labColumn is the width of the column with the lab's id.
const labColumn = 7

// columns is the format of the columns to the right of the step.
const columns = "%6s %5s %6s %6s "

// studentRows renders the part of the list that contains the cursor.
func (t *Teacher) studentRows(width, height int) []string {
	names := 8
	for _, s := range t.students {
		names = max(names, min(16, len(s.Name)))
	}
	last := fmt.Sprintf(columns, "since", "hints", "checks", "labs")
	step := width - 4 - names - 1 - labColumn - ansi.StringWidth(last)
	head := "    " + paint.Fit("name", names) + " " + paint.Fit("lab", labColumn) + paint.Fit("step", step) + last
	out := []string{t.theme.Faint.Render(head)}
	room := height - 1
	t.top = max(0, min(t.top, len(t.students)-room, t.at()))
	t.top = max(t.top, t.at()-room+1)
	for i := t.top; i < len(t.students) && len(out) < height; i++ {
		out = append(out, t.studentRow(&t.students[i], names, step))
	}
	if len(t.students) == 0 {
		out = append(out, "", " No student has connected yet. A student types the line below the box.")
	}
	for len(out) < height {
		out = append(out, "")
	}
	return out
}

// studentRow renders a student's row: their state, name, position, time at the step, and results.
func (t *Teacher) studentRow(s *rules.Student, names, step int) string {
	cursor, sign, style := "  ", "○ ", t.theme.Faint
	switch {
	case s.Stuck(t.now()):
		sign, style = "! ", t.theme.Warn
	case s.Here:
		sign, style = "● ", t.theme.Good
	}
	name := paint.Fit(s.Name, names)
	if s.Name == t.cursor {
		cursor, name = t.theme.Accent.Render("▸ "), t.theme.Accent.Bold(true).Render(name)
	}
	lab, at, since, hints, checks := "", "", "", "", ""
	if s.Lab != nil {
		lab = s.Lab.ID
		at = fmt.Sprintf("%d/%d %s", s.At+1, len(s.Lab.Steps), s.Step.Title)
		if s.Done {
			at = "✓ " + at
		}
		since, hints = span(t.now().Sub(s.Since)), fmt.Sprint(s.Hints)
	}
	if s.Checks != nil {
		checks = fmt.Sprintf("%d/%d", s.Checks.Passed, s.Checks.Of)
	}
	return cursor + style.Render(sign) + name + " " + paint.Fit(lab, labColumn) + paint.Fit(at, step) +
		fmt.Sprintf(columns, since, hints, checks, fmt.Sprintf("%d/%d", s.Passed, s.Of))
}

// span formats a duration as minutes and seconds, or as hours and minutes.
func span(d time.Duration) string {
	d = max(0, d).Truncate(time.Second)
	if d >= time.Hour {
		return fmt.Sprintf("%dh%02d", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

// forecastRows renders the answers to a question, with a bar for each choice.
func (t *Teacher) forecastRows(width int) []string {
	tally, ok := t.room.board.Tally(t.question)
	if !ok {
		return []string{"", " The labs of this room ask for no predictions."}
	}
	var b strings.Builder
	b.WriteString(t.theme.Strong.Render("lab "+tally.Lab.ID+": "+tally.Step.Title) + "\n\n" + t.theme.Prose(tally.Step.Question.Ask, width) + "\n")
	most := 1
	for _, bar := range tally.Bars {
		most = max(most, bar.Count)
	}
	for _, bar := range tally.Bars {
		style, sign := t.theme.Accent, " "
		if t.revealed && bar.Right {
			style, sign = t.theme.Good, "✓"
		}
		b.WriteString("\n" + sign + " " + paint.Indent(t.theme.Prose(bar.Text, width-2), 2) + "\n")
		b.WriteString("  " + style.Render(strings.Repeat("█", bar.Count*(width-8)/most)) + fmt.Sprintf(" %d\n", bar.Count))
	}
	b.WriteString("\n" + t.theme.Faint.Render(fmt.Sprintf("answered: %d   still thinking: %d", tally.Answered, tally.Waiting)))
	var rows []string
	for row := range strings.SplitSeq(b.String(), "\n") {
		rows = append(rows, "  "+row)
	}
	return rows
}

func (t *Teacher) messageRows() []string {
	width := min(64, t.width-4) - 4
	text := t.editor.BeforeCursor() + "▏" + strings.TrimPrefix(t.editor.Text(), t.editor.BeforeCursor())
	var rows []string
	for row := range strings.SplitSeq(paint.Wrap(text, width), "\n") {
		rows = append(rows, " "+row)
	}
	return append(rows, "", t.theme.Faint.Render(" enter sends it to everybody who is here; esc cancels"))
}

func (t *Teacher) keyLine() string {
	switch {
	case t.closing:
		return " " + t.theme.Warn.Render("closing: the nodes of everybody end …")
	case t.notice != "":
		return " " + t.theme.Warn.Render(t.notice)
	}
	return t.theme.Faint.Render(t.keyBar())
}
