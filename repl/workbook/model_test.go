package workbook

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lab/internal/shipped"
	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/line"
	"lab/repl/paint"
)

// notes is a Driver that records its calls.
type notes struct{ asked []string }

func (n *notes) note(parts ...string)         { n.asked = append(n.asked, strings.Join(parts, " ")) }
func (n *notes) Submit(node, text string)     { n.note("submit", node, text) }
func (n *notes) Interrupt(node string)        { n.note("interrupt", node) }
func (n *notes) Complete(node, before string) { n.note("complete", node, before) }
func (n *notes) Fault(f catalogue.Fault, g *book.Guess) {
	if g != nil {
		n.note(f.String(), "after a guess of", strconv.Itoa(g.Said))
		return
	}
	n.note(f.String())
}
func (n *notes) Resize(int)            {}
func (n *notes) Grade()                { n.note("grade") }
func (n *notes) Watch(*catalogue.Step) {}
func (n *notes) Open()                 { n.note("open") }
func (n *notes) Edit(file string) *exec.Cmd {
	n.note("edit", file)
	return nil
}
func (n *notes) Save()                          {}
func (n *notes) last(t *testing.T, want string) { t.Helper(); n.check(t, len(n.asked)-1, want) }
func (n *notes) check(t *testing.T, i int, want string) {
	t.Helper()
	if i < 0 || n.asked[i] != want {
		t.Errorf("asked for %q, want %q", n.asked, want)
	}
}

func open(t *testing.T, id string) (*Model, *notes) {
	t.Helper()
	l := shipped.Lab(t, id)
	h, err := line.OpenHistory("")
	if err != nil {
		t.Fatal(err)
	}
	n := &notes{}
	return New(l, &book.LabProgress{}, "test", n, h), n
}

// openGuide is open, but always focuses the guide.
func openGuide(t *testing.T, id string) (*Model, *notes) {
	t.Helper()
	m, n := open(t, id)
	m.focus = onGuide
	return m, n
}

var named = map[string]tea.KeyPressMsg{
	"enter":  {Code: tea.KeyEnter},
	"tab":    {Code: tea.KeyTab},
	"esc":    {Code: tea.KeyEscape},
	"up":     {Code: tea.KeyUp},
	"ctrl+x": {Code: 'x', Mod: tea.ModCtrl},
	"ctrl+c": {Code: 'c', Mod: tea.ModCtrl},
	"ctrl+d": {Code: 'd', Mod: tea.ModCtrl},
	"ctrl+a": {Code: 'a', Mod: tea.ModCtrl},
	"ctrl+s": {Code: 's', Mod: tea.ModCtrl},
	"ctrl+z": {Code: 'z', Mod: tea.ModCtrl},
	"ctrl+g": {Code: 'g', Mod: tea.ModCtrl},
	"ctrl+t": {Code: 't', Mod: tea.ModCtrl},
	"alt+m":  {Code: 'm', Mod: tea.ModAlt},
	"alt+c":  {Code: 'c', Mod: tea.ModAlt},
	"alt+h":  {Code: 'h', Mod: tea.ModAlt},
	"pgup":   {Code: tea.KeyPgUp},
	"ctrl+l": {Code: 'l', Mod: tea.ModCtrl},
	"end":    {Code: tea.KeyEnd},
	"alt+1":  {Code: '1', Mod: tea.ModAlt},
	"alt+2":  {Code: '2', Mod: tea.ModAlt},
	"alt+3":  {Code: '3', Mod: tea.ModAlt},
}

// press presses named keys, and types each other text at once. A long pause follows each text.
func press(m *Model, keys ...string) tea.Cmd {
	var cmd tea.Cmd
	for _, key := range keys {
		if k, ok := named[key]; ok {
			_, cmd = m.Update(k)
			continue
		}
		for _, r := range key {
			m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		_, cmd = m.Update(settled(m.burst.serial))
		m.forget("")
	}
	return cmd
}

// choose answers the current question with the first displayed choice that is right, or wrong.
func choose(m *Model, right bool) {
	for shown, i := range m.choice.order {
		if m.choice.question.Choices[i].Right == right {
			press(m, strconv.Itoa(shown+1), "enter")
			return
		}
	}
}

func up(m *Model) {
	m.Update(States{
		{Name: "node1", Up: true},
		{Name: "node2", Up: true},
	})
	m.Update(Cluster{Nodes: []census.Node{
		{State: census.State{Name: "node1", Up: true}, Peers: []string{"node2"}, Known: -1},
		{State: census.State{Name: "node2", Up: true}, Peers: []string{"node1"}, Known: -1},
	}})
	for _, n := range []string{"node1", "node2"} {
		m.Update(Ready{Node: n, Prompt: "iex(" + n + "@localhost)1> "})
	}
}

func TestScreens(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x24", 80, 24}, {"120x40", 120, 40}, {"200x50", 200, 50}, {"tiny", 40, 10}} {
		t.Run(size.name, func(t *testing.T) {
			m, _ := openGuide(t, "0")
			m.Update(tea.WindowSizeMsg{Width: size.w, Height: size.h})
			up(m)
			press(m, "tab", "Node.self()", "enter")
			m.Update(Output{Node: "node1", Text: ":node1@localhost\n"})
			m.Update(Ready{Node: "node1", Prompt: "iex(node1@localhost)2> "})
			press(m, "Node.li")
			text := ansi.Strip(m.View().Content)
			for i, row := range strings.Split(text, "\n") {
				if w := ansi.StringWidth(row); w > size.w && size.w >= paint.Smallest.Width {
					t.Errorf("row %d is %d wide", i, w)
				}
			}
			golden.RequireEqual(t, []byte(text))
		})
	}
}

func TestOverlays(t *testing.T) {
	for name, keys := range map[string][]string{
		"help":   {"?"},
		"faults": {"f"},
		"where":  {"f", "x", "1"},
		"split":  {"ctrl+s"},
		"asked":  {"n", "n"},
		"told":   {"n", "n", "1", "enter"},
		"noted":  {"n", "n", "3", "enter"},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := openGuide(t, "0")
			m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
			up(m)
			press(m, keys...)
			golden.RequireEqual(t, []byte(ansi.Strip(m.View().Content)))
		})
	}
}

func TestAPredictionComesFirst(t *testing.T) {
	m, _ := openGuide(t, "0")
	press(m, "n")
	if got := m.current().Kind; got != catalogue.Predict {
		t.Fatalf("the second step is of kind %s", got)
	}
	press(m, "n")
	if m.way.At() != 1 {
		t.Error("the prediction could be skipped")
	}
	choose(m, false)
	if !m.way.Progress.IsDone("predict-connect") || m.choice.right {
		t.Error("a wrong prediction is noted, and counts as made")
	}
	press(m, "n")
	if m.way.At() != 2 {
		t.Error("after the prediction the lab does not go on")
	}
}

// screenOf returns the whole guide as text in one line.
func screenOf(m *Model) string {
	return strings.Join(strings.Fields(ansi.Strip(strings.Join(m.guideRows(200), " "))), " ")
}

func TestAWrongPredictionIsExplainedByWhatFollows(t *testing.T) {
	m, _ := openGuide(t, "0")
	m.goTo(m.lab.Step("predict-connect"))
	explain := strings.TrimSpace(m.choice.question.Explain)
	choose(m, false)
	wrong := m.choice.question.Choices[m.choice.chosen()[0]]
	if text := screenOf(m); strings.Contains(text, explain) || !strings.Contains(text, wrong.Why) {
		t.Errorf("after a wrong prediction it says %s", text)
	}
	press(m, "n")
	if text := screenOf(m); strings.Contains(text, explain) {
		t.Errorf("before anything was seen it says %s", text)
	}
	m.Update(Met{Step: "connect", Done: []bool{true, true}})
	if text := screenOf(m); !strings.Contains(text, explain) || !strings.Contains(text, "You expected: "+wrong.Text) {
		t.Errorf("once it was seen it says %s", text)
	}
	press(m, "p")
	if text := screenOf(m); !strings.Contains(text, explain) {
		t.Errorf("back at the prediction it says %s", text)
	}
}

func TestARightPredictionIsExplainedAtOnce(t *testing.T) {
	m, _ := openGuide(t, "0")
	m.goTo(m.lab.Step("predict-connect"))
	choose(m, true)
	if text := screenOf(m); !strings.Contains(text, strings.TrimSpace(m.choice.question.Explain)) {
		t.Errorf("it says %s", text)
	}
}

// TestStepsExplainBeforeTheyEnd checks that a step without actions is not left before it has
// explained a wrong prediction.
func TestStepsExplainBeforeTheyEnd(t *testing.T) {
	m, _ := openGuide(t, "9")
	m.goTo(m.lab.Step("predict-reload"))
	explain := strings.TrimSpace(m.choice.question.Explain)
	choose(m, false)
	press(m, "ctrl+g", "ctrl+g")
	if text := screenOf(m); m.current().ID != "reload" || !strings.Contains(text, explain) {
		t.Errorf("at %s it says %s", m.current().ID, text)
	}
	press(m, "ctrl+g")
	if m.current().ID != "predict-tab" {
		t.Errorf("at %s, and not gone on", m.current().ID)
	}
}

// TestTheOrderOfChoicesChangesNoAnswer gives an answer with one order of choices and reads it with
// another.
func TestTheOrderOfChoicesChangesNoAnswer(t *testing.T) {
	m, _ := openGuide(t, "6")
	at := m.lab.Step("find")
	for _, seed := range []book.Shuffle{"a", "b", "c", "d", "e", "f"} {
		p := &book.LabProgress{At: "find"}
		m.way = session.New(m.lab, p, seed)
		m.goTo(at)
		choose(m, true)
		if !m.choice.right {
			t.Fatalf("%s: the right choice is wrong", seed)
		}
		m.way = session.New(m.lab, p, seed+"!")
		m.goTo(at)
		chosen := m.choice.chosen()
		if len(chosen) != 1 || !m.choice.question.Choices[chosen[0]].Right || !m.choice.right {
			t.Errorf("%s: in another order, %v is chosen", seed, chosen)
		}
	}
}

func TestAnExplanationMustBeRight(t *testing.T) {
	m, _ := openGuide(t, "0")
	m.goTo(m.lab.Step("lost"))
	choose(m, false)
	if m.way.Progress.IsDone("lost") {
		t.Error("a wrong explanation passed")
	}
	choose(m, true)
	if !m.way.Progress.IsDone("lost") {
		t.Error("the right explanation did not pass")
	}
}

func TestChecksTurnGreenAndFinishTheStep(t *testing.T) {
	m, _ := openGuide(t, "0")
	m.goTo(m.lab.Step("connect"))
	m.Update(Met{Step: "connect", Done: []bool{true, false}})
	if m.way.Progress.IsDone("connect") {
		t.Error("one of two was enough")
	}
	m.Update(Met{Step: "send", Done: []bool{true}})
	m.Update(Met{Step: "connect", Done: []bool{true, true}})
	if !m.way.Progress.IsDone("connect") {
		t.Error("the step is not done")
	}
}

func TestLinesTypedAheadWait(t *testing.T) {
	m, n := openGuide(t, "0")
	press(m, "tab", "self()", "enter")
	if len(n.asked) != 0 {
		t.Fatalf("sent before the prompt was there: %q", n.asked)
	}
	up(m)
	n.last(t, "submit node1 self()")
}

func TestFaultsAreChosenByKeys(t *testing.T) {
	m, n := openGuide(t, "0")
	up(m)
	press(m, "f", "k", "2")
	n.last(t, "kill node2")
	press(m, "ctrl+x", "x", "1", "enter")
	n.last(t, "cut node1 node2")
	press(m, "f", "x", "1", "1", "enter", "esc")
	n.last(t, "cut node1 node2")
}

func TestRecompileGoesToEveryNodeOfTheProject(t *testing.T) {
	m, n := openGuide(t, "1")
	up(m)
	press(m, "r")
	n.check(t, 0, "submit node1 recompile()")
	n.check(t, 1, "submit node2 recompile()")
}

func TestKeysGoWhereTheFocusIs(t *testing.T) {
	m, n := openGuide(t, "0")
	up(m)
	press(m, "alt+2", "nq?", "enter")
	n.last(t, "submit node2 nq?")
	press(m, "ctrl+c")
	n.last(t, "interrupt node2")
	press(m, "esc", "n")
	if m.way.At() != 1 {
		t.Error("esc did not give the keys to the guide")
	}
}
