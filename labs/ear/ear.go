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
	// perTell bounds the messages of one report, and perProcess those of one process
	// among them, so that a program that never stops sending does not hide the others.
	perTell    = 50
	perProcess = 12
	// perTellNew bounds the new processes of one report.
	perTellNew = 100
	// counters is the number of counters that processes share.
	counters = 256
)

var (
	aWatcher   = term.Intern("Elixir.LabWatch")
	aEvaluator = term.Intern("Elixir.IEx.Evaluator")
	// ofStudents are the modules of the library that run a student's own functions.
	ofStudents = map[term.Atom]bool{aEvaluator: true, term.Intern("Elixir.Agent.Server"): true, term.Intern("Elixir.Task.Supervised"): true,
		term.Intern("Elixir.Phoenix.LiveView.Channel"): true, term.Intern("Elixir.Phoenix.Channel.Server"): true}
)

// Ears is what listens on a node.
type Ears struct {
	m       *vm.Machine
	library map[term.Atom]bool

	mu  sync.Mutex
	now *listening
}

// A listening is on behalf of one watcher, from its first question until it ends.
type listening struct {
	m       *vm.Machine
	library map[term.Atom]bool
	watcher *vm.Process
	ear     atomic.Pointer[vm.Ear]
	told    bool
	names   []term.Atom // as they were told last

	heard [counters]atomic.Int32 // since the last tell
	// more counts the messages that were sent and are not told; missed says that some arrived.
	more   atomic.Int64
	missed atomic.Bool
	mu     sync.Mutex
	kept   []kept
	fresh  []*vm.Process
}

// kept is what was heard and will be told.
type kept struct {
	vm.Heard
	At     time.Duration // on the machine's clock
	nobody bool
}

// Install registers the function by which a node's watcher asks for messages; library are the modules that come with lab.
func Install(m *vm.Machine, library map[term.Atom]bool) {
	e := &Ears{m: m, library: library}
	m.Native("lab_watch", "heard", 0, e.tell)
}

// of is the listening of a watcher, which begins with its first question. Another watcher's
// ends then.
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

// choose picks the processes of the student: what prompts and the project run, and what that
// starts, and none of the library.
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

// ours reports whether a module comes with lab.
func (l *listening) ours(mod term.Atom) bool {
	_, ours := l.library[mod]
	return ours
}

// given reports whether a process has a name of the project: the student addresses it, though
// the library runs it.
func (l *listening) given(p *vm.Process) bool {
	return strings.HasPrefix(p.Name().String(), "Elixir.") && !l.ours(p.Name())
}

// elsewhere reports whether a pid is of another node.
func (l *listening) elsewhere(pid term.Term) bool {
	id := pid.Pid()
	return id != nil && id.Node != term.LocalNode
}

// hear takes a message, in the turn of the process that sends or gets it.
func (l *listening) hear(h vm.Heard) {
	ear := l.ear.Load()
	if ear == nil || l.machinery(h) {
		return
	}
	count := &l.heard[h.Process.ID%counters]
	if count.Load() >= perProcess {
		l.pass(h) // under a flood, most messages end here, before their receiver is looked at
		return
	}
	nobody := false
	if h.Sent {
		to, here := l.receiver(h.To)
		if to != nil && !ear.On(to) && !l.given(to) {
			return // it is the library's
		}
		nobody = here && to == nil
	}
	if count.Add(1) > perProcess || !l.keep(kept{h, l.m.Clock().Monotonic(), nobody}) {
		l.pass(h)
	}
}

// pass counts what is not kept.
func (l *listening) pass(h vm.Heard) {
	if h.Sent {
		l.more.Add(1)
		return
	}
	if !l.missed.Load() {
		l.missed.Store(true)
	}
}

// keep keeps what was heard until it is told, and says whether there was room.
func (l *listening) keep(k kept) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.kept) >= perTell {
		return false
	}
	l.kept = append(l.kept, k)
	return true
}

// receiver is the process of this node that a message is for, nil where there is none, and
// whether it is for one of this node by its pid or name.
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

// ownTags are the first elements of messages that the machinery of processes sends and gets:
// input and output, starts, and what :sys asks.
var ownTags = map[term.Atom]int{
	term.Intern("io_request"): 4, term.Intern("io_reply"): 3, term.Intern("system"): 3, term.Intern("ack"): 3, term.Intern("nack"): 3,
}

// shellTags are those of what the shell tells the process that evaluates.
var shellTags = map[term.Atom]int{term.Intern("eval"): 5, term.Intern("done"): 2, term.Intern("bindings"): 3}

var aDotIex = term.Intern("dot_iex")

// machinery reports whether a message is none of the student's.
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
