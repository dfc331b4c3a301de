package present

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lab/internal/shipped"
	"lab/labs/catalogue"
	"lab/labs/census"
	book "lab/labs/workbook"
	"lab/repl/paint"
	"lab/repl/workbook"
)

// stage is a Stage on which only the test causes events.
type stage struct{ asked []string }

func (s *stage) note(parts ...string)         { s.asked = append(s.asked, strings.Join(parts, " ")) }
func (s *stage) Submit(node, text string)     { s.note("submit", node, text) }
func (s *stage) Interrupt(node string)        { s.note("interrupt", node) }
func (s *stage) Complete(node, before string) {}
func (s *stage) Resize(int)                   {}
func (s *stage) Fault(f catalogue.Fault, g *book.Guess) {
	s.note(f.String())
	if g != nil {
		s.note("after a guess")
	}
}
func (s *stage) Grade()                { s.note("grade") }
func (s *stage) Watch(*catalogue.Step) {}
func (s *stage) Edit(string) *exec.Cmd { return nil }
func (s *stage) Open()                 {}
func (s *stage) Save()                 {}
func (s *stage) Change(_ *catalogue.Lab, a catalogue.Act) ([]string, error) {
	s.note("change", a.File)
	return []string{"receiver.ex", "", "- old", "+ new"}, nil
}
func (s *stage) last() string { return s.asked[len(s.asked)-1] }

// give starts a talk at a step, with all nodes up.
func give(t *testing.T, id string, step string) (*Model, *stage) {
	t.Helper()
	l, s := shipped.Lab(t, id), &stage{}
	m := New(l, s, paint.Auto, 0)
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	if step != "" {
		m.enter(first(m.beats, l.Step(step)))
	}
	return m, s
}

func up(m *Model) {
	var states workbook.States
	view := workbook.Cluster{}
	for _, n := range m.lab.Nodes {
		states = append(states, census.State{Name: n.Name, Up: true})
		view.Nodes = append(view.Nodes, census.Node{State: census.State{Name: n.Name, Up: true}, Known: -1})
	}
	m.Update(states)
	m.Update(view)
	for _, n := range m.lab.Nodes {
		m.Update(prompt(n.Name))
	}
}

func prompt(node string) workbook.Ready {
	return workbook.Ready{Node: node, Prompt: "iex(" + node + "@localhost)1> "}
}

func press(m *Model, keys ...string) tea.Cmd {
	named := map[string]tea.KeyPressMsg{"right": {Code: tea.KeyRight}, "left": {Code: tea.KeyLeft}, "enter": {Code: tea.KeyEnter},
		"esc": {Code: tea.KeyEscape}, "ctrl+l": {Code: 'l', Mod: tea.ModCtrl}, "ctrl+c": {Code: 'c', Mod: tea.ModCtrl}}
	var cmd tea.Cmd
	for _, key := range keys {
		k, ok := named[key]
		if !ok {
			k = tea.KeyPressMsg{Code: []rune(key)[0], Text: key}
		}
		_, cmd = m.Update(k)
	}
	return cmd
}

func screen(m *Model) string { return ansi.Strip(m.View().Content) }

func TestScreens(t *testing.T) {
	for name, show := range map[string]func(t *testing.T) *Model{
		"cover": func(t *testing.T) *Model { m, _ := give(t, "4", ""); return m },
		"text":  func(t *testing.T) *Model { m, _ := give(t, "4", "kill"); return m },
		"asked": func(t *testing.T) *Model { m, _ := give(t, "4", "predict-third"); press(m, "right", "2"); return m },
		"noted": func(t *testing.T) *Model {
			m, _ := give(t, "4", "predict-third")
			press(m, "right", "2", "right")
			return m
		},
		"fault": func(t *testing.T) *Model { m, _ := give(t, "4", "kill"); press(m, "right"); return m },
		"typed": func(t *testing.T) *Model {
			m, _ := give(t, "4", "first")
			press(m, "right", "right", "right")
			m.Update(workbook.Output{Node: "node1", Text: "true\n"})
			m.Update(workbook.Output{Node: "node3", Text: "it prints here\n"})
			return m
		},
		"changed": func(t *testing.T) *Model { m, _ := give(t, "3", "write"); press(m, "right", "right"); return m },
		"told": func(t *testing.T) *Model {
			m, _ := give(t, "4", "predict-third")
			press(m, "right", "2", "right")
			m.enter(slices.IndexFunc(m.beats, func(b beat) bool { return b.kind == tell && b.of.ID == "predict-third" }))
			return m
		},
		"ending": func(t *testing.T) *Model { m, _ := give(t, "4", ""); m.enter(len(m.beats) - 1); return m },
		"tiny": func(t *testing.T) *Model {
			m, _ := give(t, "4", "")
			m.Update(tea.WindowSizeMsg{Width: 30, Height: 10})
			return m
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := show(t)
			text := screen(m)
			if rows := strings.Split(text, "\n"); name != "tiny" && (len(rows) != 24 || ansi.StringWidth(rows[20]) > 80) {
				t.Errorf("%d rows", len(rows))
			}
			golden.RequireEqual(t, []byte(text))
		})
	}
}

// TestTypingCanBeTakenOver checks that automatic typing stops when the speaker types. If the
// speaker sends another line, the command is still pending.
func TestTypingCanBeTakenOver(t *testing.T) {
	m, s := give(t, "4", "first")
	press(m, "right", "right")
	for range 4 {
		m.Update(stroke{m.at, m.typed})
	}
	if got := m.wb.Typing("node1"); got != "Node" || m.phase != typing {
		t.Fatalf("typed %q", got)
	}
	press(m, ".", "l", "enter")
	if s.last() != "submit node1 Node.l" {
		t.Fatalf("sent %q", s.asked)
	}
	m.Update(prompt("node1"))
	if m.phase != idle {
		t.Fatal("another line counts as the command")
	}
	press(m, "right", "right")
	if s.last() != "submit node1 Node.connect(:node2@localhost)" {
		t.Errorf("sent %q", s.asked)
	}
	press(m, "ctrl+c")
	if s.last() != "interrupt node1" {
		t.Errorf("asked %q", s.asked)
	}
}

// TestTheTalkStopsForTheForecast checks that the explanation is shown only after the audience has
// seen the result.
func TestTheTalkStopsForTheForecast(t *testing.T) {
	m, _ := give(t, "4", "predict-third")
	explain := strings.Fields(m.lab.Steps[m.lab.Step("predict-third")].Question.Explain)[0]
	press(m, "right", "right")
	if m.beat().kind != ask || m.reply == "" {
		t.Fatal("it goes on without asking")
	}
	press(m, "3", "right") // the right choice
	if text := screen(m); strings.Contains(text, explain+" nodes") || !strings.Contains(text, "Recorded") {
		t.Errorf("told before it was seen:\n%s", text)
	}
	press(m, "right")
	if m.beat().kind != text {
		t.Errorf("after the answer it is at %v", m.beat())
	}
}

// TestFaultsWaitForTheNodes checks that the beat of a fault ends only when the nodes have reacted
// and the room's guess was counted.
func TestFaultsWaitForTheNodes(t *testing.T) {
	m, s := give(t, "6", "kill")
	node1 := census.Node{State: census.State{Name: "node1", Up: true}, Known: -1, Peers: []string{"node2"}}
	m.Update(workbook.Cluster{Total: 1000, Nodes: []census.Node{node1, m.wb.Cluster().Nodes[1]}})
	press(m, "right", "right")
	if len(s.asked) != 0 || m.reply == "" {
		t.Fatalf("struck without a forecast: %q", s.asked)
	}
	press(m, "9", "right")
	if !slices.Equal(s.asked, []string{"kill node2", "after a guess"}) {
		t.Fatalf("asked %q", s.asked)
	}
	f := catalogue.Fault{Kind: catalogue.Kill, Nodes: []string{"node2"}}
	m.Update(workbook.Struck{Fault: f})
	m.Update(workbook.States{{Name: "node2"}})
	if m.phase != running || !strings.Contains(screen(m), "→ skip the wait") {
		t.Fatalf("it does not wait for the count:\n%s", screen(m))
	}
	n := 1000
	m.Update(workbook.Counted{Fault: f.String(), Said: 9, Fact: &n})
	if m.phase != running {
		t.Fatal("it does not wait until node1 knows")
	}
	node1.Peers = nil
	m.Update(workbook.Cluster{Nodes: []census.Node{node1}})
	if text := screen(m); m.phase != done || !strings.Contains(text, "You said 9, and there are 1000.") {
		t.Errorf("phase %d\n%s", m.phase, text)
	}
}

// TestNothingIsTypedAtNodesThatAreDown advances the talk while the beat's node is down. Nothing may
// be typed.
func TestNothingIsTypedAtNodesThatAreDown(t *testing.T) {
	m, s := give(t, "4", "first")
	press(m, "right")
	m.Update(workbook.States{{Name: "node1"}})
	press(m, "right")
	if m.phase != idle || len(s.asked) != 0 || !strings.HasPrefix(m.reply, "node1 is down") {
		t.Errorf("%d, %q, %q", m.phase, s.asked, m.reply)
	}
	at := m.at
	if press(m, "right"); m.at != at+1 {
		t.Error("and it keeps the talk")
	}
}

func TestThemes(t *testing.T) {
	m, _ := give(t, "4", "")
	if m.View().BackgroundColor != nil {
		t.Error("auto changes the terminal's background")
	}
	if press(m, "ctrl+l"); m.theme != paint.Light || m.dark || m.View().BackgroundColor == nil {
		t.Errorf("the key gives %q", m.theme)
	}
	if press(m, "ctrl+l"); m.theme != paint.Dark {
		t.Errorf("and back %q", m.theme)
	}
	if cmd := press(m, "esc", "esc"); cmd == nil {
		t.Error("esc twice does not end it")
	}
}

func TestMistaken(t *testing.T) {
	for _, c := range []struct {
		want, got string
		wrong     bool
	}{
		{"", ":ok\n", false}, {"", "** (RuntimeError) no\n", true}, {"** (…", "** (RuntimeError) no\n", false},
		{"#PID<…>", "#PID<0.1.0>\n", false}, {"[:a]", "[:a, :b]\n", true},
		{"{:error, {:already_started, #PID<…>}}", "{:error,\n {:already_started, #PID<1.2.3>}}\n", false},
		{"true", "\x1b[33mtrue\x1b[0m\n", false},
	} {
		if got := mistaken(c.want, c.got); (got != "") != c.wrong {
			t.Errorf("%q, %q: %q", c.want, c.got, got)
		}
	}
}

// TestTheTalkIsPreparedForAStep checks that all beats before a step are played without pauses and
// questions.
func TestTheTalkIsPreparedForAStep(t *testing.T) {
	l, s := shipped.Lab(t, "4"), &stage{}
	m := New(l, s, paint.Auto, l.Step("predict-third"))
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	if press(m, "right"); m.at != 0 {
		t.Fatal("it goes on while it prepares")
	}
	up(m)
	for _, want := range []string{"submit node1 Node.connect(:node2@localhost)", "submit node1 Node.list()", "submit node3 Node.list()"} {
		if s.last() != want {
			t.Fatalf("sent %q, want %q last", s.asked, want)
		}
		node := strings.Fields(want)[1]
		m.Update(prompt(node))
	}
	m.Update(workbook.Met{Step: "first", Done: []bool{true}})
	if m.auto.on || m.beat().at != 1 || m.beat().kind != text {
		t.Errorf("at %v of step %d", m.beat().kind, m.beat().at)
	}
}

// TestPreparingCanBeLeft checks that a second key press stops the preparation while it waits for an
// event that does not come.
func TestPreparingCanBeLeft(t *testing.T) {
	l := shipped.Lab(t, "4")
	m := New(l, &stage{}, paint.Auto, l.Step("predict-third"))
	up(m)
	at := m.at
	if press(m, "right"); !m.auto.on || m.reply == "" {
		t.Fatal("it is left without a word")
	}
	if press(m, "right"); m.auto.on || m.at != at {
		t.Errorf("at %d, prepares %v", m.at, m.auto.on)
	}
}

// TestPlay plays a talk to its end. It must report commands that print an error, and expectations
// that are not met.
func TestPlay(t *testing.T) {
	l := &catalogue.Lab{ID: "l", Title: "Two steps", Nodes: []catalogue.NodeSpec{{Name: "node1"}}, Steps: []*catalogue.Step{
		{ID: "say", Kind: catalogue.Observe, Title: "Say", Text: "Say it.", Type: []catalogue.Typed{{On: "node1", Code: "1", Answer: "1"}, {On: "node1", Code: "2", Answer: "3"}}},
		{ID: "page", Kind: catalogue.Do, Title: "Page", Text: "Click.", Show: []catalogue.Act{{Hand: "click"}}, Until: []*catalogue.Expectation{{Say: "clicked"}}},
	}}
	messages := make(chan any)
	answer := make(chan string, 8)
	s := &answers{stage: stage{}, lines: answer}
	m := New(l, s, paint.Dark, 0)
	go func() {
		messages <- workbook.States{{Name: "node1", Up: true}}
		messages <- prompt("node1")
		for text := range answer {
			messages <- workbook.Output{Node: "node1", Text: text + "\n"}
			messages <- prompt("node1")
		}
	}()
	frames := 0
	wrong := Play(t.Context(), m, nil, messages, func() { frames++ })
	if len(wrong) != 1 || wrong[0].Step != "say" || wrong[0].Act != "node1> 2" || frames == 0 {
		t.Errorf("%v, after %d frames", wrong, frames)
	}
	if !slices.Equal(m.ByHand(), []string{"page: click"}) {
		t.Errorf("by hand: %q", m.ByHand())
	}
}

// answers is a stage whose prompt echoes each line.
type answers struct {
	stage
	lines chan<- string
}

func (a *answers) Submit(_, text string) { a.lines <- text }

// TestEveryLabIsATalk checks that each step of each lab has beats.
func TestEveryLabIsATalk(t *testing.T) {
	for _, l := range shipped.Catalogue(t).Labs {
		all := beats(l)
		for i, s := range l.Steps {
			if b := all[first(all, i)]; b.kind != text || b.at != i {
				t.Errorf("lab %s, step %s begins with %+v", l.ID, s.ID, b)
			}
		}
	}
}
