package live_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lab/cli"
	"lab/internal/shipped"
	"lab/labs/catalogue"
	"lab/labs/grade"
	book "lab/labs/workbook"
	"lab/repl/live"
	"lab/repl/workbook"
)

// TestMain lets the test binary act as the program of the nodes.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && slices.Contains([]string{"node", "epmd"}, os.Args[1]) {
		os.Exit(cli.Main(cli.Assets{}))
	}
	os.Exit(m.Run())
}

// patience limits how long a test waits for a message.
const patience = 2 * time.Minute

// file is a file of the lab that the tests run.
const file = catalogue.Project + "/lib/phoenix_hello/receiver.ex"

// A driven is a driver under test with its lab, its workbook and the messages that it delivers.
type driven struct {
	*testing.T
	*live.Driver
	lab  *catalogue.Lab
	book *book.Workbook
	said chan any
	// The field dir is the folder of the workbook. The field past holds the messages delivered so
	// far.
	dir  string
	past []any
}

// drive returns a driver for a lab, with a workbook of its own. If the test names nodes, the lab
// has these nodes instead of its own, and they run without a project.
func drive(t *testing.T, id string, nodes ...string) *driven {
	t.Helper()
	if testing.Short() {
		t.Skip("starts nodes")
	}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir()) // the key that signs records
	l := shipped.Lab(t, id)
	if len(nodes) > 0 {
		l.Nodes = nil
	}
	for _, name := range nodes {
		l.Nodes = append(l.Nodes, catalogue.NodeSpec{Name: name})
	}
	l.Files = []string{file}
	exercises, err := fs.Sub(os.DirFS("../.."), "exercises")
	if err != nil {
		t.Fatal(err)
	}
	d := &driven{T: t, lab: l, said: make(chan any, 256), dir: t.TempDir()}
	if d.book, err = book.Open(d.dir, exercises); err != nil {
		t.Fatal(err)
	}
	if _, err := d.book.LayOut(); err != nil {
		t.Fatal(err)
	}
	progress, _, err := d.book.Progress()
	if err != nil {
		t.Fatal(err)
	}
	d.Driver = live.New(live.Config{Lab: l, Workbook: d.book, Progress: progress, Grader: grade.Grader{Command: []string{os.Args[0], "node"}}})
	t.Cleanup(d.Close)
	over := make(chan struct{})
	t.Cleanup(func() { close(over) }) // runs before Close
	go d.Deliver(func(msg any) {
		select {
		case d.said <- msg:
		case <-over:
		}
	})
	return d
}

// started calls drive, starts the nodes, and waits for the first prompt of each node.
func started(t *testing.T, id string, nodes ...string) *driven {
	t.Helper()
	d := drive(t, id, nodes...)
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	waiting := slices.Clone(nodes)
	await(d, "the first prompts", func(r workbook.Ready) bool {
		waiting = slices.DeleteFunc(waiting, func(n string) bool { return n == r.Node })
		return len(waiting) == 0
	})
	return d
}

// await waits for a message of type M that the function is accepts.
func await[M any](d *driven, what string, is func(M) bool) M {
	d.Helper()
	timeout := time.After(patience)
	for {
		select {
		case msg := <-d.said:
			d.past = append(d.past, msg)
			if m, ok := msg.(M); ok && is(m) {
				return m
			}
		case <-timeout:
			d.Fatalf("%s did not come, only %s", what, d.heard())
		}
	}
}

// ever returns the first message of type M that the function is accepts. If no such message has
// been delivered yet, ever waits for it.
func ever[M any](d *driven, what string, is func(M) bool) M {
	d.Helper()
	i := slices.IndexFunc(d.past, func(msg any) bool {
		m, ok := msg.(M)
		return ok && is(m)
	})
	if i < 0 {
		return await(d, what, is)
	}
	return d.past[i].(M)
}

// heard describes the messages so far, without the views of the cluster.
func (d *driven) heard() string {
	var text strings.Builder
	for _, msg := range d.past {
		switch msg.(type) {
		case workbook.Cluster, workbook.Heard, workbook.States:
		default:
			fmt.Fprintf(&text, "\n%T %.200v", msg, msg)
		}
	}
	return text.String()
}

// typed submits a line and returns its output once the prompt is back.
func (d *driven) typed(node, line string) string {
	d.Helper()
	from := len(d.past)
	d.Submit(node, line)
	await(d, "the prompt after "+line, func(r workbook.Ready) bool { return r.Node == node })
	var out strings.Builder
	for _, msg := range d.past[from:] {
		if o, ok := msg.(workbook.Output); ok && o.Node == node {
			out.WriteString(o.Text)
		}
	}
	return out.String()
}

// TestPrompts types at two nodes, interrupts an evaluation and completes a name.
func TestPrompts(t *testing.T) {
	d := started(t, "4", "node1", "node2")
	for _, c := range []struct{ node, line, want string }{
		{"node1", "x = 6 * 7", "42\n"},
		{"node1", "x + 1", "43\n"},
		{"node2", "x", "undefined variable \"x\""},
		{"node2", "Node.self()", ":node2@localhost\n"},
		{"node1", "Enum.map(\n[1, 2],\n& &1 * 2)", "[2, 4]\n"},
	} {
		if got := d.typed(c.node, c.line); !strings.Contains(got, c.want) {
			t.Errorf("%s> %s\n%s, want %s", c.node, c.line, got, c.want)
		}
	}
	d.Resize(30)
	if got := d.typed("node1", "Enum.to_list(1..14)"); !strings.Contains(got, "9,\n 10") {
		t.Errorf("30 columns: %s", got)
	}
	d.Submit("node1", "Process.sleep(:infinity)")
	d.Complete("node2", "Enum.with_")
	if c := await(d, "a completion", func(c workbook.Completed) bool { return c.Node == "node2" }); c.Insert != "index(" && c.Insert != "index" {
		t.Errorf("completed with %+v", c)
	}
	d.Interrupt("node1")
	await(d, "the prompt of node1", func(r workbook.Ready) bool { return r.Node == "node1" })
	for _, nobody := range []string{"node3", ""} {
		d.Submit(nobody, "1")
		d.Complete(nobody, "1")
		d.Interrupt(nobody)
	}
	d.Submit("node2", "Node.connect(:nobody@localhost)")
	if n := await(d, "the cause", func(n workbook.Notice) bool { return n.Cause == workbook.Unconnected }); n.Node != "node2" || n.Peer != "nobody" {
		t.Errorf("the notice is %+v", n)
	}
}

// TestSteps watches a step until a typed line meets its expectations. It also checks that the
// workbook keeps the line.
func TestSteps(t *testing.T) {
	d := drive(t, "4", "node1", "node2")
	step := d.lab.Steps[0]
	d.Watch(step) // before the nodes are up
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	var ready, looked bool // in either order
	await(d, "a first look and the prompt of node1", func(msg any) bool {
		switch msg := msg.(type) {
		case workbook.Ready:
			ready = ready || msg.Node == "node1"
		case workbook.Met:
			looked = true
			if msg.Step != step.ID || slices.Contains(msg.Done, true) || msg.Seen != nil {
				t.Errorf("met before anything was typed: %+v", msg)
			}
		}
		return ready && looked
	})
	d.typed("node1", "Node.connect(:node2@localhost)")
	m := ever(d, "what the line met", func(m workbook.Met) bool { return !slices.Contains(m.Done, false) })
	if m.Step != step.ID || m.Seen == nil || !m.Seen.ThisMachine() {
		t.Errorf("met %+v", m)
	}
	kept, err := d.book.LastTyped(d.lab)
	if err != nil || len(kept) != 1 || kept[0].Step != step.ID || kept[0].Text != "Node.connect(:node2@localhost)" {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if r, ok := d.book.Running(); !ok || r.Epmd == 0 || r.Cookie == "" {
		t.Errorf("announced %+v, %v", r, ok)
	}
	d.Close()
	if r, ok := d.book.Running(); ok {
		t.Errorf("announced after the end: %+v", r)
	}
	if err := d.Start(); err == nil {
		t.Error("a closed driver starts")
	}
}

// TestFaults kills a node after a guess about its processes, and starts the node again. Impossible
// faults must be refused.
func TestFaults(t *testing.T) {
	d := started(t, "4", "node1", "node2")
	kill, _ := catalogue.ParseFault("kill node2")
	d.Fault(kill, &book.Guess{Fault: kill.String(), Said: 3, Forecast: catalogue.Forecast{Node: "node2"}})
	ever(d, "the end of the prompt", func(g workbook.Gone) bool { return g.Node == "node2" })
	if g := ever(d, "the number of processes", func(workbook.Counted) bool { return true }); g.Fact == nil || *g.Fact != 0 || g.Said != 3 {
		t.Errorf("counted %+v", g)
	}
	if s := struck(d, kill.String()); s.Failed != "" {
		t.Errorf("kill: %s", s.Failed)
	}
	restart, _ := catalogue.ParseFault("restart node2")
	d.Fault(restart, nil)
	await(d, "the prompt of the new node2", func(r workbook.Ready) bool { return r.Node == "node2" })
	if got := d.typed("node2", "Node.self()"); !strings.Contains(got, ":node2@localhost") {
		t.Errorf("the new node2 says %s", got)
	}
	d.Fault(catalogue.Fault{Kind: catalogue.Kill, Nodes: []string{"node9"}}, nil)
	if s := struck(d, "kill node9"); s.Failed == "" {
		t.Error("a node that does not exist was killed")
	}
}

// struck returns the outcome of a fault.
func struck(d *driven, fault string) workbook.Struck {
	d.Helper()
	return ever(d, "the outcome of "+fault, func(s workbook.Struck) bool { return s.Fault.String() == fault })
}

// TestSavedFiles writes a file of the lab in the ways that editors do. An unchanged file is not
// reported.
func TestSavedFiles(t *testing.T) {
	d := started(t, "4", "node1")
	name := filepath.Join(d.dir, filepath.FromSlash(file))
	was, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, text []byte) {
		if err := os.WriteFile(name, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	saved := func() { await(d, "the save", func(s workbook.Saved) bool { return s.File == file }) }
	write(name, append(was, "# one\n"...))
	saved()
	write(name+"~", append(was, "# two\n"...))
	if err := os.Rename(name+"~", name); err != nil {
		t.Fatal(err)
	}
	saved()
	if cmd := d.Edit("nothing.ex"); cmd != nil {
		t.Errorf("a missing file is opened with %v", cmd.Args)
	}
	await(d, "the reason", func(n workbook.Notice) bool { return n.Cause == workbook.Key && strings.Contains(n.Text, "nothing.ex") })
	d.Open()
	await(d, "the reason", func(n workbook.Notice) bool {
		return n.Cause == workbook.Key && !strings.Contains(n.Text, "nothing.ex")
	})
}

// TestGrade runs the checks twice. The second run replaces the first run.
func TestGrade(t *testing.T) {
	d := drive(t, "1")
	d.Grade()
	d.Grade()
	r := await(d, "a result", func(workbook.Graded) bool { return true })
	if r.Lab != "1" || len(r.Checks) == 0 {
		t.Errorf("graded %+v", r)
	}
	d.Save()
	from := len(d.past)
	d.Open()
	await(d, "the reason", func(n workbook.Notice) bool { return n.Text == "the nodes are still starting" })
	for _, msg := range d.past[from:] {
		if g, ok := msg.(workbook.Graded); ok {
			t.Errorf("the first run also gave %+v", g)
		}
	}
}

// TestUnsaved checks that a notice appears when the progress cannot be written, and disappears when
// it can be written again.
func TestUnsaved(t *testing.T) {
	d := drive(t, "4", "node1")
	state := filepath.Join(d.dir, ".lab", "progress.json")
	if err := os.Remove(state); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.MkdirAll(state, 0o755); err != nil { // a folder where the file belongs
		t.Fatal(err)
	}
	d.Save()
	if n := await(d, "the notice", func(n workbook.Notice) bool { return n.Cause == workbook.Saving }); n.Text == "" {
		t.Error("the notice has no text")
	}
	if err := os.Remove(state); err != nil {
		t.Fatal(err)
	}
	d.Save()
	if n := await(d, "the end of the notice", func(n workbook.Notice) bool { return n.Cause == workbook.Saving }); n.Text != "" {
		t.Errorf("the notice stays: %s", n.Text)
	}
}
