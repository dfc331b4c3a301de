package home

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lab/labs/catalogue"
	"lab/labs/report"
	book "lab/labs/workbook"
)

// A counter is a Desk that records the calls of Keep.
type counter struct {
	result report.Result
	kept   []string
}

func (c *counter) Check(l *catalogue.Lab, _ *book.Progress) report.Result {
	r := c.result
	r.Lab, r.Title = l.ID, l.Title
	return r
}

func (c *counter) Keep(l *catalogue.Lab, _ report.Result) error {
	c.kept = append(c.kept, l.ID)
	return nil
}

func (c *counter) Solution(l *catalogue.Lab) (string, error) {
	return "# the solution of " + l.ID + "\n", nil
}

// labFiles is a folder of three labs.
var labFiles = fstest.MapFS{
	"labs.yaml": {Data: []byte("format: 2\nlabs: [zero, one, mesh]\n")},
	"zero/lab.yaml": {Data: []byte(`
format: 2
id: "0"
title: "Nodes, names and messages"
exercise: the first commands
minutes: 15
learn: [what a node is]
summary: Two nodes. Connect them.
nodes: [{name: node1}, {name: node2}]
steps: [{id: a, kind: observe, title: Look, text: Look.}, {id: b, kind: observe, title: Look again, text: Look.}]
`)},
	"one/lab.yaml": {Data: []byte(`
format: 2
id: "1"
title: Ask a process on another node
exercise: exercise 1
minutes: 20
learn: ["that a name belongs to one node, so that two nodes can each have a process of that name", what GenServer.call does]
summary: "Write ` + "`send_msg/1`" + `, which calls the Receiver on another node and waits for its answer."
files: [phoenix_hello/lib/phoenix_hello/receiver.ex]
nodes: [{name: node1, project: true}]
steps: [{id: a, kind: observe, title: Where it lives, text: Look.}, {id: b, kind: observe, title: Write it, text: Write.},
        {id: c, kind: observe, title: Try it, text: Try.}]
`)},
	"one/solution/lib/phoenix_hello/receiver.ex": {Data: []byte("# solved\n")},
	"mesh/lab.yaml": {Data: []byte(`
format: 2
id: mesh
title: A full mesh
minutes: 10
learn: [how many links there are]
summary: Count the links.
nodes: [{name: node1}]
steps: [{id: a, kind: observe, title: Look, text: Look.}]
`)},
}

func open(t *testing.T, width, height int) (*Model, *counter) {
	t.Helper()
	c, err := catalogue.Load(labFiles, "labs.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	p := &book.Progress{Labs: map[string]*book.LabProgress{
		"0": {Done: []string{"a", "b"}, Passed: &day},
		"1": {Done: []string{"a"}, At: "b"},
	}}
	d := &counter{}
	m := New(c, p, d, "", "")
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return m, d
}

func press(m *Model, keys ...string) tea.Cmd {
	named := map[string]rune{"enter": tea.KeyEnter, "down": tea.KeyDown, "up": tea.KeyUp, "esc": tea.KeyEscape}
	var last tea.Cmd
	for _, key := range keys {
		k := tea.KeyPressMsg{Code: []rune(key)[0], Text: key}
		if code, ok := named[key]; ok {
			k = tea.KeyPressMsg{Code: code}
		}
		_, last = m.Update(k)
	}
	return last
}

func TestScreens(t *testing.T) {
	for name, size := range map[string][2]int{"80x24": {80, 24}, "120x40": {120, 40}, "200x50": {200, 50}, "tiny": {40, 10}} {
		t.Run(name, func(t *testing.T) {
			m, _ := open(t, size[0], size[1])
			text := ansi.Strip(m.View().Content)
			rows := strings.Split(text, "\n")
			for i, row := range rows {
				if w := ansi.StringWidth(row); w > size[0] {
					t.Errorf("row %d is %d wide", i, w)
				}
			}
			if len(rows) > size[1] {
				t.Errorf("%d rows", len(rows))
			}
			golden.RequireEqual(t, []byte(text))
		})
	}
}

func TestColours(t *testing.T) {
	for name, env := range map[string][]string{
		"dark": {"TERM=xterm-256color", "COLORTERM=truecolor"}, "light": {"TERM=xterm-256color", "COLORTERM=truecolor"},
		"none": {"TERM=xterm-256color", "NO_COLOR=1"},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := open(t, 80, 24)
			grey := uint8(0)
			if name == "light" {
				grey = 255
			}
			m.Update(tea.BackgroundColorMsg{Color: rgb{grey}})
			var out bytes.Buffer
			w := &colorprofile.Writer{Forward: &out, Profile: colorprofile.Env(env)}
			if _, err := w.Write([]byte(m.View().Content)); err != nil {
				t.Fatal(err)
			}
			if coloured := strings.Contains(out.String(), "\x1b[38"); coloured == (name == "none") {
				t.Errorf("colours: %t", coloured)
			}
			golden.RequireEqual(t, out.Bytes())
		})
	}
}

// rgb is a grey.
type rgb struct{ v uint8 }

func (c rgb) RGBA() (r, g, b, a uint32) {
	v := uint32(c.v) * 0x101
	return v, v, v, 0xffff
}

func TestTheCursorStartsAtTheLabToTakeNext(t *testing.T) {
	m, _ := open(t, 80, 24)
	if m.current().ID != "1" {
		t.Errorf("it starts at lab %s", m.current().ID)
	}
	press(m, "enter")
	if m.Opened() != m.labs[1] {
		t.Error("enter does not open it")
	}
}

func TestKeysChooseALab(t *testing.T) {
	m, _ := open(t, 80, 24)
	for _, c := range []struct {
		key, want string
	}{{"j", "mesh"}, {"j", "mesh"}, {"k", "1"}, {"up", "0"}, {"up", "0"}, {"down", "1"}, {"G", "mesh"}, {"0", "0"}} {
		press(m, c.key)
		if m.current().ID != c.want {
			t.Fatalf("%s goes to lab %s, want %s", c.key, m.current().ID, c.want)
		}
	}
	if press(m, "q") == nil || m.Opened() != nil {
		t.Error("q does not leave")
	}
}

func TestTheMouseChoosesAndOpens(t *testing.T) {
	m, _ := open(t, 80, 24)
	m.Update(tea.MouseClickMsg{X: 5, Y: 2, Button: tea.MouseLeft})
	if m.current().ID != "0" || m.Opened() != nil {
		t.Fatalf("a click goes to lab %s", m.current().ID)
	}
	m.Update(tea.MouseClickMsg{X: 5, Y: 2, Button: tea.MouseLeft})
	if m.Opened() != m.labs[0] {
		t.Error("a second click does not open it")
	}
	m.Update(tea.MouseWheelMsg{X: 5, Y: 5, Button: tea.MouseWheelDown})
	if m.current().ID != "1" {
		t.Error("the wheel does not move the cursor")
	}
	m.Update(tea.MouseClickMsg{X: 5, Y: 12, Button: tea.MouseLeft})
	if m.current().ID != "1" {
		t.Error("a click below the list did something")
	}
}

func TestChecksRunAndAreKept(t *testing.T) {
	m, d := open(t, 80, 24)
	d.result = report.Result{Verdict: report.NotYet, Checks: []report.CheckResult{
		{Title: "It compiles"}, {Title: "It answers", From: "n1", Verdict: report.NotYet, Hint: "Whom does it ask?"}}}
	cmd := press(m, "c")
	golden.RequireEqual(t, []byte(ansi.Strip(m.View().Content)))
	if press(m, "j", "c"); !strings.Contains(m.notice, "still running") {
		t.Errorf("a second check at once: %q", m.notice)
	}
	m.Update(cmd().(tea.BatchMsg)[0]())
	if len(d.kept) != 1 || d.kept[0] != "1" || m.notice != "lab 1: not yet" {
		t.Errorf("kept %q, said %q", d.kept, m.notice)
	}
	press(m, "k")
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "✗ It answers, from n1") || !strings.Contains(text, "Whom does it ask?") {
		t.Errorf("what was found is not shown:\n%s", text)
	}
}

func TestASolutionIsShownAfterAWarning(t *testing.T) {
	m, _ := open(t, 80, 24)
	press(m, "s")
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "Press s again") || strings.Contains(text, "# the solution") {
		t.Errorf("no warning:\n%s", text)
	}
	press(m, "s")
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "# the solution of 1") {
		t.Errorf("no solution:\n%s", text)
	}
	press(m, "esc")
	if m.page != about {
		t.Error("esc does not go back")
	}
}

func TestHelpLiesOverTheScreen(t *testing.T) {
	m, _ := open(t, 80, 24)
	press(m, "?")
	golden.RequireEqual(t, []byte(ansi.Strip(m.View().Content)))
	press(m, "j")
	if m.help || m.current().ID != "1" {
		t.Error("a key closes it and does nothing else")
	}
}
