package vm

import "lab/runtime/term"

// A signal is a message or any other event that is sent to a process.
type signal struct {
	next *signal
	kind sigKind
	// term is a message, the reason of an exit or of a :DOWN, or the pid that links, unlinks or
	// monitors.
	term term.Term
	ref  *term.Ref // of a monitor or an alias
	more *sigMore
}

// name returns the registered name of a monitor signal, or None.
func (s *signal) name() term.Term {
	if s.more == nil {
		return term.Term{}
	}
	return s.more.name
}

type sigKind uint8

const (
	sigMessage sigKind = iota
	sigAlias           // a message sent to an alias
	sigExit
	sigLink
	sigUnlink
	sigMonitor
	sigDemonitor
	sigDown
	sigDo // a request of Go code
)

// sigMore holds the fields that most signals do not need.
type sigMore struct {
	from  term.Term // the pid of an exit
	name  term.Term // registered name of a monitor
	token *SeqToken // of a message; see seq.go
	link  bool      // the exit comes through a link
	do    func(p *Process)
	dead  func() // called instead of do if the process has ended
}

// exitOf returns an exit signal. link reports whether it comes through a link.
func exitOf(from, reason term.Term, link bool) *signal {
	return &signal{kind: sigExit, term: reason, more: &sigMore{from: from, link: link}}
}

// monitorSignal returns the signal that starts a monitor. name is None for a monitor of a pid.
func monitorSignal(ref *term.Ref, from *term.Pid, name term.Term) signal {
	s := signal{kind: sigMonitor, term: term.FromPid(from), ref: ref}
	if !name.IsNone() {
		s.more = &sigMore{name: name}
	}
	return s
}

// A queue is a linked list of signals.
type queue struct {
	head, tail *signal
	n          int
}

func (q *queue) push(s *signal) {
	if q.tail == nil {
		q.head = s
	} else {
		q.tail.next = s
	}
	q.tail = s
	q.n++
}

// A mailbox holds the messages taken from the inbox but not yet received. before is the last
// message that the current receive has skipped.
type mailbox struct {
	queue
	before *signal
	// newest is the newest reference that the process created. last is the last message that was in
	// the mailbox at that time. No message up to last can contain the reference.
	newest *term.Ref
	last   *signal
}

// mark records that p has created a reference.
func (p *Process) mark(ref *term.Ref) { p.box.newest, p.box.last = ref, p.box.tail }

// Awaits is for a receive that accepts only messages with the reference in v. It reports whether
// this is the newest reference, so that SkipOld can skip older messages. v is a reference, or a
// list with a reference as its tail, as in [:alias | ref].
func (p *Process) Awaits(v term.Term) bool {
	ref := v.Ref()
	if c := v.Cons(); c != nil {
		ref = c.Tail.Ref()
	}
	return ref != nil && ref == p.box.newest
}

// SkipOld makes the receive start after the messages that are older than the newest reference.
func (p *Process) SkipOld() {
	if p.box.before == nil {
		p.box.before = p.box.last
	}
}

// Peek returns the next message for the current receive. It reports false if there is none, or if a
// signal has arrived that ends the process.
func (p *Process) Peek() (term.Term, bool) {
	s := p.box.at()
	if s == nil {
		p.drain()
		if s = p.box.at(); s == nil || p.doom != nil {
			return term.Term{}, false
		}
	}
	return s.term, true
}

func (b *mailbox) at() *signal {
	if b.before == nil {
		return b.head
	}
	return b.before.next
}

// Skip leaves the message of Peek in the mailbox and moves on to the next.
func (p *Process) Skip() { p.box.before = p.box.at(); p.reds-- }

// Take removes the message of Peek and ends the receive.
func (p *Process) Take() {
	b := &p.box
	s := b.at()
	if b.before == nil {
		b.head = s.next
	} else {
		b.before.next = s.next
	}
	if b.tail == s {
		b.tail = b.before
	}
	if b.last == s {
		b.last = b.before
	}
	b.n--
	if s.more != nil || p.x != nil && p.x.seq != nil {
		p.seqTakes(s)
	}
	p.EndReceive()
}

// EndReceive ends a receive and stops its timer. The next receive starts with the oldest message.
func (p *Process) EndReceive() {
	p.box.before, p.at = nil, nil
	if x := p.x; x != nil {
		if x.timed {
			x.timed = false
			x.timer.Stop()
		}
		x.timedOut = false
	}
}

// Forget drops the arguments of the last native, which may be large, before the process waits.
func (p *Process) Forget() { p.native, p.args = nil, nil }

// WaitsIn records the function that is about to wait.
func (p *Process) WaitsIn(f *Func) { p.at = f }

// Wait parks the process until a signal arrives, then continues with next.
func (p *Process) Wait(next Step) Step {
	if p.doom != nil {
		return p.end(p.doom)
	}
	p.next = next
	p.why = whyWait
	return nil
}

// WaitFor is like Wait, but the process also continues when ms milliseconds have passed since the
// first WaitFor of the receive. TimedOut then reports true.
func (p *Process) WaitFor(ms int64, next Step) Step {
	x := p.extra()
	if !x.timed {
		x.timed = true
		if x.timer == nil {
			x.timer = &Timer{p: p}
		}
		p.m.clock.start(x.timer, msDuration(ms))
	}
	return p.Wait(next)
}

// timeOut signals that the timer of a receive has fired. The receive may have ended already.
func (p *Process) timeOut(seq uint64) {
	p.m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) {
		if x := p.x; x.timed && x.timer.seq == seq {
			x.timedOut = true
		}
	}}}, nil)
}

// TimedOut reports whether the time limit of the current receive has expired.
func (p *Process) TimedOut() bool { return p.x != nil && p.x.timedOut }

// ReceiveStep returns a step that receives the first message accepted by match and continues with
// k. It continues with after when ms milliseconds have passed, or never if ms is negative.
func ReceiveStep(ms int64, match func(p *Process, msg term.Term) bool, k func(p *Process, msg term.Term) Step, after Step) Step {
	var step Step
	step = func(p *Process) Step {
		for {
			msg, ok := p.Peek()
			if !ok {
				break
			}
			if match(p, msg) {
				p.Take()
				return k(p, msg)
			}
			p.Skip()
		}
		switch {
		case p.doom != nil, ms < 0:
			return p.Wait(step)
		case ms == 0 || p.TimedOut():
			p.EndReceive()
			return after
		}
		return p.WaitFor(ms, step)
	}
	return step
}

// messages returns the messages in the mailbox, for Process.info.
func (p *Process) messages() []term.Term {
	var out []term.Term
	for s := p.box.head; s != nil; s = s.next {
		out = append(out, s.term)
	}
	return out
}

// removeMessages removes the messages for which drop reports true.
func (p *Process) removeMessages(drop func(term.Term) bool) {
	old := p.box.queue
	p.box = mailbox{}
	for s := old.head; s != nil; {
		next := s.next
		s.next = nil
		if !drop(s.term) {
			p.box.push(s)
		}
		s = next
	}
}

// Doomed reports whether a signal has arrived that ends the process. Wait then ends it.
func (p *Process) Doomed() bool { return p.doom != nil }
