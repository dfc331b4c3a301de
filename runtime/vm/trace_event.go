package vm

import "lab/runtime/term"

// This file traces events of processes: messages, starts, ends, links, names and turns.

var (
	aSendEvent   = term.Sym("send")
	aSendNowhere = term.Sym("send_to_non_existing_process")
	aReceiveEv   = term.Sym("receive")
	aSpawnEv     = term.Sym("spawn")
	aSpawnedEv   = term.Sym("spawned")
	aExitEv      = term.Sym("exit")
	aLinkEv      = term.Sym("link")
	aUnlinkEv    = term.Sym("unlink")
	aGotLinked   = term.Sym("getting_linked")
	aGotUnlinked = term.Sym("getting_unlinked")
	aRegisterEv  = term.Sym("register")
	aUnregister  = term.Sym("unregister")
	aInEv        = term.Sym("in")
	aOutEv       = term.Sym("out")
)

// noteSend traces the sending of msg by p.
func (p *Process) noteSend(to, msg term.Term) {
	t := p.traced(TraceSend)
	if t == nil {
		return
	}
	t.overhear(Heard{Sent: true, Process: p.id, To: to, Message: msg})
	if t.flags&TraceSend == 0 || !p.m.traces.sends.Load().admits(p, to, msg) {
		return
	}
	event := aSendEvent
	if id := to.Pid(); id != nil && id.Node == term.LocalNode {
		if q := p.m.processAt(id); q == nil || q.dead() {
			event = aSendNowhere
		}
	}
	t.tell(p, event, msg, to)
}

// noteReceived traces the arrival of msg in p's mailbox.
func (p *Process) noteReceived(msg term.Term) {
	t := p.traced(TraceReceive)
	if t == nil {
		return
	}
	t.overhear(Heard{Process: p.id, Message: msg})
	if t.flags&TraceReceive != 0 && p.m.traces.receives.Load().admits(p, p.m.Node().Term(), term.Undefined, msg) {
		t.tell(p, aReceiveEv, msg)
	}
}

// admits reports whether an event is traced. A nil pattern admits every event.
func (e *eventPattern) admits(p *Process, args ...term.Term) bool {
	return e == nil || e.matches(p, args...)
}

// TraceEvents sets the pattern of traced sends or receives. If matches is nil, all are traced.
// source is the source of the pattern.
func (m *Machine) TraceEvents(sends bool, source term.Term, matches func(p *Process, args ...term.Term) bool) {
	at := &m.traces.receives
	if sends {
		at = &m.traces.sends
	}
	if matches == nil {
		at.Store(nil)
		return
	}
	at.Store(&eventPattern{source, matches})
}

// TracedEvents returns the source given to TraceEvents, or None if all events are traced.
func (m *Machine) TracedEvents(sends bool) term.Term {
	e := m.traces.receives.Load()
	if sends {
		e = m.traces.sends.Load()
	}
	if e == nil {
		return none
	}
	return e.source
}

// note traces an event that the trace flag procs selects.
func (p *Process) note(event ...term.Term) {
	if t := p.traced(TraceProcs); t != nil {
		t.tell(p, event...)
	}
}

// noteSpawn traces the spawn of q by p before q starts. It also passes the tracing of p on to q if
// the flags say so.
func (p *Process) noteSpawn(q *Process, s startCall, link bool) {
	t := p.tracing.Load()
	if t != nil {
		p.inherit(q, t, link)
	}
	if t == nil && q.tracing.Load() == nil {
		return
	}
	mfa := s.term()
	p.note(aSpawnEv, q.PID(), mfa)
	q.note(aSpawnedEv, p.PID(), mfa)
	if link {
		p.note(aLinkEv, q.PID())
		q.note(aGotLinked, p.PID())
	}
}

// term returns the call as {Module, Function, Arguments}.
func (s startCall) term() term.Term {
	if s.fun.IsNone() {
		return term.Tup(s.mod.Term(), s.name.Term(), term.List(s.args...))
	}
	return term.Tup(term.AErlang.Term(), aApply.Term(), term.List(s.fun, term.List(s.args...)))
}

// inherit sets the tracing of q according to the trace flags of its parent p.
func (p *Process) inherit(q *Process, t *tracing, link bool) {
	first, every := TraceSetOnFirstSpawn, TraceSetOnSpawn
	if t.flags&(first|every) == 0 && link {
		first, every = TraceSetOnFirstLink, TraceSetOnLink
	}
	switch {
	case t.flags&every != 0:
		q.Trace(true, t.flags, t.tracer)
	case t.flags&first != 0:
		q.Trace(true, t.flags&^first, t.tracer)
		p.Trace(false, first, t.tracer)
	}
}

// noteTurn traces the start or end of a turn of p.
func (p *Process) noteTurn(event term.Term) {
	t := p.traced(TraceRunning)
	if t == nil {
		return
	}
	f := p.at
	for i := len(p.frames) - 1; f == nil && i >= 0; i-- {
		if s := p.frames[i].site; !s.Silent {
			f = s.Func
		}
	}
	t.tell(p, event, f.mfa())
}

// mfa returns {Module, Function, Arity}, or 0 for code outside of functions.
func (f *Func) mfa() term.Term {
	if f == nil || f.Module == 0 {
		return term.Int(0)
	}
	return term.Tup(f.Module.Term(), f.Name.Term(), term.Int(int64(f.Arity)))
}
