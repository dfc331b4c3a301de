package vm

import "lab/runtime/term"

// This file implements sequential tracing (seq_trace). The token of a process is sent along with
// its messages, and becomes the token of each receiver. Without a token, the cost is a nil check.

// These are the flags of a token, with the values that Erlang uses.
const (
	SeqSend = 1 << iota
	SeqReceive
	SeqPrint
	SeqTimestamp
	SeqStrictMonotonic
	SeqMonotonic
)

// A SeqToken is a sequential trace token. It is immutable.
type SeqToken struct {
	Flags  int64
	Label  term.Term
	Serial int64
	From   term.Term
	Last   int64
}

// seqState is the sequential tracing state of a process.
type seqState struct {
	token *SeqToken
	clock int64 // last serial used
	last  int64 // last serial received
}

var (
	aSeqTrace = term.Sym("seq_trace")
	aPrintEv  = term.Sym("print")
)

// Term returns the token in the form of seq_trace:get_token/0.
func (s *SeqToken) Term() term.Term {
	if s == nil {
		return term.Empty
	}
	return term.Tup(term.Int(s.Flags), s.Label, term.Int(s.Serial), s.From, term.Int(s.Last))
}

// ReadSeqToken converts the term of a token. ok is false if t is invalid.
func ReadSeqToken(t term.Term) (token *SeqToken, ok bool) {
	if t.IsEmpty() {
		return nil, true
	}
	e := t.Elems()
	if len(e) != 5 || e[3].Pid() == nil {
		return nil, false
	}
	flags, ok1 := e[0].AsInt()
	serial, ok2 := e[2].AsInt()
	last, ok3 := e[4].AsInt()
	return &SeqToken{flags, e[1], serial, e[3], last}, ok1 && ok2 && ok3
}

// SeqToken returns the token of p, or nil.
func (p *Process) SeqToken() *SeqToken {
	if p.x == nil || p.x.seq == nil {
		return nil
	}
	return p.x.seq.token
}

// SeqCounts returns the last serials that p has received and used.
func (p *Process) SeqCounts() (last, clock int64) {
	if p.x == nil || p.x.seq == nil {
		return 0, 0
	}
	return p.x.seq.last, p.x.seq.clock
}

// SetSeqToken sets the token of p. nil removes it.
func (p *Process) SetSeqToken(t *SeqToken) {
	if t == nil && p.SeqToken() == nil {
		return
	}
	s := p.seqState()
	if s.token = t; t != nil {
		s.clock, s.last = max(s.clock, t.Serial), t.Last
	}
}

// SetSeqCounts sets the serials of p.
func (p *Process) SetSeqCounts(last, clock int64) {
	s := p.seqState()
	s.last, s.clock = last, clock
	if s.token != nil {
		next := *s.token
		next.Serial, next.Last = clock, last
		s.token = &next
	}
}

func (p *Process) seqState() *seqState {
	x := p.extra()
	if x.seq == nil {
		x.seq = &seqState{}
	}
	return x.seq
}

// seqNext increments the serial of p's token and returns the token.
func (p *Process) seqNext() *SeqToken {
	s := p.x.seq
	next := *s.token
	s.clock++
	next.Serial, next.Last, next.From = s.clock, s.last, p.PID()
	s.token = &next
	return &next
}

// seqSends returns the token to send with a message of p, or nil.
func (p *Process) seqSends(to, msg term.Term) *sigMore {
	if p == nil || p.x == nil || p.x.seq == nil || p.x.seq.token == nil {
		return nil
	}
	token := p.seqNext()
	p.m.tellSeq(token, SeqSend, aSendEvent, token.From, to, msg)
	return &sigMore{token: token}
}

// seqTakes sets the token of p to the token of a received message, or removes it if the message
// has none.
func (p *Process) seqTakes(s *signal) {
	if s.more == nil || s.more.token == nil {
		if p.x != nil && p.x.seq != nil {
			p.x.seq.token = nil
		}
		return
	}
	token := s.more.token
	own := p.seqState()
	own.token, own.last = token, token.Serial
	own.clock = max(own.clock, token.Serial)
	p.m.tellSeq(token, SeqReceive, aReceiveEv, token.From, p.PID(), s.term)
}

// SeqPrint sends info to the system tracer if p has a token with the print flag.
func (p *Process) SeqPrint(info term.Term) {
	if t := p.SeqToken(); t != nil && t.Flags&SeqPrint != 0 {
		token := p.seqNext()
		p.m.tellSeq(token, SeqPrint, aPrintEv, token.From, term.Empty, info)
	}
}

// SetSeqTracer sets the system tracer and returns the old tracer. Either may be nil.
func (m *Machine) SetSeqTracer(to *Process) *Process { return m.traces.seq.Swap(to) }

// SeqTracer returns the system tracer, or nil.
func (m *Machine) SeqTracer() *Process {
	if t := m.traces.seq.Load(); t != nil && !t.dead() {
		return t
	}
	return nil
}

func (m *Machine) tellSeq(t *SeqToken, flag int64, kind, from, to, msg term.Term) {
	tracer := m.SeqTracer()
	if t.Flags&flag == 0 || tracer == nil || from.Pid() == tracer.id || to.Pid() == tracer.id {
		return
	}
	info := term.Tup(kind, term.Tup(term.Int(t.Last), term.Int(t.Serial)), from, to, msg)
	el := []term.Term{aSeqTrace, t.Label, info}
	if stamp := (&tracing{flags: seqStamps(t.Flags)}).stamp(m); !stamp.IsNone() {
		el = append(el, stamp)
	}
	m.deliver(tracer, &signal{term: term.Tup(el...)}, nil)
}

func seqStamps(flags int64) (f TraceFlags) {
	switch {
	case flags&SeqTimestamp != 0:
		return TraceTimestamp
	case flags&SeqMonotonic != 0:
		return TraceMonotonic
	case flags&SeqStrictMonotonic != 0:
		return TraceStrictMonotonic
	}
	return 0
}

// ResetSeq removes the tokens of all processes and of the messages in their mailboxes.
func (m *Machine) ResetSeq() {
	for _, p := range m.table.all() {
		m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: (*Process).resetSeq}}, nil)
	}
}

func (p *Process) resetSeq() {
	if p.x != nil {
		p.x.seq = nil
	}
	for s := p.box.head; s != nil; s = s.next {
		s.more = nil
	}
}
