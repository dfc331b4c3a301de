package vm

import "lab/runtime/term"

// A refKey is a reference as a map key.
type refKey struct {
	node term.Atom
	id   [5]uint32
}

func keyOf(r *term.Ref) refKey { return refKey{r.Node, r.ID} }

// A monitor records that this process monitors another process.
type monitor struct {
	ref  *term.Ref
	pid  *term.Pid // the monitored process, if known by pid
	name term.Term // {name, node} if monitored by name
	node term.Atom // node of the monitored process, LocalNode if local
	tag  term.Term
	of   *request // the request that contains this monitor, or nil
	own  bool     // the alias of the monitor ends when the monitor does
}

// A request holds the monitor of a call, together with its alias and signals, in a single
// allocation.
type request struct {
	monitor
	made     term.Ref
	alias    alias
	set      signal
	takeBack signal
}

// newMonitor returns a monitor with a new reference.
func (m *Machine) newMonitor(o MonitorOpts) *monitor {
	if o.Alias == "" {
		x := &struct {
			monitor
			made term.Ref
		}{monitor{tag: o.Tag}, m.newRef()}
		x.ref = &x.made
		return &x.monitor
	}
	x := &request{monitor: monitor{tag: o.Tag}, made: m.newRef()}
	x.ref, x.of = &x.made, x
	return &x.monitor
}

// alias, signal and lastSignal return the parts of the request that contains mon. They allocate a
// new value if mon is not part of a request.
func (mon *monitor) alias() *alias {
	if mon.of == nil {
		return &alias{}
	}
	return &mon.of.alias
}

func (mon *monitor) signal() *signal {
	if mon.of == nil {
		return &signal{}
	}
	return &mon.of.set
}

func (mon *monitor) lastSignal() *signal {
	if mon.of == nil {
		return &signal{}
	}
	return &mon.of.takeBack
}

func (mon *monitor) key() refKey { return keyOf(mon.ref) }

// A watcher is a process that monitors another process.
type watcher struct {
	ref  *term.Ref
	pid  *term.Pid
	name term.Term
}

func (w watcher) key() refKey { return keyOf(w.ref) }

// MonitorOpts holds the options of a monitor.
type MonitorOpts struct {
	Tag term.Term
	// Alias is "", "explicit_unalias", "demonitor" or "reply_demonitor".
	Alias string
}

// Monitor monitors a process given by pid, registered name or {name, node}.
func (p *Process) Monitor(to term.Term, o MonitorOpts) (*term.Ref, error) {
	mon := p.m.newMonitor(o)
	switch el := to.Elems(); {
	case to.Pid() != nil:
		mon.pid, mon.node = to.Pid(), to.Pid().Node
	case to.IsAtom():
		mon.name = term.Tup(to, p.m.Node().Term())
	case len(el) == 2 && el[0].IsAtom() && el[1].IsAtom():
		mon.name = to
		if node := el[1].Atom(); node != p.m.Node() {
			mon.node = node
		}
	default:
		return nil, Badarg()
	}
	p.mark(mon.ref)
	p.watch(mon, o)
	p.sendMonitor(mon)
	return mon.ref, nil
}

// watch adds a monitor and its alias to p.
func (p *Process) watch(mon *monitor, o MonitorOpts) {
	p.extra().monitors.put(mon)
	if o.Alias != "" {
		p.addAlias(mon.alias(), mon.ref, o.Alias)
		mon.own = o.Alias != "explicit_unalias"
	}
}

// watchSpawned sets the monitor of a spawn with the option monitor.
func (p *Process) watchSpawned(child *Process, o SpawnOpts) term.Term {
	opts := MonitorOpts{Tag: o.MonitorTag, Alias: o.Alias}
	mon := &monitor{ref: o.ref, tag: o.MonitorTag}
	if o.ref == nil {
		mon = p.m.newMonitor(opts)
	}
	mon.pid = child.id
	p.watch(mon, opts)
	child.addWatcher(mon.ref, p.id, term.Term{})
	return term.FromRef(mon.ref)
}

func (p *Process) sendMonitor(mon *monitor) {
	if mon.node != term.LocalNode {
		if d := p.m.dist(); d != nil {
			d.Monitor(mon.ref, p.id, mon.target(), mon.node)
			return
		}
		p.m.down(mon.ref, p.id, mon.pid, mon.name, aNoconnection)
		return
	}
	q := p.m.watched(mon)
	if q == nil {
		p.m.down(mon.ref, p.id, mon.pid, mon.name, aNoproc)
		return
	}
	if mon.pid == nil {
		mon.pid = q.id
	}
	s := mon.signal()
	*s = monitorSignal(mon.ref, p.id, mon.name)
	p.m.deliver(q, s, p.worker)
}

// target returns the pid or the name that Dist has to monitor.
func (mon *monitor) target() term.Term {
	if mon.pid != nil {
		return term.FromPid(mon.pid)
	}
	return mon.name.Elems()[0]
}

// watched returns the process that mon monitors, or nil if that process is not local.
func (m *Machine) watched(mon *monitor) *Process {
	if mon.pid != nil {
		return m.processAt(mon.pid)
	}
	return m.names.lookup(mon.name.Elems()[0].Atom())
}

// Demonitor removes a monitor of p. It reports whether the monitor existed.
func (p *Process) Demonitor(ref *term.Ref) bool {
	if p.x == nil {
		return false
	}
	mon, ok := p.x.monitors.drop(keyOf(ref))
	if !ok {
		return false
	}
	if mon.own {
		p.Unalias(ref)
	}
	p.sendDemonitor(mon)
	return true
}

func (p *Process) sendDemonitor(mon *monitor) {
	if mon.node != term.LocalNode {
		if mon.pid == nil && mon.name.IsNone() {
			return // the reply with the pid has not arrived yet
		}
		if d := p.m.dist(); d != nil {
			d.Demonitor(mon.ref, p.id, mon.target(), mon.node)
		}
		return
	}
	if mon.pid == nil {
		return
	}
	if q := p.m.processAt(mon.pid); q != nil {
		s := mon.lastSignal()
		*s = signal{kind: sigDemonitor, ref: mon.ref}
		p.m.deliver(q, s, p.worker)
	}
}

func (p *Process) addWatcher(ref *term.Ref, pid *term.Pid, name term.Term) {
	p.extra().watchers.put(watcher{ref, pid, name})
}

// down tells the process to that the process pid has ended. name is the name by which it was
// monitored, or None.
func (m *Machine) down(ref *term.Ref, to, pid *term.Pid, name, reason term.Term) {
	m.downBy(nil, ref, to, pid, name, reason)
}

// downBy is like down, but for the calling worker w, as in exitSignalBy.
func (m *Machine) downBy(w *worker, ref *term.Ref, to, pid *term.Pid, name, reason term.Term) {
	if to.Node != term.LocalNode {
		if d := m.dist(); d != nil {
			from := name
			if name.IsNone() {
				from = term.FromPid(pid)
			} else if el := name.Elems(); el != nil {
				from = el[0]
			}
			d.MonitorExit(ref, from, to, reason)
		}
		return
	}
	if p := m.processAt(to); p != nil {
		m.deliver(p, &signal{kind: sigDown, term: reason, ref: ref}, w)
	}
}

func (p *Process) handleDown(s *signal) {
	if p.x == nil {
		return
	}
	mon, ok := p.x.monitors.drop(keyOf(s.ref))
	if !ok {
		return
	}
	if mon.own {
		p.Unalias(s.ref)
	}
	what := mon.name
	if what.IsNone() {
		what = term.FromPid(mon.pid)
	}
	tag := mon.tag
	if tag.IsNone() {
		tag = aDOWN
	}
	msg := term.Tup(tag, term.FromRef(mon.ref), aProcess, what, s.term)
	p.becomes(s, msg)
}
