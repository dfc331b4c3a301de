package live

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/cluster"
	"lab/labs/grade"
	"lab/labs/messages"
	"lab/labs/report"
	book "lab/labs/workbook"
	"lab/repl/workbook"
	"lab/runtime/term"
)

// Config configures a Driver.
type Config struct {
	Lab      *catalogue.Lab
	Workbook *book.Workbook
	Progress *book.Progress
	// Grader holds the commands of this program that run a node and Caddy's guard.
	Grader grade.Grader
	// OtherPorts makes the lab's pages and Caddy use free ports instead of those that the lab
	// names.
	OtherPorts bool
	// Colours turns colours on at the prompts.
	Colours bool
	// Memory is the memory limit of a node in MB. The value 0 means the default.
	Memory int
	// Interrupts says that Ctrl-C interrupts an evaluation and never leaves a prompt. IEx's banner
	// then says so, and a notice explains how to leave the lab.
	Interrupts bool
}

// A Driver runs a lab. It implements workbook.Driver.
type Driver struct {
	cfg    Config
	out    *outbox
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
	// Start locks starting while it runs. Close can thus wait for everything that Start creates.
	starting sync.Mutex

	mu       sync.Mutex
	scenario *cluster.Scenario // nil until all nodes are up
	prompts  map[string]*prompt
	strikes  chan strike
	record   *record
	progress *book.Progress // a copy made by New; the signed records contain its workbook id
	step     *catalogue.Step
	watched  map[*catalogue.Step]*cluster.StepWatch
	withdraw func()        // withdraws the announcement of where the nodes are
	look     chan struct{} // triggers an evaluation of the step's expectations
	width    int
	grading  *grading    // the latest run of the checks
	unsaved  atomic.Bool // the last attempt to save the progress failed
	// proxyEnded reports that Caddy has ended by itself. It then starts when its configuration is saved,
	// even without a change.
	proxyEnded atomic.Bool
	// unloaded is the text of the last notice about nodes that do not run the project.
	unloaded atomic.Pointer[string]
}

// New returns a driver. Start starts its nodes.
func New(cfg Config) *Driver {
	d := &Driver{cfg: cfg, out: newOutbox(), prompts: map[string]*prompt{}, watched: map[*catalogue.Step]*cluster.StepWatch{},
		record: newRecord(cfg.Lab), progress: cfg.Progress.Snapshot(), strikes: make(chan strike, 16), look: make(chan struct{}, 1), width: 80}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d
}

// Deliver passes every message to send, in order, until Close.
func (d *Driver) Deliver(send func(msg any)) { d.out.deliver(d.ctx, send) }

// Start starts the nodes of the lab and opens their prompts.
func (d *Driver) Start() error {
	d.starting.Lock()
	defer d.starting.Unlock()
	if err := d.ctx.Err(); err != nil {
		return err // the student has left
	}
	d.work.Go(d.watchFiles) // before the nodes are up: the student may already edit
	s, err := cluster.Start(d.ctx, cluster.Config{
		Nodes: d.cfg.Lab.Nodes, Project: d.cfg.Workbook.ProjectDir(), Dir: d.cfg.Workbook.Dir,
		Command: d.cfg.Grader.Command, Watch: d.cfg.Lab.Watch, Observer: d,
		Proxy: d.cfg.Lab.Proxy, Guard: d.cfg.Grader.Guard, OwnPorts: d.cfg.OtherPorts,
		CaddyDir: d.cfg.Workbook.CaddyDir(), Memory: d.cfg.Memory,
	})
	if err != nil {
		return err
	}
	port, cookie := s.Reached()
	withdraw, err := d.cfg.Workbook.Announce(book.Running{Epmd: port, Cookie: cookie})
	if err != nil {
		s.Close()
		return err
	}
	d.mu.Lock()
	d.scenario, d.withdraw = s, withdraw
	d.begin()
	d.mu.Unlock()
	d.Changed()
	d.work.Go(d.strike)
	d.work.Go(d.showCluster)
	d.work.Go(d.watch)
	d.tellProxy()
	if url, err := s.Page(d.cfg.Lab.Page); err == nil && d.cfg.OtherPorts {
		d.notice(workbook.Key, "the guide names other ports: o in the guide opens "+url)
	}
	return nil
}

// Close ends all nodes, including those that are still starting.
func (d *Driver) Close() {
	d.cancel()
	d.starting.Lock()
	defer d.starting.Unlock()
	d.mu.Lock()
	s := d.scenario
	for _, p := range d.prompts {
		p.close()
	}
	d.mu.Unlock()
	if s != nil {
		d.withdraw()
		s.Close()
	}
	d.work.Wait()
}

// Output implements cluster.Observer.
func (d *Driver) Output(node, text string) {
	d.out.put(workbook.Output{Node: node, Text: text})
	d.lookAgain()
}

// Changed implements cluster.Observer. It opens the prompts of nodes that came up and closes the
// prompts of nodes that went down.
func (d *Driver) Changed() {
	d.mu.Lock()
	s := d.scenario
	if s == nil {
		d.mu.Unlock()
		return
	}
	states := s.States()
	for _, st := range states {
		d.attend(s, st)
	}
	d.mu.Unlock()
	seen := make(workbook.States, 0, len(states))
	for _, st := range states {
		seen = append(seen, st.State)
	}
	d.record.states(seen, s.Cuts())
	d.out.put(seen)
	d.sayUnloaded(states)
	d.lookAgain()
}

// Report implements cluster.Observer.
func (d *Driver) Report(r census.Report) {
	d.record.take(r)
	d.lookAgain()
}

// Heard implements cluster.Observer.
func (d *Driver) Heard(b messages.Batch) { d.record.hear(b) }

// attend opens or closes the prompt of a node to match the node's state.
func (d *Driver) attend(s *cluster.Scenario, st cluster.NodeState) {
	p := d.prompts[st.Name]
	if p != nil && (!st.Up || p.pid != st.PID) {
		p.close()
		delete(d.prompts, st.Name)
		p = nil
		d.out.put(workbook.Gone{Node: st.Name})
	}
	if p == nil && st.Up && d.ctx.Err() == nil {
		d.prompts[st.Name] = openPrompt(d, s, st)
	}
}

func (d *Driver) prompt(node string) *prompt {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.prompts[node]
}

// Submit implements workbook.Driver. The line waits until the step's expectations have been
// evaluated once, so that the step can see the line's effect. If the step compares with an earlier
// state, its expectations are evaluated before every line.
func (d *Driver) Submit(node, text string) {
	p := d.prompt(node)
	if p == nil {
		return
	}
	d.keep(book.Typed{Node: node, Text: text})
	d.mu.Lock()
	step := d.watched[d.step]
	d.mu.Unlock()
	if step == nil {
		p.answer(text)
		return
	}
	if step.Remembers() {
		d.work.Go(func() {
			d.met(careful)
			p.answer(text)
		})
		return
	}
	select {
	case <-step.Looked():
		p.answer(text)
	default:
		d.work.Go(func() {
			select {
			case <-step.Looked():
			case <-d.ctx.Done():
			}
			p.answer(text)
		})
	}
}

// keep records a typed line or a fault in the workbook, for when the student returns.
func (d *Driver) keep(t book.Typed) {
	d.mu.Lock()
	t.Run, t.At = d.record.start.UTC(), time.Now().UTC()
	if d.step != nil {
		t.Step = d.step.ID
	}
	d.mu.Unlock()
	if err := d.cfg.Workbook.AddTyped(d.cfg.Lab, t); err != nil {
		d.notice(workbook.Saving, err.Error())
	}
}

// Interrupt implements workbook.Driver.
func (d *Driver) Interrupt(node string) {
	p := d.prompt(node)
	if p == nil {
		return
	}
	for range p.withdraw() {
		d.keep(book.Typed{Node: node, Interrupt: true})
	}
	go p.interrupt()
}

// Complete implements workbook.Driver.
func (d *Driver) Complete(node, before string) {
	p := d.prompt(node)
	if p == nil {
		return
	}
	go func() {
		c := p.shell.Complete(before)
		d.out.put(workbook.Completed{Node: node, Before: before, Insert: c.Insert, Choices: c.Choices})
	}()
}

// Resize implements workbook.Driver.
func (d *Driver) Resize(columns int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.width = max(20, columns)
}

// grading is one run of the checks.
type grading struct {
	cancel context.CancelFunc
	over   chan struct{}
}

// Grade implements workbook.Driver. It cancels checks that are still running, because the files
// may have changed since they began.
func (d *Driver) Grade() {
	progress := d.cfg.Progress.Snapshot()
	ctx, cancel := context.WithCancel(d.ctx)
	now := &grading{cancel, make(chan struct{})}
	d.mu.Lock()
	before := d.grading
	d.grading = now
	d.mu.Unlock()
	if before != nil {
		before.cancel()
	}
	d.work.Go(func() {
		defer close(now.over)
		defer cancel()
		if before != nil {
			<-before.over
		}
		g := d.cfg.Grader
		g.Tell = func(r report.Running) { d.out.put(workbook.Checking(r)) }
		result := grade.Check(ctx, g, d.cfg.Workbook, d.cfg.Lab, progress)
		if ctx.Err() != nil {
			return // a newer run has replaced this run, or the student has left
		}
		d.out.put(workbook.Graded(result))
		d.notice(workbook.Unkept, result.Unsaved)
	})
}

// Save implements workbook.Driver.
func (d *Driver) Save() {
	err := d.cfg.Progress.Save()
	switch {
	case err != nil:
		d.notice(workbook.Saving, err.Error())
	case d.unsaved.Load():
		d.notice(workbook.Saving, "")
	}
	d.unsaved.Store(err != nil)
}

// notice shows a notice. A notice replaces the earlier notice with the same cause. An empty text
// removes that notice.
func (d *Driver) notice(cause workbook.Cause, text string) {
	d.out.put(workbook.Notice{Cause: cause, Text: text})
}

// call calls a function on a node, with a short timeout.
func (d *Driver) call(node string, mod, fn term.Atom, args ...term.Term) (term.Term, error) {
	ctx, cancel := context.WithTimeout(d.ctx, 3*time.Second)
	defer cancel()
	return d.scenario.Call(ctx, node, mod, fn, args...)
}

// files maps the paths of the lab's files in the file system to their names in the lab.
func (d *Driver) files() map[string]string {
	files := map[string]string{}
	list := slices.Clone(d.cfg.Lab.Files)
	if p := d.cfg.Lab.Proxy; p != nil {
		list = append(list, path.Join(catalogue.Project, p.Config))
	}
	for _, f := range list {
		files[filepath.Join(d.cfg.Workbook.Dir, filepath.FromSlash(f))] = f
	}
	return files
}

// foldersOf returns the folders of the files.
func foldersOf(files map[string]string) []string {
	var dirs []string
	for file := range files {
		if dir := filepath.Dir(file); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}
