package workbook

import (
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// TestTypedTextIsText types code where a step begins: it goes to the prompt, and runs no
// shortcut of the guide.
func TestTypedTextIsText(t *testing.T) {
	m, n := open(t, "0")
	up(m)
	at := m.way.At()
	press(m, "Node.connect(:node2@localhost)", "enter")
	n.last(t, "submit node1 Node.connect(:node2@localhost)")
	if m.way.At() != at || m.overlay != noOverlay {
		t.Errorf("step %d, overlay %d: typing ran shortcuts", m.way.At(), m.overlay)
	}
}

// TestACommandFindsThePrompt types code where the guide has the keys, because the step asks a
// question beside it.
func TestACommandFindsThePrompt(t *testing.T) {
	m, n := open(t, "6")
	up(m)
	if m.focus != onGuide || m.choice.question == nil {
		t.Fatal("the step begins elsewhere")
	}
	press(m, "PhoenixHello.ManagerSupervisor.start_random(3)", "enter")
	n.last(t, "submit node1 PhoenixHello.ManagerSupervisor.start_random(3)")
	if m.way.At() != 0 {
		t.Errorf("step %d: typing ran shortcuts", m.way.At())
	}
}

func TestOneKeyGoesOnFromEverywhere(t *testing.T) {
	m, _ := open(t, "0")
	up(m)
	press(m, "ctrl+g")
	if m.way.At() != 1 {
		t.Errorf("at step %d after ctrl+g at a prompt", m.way.At())
	}
	m.focus = onGuide
	press(m, "ctrl+g")
	if m.way.At() != 2 && len(m.notices) == 0 {
		t.Errorf("at step %d after ctrl+g in the guide", m.way.At())
	}
}

// TestEscapeMeansTheGuide: pressed again it does not lead into a prompt, where the guide's keys are
// text.
func TestEscapeMeansTheGuide(t *testing.T) {
	m, _ := open(t, "0")
	up(m)
	if press(m, "esc"); m.focus != onGuide || len(m.notices) != 0 {
		t.Errorf("focus %v, says %v", m.focus, m.notices)
	}
	if press(m, "esc"); m.focus != onGuide || len(m.notices) != 1 {
		t.Errorf("again: focus %v, says %v", m.focus, m.notices)
	}
	if press(m, "tab"); m.focus != onPrompt {
		t.Error("tab does not lead to the prompt")
	}
}

// TestTheEndOfInput: ctrl+d takes a character away, and at an empty prompt says how to leave.
func TestTheEndOfInput(t *testing.T) {
	m, _ := open(t, "0")
	up(m)
	press(m, "xy", "ctrl+a", "ctrl+d")
	if got := m.pane().editor.Text(); got != "y" || len(m.notices) != 0 {
		t.Errorf("left %q, says %v", got, m.notices)
	}
	press(m, "ctrl+d", "ctrl+d")
	if got := m.pane().editor.Text(); got != "" || len(m.notices) != 1 {
		t.Errorf("left %q, says %v", got, m.notices)
	}
}

// TestANodeThatIsDownIsNotTypedAt without a word.
func TestANodeThatIsDownIsNotTypedAt(t *testing.T) {
	m, n := open(t, "0")
	up(m)
	m.Update(Gone{Node: "node1"})
	press(m, "x", "enter")
	if len(n.asked) != 0 || len(m.notices) != 1 || !strings.HasPrefix(m.notices[0].Text, "node1 is down: ctrl+x") {
		t.Errorf("asked for %q, says %v", n.asked, m.notices)
	}
}

// TestOpenStepsAreTold: the workbook says once that a step was left before it was done.
func TestOpenStepsAreTold(t *testing.T) {
	m, _ := openGuide(t, "0")
	up(m)
	press(m, "n")
	choose(m, true)
	if press(m, "n"); len(m.notices) != 0 {
		t.Errorf("after what is done: %v", m.notices)
	}
	if press(m, "ctrl+g"); len(m.notices) != 1 || m.notices[0].Text != "step 3 is still open; p in the guide goes back to it" {
		t.Errorf("at step %d: %v", m.way.At()+1, m.notices)
	}
}

// TestManyChoicesLeaveThePromptInSight: the typed line stays in sight, and a last line counts the other choices.
func TestManyChoicesLeaveThePromptInSight(t *testing.T) {
	m, _ := open(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	press(m, "Enum.")
	all := make([]string, 200)
	for i := range all {
		all[i] = "choice_" + strconv.Itoa(i)
	}
	m.Update(Completed{Node: "node1", Before: "Enum.", Choices: all})
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "1> Enum.") || !strings.Contains(text, "more: type on") || strings.Contains(text, "…│") {
		t.Errorf("the screen is\n%s", text)
	}
	m.pane().scrollBy(10)
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "1> Enum.") || m.pane().back != 0 {
		t.Errorf("it is scrolled to before its beginning:\n%s", text)
	}
}

// TestCommandsNeedNoTyping has the commands of a step put into the prompts by a key, and
// by a click.
func TestCommandsNeedNoTyping(t *testing.T) {
	m, n := open(t, "0")
	up(m)
	press(m, "ctrl+t", "enter")
	n.last(t, "submit node1 Node.self()")
	m.Update(Ready{Node: "node1", Prompt: "iex(node1@localhost)2> "})
	press(m, "ctrl+t", "enter", "ctrl+t", "enter")
	n.last(t, "submit node2 Node.self()")
	for y := range 24 {
		if i, ok := m.commandAt(y); ok && i == 2 {
			m.Update(tea.MouseClickMsg{X: 3, Y: y, Button: tea.MouseLeft})
			break
		}
	}
	if got := m.paneOf("node2").editor.Text(); got != "Node.self()" || m.pane().node != "node2" {
		t.Errorf("%s has %q after a click", m.pane().node, got)
	}
}

func TestLeavingIsAskedOnce(t *testing.T) {
	m, _ := openGuide(t, "0")
	up(m)
	for _, c := range []struct {
		keys []string
		ends bool
	}{{[]string{"ctrl+c"}, false}, {[]string{"q"}, false}, {[]string{"h", "q"}, false}, {[]string{"q"}, true}} {
		var cmd tea.Cmd
		for _, key := range c.keys {
			k, ok := named[key]
			if !ok {
				k = tea.KeyPressMsg{Code: rune(key[0]), Text: key}
			}
			_, cmd = m.Update(k)
		}
		if ends := cmd != nil; ends != c.ends {
			t.Errorf("%q: leaves %v, want %v", c.keys, ends, c.ends)
		}
	}
}

// TestPaste pastes lines as terminals send them, with the guide in focus.
func TestPaste(t *testing.T) {
	m, n := openGuide(t, "0")
	up(m)
	m.Update(tea.PasteMsg{Content: "x = 1\r\ny = 2\rx + y\r\n"})
	press(m, "enter")
	n.last(t, "submit node1 x = 1\ny = 2\nx + y")
}

// TestTheFileOfTheStepIsEdited opens what the step names.
func TestTheFileOfTheStepIsEdited(t *testing.T) {
	for _, c := range []struct{ lab, step, want string }{
		{"1", "write", "edit phoenix_hello/lib/phoenix_hello/receiver.ex"},
		{"8", "ready", "edit phoenix_hello/lib/phoenix_hello/application.ex"},
	} {
		m, n := openGuide(t, c.lab)
		m.goTo(m.lab.Step(c.step))
		m.focus = onGuide
		press(m, "e")
		n.last(t, c.want)
	}
	m, n := openGuide(t, "0")
	if press(m, "e"); len(n.asked) != 0 || len(m.notices) != 1 {
		t.Errorf("a lab without files: %q", n.asked)
	}
}

// TestHiddenTabsHaveNews: a node that prints behind the prompt that is shown says so.
func TestHiddenTabsHaveNews(t *testing.T) {
	m, _ := open(t, "0")
	m.Update(Output{Node: "node2", Text: "Interactive Elixir\n"})
	up(m)
	if m.paneOf("node2").news {
		t.Error("the greeting is news")
	}
	m.Update(Output{Node: "node1", Text: "seen\n"})
	m.Update(Output{Node: "node2", Text: "a message\n"})
	if got := m.tabs(); got != "[● node1]  ● node2* " {
		t.Errorf("tabs %q", got)
	}
	press(m, "alt+2")
	if got := m.tabs(); got != " ● node1  [● node2]" {
		t.Errorf("seen: %q", got)
	}
}

// TestColoursAreNoLine: an error is printed with the end of its colour behind its last line break,
// and the prompt follows at once.
func TestColoursAreNoLine(t *testing.T) {
	m, _ := open(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	m.Update(Output{Node: "node1", Text: "\x1b[31m** (RuntimeError) x\n    iex:1: (file)\n\x1b[0m"})
	m.Update(Ready{Node: "node1", Prompt: "iex(node1@localhost)2> "})
	rows := strings.Split(ansi.Strip(m.View().Content), "\n")
	for i, row := range rows {
		if strings.Contains(row, "iex:1: (file)") && !strings.Contains(rows[i+1], "iex(node1@localhost)2>") {
			t.Errorf("behind the error stands %q", rows[i+1])
		}
	}
}
