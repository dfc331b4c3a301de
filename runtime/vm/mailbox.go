package vm

import "lab/runtime/term"

// A signal is anything that reaches a process from outside.
type signal struct {
	next *signal
	kind sigKind
	// term is a message, the reason of an exit or a :DOWN, or the pid that links,
	// unlinks or monitors.
	term term.Term
	ref  *term.Ref // of a monitor or an alias
	more *sigMore
}

// name is the name that a monitor was made for, if it was one.
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

// sigMore are the parts that most signals do without.
type sigMore struct {
	from  term.Term // the pid of an exit
	name  term.Term // of a monitor
	token *SeqToken // of a message; see seq.go
	link  bool      // an exit that came through a link
	do    func(p *Process)
	dead  func() // instead of do, when the process is no more
}

// exitOf makes the signal of an exit; link says that it comes through a link.
func exitOf(from, reason term.Term, link bool) *signal {
	return &signal{kind: sigExit, term: reason, more: &sigMore{from: from, link: link}}
}

// monitorSignal is that of a monitor; name is none where a pid is watched.
func monitorSignal(ref *term.Ref, from *term.Pid, name term.Term) signal {
	s := signal{kind: sigMonitor, term: term.FromPid(from), ref: ref}
	if !name.IsNone() {
		s.more = &sigMore{name: name}
	}
	return s
}

// queue is a list of signals.
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

// mailbox holds the messages that were taken out of the queue of signals but
// not yet received. before is the last message that the current receive has
// looked at.
type mailbox struct {
	queue
	before *signal
	// newest is the newest reference that the process made, and last the last
	// message that was there then: none up to that one can hold it.
	newest *term.Ref
	last   *signal
}

// mark notes that p made a reference.
func (p *Process) mark(ref *term.Ref) { p.box.newest, p.box.last = ref, p.box.tail }

// Awaits says that a receive that begins takes only messages with the reference
// in v, a value or the tail of a list as in [:alias | ref], and returns whether
// that is the newest one. SkipOld then leaves the older messages out.
func (p *Process) Awaits(v term.Term) bool {
	ref := v.Ref()
	if c := v.Cons(); c != nil {
		ref = c.Tail.Ref()
	}
	return ref != nil && ref == p.box.newest
}

// SkipOld has the receive that begins start behind the messages that are older
// than the newest reference.
func (p *Process) SkipOld() {
	if p.box.before == nil {
		p.box.before = p.box.last
	}
}

// Peek returns the next message for the running receive to look at.
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

// Skip leaves the message that Peek showed where it is.
func (p *Process) Skip() { p.box.before = p.box.at(); p.reds-- }

// Take removes the message that Peek showed and ends the receive.
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

// EndReceive has the next receive start with the oldest message, and stops the
// timer of this one.
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

// Forget lets go of the arguments of the native that was called last, which may be
// large, for a function that waits itself.
func (p *Process) Forget() { p.native, p.args = nil, nil }

// WaitsIn notes the function that is about to wait.
func (p *Process) WaitsIn(f *Func) { p.at = f }

// Wait parks the process until a signal comes, then goes on with next.
func (p *Process) Wait(next Step) Step {
	if p.doom != nil {
		return p.end(p.doom)
	}
	p.next = next
	p.why = whyWait
	return nil
}

// WaitFor is Wait with a time limit in milliseconds, which starts to run at the
// first WaitFor of a receive. It reports in TimedOut that the time is over.
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

// timeOut tells a process that the timer of a receive has fired, which may be over.
func (p *Process) timeOut(seq uint64) {
	p.m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) {
		if x := p.x; x.timed && x.timer.seq == seq {
			x.timedOut = true
		}
	}}}, nil)
}

// TimedOut reports whether the time limit of the running receive is over.
func (p *Process) TimedOut() bool { return p.x != nil && p.x.timedOut }

// ReceiveStep returns a step that receives the first message that match
// accepts; k goes on with it. after goes on when ms have passed; a negative ms never do.
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

// Messages returns the messages that wait, for Process.info.
func (p *Process) messages() []term.Term {
	var out []term.Term
	for s := p.box.head; s != nil; s = s.next {
		out = append(out, s.term)
	}
	return out
}

// removeMessages takes the messages out for which drop is true.
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

// Doomed reports whether a signal came that ends the process. Wait ends it.
func (p *Process) Doomed() bool { return p.doom != nil }
