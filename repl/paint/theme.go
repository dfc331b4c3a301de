package paint

import (
	"regexp"
	"strings"
	"sync"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// A Theme holds the colours of a screen. Colour never carries meaning alone: each state has a sign
// too.
type Theme struct {
	Plain, Accent, Strong, Faint, Good, Bad, Warn, Code lipgloss.Style
	Frame, ActiveFrame                                  lipgloss.Style
}

// New returns the theme for a dark or a light background.
func New(dark bool) Theme {
	pick := lipgloss.LightDark(dark)
	colour := func(light, darker string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(darker)))
	}
	return Theme{
		Accent:      colour("#0b5cad", "#6cb6ff"),
		Strong:      lipgloss.NewStyle().Bold(true),
		Faint:       colour("#5f6b7a", "#8b98a9"),
		Good:        colour("#0f6f3c", "#5fd38d"),
		Bad:         colour("#b3261e", "#ff8a80"),
		Warn:        colour("#8a5a00", "#ffc14d"),
		Code:        colour("#7a3e9d", "#d2a8ff"),
		Frame:       colour("#b8c2cf", "#45505e"),
		ActiveFrame: colour("#0b5cad", "#6cb6ff"),
	}
}

// Indent indents all lines but the first by n columns.
func Indent(text string, n int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", n))
}

// Cut cuts a line to at most width columns.
func Cut(text string, width int) string { return ansi.Truncate(text, max(0, width), "…") }

// Fit cuts or pads a line to exactly width columns.
func Fit(text string, width int) string {
	text = Cut(text, width)
	return text + strings.Repeat(" ", max(0, width-ansi.StringWidth(text)))
}

// Prose wraps the guide's text and styles the text in backquotes and between double asterisks.
func (t Theme) Prose(text string, width int) string {
	paragraphs := strings.Split(strings.TrimSpace(text), "\n\n")
	for i, p := range paragraphs {
		p = strings.Join(strings.Fields(p), " ")
		p = between(p, "`", t.Code)
		p = between(p, "**", t.Strong)
		paragraphs[i] = Wrap(p, width)
	}
	return strings.Join(paragraphs, "\n\n")
}

// strong matches strong words. Elixir's errors begin with two asterisks and a space.
var strong = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\*\*([^*\s][^*]*)\*\*`) })

// Plain returns the guide's text for an output without styles: without the asterisks that mark
// strong words.
func Plain(text string) string { return strong().ReplaceAllString(text, "$1") }

// between styles the text between pairs of mark.
func between(text, mark string, style lipgloss.Style) string {
	parts := strings.Split(text, mark)
	for i := 1; i+1 < len(parts); i += 2 {
		parts[i] = style.Render(parts[i])
	}
	return strings.Join(parts, "")
}

// Lines styles each line of text separately, because lipgloss pads lines that are rendered
// together to the same width.
func (t Theme) Lines(style lipgloss.Style, text string) string {
	rows := strings.Split(text, "\n")
	for i, row := range rows {
		rows[i] = style.Render(row)
	}
	return strings.Join(rows, "\n")
}

// Box draws a titled frame around rows. Every row of the result is width columns wide.
func (t Theme) Box(title string, rows []string, width int, active bool) []string {
	return t.framed(" "+title, rows, width, active)
}

// Pane draws a Box. The box is a pane, and a sign marks the focused pane even without colours.
func (t Theme) Pane(title string, rows []string, width int, focused bool) []string {
	if focused {
		return t.framed("▸"+title, rows, width, true)
	}
	return t.Box(title, rows, width, false)
}

// framed draws a frame. The title begins with the sign of a focused pane, or with a space.
func (t Theme) framed(title string, rows []string, width int, active bool) []string {
	style, ink := t.Frame, t.Strong
	if active {
		style, ink = t.ActiveFrame, t.ActiveFrame.Bold(true)
	}
	inner := width - 2
	label := ansi.Truncate(title+" ", max(0, inner-1), "…")
	top := style.Render("╭─") + ink.Render(label) + style.Render(strings.Repeat("─", max(0, inner-1-ansi.StringWidth(label)))+"╮")
	out := []string{top}
	for _, r := range rows {
		out = append(out, style.Render("│")+Fit(r, inner)+style.Render("│"))
	}
	return append(out, style.Render("╰"+strings.Repeat("─", inner)+"╯"))
}

// Over draws a titled box over the middle of a screen.
func (t Theme) Over(screen string, width, height int, title string, rows []string, boxWidth int) string {
	box := t.Box(title, rows, boxWidth, true)
	x, y := (width-boxWidth)/2, max(0, (height-len(box))/2)
	return lipgloss.NewCompositor(
		lipgloss.NewLayer(screen),
		lipgloss.NewLayer(strings.Join(box, "\n")).X(x).Y(y).Z(1),
	).Render()
}
