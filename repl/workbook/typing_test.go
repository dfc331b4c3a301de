package workbook

import (
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// TestTypedTextIsText types code at the start of a step. The text goes to the prompt and does not
// trigger shortcuts of the guide.
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

// TestEnterBeforeTheFirstPrompt presses enter before the workbook has the terminal, so that it arrives
// as ctrl+j. The line is submitted when the node asks for one. Later, ctrl+j inserts a line break.
func TestEnterBeforeTheFirstPrompt(t *testing.T) {
	m, n := open(t, "0")
	feed := tea.KeyPressMsg{Code: 'j', Mod: tea.ModCtrl}
	press(m, "node()")
	m.Update(feed)
	up(m)
	n.last(t, "submit node1 node()")
	press(m, "1")
	if m.Update(feed); m.pane().editor.Text() != "1\n" {
		t.Errorf("%q is being typed", m.pane().editor.Text())
	}
}

// TestACommandFindsThePrompt types code at a step that asks a question, so the guide has the focus.
// The code must go to the prompt.
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

// TestACommandBeforeTheAnswerIsNoAnswer types a command at a step that asks for a prediction. The
// command must not count as an answer.
func TestACommandBeforeTheAnswerIsNoAnswer(t *testing.T) {
	m, n := openGuide(t, "0")
	up(m)
	press(m, "n")
	if m.focus != onGuide || m.choice.question == nil {
		t.Fatal("the step begins elsewhere")
	}
	press(m, "Node.connect(:node1@localhost)", "enter")
	n.last(t, "submit node1 Node.connect(:node1@localhost)")
	if m.way.At() != 1 || m.choice.answered {
		t.Errorf("step %d, answered %v: typing ran shortcuts", m.way.At(), m.choice.answered)
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

// TestEscapeMeansTheGuide checks that a second esc stays in the guide. In a prompt, the guide's
// keys would be text.
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

// TestTheEndOfInput checks that ctrl+d deletes a character, and says how to leave if the prompt is
// empty.
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

// TestANodeThatIsDownIsNotTypedAt checks that a line for a node that is down gets a notice.
func TestANodeThatIsDownIsNotTypedAt(t *testing.T) {
	m, n := open(t, "0")
	up(m)
	m.Update(Gone{Node: "node1"})
	press(m, "x", "enter")
	if len(n.asked) != 0 || len(m.notices) != 1 || !strings.HasPrefix(m.notices[0].Text, "node1 is down: ctrl+x") {
		t.Errorf("asked for %q, says %v", n.asked, m.notices)
	}
}

// TestOpenStepsAreTold checks the notice about a step that was left before it was done.
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

// TestManyChoicesLeaveThePromptInSight checks that the typed line stays visible, and that a last
// line counts the hidden choices.
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

// TestCommandsNeedNoTyping checks that a key or a click puts the commands of a step into the
// prompts.
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

// TestTypedTextIsNotLost lets the guide's command replace a half-typed line. The history must have
// that line, and not the commands that were not submitted.
func TestTypedTextIsNotLost(t *testing.T) {
	m, _ := open(t, "0")
	up(m)
	press(m, "half a line", "ctrl+t", "alt+2", "alt+1", "ctrl+t", "ctrl+t", "ctrl+t", "ctrl+t")
	m.show(0)
	if press(m, "up"); m.pane().editor.Text() != "half a line" {
		t.Errorf("the history has %q", m.pane().editor.Text())
	}
}

func TestLeavingIsAskedOnce(t *testing.T) {
	m, _ := openGuide(t, "0")
	up(m)
	for _, c := range []struct {
		keys []string
		ends bool
	}{{[]string{"ctrl+c"}, false}, {[]string{"q"}, false}, {[]string{"h", "q"}, false}, {[]string{"q"}, true}} {
		cmd := press(m, c.keys...)
		if ends := cmd != nil; ends != c.ends {
			t.Errorf("%q: leaves %v, want %v", c.keys, ends, c.ends)
		}
	}
}

// TestPaste pastes lines with the line breaks that terminals send, while the guide has the focus.
// The lines must go to the prompt.
func TestPaste(t *testing.T) {
	m, n := openGuide(t, "0")
	up(m)
	m.Update(tea.PasteMsg{Content: "x = 1\r\ny = 2\rx + y\r\n"})
	press(m, "enter")
	n.last(t, "submit node1 x = 1\ny = 2\nx + y")
}

// TestTheFileOfTheStepIsEdited checks that the key for the editor opens the file that the step
// names.
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

// TestHiddenTabsHaveNews checks that the tab of a hidden prompt shows new output.
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

// TestBackAgainAndAgain goes back over several steps whose commands are typed at a prompt.
func TestBackAgainAndAgain(t *testing.T) {
	m, _ := open(t, "0")
	up(m)
	m.goTo(len(m.lab.Steps) - 1)
	m.focus = onGuide
	for at := m.way.At(); at > 0; at-- {
		if press(m, "p"); m.way.At() != at-1 || m.focus != onGuide {
			t.Fatalf("at step %d, focus %v, after p in step %d", m.way.At(), m.focus, at)
		}
	}
}

// TestOutputStaysInItsPane prints control characters that would draw outside of the pane.
func TestOutputStaysInItsPane(t *testing.T) {
	m, _ := open(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	p := m.pane()
	p.clear()
	for _, text := range []string{"5%\r", "10%\r", "15%\r\n", "a\x1b[5;5Hb\x1b[", "31mred\x1b[0m\n", "half\rH"} {
		m.Update(Output{Node: "node1", Text: text})
	}
	if got := strings.Join(p.lines, "|"); got != "15%|ab\x1b[31mred\x1b[0m" {
		t.Errorf("the lines are %q", got)
	}
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "Half") || strings.Contains(text, "\r") {
		t.Errorf("the screen is\n%s", text)
	}
	m.Update(Output{Node: "node1", Text: "\nnew\n\x1b[H\x1b[2Jfresh\n"})
	if got := strings.Join(p.lines, "|"); got != "fresh" {
		t.Errorf("cleared by the node: %q", got)
	}
	if press(m, "ctrl+l"); len(p.lines) != 0 {
		t.Errorf("cleared by the key: %q", p.lines)
	}
}

// TestScrolledBackPaneStays prints while the student reads earlier output.
func TestScrolledBackPaneStays(t *testing.T) {
	m, _ := open(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	for i := range 100 {
		m.Update(Output{Node: "node1", Text: strconv.Itoa(i) + "\n"})
	}
	press(m, "pgup")
	before := m.View().Content
	m.Update(Output{Node: "node1", Text: "one\ntwo\n"})
	if after := m.View().Content; after != before {
		t.Errorf("the output moved: before\n%s\nafter\n%s", ansi.Strip(before), ansi.Strip(after))
	}
}

// TestColoursAreNoLine prints an error whose colour is reset after the last line break. The next
// prompt must follow directly.
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
