package vm

import "lab/runtime/term"

// A remotePid is a pid of another node, as a map key.
type remotePid struct {
	node     term.Atom
	id       uint32
	serial   uint32
	creation uint32
}

func remoteKey(id *term.Pid) remotePid {
	return remotePid{id.Node, id.ID, id.Serial, id.Creation}
}

// A link is an entry in the list of linked processes of this node.
type link struct{ pid *term.Pid }

func (l link) key() *term.Pid { return l.pid }

func (p *Process) addLink(id *term.Pid) {
	x := p.extra()
	if id.Node != term.LocalNode {
		if x.remote == nil {
			x.remote = map[remotePid]*term.Pid{}
		}
		x.remote[remoteKey(id)] = id
		return
	}
	x.links.put(link{p.m.canonical(id)})
}

// canonical returns the unique *Pid of a local process.
func (m *Machine) canonical(id *term.Pid) *term.Pid {
	if id.Proc == nil {
		if p := m.table.get(id.ID); p != nil {
			return p.id
		}
	}
	return id
}

// dropLink removes a link and reports whether it existed.
func (p *Process) dropLink(id *term.Pid) bool {
	x := p.x
	if x == nil {
		return false
	}
	if id.Node != term.LocalNode {
		k := remoteKey(id)
		_, was := x.remote[k]
		delete(x.remote, k)
		return was
	}
	_, was := x.links.drop(p.m.canonical(id))
	return was
}

func (p *Process) linked(id *term.Pid) bool {
	if p.x == nil {
		return false
	}
	if id.Node != term.LocalNode {
		_, is := p.x.remote[remoteKey(id)]
		return is
	}
	_, is := p.x.links.get(p.m.canonical(id))
	return is
}

// Link links p to a process, which may be on another node or may have ended.
func (p *Process) Link(to *term.Pid) {
	if to == p.id || p.linked(to) {
		return
	}
	p.addLink(to)
	p.note(aLinkEv, term.FromPid(to))
	if to.Node != term.LocalNode {
		if d := p.m.dist(); d != nil {
			d.Link(p.id, to)
			return
		}
		p.m.exitSignal(term.FromPid(to), p.id, aNoconnection, true)
		return
	}
	if q := p.m.processAt(to); q != nil {
		p.m.deliver(q, &signal{kind: sigLink, term: p.PID()}, p.worker)
		return
	}
	p.m.exitSignal(term.FromPid(to), p.id, aNoproc, true)
}

// Unlink removes a link. No exit signal arrives through it afterwards.
func (p *Process) Unlink(to *term.Pid) {
	if !p.dropLink(to) {
		return
	}
	p.note(aUnlinkEv, term.FromPid(to))
	if to.Node != term.LocalNode {
		if d := p.m.dist(); d != nil {
			d.Unlink(p.id, to)
		}
		return
	}
	if q := p.m.processAt(to); q != nil {
		p.m.deliver(q, &signal{kind: sigUnlink, term: p.PID()}, p.worker)
	}
}

// tellLinks sends exit signals to the linked processes of p, which has ended, and :DOWN messages to
// the processes that monitor p. It also removes the monitors of p. Linked processes come first, so
// that they have had a turn before a monitoring process reacts.
func (p *Process) tellLinks(reason term.Term) {
	x := p.x
	x.links.each(func(l link) { p.m.exitSignalBy(p.worker, p.PID(), l.pid, reason, true) })
	for _, id := range x.remote {
		p.m.exitSignal(p.PID(), id, reason, true)
	}
	x.watchers.each(func(w watcher) { p.m.downBy(p.worker, w.ref, w.pid, p.id, w.name, reason) })
	x.monitors.each(p.sendDemonitor)
}
