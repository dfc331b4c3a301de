package workbook

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// This file holds the colours and the text layout that the other files share.
// Nothing is told by colour alone: each state has a sign of its own too.

type theme struct {
	plain, accent, strong, faint, good, bad, warn, code lipgloss.Style
	frame, activeFrame                                  lipgloss.Style
}

func newTheme(dark bool) theme {
	pick := lipgloss.LightDark(dark)
	colour := func(light, darker string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(darker)))
	}
	return theme{
		accent:      colour("#0b5cad", "#6cb6ff"),
		strong:      lipgloss.NewStyle().Bold(true),
		faint:       colour("#5f6b7a", "#8b98a9"),
		good:        colour("#0f6f3c", "#5fd38d"),
		bad:         colour("#b3261e", "#ff8a80"),
		warn:        colour("#8a5a00", "#ffc14d"),
		code:        colour("#7a3e9d", "#d2a8ff"),
		frame:       colour("#b8c2cf", "#45505e"),
		activeFrame: colour("#0b5cad", "#6cb6ff"),
	}
}

func wrap(text string, width int) string {
	return ansi.Wrap(text, max(1, width), "")
}

// indent sets all lines but the first n columns in.
func indent(text string, n int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", n))
}

// fit cuts or pads a line to exactly width columns.
func fit(text string, width int) string {
	text = ansi.Truncate(text, width, "…")
	return text + strings.Repeat(" ", max(0, width-ansi.StringWidth(text)))
}

// prose wraps the guide's text and sets off what stands in backquotes and
// between double asterisks.
func (t theme) prose(text string, width int) string {
	paragraphs := strings.Split(strings.TrimSpace(text), "\n\n")
	for i, p := range paragraphs {
		p = strings.Join(strings.Fields(p), " ")
		p = between(p, "`", t.code)
		p = between(p, "**", t.strong)
		paragraphs[i] = wrap(p, width)
	}
	return strings.Join(paragraphs, "\n\n")
}

// between renders what stands between pairs of mark.
func between(text, mark string, style lipgloss.Style) string {
	parts := strings.Split(text, mark)
	for i := 1; i+1 < len(parts); i += 2 {
		parts[i] = style.Render(parts[i])
	}
	return strings.Join(parts, "")
}

// lines styles each line of text by itself: a style given several lines pads
// them to one width.
func (t theme) lines(style lipgloss.Style, text string) string {
	rows := strings.Split(text, "\n")
	for i, row := range rows {
		rows[i] = style.Render(row)
	}
	return strings.Join(rows, "\n")
}

// box draws a frame with a title around rows, all of exactly width columns.
func (t theme) box(title string, rows []string, width int, active bool) []string {
	style, ink := t.frame, t.strong
	if active {
		style, ink = t.activeFrame, t.activeFrame.Bold(true)
	}
	inner := width - 2
	label := ansi.Truncate(" "+title+" ", max(0, inner-1), "…")
	top := style.Render("╭─") + ink.Render(label) + style.Render(strings.Repeat("─", max(0, inner-1-ansi.StringWidth(label)))+"╮")
	out := []string{top}
	for _, r := range rows {
		out = append(out, style.Render("│")+fit(r, inner)+style.Render("│"))
	}
	return append(out, style.Render("╰"+strings.Repeat("─", inner)+"╯"))
}
