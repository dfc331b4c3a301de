package workbook

import (
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

// long is a text of more lines than an 80x24 screen has, indented by tabs.
func long() string {
	text := "defmodule Long do\r"
	for i := range 30 {
		text += "\tdef f" + strconv.Itoa(i) + ", do: " + strconv.Itoa(i) + "\r"
	}
	return text + "end\r"
}

// TestLongPasteIsEdited pastes more lines than the pane has, and edits one in the middle. The line
// must be visible.
func TestLongPasteIsEdited(t *testing.T) {
	m, n := open(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	m.Update(tea.PasteMsg{Content: long()})
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "def f29, do: 29") || m.View().Cursor == nil {
		t.Errorf("the end of the text is out of sight:\n%s", text)
	}
	for range 21 {
		press(m, "up")
	}
	press(m, "0")
	golden.RequireEqual(t, []byte(ansi.Strip(m.View().Content)))
	if m.View().Cursor == nil {
		t.Error("the cursor is out of sight")
	}
	press(m, "enter")
	want := strings.Replace(strings.TrimRight(strings.ReplaceAll(long(), "\r", "\n"), "\n"), "def f9", "de0f f9", 1)
	n.last(t, "submit node1 "+want)
	m.Update(Ready{Node: "node1", Prompt: "iex(node1@localhost)2> "})
	press(m, "up", "up")
	if got := m.pane().editor.Text(); got != want {
		t.Errorf("up twice shows %q", got)
	}
}

// TestAPasteClosesAnOverlay pastes over each overlay. The text is at the prompt and visible. The
// question for a number takes the number.
func TestAPasteClosesAnOverlay(t *testing.T) {
	for _, o := range []overlay{helpOverlay, faultOverlay, endOverlay, backOverlay} {
		m, n := openGuide(t, "0")
		up(m)
		m.overlay = o
		m.Update(tea.PasteMsg{Content: "k = 1"})
		if m.overlay != noOverlay || m.pane().editor.Text() != "k = 1" || len(n.asked) > 0 {
			t.Errorf("overlay %d: %d is open, %q is at the prompt, asked %q", o, m.overlay, m.pane().editor.Text(), n.asked)
		}
	}
	m, _ := openGuide(t, "6")
	up(m)
	m.overlay = guessOverlay
	m.Update(tea.PasteMsg{Content: "1000\n"})
	if m.overlay != guessOverlay || m.guess.digits != "1000" || m.pane().editor.Text() != "" {
		t.Errorf("overlay %d, number %q", m.overlay, m.guess.digits)
	}
}

// TestLongLinesStayFast prints lines without breaks. The pane stores them in parts, and the screen
// is the same as for one line.
func TestLongLinesStayFast(t *testing.T) {
	m, _ := open(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	m.View()
	p := m.pane()
	m.Update(Output{Node: "node1", Text: strings.Repeat("0123456789", 10_000)})
	m.Update(Output{Node: "node1", Text: "|\n"})
	for _, line := range append(p.lines, p.partial) {
		if len(line) > longestLine {
			t.Fatalf("a line of %d bytes", len(line))
		}
	}
	shown := ""
	for _, row := range p.shownRows(m, 24) {
		shown += row
	}
	if !strings.Contains(shown, strings.Repeat("0123456789", 80)+"|") {
		t.Errorf("the line has gaps: %q", shown)
	}
	for i := range 20_000 {
		m.Update(Output{Node: "node1", Text: strconv.Itoa(i) + "%\r"})
	}
	if len(p.partial) > 2*longestLine || !strings.Contains(ansi.Strip(m.View().Content), "19999%") {
		t.Errorf("%d bytes of a line that is written over", len(p.partial))
	}
}

// shownRows returns the rows of a pane's drawing.
func (p *pane) shownRows(m *Model, height int) []string {
	rows, _, _ := p.render(m.theme, p.width, height, true)
	return rows
}
