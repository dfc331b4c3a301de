package walk

import (
	"bufio"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"lab/internal/shipped"
	"lab/labs/catalogue"
	"lab/labs/report"
	book "lab/labs/workbook"
	"lab/repl/workbook"
)

// played are nodes with predefined answers.
type played struct {
	asked []string
	told  chan any
	say   map[string][]any // messages after a line
	start []any            // messages when the nodes are up
	// running receives ctrl+c when the line "endless" runs.
	running chan os.Signal
	// counted is the number of processes after a fault that comes with a guess. result is the
	// result of the checks.
	counted *int
	result  report.Result
}

func newPlayed(say map[string][]any) *played {
	return &played{say: say, told: make(chan any, 64)}
}

func (p *played) tell(msg any) { p.told <- msg }

func (p *played) note(words ...string) { p.asked = append(p.asked, strings.Join(words, " ")) }

func (p *played) Watch(s *catalogue.Step) { p.note("watch", s.ID) }
func (p *played) Open()                   { p.note("open") }
func (p *played) Save()                   {}

func (p *played) Start() error {
	for _, msg := range p.start {
		p.tell(msg)
	}
	p.ready()
	return nil
}

func (p *played) Deliver(send func(msg any)) {
	for msg := range p.told {
		send(msg)
	}
}

func (p *played) ready() {
	for _, node := range []string{"node1", "node2"} {
		p.tell(workbook.Ready{Node: node, Prompt: "iex(" + node + "@localhost)1> "})
	}
}

func (p *played) Submit(node, text string) {
	p.note(node, text)
	for _, msg := range p.say[text] {
		p.tell(msg)
	}
	if text == "endless" {
		p.running <- os.Interrupt
		return
	}
	p.tell(workbook.Ready{Node: node, Prompt: "iex(" + node + "@localhost)2> "})
}

func (p *played) Interrupt(node string) {
	p.note("interrupt", node)
	p.tell(workbook.Output{Node: node, Text: "** (EXIT) interrupted\n"})
	p.tell(workbook.Ready{Node: node, Prompt: "iex(" + node + "@localhost)9> "})
}

func (p *played) Fault(f catalogue.Fault, g *book.Guess) {
	p.note(f.String())
	for _, node := range f.Nodes {
		p.tell(workbook.Gone{Node: node})
	}
	if g != nil {
		g.Fact = p.counted
		p.tell(workbook.Counted(*g))
	}
}

func (p *played) Grade() {
	p.note("grade")
	p.tell(workbook.Graded(p.result))
}

// walked returns the output of a lab's walk for the given lines of input.
func walked(t *testing.T, id string, p *played, lines ...string) string {
	t.Helper()
	w, out := walkOf(t, id, p, append(lines, "/quit")...)
	if err := w.Run(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// walkOf returns a lab's walk over lines of input, and where it will write.
func walkOf(t *testing.T, id string, p *played, lines ...string) (*Walk, *strings.Builder) {
	t.Helper()
	var out strings.Builder
	return New(shipped.Lab(t, id), &book.LabProgress{}, "seed", p, strings.NewReader(strings.Join(lines, "\n")+"\n"), &out, true), &out
}

func TestWalk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what, lab string
		lines     []string
		say       map[string][]any
		want      []string // in this order
		asked     []string
	}{
		{"how nodes are started, and the first step", "4", nil, nil, []string{"lab 4: ", "$ ", "Starting node1, node2", "Step 1 of "}, nil},
		{"a line goes to the node of the prompt", "4", []string{"1 + 1"}, map[string][]any{"1 + 1": {workbook.Output{Node: "node1", Text: "2\n"}}},
			[]string{"iex(node1@localhost)1> 1 + 1\n", "2\n", "iex(node1@localhost)2> "}, []string{"node1 1 + 1"}},
		{"another node's prompt", "4", []string{"/node2", "self()"}, nil, []string{"iex(node2@localhost)1> self()"}, []string{"node2 self()"}},
		{"another node's output is named", "4", []string{"x"}, map[string][]any{"x": {workbook.Output{Node: "node2", Text: "\nhello\nagain\n"}}}, []string{"[node2] hello\n[node2] again\n"}, nil},
		{"long lines of the guide are folded", "0", nil, nil, []string{"an operating system process that\n  runs Elixir."}, nil},
		{"an unknown command", "4", []string{"/nothing"}, nil, []string{"[there is no /nothing; /help lists the commands]"}, nil},
		{"help tells of faults too", "4", []string{"/help"}, nil, []string{"/next /back", "/kill", "/quit"}, nil},
		{"steps", "4", []string{"/next", "/back", "/step"}, nil, []string{"Step 1 of ", "Step 1 of ", "Step 1 of "}, nil},
		{"a step without hints", "1", []string{"/hint"}, nil, []string{"[this step has no hints; read its text once more]"}, nil},
		{"no checks", "4", []string{"/check"}, nil, []string{"["}, nil},
		{"checks", "1", []string{"/check"}, nil, []string{"Checking on fresh nodes ..."}, []string{"grade"}},
		{"nothing to type again", "4", []string{"/again"}, nil, []string{"[nothing was typed here before]"}, nil},
		{"a node that is down takes no lines", "1", []string{"/kill node2", "/node2", "1"}, nil,
			[]string{"[node2 is down]", "[node2 takes no input now; /restart node2 starts it again]"}, []string{"kill node2"}},
		{"what a file's saving means", "1", []string{"x"}, map[string][]any{"x": {workbook.Saved{File: "lib/a.ex"}}}, []string{"[lib/a.ex was saved: type recompile() on each node, or /check]"}, nil},
		{"a fault that cannot be", "1", []string{"/kill nobody"}, nil, []string{"["}, nil},
		{"words where none are asked for", "1", []string{"/why because"}, nil, []string{"[this step does not ask for a sentence now; /next continues]"}, nil},
	} {
		p := newPlayed(c.say)
		got := walked(t, c.lab, p, c.lines...)
		inOrder(t, c.what, got, c.want...)
		for _, want := range c.asked {
			if !slices.Contains(p.asked, want) {
				t.Errorf("%s: asked %q, want %q", c.what, p.asked, want)
			}
		}
	}
}

// late is an input that comes after a message to the walk.
type late struct {
	told chan<- any
	msg  any
	line io.Reader
}

func (l *late) Read(b []byte) (int, error) {
	l.told <- l.msg
	l.told <- workbook.Notice{} // is taken after the message
	return l.line.Read(b)
}

func TestPromptComesBack(t *testing.T) {
	t.Parallel()
	prompt := "iex(node1@localhost)1> "
	for _, c := range []struct {
		what string
		told any
		want string
	}{
		{"nothing was printed", workbook.Notice{}, "\n" + prompt + "/quit\n"},
		{"another node prints", workbook.Output{Node: "node2", Text: "hello\n"}, "\n" + prompt + "\n[node2] hello\n" + prompt + "/quit\n"},
		{"the node prints", workbook.Output{Node: "node1", Text: "hello\n"}, "\n" + prompt + "\nhello\n" + prompt + "/quit\n"},
		{"half a line", workbook.Output{Node: "node1", Text: "hello"}, "\n" + prompt + "\nhello/quit\n"},
		{"the guide prints", workbook.Saved{File: "a.ex"}, "\n" + prompt + "\n[a.ex was saved: type recompile() on each node, or /check]\n" + prompt + "/quit\n"},
		{"the prompt changes", workbook.Ready{Node: "node1", Prompt: "now> "}, "\n" + prompt + "\nnow> /quit\n"},
		{"the node ends", workbook.Gone{Node: "node1"}, "\n" + prompt + "\n[node1 is down]\nnode1 is down> /quit\n"},
	} {
		w, out := walkOf(t, "4", newPlayed(nil))
		w.in = bufio.NewScanner(&late{told: w.told, msg: c.told, line: strings.NewReader("/quit\n")})
		if err := w.Run(); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: got\n%s\nwant at its end\n%s", c.what, got, c.want)
		}
	}
}

// TestCtrlC interrupts an evaluation, and then leaves at the prompt.
func TestCtrlC(t *testing.T) {
	t.Parallel()
	p := newPlayed(nil)
	p.running = make(chan os.Signal, 1)
	w, out := walkOf(t, "4", p, "endless", "1 + 1")
	w.InterruptBy(p.running)
	if err := w.Run(); err != nil {
		t.Fatal(err)
	}
	inOrder(t, "interrupted", out.String(), "1> endless\n", "** (EXIT) interrupted\n", "9> 1 + 1\n")
	if !slices.Contains(p.asked, "interrupt node1") {
		t.Errorf("asked %q", p.asked)
	}

	keys, input := io.Pipe()
	defer input.Close()
	w, _ = walkOf(t, "4", newPlayed(nil))
	w.in = bufio.NewScanner(keys)
	signals := make(chan os.Signal, 1)
	w.InterruptBy(signals)
	signals <- os.Interrupt
	if err := w.Run(); err != nil {
		t.Fatal(err)
	}
}

// inOrder checks that a text contains strings in their order.
func inOrder(t *testing.T, what, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		_, after, ok := strings.Cut(text, w)
		if !ok {
			t.Errorf("%s: no %q in\n%s", what, w, text)
			return
		}
		text = after
	}
}

func TestChoices(t *testing.T) {
	for text, want := range map[string][]int{"1": {0}, "1,3": {0, 2}, "x": nil, "1,": nil, "": nil} {
		got, ok := choices(text)
		if ok != (want != nil) || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v", text, got, ok)
		}
	}
}
