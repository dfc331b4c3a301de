package vm

import (
	"slices"
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// Tracing tells a process of what others do, as erlang:trace/3 has it. A process that is
// not traced pays one load of a pointer for each message; a function that is not traced
// pays nothing.

// TraceFlags are the events of a process that become trace messages, and their form.
type TraceFlags uint32

// The flags of erlang:trace/3 that an engine without ports and without a collector for
// each process can serve.
const (
	TraceSend TraceFlags = 1 << iota
	TraceReceive
	TraceProcs
	TraceCall
	TraceReturnTo
	TraceArity
	TraceSilent
	TraceRunning
	TraceSetOnSpawn
	TraceSetOnFirstSpawn
	TraceSetOnLink
	TraceSetOnFirstLink
	TraceTimestamp
	TraceMonotonic
	TraceStrictMonotonic
	// TracePorts is accepted and tells nothing: there are no ports.
	TracePorts
)

// traceNames are the names of the flags, in the order in which trace_info lists them.
var traceNames = []struct {
	name string
	flag TraceFlags
}{
	{"ports", TracePorts}, {"silent", TraceSilent}, {"return_to", TraceReturnTo}, {"arity", TraceArity},
	{"running", TraceRunning}, {"set_on_first_link", TraceSetOnFirstLink}, {"set_on_link", TraceSetOnLink},
	{"set_on_first_spawn", TraceSetOnFirstSpawn}, {"procs", TraceProcs}, {"call", TraceCall},
	{"set_on_spawn", TraceSetOnSpawn}, {"receive", TraceReceive}, {"send", TraceSend},
	{"monotonic_timestamp", TraceMonotonic}, {"strict_monotonic_timestamp", TraceStrictMonotonic},
	{"timestamp", TraceTimestamp},
}

// TraceAll are the flags that `all` stands for.
const TraceAll = TracePorts<<1 - 1

// TraceFlag is the flag of a name, 0 for a name that is none.
func TraceFlag(name string) TraceFlags {
	for _, n := range traceNames {
		if n.name == name {
			return n.flag
		}
	}
	return 0
}

// Names lists the flags as atoms.
func (f TraceFlags) Names() []term.Term {
	var out []term.Term
	for _, n := range traceNames {
		if f&n.flag != 0 {
			out = append(out, term.Sym(n.name))
		}
	}
	return out
}

// tracing holds the flags and the tracer of a process. It never changes; another takes its place.
type tracing struct {
	flags  TraceFlags
	tracer *Process // nil where Go code alone listens
	ears   []*Ear   // see trace_ear.go
	heard  TraceFlags
}

// traces is what a machine traces.
type traces struct {
	fresh    atomic.Pointer[tracing] // of processes that start
	sends    atomic.Pointer[eventPattern]
	receives atomic.Pointer[eventPattern]
	seq      atomic.Pointer[Process] // the system tracer of seq.go
	ears     atomic.Pointer[[]*Ear]  // that choose among the processes that begin

	mu     sync.Mutex // of the hooks and ears: who changes them
	hooks  map[*Func]*hook
	hooked atomic.Int64 // len(hooks)
	serial atomic.Int64
}

// An eventPattern picks the sends or receives that are traced.
type eventPattern struct {
	source  term.Term
	matches func(p *Process, args ...term.Term) bool
}

// traced returns the tracing of p if it has one of the flags f.
func (p *Process) traced(f TraceFlags) *tracing {
	t := p.tracing.Load()
	if t == nil || (t.flags|t.heard)&f == 0 {
		return nil
	}
	return t
}

// change replaces the tracing of p by what f makes of it; f returns nil to change nothing.
func (p *Process) change(f func(old tracing) *tracing) bool {
	for {
		old := p.tracing.Load()
		var was tracing
		if old != nil {
			was = *old
			if was.tracer != nil && was.tracer.dead() {
				was.tracer, was.flags = nil, 0
			}
		}
		next := f(was)
		if next == nil {
			return false
		}
		if next.flags == 0 {
			next.tracer = nil
		}
		if next.tracer == nil && len(next.ears) == 0 {
			next = nil
		}
		if p.tracing.CompareAndSwap(old, next) {
			return true
		}
	}
}

// Trace turns flags of a process on, with a tracer, or off. It reports whether it could:
// a process has one tracer, which does not trace itself, and a private process has none.
func (p *Process) Trace(on bool, flags TraceFlags, tracer *Process) bool {
	return p.change(func(old tracing) *tracing {
		switch {
		case on && (p == tracer || p.private):
			return nil
		case on && old.flags != 0 && old.tracer != tracer:
			return nil
		case on:
			old.flags, old.tracer = old.flags|flags, tracer
		default:
			old.flags &^= flags
		}
		return &old
	})
}

// TracedBy returns the flags of a process and its tracer, nil without one.
func (p *Process) TracedBy() (TraceFlags, *Process) {
	if t := p.tracing.Load(); t != nil && t.tracer != nil && !t.tracer.dead() {
		return t.flags, t.tracer
	}
	return 0, nil
}

// TraceFresh is Trace for the processes that are yet to start.
func (m *Machine) TraceFresh(on bool, flags TraceFlags, tracer *Process) {
	m.traces.mu.Lock()
	defer m.traces.mu.Unlock()
	var t tracing
	if old := m.traces.fresh.Load(); old != nil {
		t = *old
	}
	if on {
		t.flags, t.tracer = t.flags|flags, tracer
	} else {
		t.flags &^= flags
	}
	if t.flags == 0 {
		m.traces.fresh.Store(nil)
		return
	}
	m.traces.fresh.Store(&t)
}

// FreshTraced returns what TraceFresh has set.
func (m *Machine) FreshTraced() (TraceFlags, *Process) {
	if t := m.traces.fresh.Load(); t != nil && !t.tracer.dead() {
		return t.flags, t.tracer
	}
	return 0, nil
}

// AllProcesses returns the living processes.
func (m *Machine) AllProcesses() []*Process { return m.table.all() }

var (
	aTrace   = term.Intern("trace").Term()
	aTraceTs = term.Intern("trace_ts").Term()
)

// tell sends an event of p to its tracer.
func (t *tracing) tell(p *Process, event ...term.Term) {
	if t.tracer == nil {
		return
	}
	if t.tracer.dead() {
		p.change(func(old tracing) *tracing { return &old })
		return
	}
	tag := aTrace
	stamp := t.stamp(p.m)
	if !stamp.IsNone() {
		tag = aTraceTs
	}
	el := slices.Concat([]term.Term{tag, p.PID()}, event)
	if !stamp.IsNone() {
		el = append(el, stamp)
	}
	p.m.deliver(t.tracer, &signal{term: term.Tup(el...)}, nil)
}

// stamp is the time of an event, none where the flags ask for none.
func (t *tracing) stamp(m *Machine) term.Term {
	switch {
	case t.flags&TraceTimestamp != 0:
		us := m.cfg.Clock.Now().UnixMicro()
		return term.Tup(term.Int(us/1e12), term.Int(us/1e6%1e6), term.Int(us%1e6))
	case t.flags&TraceMonotonic != 0:
		return term.Int(m.monotonic())
	case t.flags&TraceStrictMonotonic != 0:
		return term.Tup(term.Int(m.monotonic()), term.Int(m.traces.serial.Add(1)))
	}
	return none
}
