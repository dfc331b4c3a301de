package vm

import "lab/runtime/term"

// deliver puts s into the inbox of p and wakes p. w is the calling worker, or nil. It reports
// whether p was alive.
func (m *Machine) deliver(p *Process, s *signal, w *worker) bool {
	if p.in.hand(s) {
		p.wake(w)
		return true
	}
	return m.pile(p, s, w)
}

// pile is like deliver for a process that may be running.
func (m *Machine) pile(p *Process, s *signal, w *worker) bool {
	found := p.in.push(s)
	if found == ended {
		for s := p.in.late(); s != nil; {
			next := s.next
			s.next = nil
			m.bounce(p, s)
			s = next
		}
		return false
	}
	if a := p.aside.Load(); a != nil && s.kind != sigMessage {
		go p.attend(a)
	}
	if found == waits {
		p.wake(w)
	}
	return true
}

// wake makes a waiting process runnable. w is the calling worker, or nil.
func (p *Process) wake(w *worker) {
	if p.actor != nil {
		p.actor.wake()
		return
	}
	p.m.sched.enqueue(p, w)
}

// still runs f while p is waiting and prevents p from running meanwhile. It reports false if p is
// not waiting.
func (p *Process) still(f func()) bool {
	if !p.in.hold() {
		return false
	}
	f()
	if !p.in.wait() {
		p.wake(nil)
	}
	return true
}

// bounce answers a signal to a process that has ended.
func (m *Machine) bounce(p *Process, s *signal) {
	switch s.kind {
	case sigLink:
		m.exitSignal(p.PID(), s.term.Pid(), aNoproc, true)
	case sigMonitor:
		m.down(s.ref, s.term.Pid(), p.id, s.name(), aNoproc)
	case sigDo:
		if s.more.dead != nil {
			s.more.dead()
		}
	}
}

// drain handles the signals in the inbox, in order. Messages go to the mailbox. A signal that ends
// the process sets doom.
func (p *Process) drain() {
	if p.in.handed != nil && p.doom == nil && p.in.top.Load() == nil {
		p.handle(p.in.takeHanded())
		p.bound()
		return
	}
	for s := p.in.take(); s != nil; {
		next := s.next
		s.next = nil
		if p.doom != nil {
			p.m.bounce(p, s)
		} else {
			p.handle(s)
		}
		s = next
	}
	p.bound()
}

// bound ends a process whose mailbox exceeds the limit.
func (p *Process) bound() {
	if p.box.n > p.m.cfg.MaxMailbox && p.doom == nil {
		p.doom = ErrorOf(aSystemLimit)
	}
}

func (p *Process) handle(s *signal) {
	switch s.kind {
	case sigMessage:
		p.take(s)
	case sigAlias:
		if p.aliasHit(s.ref) {
			s.kind, s.ref = sigMessage, nil
			p.take(s)
		}
	case sigExit:
		p.handleExit(s)
	case sigLink:
		p.addLink(s.term.Pid())
		p.note(aGotLinked, s.term)
	case sigUnlink:
		if p.dropLink(s.term.Pid()) {
			p.note(aGotUnlinked, s.term)
		}
	case sigMonitor:
		p.addWatcher(s.ref, s.term.Pid(), s.name())
	case sigDemonitor:
		if p.x != nil {
			p.x.watchers.drop(keyOf(s.ref))
		}
	case sigDown:
		p.handleDown(s)
	case sigDo:
		s.more.do(p)
	}
}

// take adds a received message to the mailbox.
func (p *Process) take(s *signal) {
	p.noteTapped(s.term)
	p.noteReceived(s.term)
	p.box.push(s)
}

// becomes turns a signal into the message msg and adds it to the mailbox.
func (p *Process) becomes(s *signal, msg term.Term) {
	p.noteReceived(msg)
	*s = signal{term: msg}
	p.box.push(s)
}

// handleExit handles an exit signal, as documented for erlang:exit/2 and links.
func (p *Process) handleExit(s *signal) {
	from, reason := s.more.from, s.term
	if s.more.link {
		if !p.dropLink(from.Pid()) {
			return
		}
		if reason.Is(term.ANormal) || p.trap {
			p.note(aGotUnlinked, from)
		}
	} else if reason.Is(term.AKill) {
		p.doom = Exit(term.AKilled.Term())
		return
	}
	switch {
	case p.trap:
		p.becomes(s, term.Tup(aEXIT, from, reason))
	case reason.Is(term.ANormal):
		if !s.more.link && from.Pid() == p.id {
			p.doom = Exit(reason)
		}
	default:
		p.doom = Exit(reason)
	}
}

// exitSignal sends an exit signal. link reports whether it comes through a link.
func (m *Machine) exitSignal(from term.Term, to *term.Pid, reason term.Term, link bool) {
	m.exitSignalBy(nil, from, to, reason, link)
}

// exitSignalBy is like exitSignal, but for the calling worker w, which then runs the receivers in
// order.
func (m *Machine) exitSignalBy(w *worker, from term.Term, to *term.Pid, reason term.Term, link bool) {
	if to.Node != term.LocalNode {
		if d := m.dist(); d != nil {
			d.Exit(from.Pid(), to, reason, !link)
		}
		return
	}
	if p := m.processAt(to); p != nil {
		m.deliver(p, exitOf(from, reason, link), w)
	}
}

// processAt returns the process of a local pid. The process may have ended. processAt returns nil
// if the pid never existed or belongs to an earlier run of the node.
func (m *Machine) processAt(id *term.Pid) *Process {
	if p := processOf(id); p != nil {
		return p
	}
	return m.table.get(id.ID)
}

// Exit sends an exit signal like Process.exit/2.
func (m *Machine) Exit(from, to term.Term, reason term.Term) {
	if id := to.Pid(); id != nil {
		m.exitSignal(from, id, reason, false)
	}
}

// end ends the process with an uncaught exception.
func (p *Process) end(e *Exception) Step {
	reason := e.Reason
	switch e.Class {
	case term.AThrow:
		reason = term.Tup(term.Tup(aNocatch, e.Reason), e.StackTerm())
		p.report(term.Tup(aNocatch, e.Reason), e)
	case term.AError:
		reason = term.Tup(e.Reason, e.StackTerm())
		p.report(e.Reason, e)
	}
	return p.terminate(reason)
}

// Terminate ends the process with a reason. Handlers do not run.
func (p *Process) Terminate(reason term.Term) Step { return p.terminate(reason) }

// terminate ends the process. The process first leaves the process table and loses its name, and
// then the linked and monitoring processes are told. So these processes no longer find it.
func (p *Process) terminate(reason term.Term) Step {
	m := p.m
	p.EndReceive()
	if p.doom = normalEnd; !reason.Is(term.ANormal) {
		p.doom = Exit(reason)
	}
	p.note(aExitEv, reason)
	m.table.remove(p)
	if p.actor == nil {
		m.crowd.leave()
	}
	m.names.release(p)
	p.in.close()
	left := p.in.take()
	m.names.release(p) // a name that another process registered for p in between
	if f := m.onEnd.Load(); f != nil {
		(*f)(p.PID())
	}
	if p.x != nil {
		for _, f := range p.x.onExit {
			f()
		}
		p.dropAliases()
		p.tellLinks(reason)
	}
	for s := left; s != nil; {
		next := s.next
		s.next = nil
		switch {
		case s.kind == sigLink || s.kind == sigMonitor:
			m.lastWord(p, s, reason)
		default:
			m.bounce(p, s)
		}
		s = next
	}
	p.R, p.frames, p.handlers, p.spare, p.next = nil, nil, nil, nil, nil
	p.box, p.x, p.native, p.args = mailbox{}, nil, nil, nil
	p.why = whyEnd
	return nil
}

// lastWord answers a link or monitor signal that arrived before the process ended. The answer
// contains the actual exit reason.
func (m *Machine) lastWord(p *Process, s *signal, reason term.Term) {
	if s.kind == sigLink {
		m.exitSignal(p.PID(), s.term.Pid(), reason, true)
		return
	}
	m.down(s.ref, s.term.Pid(), p.id, s.name(), reason)
}

// Send sends msg from Go code to a pid, a name, {name, node} or an alias.
func (m *Machine) Send(to, msg term.Term) {
	m.send(nil, to, msg)
}

// Send sends msg from p. It returns the error that send/2 raises.
func (p *Process) Send(to, msg term.Term) error { return p.m.send(p, to, msg) }

func (m *Machine) send(from *Process, to, msg term.Term) error {
	_, err := m.sendOver(from, to, msg, true)
	return err
}

// sendOver is like send, but connects to a node only if connect is true. It reports false if the
// message was dropped because there is no connection to the receiver's node.
func (m *Machine) sendOver(from *Process, to, msg term.Term, connect bool) (bool, error) {
	var w *worker
	if from != nil {
		w = from.worker
		from.noteSend(to, msg)
	}
	more := from.seqSends(to, msg)
	switch to.Kind() {
	case term.KindPid:
		id := to.Pid()
		if id.Node != term.LocalNode {
			d := m.dist()
			return d != nil && d.Send(from.pidOrNil(), id, msg, connect), nil
		}
		if p := m.processAt(id); p != nil {
			m.deliver(p, &signal{term: msg, more: more}, w)
		}
		return true, nil
	case term.KindAtom:
		p := m.names.lookup(to.Atom())
		if p == nil {
			return false, BadargAt(1, "invalid destination")
		}
		m.deliver(p, &signal{term: msg, more: more}, w)
		return true, nil
	case term.KindRef:
		return m.sendAlias(from, to.Ref(), msg, more, connect), nil
	case term.KindPort:
		return true, nil
	case term.KindTuple:
		el := to.Elems()
		if len(el) == 2 && el[0].IsAtom() && el[1].IsAtom() {
			return m.sendNamed(from, el[0].Atom(), el[1].Atom(), msg, more, connect), nil
		}
	}
	return false, BadargAt(1, "invalid destination")
}

func (p *Process) pidOrNil() *term.Pid {
	if p == nil {
		return nil
	}
	return p.id
}

// sendNamed sends to a registered name on a node. A message to an unknown name is dropped.
func (m *Machine) sendNamed(from *Process, name, node term.Atom, msg term.Term, more *sigMore, connect bool) bool {
	if node != m.Node() {
		d := m.dist()
		return d != nil && d.SendName(from.pidOrNil(), node, name, msg, connect)
	}
	if p := m.names.lookup(name); p != nil {
		var w *worker
		if from != nil {
			w = from.worker
		}
		m.deliver(p, &signal{term: msg, more: more}, w)
	}
	return true
}
