package ear

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lab/runtime/term"
	"lab/runtime/vm"
)

const (
	// perTell is the maximum number of messages in a report. perProcess is the maximum number of
	// messages of a single process, so that a flooding process does not hide the others.
	perTell    = 50
	perProcess = 12
	// perTellNew is the maximum number of new processes in a report.
	perTellNew = 100
	// counters is the number of message counters. Processes share them by process id.
	counters = 256
)

var (
	aWatcher   = term.Intern("Elixir.LabWatch")
	aEvaluator = term.Intern("Elixir.IEx.Evaluator")
	// ofStudents are the library modules that run a student's own functions.
	ofStudents = map[term.Atom]bool{aEvaluator: true, term.Intern("Elixir.Agent.Server"): true, term.Intern("Elixir.Task.Supervised"): true,
		term.Intern("Elixir.Phoenix.LiveView.Channel"): true, term.Intern("Elixir.Phoenix.Channel.Server"): true}
)

// Ears records messages on a node.
type Ears struct {
	m       *vm.Machine
	library map[term.Atom]bool

	mu  sync.Mutex
	now *listening
}

// A listening records messages for one watcher, from the watcher's first request until it ends.
type listening struct {
	m       *vm.Machine
	library map[term.Atom]bool
	watcher *vm.Process
	ear     atomic.Pointer[vm.Ear]
	told    bool
	names   []term.Atom // the names in the last report

	heard [counters]atomic.Int32 // messages since the last report, by process id modulo counters
	// more is the number of sent messages that were not recorded. missed reports whether received
	// messages were not recorded.
	more   atomic.Int64
	missed atomic.Bool
	mu     sync.Mutex
	kept   []kept
	fresh  []*vm.Process
}

// kept is a recorded message.
type kept struct {
	vm.Heard
	At     time.Duration // the machine's monotonic clock
	nobody bool
}

// Install registers the native function through which a node's watcher fetches messages. The
// argument library is the set of lab's own modules.
func Install(m *vm.Machine, library map[term.Atom]bool) {
	e := &Ears{m: m, library: library}
	m.Native("lab_watch", "heard", 0, e.tell)
}

// of returns the listening of a watcher and starts it if necessary. It ends the listening of any
// other watcher.
func (e *Ears) of(watcher *vm.Process) *listening {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.now != nil && e.now.watcher == watcher {
		return e.now
	}
	if e.now != nil {
		e.now.close()
	}
	l := &listening{m: e.m, library: e.library, watcher: watcher}
	l.ear.Store(e.m.Listen(l.choose, l.hear))
	watcher.OnExit(l.close)
	e.now = l
	return l
}

func (l *listening) close() { l.ear.Load().Close() }

// choose decides whether the messages of a new process are recorded. It selects the processes that
// prompts and the project run, and their children. It does not select processes of lab's own
// modules.
func (l *listening) choose(b vm.Begun) bool {
	mod := b.Process.Runs()
	switch {
	case mod == aWatcher, l.ours(mod) && !ofStudents[mod]:
		return false
	case !b.Child && mod == 0 && !l.elsewhere(b.Leader):
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.fresh) < perTellNew {
		l.fresh = append(l.fresh, b.Process)
	}
	return true
}

// ours reports whether a module is part of lab.
func (l *listening) ours(mod term.Atom) bool {
	_, ours := l.library[mod]
	return ours
}

// given reports whether a process is registered under a name of the project. The student addresses
// such a process even if library code runs it.
func (l *listening) given(p *vm.Process) bool {
	return strings.HasPrefix(p.Name().String(), "Elixir.") && !l.ours(p.Name())
}

// elsewhere reports whether a pid belongs to another node.
func (l *listening) elsewhere(pid term.Term) bool {
	id := pid.Pid()
	return id != nil && id.Node != term.LocalNode
}

// hear handles a message. It runs in the turn of the sending or receiving process, so it must be
// fast.
func (l *listening) hear(h vm.Heard) {
	ear := l.ear.Load()
	if ear == nil || l.machinery(h) {
		return
	}
	count := &l.heard[h.Process.ID%counters]
	if count.Load() >= perProcess {
		l.pass(h) // cheap: during a flood, most messages end here
		return
	}
	nobody := false
	if h.Sent {
		to, here := l.receiver(h.To)
		if to != nil && !ear.On(to) && !l.given(to) {
			return // a message to a library process
		}
		nobody = here && to == nil
	}
	if count.Add(1) > perProcess || !l.keep(kept{h, l.m.Clock().Monotonic(), nobody}) {
		l.pass(h)
	}
}

// pass counts a message that is not recorded.
func (l *listening) pass(h vm.Heard) {
	if h.Sent {
		l.more.Add(1)
		return
	}
	if !l.missed.Load() {
		l.missed.Store(true)
	}
}

// keep records a message. It returns false if the report is full.
func (l *listening) keep(k kept) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.kept) >= perTell {
		return false
	}
	l.kept = append(l.kept, k)
	return true
}

// receiver returns the local process that a message is sent to, or nil. It also reports whether
// the message is addressed to this node by pid or name.
func (l *listening) receiver(to term.Term) (p *vm.Process, here bool) {
	if e := to.Elems(); len(e) == 2 {
		if e[1].Atom() != l.m.Node() {
			return nil, false
		}
		to = e[0]
	}
	if to.IsAtom() {
		return l.m.Lookup(l.m.WhereIs(to.Atom())), true
	}
	if to.Pid() == nil || l.elsewhere(to) {
		return nil, false
	}
	return l.m.Lookup(to), true
}

// ownTags maps the tags of system messages (I/O, process starts, :sys) to the sizes of their
// tuples.
var ownTags = map[term.Atom]int{
	term.Intern("io_request"): 4, term.Intern("io_reply"): 3, term.Intern("system"): 3, term.Intern("ack"): 3, term.Intern("nack"): 3,
}

// shellTags maps the tags of the shell's messages to its evaluator to the sizes of their tuples.
var shellTags = map[term.Atom]int{term.Intern("eval"): 5, term.Intern("done"): 2, term.Intern("bindings"): 3}

var aDotIex = term.Intern("dot_iex")

// machinery reports whether a message belongs to the runtime rather than to the student's program.
func (l *listening) machinery(h vm.Heard) bool {
	e := h.Message.Elems()
	evaluates := false
	if p, ok := h.Process.Proc.(*vm.Process); ok {
		evaluates = p.Runs() == aEvaluator
	}
	if len(e) == 0 || !e[0].IsAtom() {
		return evaluates && h.Message.Is(aDotIex)
	}
	return ownTags[e[0].Atom()] == len(e) || evaluates && !h.Sent && shellTags[e[0].Atom()] == len(e)
}
