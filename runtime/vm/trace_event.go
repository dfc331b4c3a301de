package vm

import "lab/runtime/term"

// This file tells the events of processes: messages, starts, ends, links, names, turns.

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

// noteSend tells that p sends msg.
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

// noteReceived tells that msg has come into the mailbox of p.
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

// admits reports whether an event is to be told; without a pattern every one is.
func (e *eventPattern) admits(p *Process, args ...term.Term) bool {
	return e == nil || e.matches(p, args...)
}

// TraceEvents sets which sends or receives are told: those for which matches is true,
// all where it is nil. source is what the pattern was made of.
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

// TracedEvents returns what TraceEvents was given as source, none where all are told.
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

// note tells an event of the kind procs.
func (p *Process) note(event ...term.Term) {
	if t := p.traced(TraceProcs); t != nil {
		t.tell(p, event...)
	}
}

// noteSpawn tells that p has made q, before that starts, and hands down what is traced.
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

// term is the call as {Module, Function, Arguments}.
func (s startCall) term() term.Term {
	if s.fun.IsNone() {
		return term.Tup(s.mod.Term(), s.name.Term(), term.List(s.args...))
	}
	return term.Tup(term.AErlang.Term(), aApply.Term(), term.List(s.fun, term.List(s.args...)))
}

// inherit gives q what the flags of its parent say that it gets.
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

// noteTurn tells that p begins a turn, or that it ends one.
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

// mfa is {Module, Function, Arity}, 0 for code that is in no function.
func (f *Func) mfa() term.Term {
	if f == nil || f.Module == 0 {
		return term.Int(0)
	}
	return term.Tup(f.Module.Term(), f.Name.Term(), term.Int(int64(f.Arity)))
}
