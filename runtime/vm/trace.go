package vm

import (
	"slices"
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// This file implements tracing (erlang:trace/3), which sends events of processes to a tracer. If a
// process is not traced, each of its messages costs one load of a pointer. If a function is not
// traced, its calls cost nothing.

// TraceFlags select the events of a process that are traced, and the form of the trace messages.
type TraceFlags uint32

// These are the flags of erlang:trace/3. The flags about garbage collection are missing, and
// TracePorts has no effect, because neither exists here.
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
	// TracePorts is accepted but has no effect, because there are no ports.
	TracePorts
)

// traceNames holds the names of the flags in the order of trace_info.
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

// TraceAll holds the flags that `all` stands for.
const TraceAll = TracePorts<<1 - 1

// TraceFlag returns the flag with a name, or 0.
func TraceFlag(name string) TraceFlags {
	for _, n := range traceNames {
		if n.name == name {
			return n.flag
		}
	}
	return 0
}

// Names returns the flags as atoms.
func (f TraceFlags) Names() []term.Term {
	var out []term.Term
	for _, n := range traceNames {
		if f&n.flag != 0 {
			out = append(out, term.Sym(n.name))
		}
	}
	return out
}

// tracing holds the flags and the tracer of a process. It is immutable.
type tracing struct {
	flags  TraceFlags
	tracer *Process // nil if only ears listen
	ears   []*Ear   // see trace_ear.go
	heard  TraceFlags
}

// traces is the tracing state of a machine.
type traces struct {
	fresh    atomic.Pointer[tracing] // for new processes
	sends    atomic.Pointer[eventPattern]
	receives atomic.Pointer[eventPattern]
	seq      atomic.Pointer[Process] // the system tracer; see seq.go
	ears     atomic.Pointer[[]*Ear]  // ears that choose among new processes

	mu     sync.Mutex // guards changes of hooks and ears
	hooks  map[*Func]*hook
	hooked atomic.Int64 // len(hooks)
	serial atomic.Int64
}

// An eventPattern selects the sends or receives that are traced.
type eventPattern struct {
	source  term.Term
	matches func(p *Process, args ...term.Term) bool
}

// traced returns the tracing of p if the tracing includes any of the flags f. Otherwise it returns
// nil.
func (p *Process) traced(f TraceFlags) *tracing {
	t := p.tracing.Load()
	if t == nil || (t.flags|t.heard)&f == 0 {
		return nil
	}
	return t
}

// change replaces the tracing of p with the result of f. If f returns nil, nothing changes and
// change reports false.
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

// Trace adds flags with a tracer to a process, or removes flags. It reports false if that is not
// possible: a process has at most one tracer, which cannot trace itself, and a private process
// cannot be traced.
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

// TracedBy returns the flags and the tracer of a process, or nil.
func (p *Process) TracedBy() (TraceFlags, *Process) {
	if t := p.tracing.Load(); t != nil && t.tracer != nil && !t.tracer.dead() {
		return t.flags, t.tracer
	}
	return 0, nil
}

// TraceFresh is like Trace for all future processes.
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

// FreshTraced returns the flags and the tracer set by TraceFresh.
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

// tell sends a trace message of p to its tracer.
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

// stamp returns the timestamp of an event, or None if the flags do not include one.
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
