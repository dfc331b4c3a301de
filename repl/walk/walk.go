package walk

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"lab/labs/beats"
	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/report"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/workbook"
)

// Nodes are a lab's nodes as a walk uses them; live.Driver is them.
type Nodes interface {
	Start() error
	Deliver(send func(msg any))
	Watch(step *catalogue.Step)
	Submit(node, text string)
	Fault(f catalogue.Fault, g *book.Guess)
	Grade()
	Open()
	Save()
}

// A Walk goes through the steps of a lab on two streams.
type Walk struct {
	lab     *catalogue.Lab
	way     *session.Session
	shuffle book.Shuffle
	driver  Nodes
	in      *bufio.Scanner
	out     io.Writer
	echo    bool
	told    chan any

	node    string
	prompts map[string]string // by node; "" while something is evaluated
	gone    map[string]bool
	cluster census.View
	guess   *book.Guess // waits for its number
	column  bool        // something stands on the line that is being written
	lastOut string
	typed   []book.Typed // when the student was here last
}

// New returns a walk through l with the nodes of d. Choices are in the order of f.
// echo has it print the lines that it reads, where no terminal does.
func New(l *catalogue.Lab, p *book.LabProgress, f book.Shuffle, d Nodes, in io.Reader, out io.Writer, echo bool) *Walk {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	return &Walk{lab: l, way: session.New(l, p, f), shuffle: f, driver: d, in: lines, out: out, echo: echo, told: make(chan any),
		node: l.Nodes[0].Name, prompts: map[string]string{}, gone: map[string]bool{}}
}

// answerTime is how long the walk waits for a line to be evaluated before it
// takes the next.
const answerTime = 15 * time.Second

const help = `Type Elixir; it goes to the node that the prompt names. Lines that begin with / are for the guide:
  /NODE          go to the prompt of another node, such as /node2
  /1 /2 ...      answer the question of the step (several: /1,3)
  /why WORDS     why, in a sentence of your own
  /next /back    go to another step       /step   show this one again
  /again         type what you typed when you were here last
  /hint          a hint, more concrete each time
  /check         run the checks of the lab
  /map           the cluster: nodes, links, processes, what happened
  /open          the page of the lab, in your browser
`

// helpText is help, with the faults.
func helpText() string {
	var b strings.Builder
	b.WriteString(help)
	for _, f := range catalogue.FaultForms {
		fmt.Fprintf(&b, "  /%-13s %s\n", strings.TrimSpace(string(f.Kind)+" "+f.Where), f.Text)
	}
	return b.String() + "  /quit          leave; your progress is kept"
}

// Run walks until the input ends or the student leaves.
func (w *Walk) Run() error {
	go w.driver.Deliver(func(msg any) { w.told <- msg })
	w.say("lab %s: %s\n%s\n%sStarting %s. /help tells what can be typed.", w.lab.ID, w.lab.Title, w.lab.Summary, w.commands(), w.nodeNames())
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
	for {
		w.ask()
		line, ok := w.read(lines)
		if !ok {
			w.rest()
			return w.in.Err()
		}
		if strings.TrimSpace(line) == "/quit" {
			return nil
		}
		w.line(line)
	}
}

// read returns the next line, and prints what happens until it comes.
func (w *Walk) read(lines <-chan string) (string, bool) {
	for {
		select {
		case line, ok := <-lines:
			if w.echo && ok {
				w.print(line + "\n")
			}
			w.column = w.column && w.echo
			return line, ok
		case msg := <-w.told:
			w.take(msg)
		}
	}
}

// await takes messages until done, or until that has taken too long.
func (w *Walk) await(done func() bool) {
	limit := time.After(answerTime)
	for !done() {
		select {
		case msg := <-w.told:
			w.take(msg)
		case <-limit:
			return
		}
	}
}

// linger takes messages for a moment: what a line set off on other nodes and
// what has become true by it. A busy machine is given more time.
func (w *Walk) linger() {
	wait := 100 * time.Millisecond
	if len(w.way.Step().Until) > 0 && !w.way.Done() {
		wait = 600 * time.Millisecond
	}
	late, stop := beats.After(wait)
	defer stop()
	for {
		select {
		case msg := <-w.told:
			w.take(msg)
		case <-late:
			return
		}
	}
}

// commands are how the nodes would be started by hand.
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

// ask shows the prompt of the current node.
func (w *Walk) ask() {
	prompt := w.prompts[w.node]
	if w.guess != nil {
		w.print("a number> ")
		return
	}
	if w.gone[w.node] {
		prompt = w.node + " is down> "
	}
	w.print(prompt)
}

func (w *Walk) print(text string) {
	if text == "" {
		return
	}
	fmt.Fprint(w.out, text)
	w.column = !strings.HasSuffix(text, "\n")
}

// take prints one message of the driver.
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

// done says that the step that is shown is done now.
func (w *Walk) done() {
	w.driver.Save()
	w.explainAwaited()
	w.say("Step %d is done. /next goes on.", w.way.At()+1)
	if w.way.Standing().Passed != nil {
		w.say("All steps of lab %s are done.", w.lab.ID)
	}
}

// line does what one line of input says.
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
		w.node = name
	default:
		if chosen, ok := choices(name); ok {
			w.answer(chosen)
			return
		}
		w.say("[there is no /%s; /help lists what there is]", name)
	}
}

func isFault(name string) bool {
	_, known := catalogue.FaultKind(name).Form()
	return known
}

// choices reads the numbers of an answer, counted from one.
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
