package repl

import (
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lab/repl/line"
)

// typing sends keys and text to a prompt that waits for input.
func typing(t *testing.T, keys ...string) (prompt, chan answer) {
	t.Helper()
	in := &Inline{cfg: InlineConfig{History: &line.History{}}, ready: make(chan struct{}), done: make(chan struct{})}
	reply := make(chan answer, 10)
	var m tea.Model = newPrompt(in)
	m, _ = m.Update(askMsg{"iex(1)> ", reply})
	for _, k := range keys {
		m, _ = m.Update(keyOf(k))
	}
	return m.(prompt), reply
}

func keyOf(name string) tea.Msg {
	switch name {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "alt+enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter, Mod: tea.ModAlt}
	case "ctrl+c":
		return tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}
	case "paste":
		return tea.PasteMsg{Content: "a\r\nb"}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// TestEnterBeforeTheFirstPrompt presses enter before the program has the terminal, so that it arrives
// as ctrl+j. The lines answer the first reads. At a prompt, the same key inserts a line break.
func TestEnterBeforeTheFirstPrompt(t *testing.T) {
	in := &Inline{cfg: InlineConfig{History: &line.History{}}, ready: make(chan struct{}), done: make(chan struct{})}
	reply := make(chan answer, 10)
	var m tea.Model = newPrompt(in)
	feed := tea.KeyPressMsg{Code: 'j', Mod: tea.ModCtrl}
	for _, k := range []tea.Msg{keyOf("1"), feed, keyOf("2"), feed, keyOf("3"), askMsg{"iex(1)> ", reply}, answeredMsg{}, askMsg{"iex(2)> ", reply}, answeredMsg{}, askMsg{"iex(3)> ", reply}, feed} {
		m, _ = m.Update(k)
	}
	if a, b := <-reply, <-reply; a.text != "1" || b.text != "2" {
		t.Errorf("got %q and %q", a.text, b.text)
	}
	if got := m.(prompt).editor.Text(); got != "3\n" {
		t.Errorf("%q is being typed", got)
	}
}

func view(p prompt) string { return ansi.Strip(p.View().Content) }

func TestTypingIsShownBehindThePrompt(t *testing.T) {
	p, _ := typing(t, "1", "+", "1")
	if got := view(p); got != "iex(1)> 1+1" {
		t.Errorf("got %q", got)
	}
	m, _ := p.Update(partialMsg("out"))
	if got := view(m.(prompt)); got != "outiex(1)> 1+1" {
		t.Errorf("got %q", got)
	}
}

// TestLongPasteStaysVisible pastes more lines than the screen has, and moves to one in the middle.
// The cursor must be on the screen, in that line.
func TestLongPasteStaysVisible(t *testing.T) {
	p, _ := typing(t)
	text := "\tfirst"
	for i := range 50 {
		text += "\n# line " + strconv.Itoa(i)
	}
	m, _ := p.Update(tea.PasteMsg{Content: text})
	for range 20 {
		m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyUp})
	}
	v := m.View()
	rows := strings.Split(ansi.Strip(v.Content), "\n")
	if len(rows) != 24 || v.Cursor == nil || v.Cursor.Y >= len(rows) || rows[v.Cursor.Y] != "# line 29" {
		t.Errorf("cursor %v in %q", v.Cursor, rows)
	}
	for range 40 {
		m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyUp})
	}
	if got := view(m.(prompt)); !strings.HasPrefix(got, "iex(1)>         first\n") {
		t.Errorf("the first line is %q", got[:40])
	}
}

func TestEnterAnswers(t *testing.T) {
	p, reply := typing(t, "1", "enter")
	if a := <-reply; a.text != "1" || a.shown != "iex(1)> 1" {
		t.Errorf("got %+v", a)
	}
	if got := view(p); got != "" {
		t.Errorf("still shown: %q", got)
	}
}

func TestSeveralLinesAnswerSeveralReads(t *testing.T) {
	p, reply := typing(t, "paste", "enter")
	if a := <-reply; a.text != "a" {
		t.Errorf("got %+v", a)
	}
	m, _ := p.Update(answeredMsg{})
	_, _ = m.Update(askMsg{"...(1)> ", reply})
	if a := <-reply; a.text != "b" || a.shown != "...(1)> b" {
		t.Errorf("got %+v", a)
	}
}

func TestControlC(t *testing.T) {
	p, _ := typing(t, "1", "ctrl+c")
	if p.editor.Text() != "" || p.leaving {
		t.Error("the line was not dropped")
	}
	p, _ = typing(t, "ctrl+c", "ctrl+c")
	if !p.left {
		t.Error("pressed twice it did not leave")
	}
	p, _ = typing(t, "ctrl+c", "x", "ctrl+c")
	if p.left {
		t.Error("left although something was typed")
	}
}

func TestChoicesStandInColumns(t *testing.T) {
	got := columns([]string{"list/0", "ping/1", "self/0"}, 24)
	if rows := strings.Split(got, "\n"); len(rows) != 2 || !strings.HasPrefix(rows[0], "list/0    ping/1") {
		t.Errorf("got %q", got)
	}
	// If the last row is full, an empty row follows.
	if got := columns([]string{"list/0", "ping/1"}, 24); got != "list/0    ping/1    \n" {
		t.Errorf("got %q", got)
	}
}

func TestKeysMeanOneThing(t *testing.T) {
	for _, wrong := range promptKeys().Wrong() {
		t.Error(wrong)
	}
}
