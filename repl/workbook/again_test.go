package workbook

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	book "lab/labs/workbook"
)

func typedThen() []book.Typed {
	at := time.Date(2030, 1, 2, 15, 4, 0, 0, time.Local)
	return []book.Typed{
		{At: at, Node: "node2", Text: "Node.connect(:node1@localhost)"},
		{At: at, Node: "node1", Text: "x = 1"},
		{At: at, Node: "gone", Text: "of a lab with other nodes"},
		{At: at, Node: "node1", Text: "x + 1"},
	}
}

// TestComingBack checks the summary of the last visit. Tab submits the earlier lines again, each
// line after the line before it has been evaluated.
func TestComingBack(t *testing.T) {
	m, n := open(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	m.Back(typedThen())
	golden.RequireEqual(t, []byte(ansi.Strip(m.View().Content)))
	press(m, "tab")
	if len(n.asked) != 0 {
		t.Fatalf("typed before there is a prompt: %q", n.asked)
	}
	up(m)
	n.last(t, "submit node2 Node.connect(:node1@localhost)")
	m.Update(Ready{Node: "node2", Prompt: "iex(node2@localhost)2> "})
	n.last(t, "submit node1 x = 1")
	press(m, "y", "enter")
	m.Update(Ready{Node: "node1", Prompt: "iex(node1@localhost)2> "})
	n.last(t, "submit node1 y")
	if m.againText() != "" {
		t.Error("it goes on although the student types")
	}
}

// TestTheReplayStops checks that ctrl+c stops the replay while the guide has the focus.
func TestTheReplayStops(t *testing.T) {
	m, n := openGuide(t, "0")
	m.Back(typedThen())
	press(m, "tab")
	up(m)
	press(m, "esc", "ctrl+c")
	n.last(t, "interrupt node2")
	if m.againText() != "" {
		t.Error("it goes on after ctrl+c")
	}
}

// TestTypingGoesOn checks that the summary does not intercept text that a returning student types
// at once.
func TestTypingGoesOn(t *testing.T) {
	m, n := open(t, "0")
	m.Back(typedThen())
	up(m)
	press(m, "self()", "enter")
	n.last(t, "submit node1 self()")
	fresh, _ := open(t, "0")
	if fresh.Back(nil); fresh.overlay != noOverlay {
		t.Error("who was never here is not back")
	}
}
