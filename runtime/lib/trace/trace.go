package trace

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

var (
	aGC       = "garbage_collection"
	aTracer   = term.Intern("tracer")
	aTracee   = "invalid spec for pid or port"
	errGC     = library.Bad(3, "garbage_collection is not traced: a node of lab collects the garbage of all its processes at once")
	errCPU    = library.Bad(3, "cpu_timestamp is not there: use timestamp")
	errTracer = library.Bad(3, "a tracer is a process: tracer modules are written in C, which lab does not run")
)

// setTrace implements erlang:trace(Who, How, Flags).
func setTrace(p *vm.Process, a []term.Term) vm.Step {
	on := a[1].Is(term.ATrue)
	if !on && !a[1].Is(term.AFalse) {
		return p.Fail(library.Bad(2, "not a boolean ('true' or 'false')"))
	}
	flags, tracer, err := readFlags(p, a[2])
	if err != nil {
		return p.Fail(err)
	}
	if id := a[0].Pid(); id != nil {
		q := p.Machine().Lookup(a[0])
		if q == nil || (q != tracer || !on) && !q.Trace(on, flags, tracer) {
			return p.Fail(library.Bad(1, aTracee))
		}
		return p.Return(term.Int(1))
	}
	living, fresh, ok := whom(a[0])
	if !ok {
		return p.Fail(library.Bad(1, aTracee))
	}
	m, n := p.Machine(), int64(0)
	if fresh {
		m.TraceFresh(on, flags, tracer)
	}
	if living {
		for _, q := range m.AllProcesses() {
			if q != tracer && q.Trace(on, flags, tracer) {
				n++
			}
		}
	}
	return p.Return(term.Int(n))
}

// whom parses a group of processes: living processes, processes that start later, or both. A
// group of ports is valid, but contains no process.
func whom(t term.Term) (living, fresh, ok bool) {
	switch library.AtomName(t) {
	case "all", "processes":
		return true, true, true
	case "existing", "existing_processes":
		return true, false, true
	case "new", "new_processes":
		return false, true, true
	case "ports", "existing_ports", "new_ports":
		return false, false, true
	}
	return false, false, false
}

// readFlags parses the flags, among them the tracer.
func readFlags(p *vm.Process, t term.Term) (flags vm.TraceFlags, tracer *vm.Process, err error) {
	list, ok := t.Options()
	if !ok {
		return 0, nil, library.Bad(3, "not a list")
	}
	tracer = p
	for _, f := range list {
		switch name := library.AtomName(f); {
		case name == "all":
			flags |= vm.TraceAll
		case name == aGC:
			return 0, nil, errGC
		case name == "cpu_timestamp":
			return 0, nil, errCPU
		case name == "running_procs", name == "exiting":
			flags |= vm.TraceRunning
		case name == "running_ports", name == "scheduler_id":
			flags |= vm.TracePorts
		case vm.TraceFlag(name) != 0:
			flags |= vm.TraceFlag(name)
		default:
			if tracer, err = readTracer(p, f); err != nil {
				return 0, nil, err
			}
		}
	}
	return flags, tracer, nil
}

func readTracer(p *vm.Process, t term.Term) (*vm.Process, error) {
	e := t.Elems()
	switch {
	case len(e) == 3 && e[0].Is(aTracer):
		return nil, errTracer
	case len(e) != 2 || !e[0].Is(aTracer):
		return nil, library.Bad(3, "invalid option in list")
	}
	q := p.Machine().Lookup(e[1])
	if q == nil {
		return nil, library.Bad(3, "the tracer is not a process of this node that is alive")
	}
	return q, nil
}

// traceInfo implements erlang:trace_info(What, Item).
func traceInfo(p *vm.Process, a []term.Term) vm.Step {
	if a[0].IsTuple() {
		return callInfo(p, a[0], a[1])
	}
	if name := library.AtomName(a[0]); name == "send" || name == "receive" {
		return p.Return(eventInfo(p, name == "send", a[1]))
	}
	var flags vm.TraceFlags
	var tracer *vm.Process
	switch q := p.Machine().Lookup(a[0]); {
	case q != nil:
		flags, tracer = q.TracedBy()
	case a[0].Pid() != nil:
		return p.Return(term.Undefined)
	case library.AtomName(a[0]) == "new" || library.AtomName(a[0]) == "new_processes":
		flags, tracer = p.Machine().FreshTraced()
	default:
		return p.Fail(library.Bad(1, "not a valid tracee specification"))
	}
	switch library.AtomName(a[1]) {
	case "flags":
		return p.Return(term.Tup(a[1], term.List(flags.Names()...)))
	case "tracer":
		if tracer == nil {
			return p.Return(term.Tup(a[1], term.Empty))
		}
		return p.Return(term.Tup(a[1], tracer.PID()))
	}
	return p.Fail(library.Bad(2, "invalid trace item"))
}

func eventInfo(p *vm.Process, sends bool, item term.Term) term.Term {
	source := p.Machine().TracedEvents(sends)
	if source.IsNone() {
		source = term.True
	}
	return term.Tup(item, source)
}

// traceDelivered implements erlang:trace_delivered(Tracee). All trace messages so far are already
// in the tracers' mailboxes, so the reply is sent at once.
func traceDelivered(p *vm.Process, a []term.Term) (term.Term, error) {
	if a[0].Pid() == nil && library.AtomName(a[0]) != "all" {
		return term.Term{}, library.Bad(1, "not a pid or 'all'")
	}
	ref := term.FromRef(p.Machine().NewRef())
	p.Machine().Send(p.PID(), term.Tup(term.Sym("trace_delivered"), a[0], ref))
	return ref, nil
}
