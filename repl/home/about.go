package home

import (
	"fmt"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/repl/paint"
)

// This file renders the description of a lab and the student's progress in it.

// aboutRows returns all rows of the right side for the lab under the cursor, without a limit on
// their number.
func (m *Model) aboutRows(width int) []string {
	l := m.current()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", m.theme.Lines(m.theme.Accent.Bold(true), paint.Wrap(l.Title, width)))
	fmt.Fprintf(&b, "%s\n\n", m.theme.Lines(m.theme.Faint, paint.Wrap(facts(l), width)))
	b.WriteString(m.theme.Prose(l.Summary, width) + "\n")
	m.writeState(&b, l, width)
	m.writeChecks(&b, l, width)
	if len(l.Learn) > 0 {
		fmt.Fprintf(&b, "\n%s\n", m.theme.Strong.Render("You will know"))
		for _, what := range l.Learn {
			b.WriteString("• " + paint.Indent(m.theme.Prose(what, width-2), 2) + "\n")
		}
	}
	if len(l.Files) > 0 {
		fmt.Fprintf(&b, "\n%s\n", m.theme.Strong.Render("You will edit"))
		for _, file := range l.Files {
			b.WriteString(m.theme.Lines(m.theme.Code, paint.Wrap(file, width)) + "\n")
		}
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// facts summarises a lab in one line.
func facts(l *catalogue.Lab) string {
	var parts []string
	if l.Exercise != "" {
		parts = append(parts, l.Exercise)
	}
	nodes := fmt.Sprintf("%d nodes", len(l.Nodes))
	if len(l.Nodes) == 1 {
		nodes = "1 node"
	}
	parts = append(parts, fmt.Sprintf("%d min", l.Minutes), nodes)
	if l.Short {
		parts = append(parts, "on the 90-minute route")
	}
	return strings.Join(parts, " · ")
}

// writeState writes the student's position in the lab.
func (m *Model) writeState(b *strings.Builder, l *catalogue.Lab, width int) {
	st := m.standing(l)
	fmt.Fprintf(b, "\n%s %s\n", bar(st, min(20, width-16)), st)
	switch {
	case st.Passed != nil:
		b.WriteString(m.theme.Good.Render("✓ passed on "+st.Passed.Local().Format("2 January 2006")) + "\n")
	case st.At >= 0:
		b.WriteString(m.theme.Lines(m.theme.Warn, paint.Wrap(fmt.Sprintf("◐ you are at step %d: %s", st.At+1, l.Steps[st.At].Title), width)) + "\n")
	}
}

// writeChecks writes the results of the checks.
func (m *Model) writeChecks(b *strings.Builder, l *catalogue.Lab, width int) {
	r, ok := m.results[l.ID]
	switch {
	case m.checking == l:
		b.WriteString("\n" + m.theme.Lines(m.theme.Faint, paint.Wrap("… "+m.running.Text(m.now.Sub(m.since)), width)) + "\n")
		return
	case !ok:
		return
	}
	b.WriteString("\n")
	if r.Replaced != "" {
		b.WriteString(m.theme.Reason(r, width))
		return
	}
	if r.Verdict == report.Passed {
		b.WriteString(m.theme.Good.Render("✓ the checks pass") + "\n")
	} else {
		b.WriteString(m.theme.Reason(r, width))
	}
	for _, c := range report.Told(r.Checks) {
		b.WriteString(m.theme.Check(c, width))
	}
}
