package home

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/repl/paint"
)

// This file renders what a lab is about and how far the student is in it.

// aboutRows is the right side for the lab under the cursor, as long as it gets.
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
			b.WriteString(m.theme.Lines(m.theme.Code, ansi.Wrap(file, width, "/")) + "\n")
		}
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// facts are what can be said of a lab in a line.
func facts(l *catalogue.Lab) string {
	var parts []string
	if l.Exercise != "" {
		parts = append(parts, l.Exercise)
	}
	nodes := fmt.Sprintf("%d nodes", len(l.Nodes))
	if len(l.Nodes) == 1 {
		nodes = "1 node"
	}
	return strings.Join(append(parts, fmt.Sprintf("%d min", l.Minutes), nodes), " · ")
}

// writeState says where in the lab the student is.
func (m *Model) writeState(b *strings.Builder, l *catalogue.Lab, width int) {
	p := m.progress.Lab(l.ID)
	n := done(l, p)
	fmt.Fprintf(b, "\n%s %d of %d steps\n", bar(l, p, min(20, width-16)), n, len(l.Steps))
	switch i := l.Step(p.At); {
	case p.Passed != nil:
		b.WriteString(m.theme.Good.Render("✓ passed on "+p.Passed.Local().Format("2 January 2006")) + "\n")
	case i >= 0:
		b.WriteString(m.theme.Lines(m.theme.Warn, paint.Wrap(fmt.Sprintf("◐ you are at step %d: %s", i+1, l.Steps[i].Title), width)) + "\n")
	}
}

// writeChecks shows what the checks found.
func (m *Model) writeChecks(b *strings.Builder, l *catalogue.Lab, width int) {
	r, ok := m.results[l.ID]
	switch {
	case m.checking == l:
		b.WriteString("\n" + m.theme.Faint.Render("… the checks are running on fresh nodes") + "\n")
		return
	case !ok:
		return
	}
	b.WriteString("\n")
	line := func(sign, text string) string { return paint.Indent(paint.Wrap(sign+" "+text, width-2), 2) + "\n" }
	switch {
	case r.Verdict == report.Passed:
		b.WriteString(m.theme.Good.Render("✓ the checks pass") + "\n")
	case r.Reason != "":
		b.WriteString(m.theme.Lines(m.theme.Warn, line("!", r.Reason)))
	}
	for _, c := range r.Checks {
		title := c.Title
		if c.From != "" {
			title += ", from " + c.From
		}
		switch {
		case c.Skipped != "":
			b.WriteString(m.theme.Lines(m.theme.Faint, line("-", title)))
		case c.Verdict == report.Passed:
			b.WriteString(m.theme.Lines(m.theme.Good, line("✓", title)))
		default:
			b.WriteString(m.theme.Lines(m.theme.Bad, line("✗", title)))
			b.WriteString("  " + paint.Indent(paint.Wrap(strings.TrimSpace(c.Hint), width-2), 2) + "\n")
		}
	}
}
