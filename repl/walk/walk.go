package walk

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/report"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/workbook"
)

// Nodes runs the nodes of a lab. live.Driver implements it.
type Nodes interface {
	Start() error
	Deliver(send func(msg any))
	Watch(step *catalogue.Step)
	Submit(node, text string)
	Interrupt(node string)
	Fault(f catalogue.Fault, g *book.Guess)
	Grade()
	Open()
	Save()
}

// A Walk runs a lab on an input and an output stream.
type Walk struct {
	lab     *catalogue.Lab
	way     *session.Session
	shuffle book.Shuffle
	driver  Nodes
	in      *bufio.Scanner
	out     io.Writer
	echo    bool
	told    chan any
	ctrlC   <-chan os.Signal
	leaving bool

	node    string
	prompts map[string]string // by node; "" during an evaluation
	gone    map[string]bool
	cluster census.View
	guess   *book.Guess // waits for the student's forecast
	column  bool        // the current output line is not empty
	lastOut string
	typed   []book.Typed // the lines of the last visit
}

// New returns a walk through l with the nodes of d. The argument f determines the order of
// choices. With echo, the walk prints the lines it reads, for an input that is not a terminal.
func New(l *catalogue.Lab, p *book.LabProgress, f book.Shuffle, d Nodes, in io.Reader, out io.Writer, echo bool) *Walk {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	return &Walk{lab: l, way: session.New(l, p, f), shuffle: f, driver: d, in: lines, out: out, echo: echo, told: make(chan any),
		node: l.Nodes[0].Name, prompts: map[string]string{}, gone: map[string]bool{}}
}

const help = `Type Elixir; it goes to the node that the prompt names. Lines that begin with / are for the guide:
  /NODE          go to the prompt of another node, such as /node2
  /1 /2 ...      answer the question of the step (several: /1,3)
  /why WORDS     why, in a sentence of your own
  /next /back    go to another step       /step   show this one again
  /again         type the lines of your last visit again
  /hint          a hint, more concrete each time
  /check         run the checks of the lab
  /map           the cluster: nodes, links, processes, what happened
  /open          the page of the lab, in your browser
`

// helpText returns the help with the commands of all faults.
func helpText() string {
	var b strings.Builder
	b.WriteString(help)
	for _, f := range catalogue.FaultForms {
		fmt.Fprintf(&b, "  /%-13s %s\n", strings.TrimSpace(string(f.Kind)+" "+f.Where), f.Text)
	}
	return b.String() + "  /quit          leave; your progress is kept\n  ctrl+c         interrupt an evaluation; leave at a prompt"
}

// Run runs the walk until the input ends or the student leaves.
func (w *Walk) Run() error {
	go w.driver.Deliver(func(msg any) { w.told <- msg })
	w.say("lab %s: %s\n%s\n%sStarting %s. /help lists the commands.", w.lab.ID, w.lab.Title, w.lab.Summary, w.commands(), w.nodeNames())
	if err := w.driver.Start(); err != nil {
		return err
	}
	w.await(func() bool { return w.prompts[w.node] != "" })
	w.tellBack()
	w.shown()
	lines := make(chan string)
	go func() {
		for w.in.Scan() {
			lines <- w.in.Text()
		}
		close(lines)
	}()
	for !w.leaving {
		w.ask()
		line, ok := w.read(lines)
		if w.leaving {
			break
		}
		if !ok {
			w.rest()
			return w.in.Err()
		}
		if strings.TrimSpace(line) == "/quit" {
			return nil
		}
		w.line(line)
	}
	return nil
}

// commands lists the commands that would start the nodes by hand.
func (w *Walk) commands() string {
	text := ""
	for _, n := range w.lab.Nodes {
		text += "  $ " + n.Command() + "\n"
	}
	return text
}

func (w *Walk) nodeNames() string {
	var names []string
	for _, n := range w.lab.Nodes {
		names = append(names, n.Name)
	}
	return strings.Join(names, ", ")
}

// ask prints the prompt.
func (w *Walk) ask() {
	w.print(w.prompt())
	w.lastOut = ""
}

// prompt returns the prompt of the forecast or of the current node.
func (w *Walk) prompt() string {
	switch {
	case w.guess != nil:
		return "a number> "
	case w.gone[w.node]:
		return w.node + " is down> "
	}
	return w.prompts[w.node]
}

func (w *Walk) print(text string) {
	if text == "" {
		return
	}
	fmt.Fprint(w.out, text)
	w.column = !strings.HasSuffix(text, "\n")
}

// take handles a message of the driver.
func (w *Walk) take(msg any) {
	switch msg := msg.(type) {
	case workbook.Output:
		w.output(msg)
	case workbook.Ready:
		w.prompts[msg.Node] = msg.Prompt
		delete(w.gone, msg.Node)
	case workbook.Gone:
		w.prompts[msg.Node] = ""
		w.gone[msg.Node] = true
		w.say("[%s is down]", msg.Node)
	case workbook.Met:
		w.expectations(msg)
	case workbook.Saved:
		w.say("[%s was saved: type recompile() on each node, or /check]", msg.File)
	case workbook.Cluster:
		w.cluster = census.View(msg)
	case workbook.Counted:
		w.counted(book.Guess(msg))
	case workbook.Notice:
		if msg.Text != "" {
			w.say("[%s]", msg.Text)
		}
	case workbook.Struck:
		if msg.Failed != "" {
			w.say("[%s: %s]", msg.Fault, msg.Failed)
		}
	case workbook.Graded:
		w.graded(report.Result(msg))
	}
}

func (w *Walk) expectations(msg workbook.Met) {
	fresh, done := w.way.Met(msg.Step, msg.Done, msg.Seen)
	for _, e := range fresh {
		w.say("✓ %s", e.Say)
	}
	if msg.Seen != nil {
		w.driver.Save()
	}
	if done {
		w.done()
	}
}

func (w *Walk) graded(r report.Result) {
	if w.column {
		w.print("\n")
	}
	_ = report.Write(w.out, "text", []report.Result{r})
	done := w.way.Graded(r)
	w.driver.Save()
	if done {
		w.done()
	}
}

// done reports that the current step is done.
func (w *Walk) done() {
	w.driver.Save()
	w.explainAwaited()
	w.say("Step %d is done. /next goes on.", w.way.At()+1)
	if w.way.Standing().Passed != nil {
		w.say("All steps of lab %s are done.", w.lab.ID)
	}
}

// line executes a line of input.
func (w *Walk) line(text string) {
	if w.guess != nil {
		w.guessed(text)
		return
	}
	command, isGuide := strings.CutPrefix(strings.TrimSpace(text), "/")
	if isGuide {
		w.command(strings.Fields(command))
		return
	}
	w.await(func() bool { return w.prompts[w.node] != "" || w.gone[w.node] })
	if w.gone[w.node] || w.prompts[w.node] == "" {
		w.say("[%s takes no input now; /restart %s starts it again]", w.node, w.node)
		return
	}
	w.prompts[w.node] = ""
	w.driver.Submit(w.node, text)
	w.await(func() bool { return w.prompts[w.node] != "" || w.gone[w.node] })
	w.linger()
}

func (w *Walk) command(words []string) {
	if len(words) == 0 {
		words = []string{"help"}
	}
	name := words[0]
	switch {
	case name == "help" || name == "?":
		w.say("%s", helpText())
	case name == "next":
		w.next()
	case name == "back":
		w.show(max(0, w.way.At()-1))
	case name == "step":
		w.show(w.way.At())
	case name == "again":
		w.again()
	case name == "why":
		w.why(strings.Join(words[1:], " "))
	case name == "hint":
		w.hint()
	case name == "check":
		w.check()
	case name == "open":
		w.driver.Open()
		w.linger()
	case name == "map":
		w.say("%s", w.mapText())
	case isFault(name):
		w.fault(strings.Join(words, " "))
	case slices.ContainsFunc(w.lab.Nodes, func(n catalogue.NodeSpec) bool { return n.Name == name }):
		w.goTo(name)
	default:
		if chosen, ok := choices(name); ok {
			w.answer(chosen)
			return
		}
		w.say("[there is no /%s; /help lists the commands]", name)
	}
}

// goTo makes a node's prompt the current prompt. At the start of a lab, it waits until the node has
// a prompt.
func (w *Walk) goTo(node string) {
	w.node = node
	w.await(func() bool {
		_, started := w.prompts[node]
		return started
	})
}

func isFault(name string) bool {
	_, known := catalogue.FaultKind(name).Form()
	return known
}

// choices parses the numbers of an answer and returns indexes. The numbers count from one.
func choices(text string) ([]int, bool) {
	var chosen []int
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil, false
		}
		chosen = append(chosen, n-1)
	}
	return chosen, true
}

func (w *Walk) check() {
	if !w.lab.Graded() {
		w.say("[%s]", session.NoChecks)
		return
	}
	w.say("Checking on fresh nodes ...")
	w.driver.Grade()
	for {
		msg := <-w.told
		w.take(msg)
		if _, ok := msg.(workbook.Graded); ok {
			return
		}
	}
}
