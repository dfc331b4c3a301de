package vm

import (
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// Dist carries signals to other nodes. Its methods return at once; a link that
// is not up yet is made behind them, and where that fails the machine hears of
// it by NodeDown. Connect and Disconnect may take their time: they are called
// off the workers.
type Dist interface {
	// The sends report whether the message is on its way: where there is no link,
	// it is if connect is true, and one is made.
	Send(from, to *term.Pid, msg term.Term, connect bool) bool
	SendName(from *term.Pid, node, name term.Atom, msg term.Term, connect bool) bool
	SendAlias(from *term.Pid, to *term.Ref, msg term.Term, connect bool) bool
	Link(from, to *term.Pid)
	Unlink(from, to *term.Pid)
	// Monitor asks to watch to, a pid or the atom of a registered name, on node.
	Monitor(ref *term.Ref, from *term.Pid, to term.Term, node term.Atom)
	Demonitor(ref *term.Ref, from *term.Pid, to term.Term, node term.Atom)
	// MonitorExit tells a watcher on another node that from, a pid or the atom
	// of a registered name, ended.
	MonitorExit(ref *term.Ref, from term.Term, to *term.Pid, reason term.Term)
	// Exit is an exit signal: of a link, or of exit/2 when explicit is set.
	Exit(from, to *term.Pid, reason term.Term, explicit bool)
	GroupLeader(from, to *term.Pid, leader term.Term)
	Spawn(r SpawnRequest)
	// Nodes lists the nodes of a kind: visible, hidden, known or connected.
	Nodes(kind string) []term.Atom
	Connect(node term.Atom) bool
	Disconnect(node term.Atom) bool
}

// A SpawnRequest asks a node for a process.
type SpawnRequest struct {
	Ref         *term.Ref
	From        *term.Pid
	GroupLeader term.Term
	Node        term.Atom
	Module      term.Atom
	Name        term.Atom
	Args        []term.Term
	Link        bool
	Monitor     bool
}

// nodes is what a machine knows of itself and of others by name.
type nodes struct {
	name     atomic.Uint32
	creation atomic.Uint32
	dist     atomic.Pointer[Dist]

	mu       sync.Mutex
	watchers map[term.Atom]map[*Process]int // monitor_node/2
	all      map[*Process][]nodesWatch      // net_kernel:monitor_nodes/1,2
	hidden   map[term.Atom]bool             // of the nodes that are up
}

type nodesWatch struct {
	kind   string
	reason bool
	long   bool
}

func (n *nodes) init() {
	n.name.Store(uint32(term.ANoNode))
	n.watchers = map[term.Atom]map[*Process]int{}
	n.all = map[*Process][]nodesWatch{}
	n.hidden = map[term.Atom]bool{}
}

// SetDist connects the machine to other nodes.
func (m *Machine) SetDist(d Dist) {
	if d == nil {
		m.nodes.dist.Store(nil)
		return
	}
	m.nodes.dist.Store(&d)
}

func (m *Machine) dist() Dist {
	if d := m.nodes.dist.Load(); d != nil {
		return *d
	}
	return nil
}

// SetName gives the node its name and creation; nonode@hostname when it has
// none any more.
func (m *Machine) SetName(node term.Atom, creation uint32) {
	m.nodes.name.Store(uint32(node))
	m.nodes.creation.Store(creation)
}

// Node returns the name of the node.
func (m *Machine) Node() term.Atom { return term.Atom(m.nodes.name.Load()) }

// Creation returns the creation of the node.
func (m *Machine) Creation() uint32 { return m.nodes.creation.Load() }

// Alive reports whether the node has a name.
func (m *Machine) Alive() bool { return m.Node() != term.ANoNode }

// Nodes lists other nodes; kind is visible, hidden, known or connected.
func (m *Machine) Nodes(kind string) []term.Atom {
	if d := m.dist(); d != nil {
		return d.Nodes(kind)
	}
	return nil
}

// InSend delivers a message from another node.
func (m *Machine) InSend(to *term.Pid, msg term.Term) {
	if p := m.processAt(to); p != nil {
		m.deliver(p, &signal{term: msg}, nil)
	}
}

// InSendName delivers a message to a registered name.
func (m *Machine) InSendName(name term.Atom, msg term.Term) {
	if p := m.names.lookup(name); p != nil {
		m.deliver(p, &signal{term: msg}, nil)
	}
}

// InSendAlias delivers a message to an alias.
func (m *Machine) InSendAlias(ref *term.Ref, msg term.Term) {
	m.sendAlias(nil, m.ownRef(ref), msg, nil, true)
}

// ownRef is a reference of this node as it was made.
func (m *Machine) ownRef(ref *term.Ref) *term.Ref {
	if ref.Node == m.Node() {
		own := *ref
		own.Node = term.LocalNode
		return &own
	}
	return ref
}

// InLink links a local process to one of another node.
func (m *Machine) InLink(from, to *term.Pid) {
	if p := m.processAt(to); p != nil {
		m.deliver(p, &signal{kind: sigLink, term: term.FromPid(from)}, nil)
		return
	}
	m.exitSignal(term.FromPid(to), from, aNoproc, true)
}

// InUnlink removes such a link.
func (m *Machine) InUnlink(from, to *term.Pid) {
	if p := m.processAt(to); p != nil {
		m.deliver(p, &signal{kind: sigUnlink, term: term.FromPid(from)}, nil)
	}
}

// InMonitor has a process of another node watch to, a pid or the atom of a
// name.
func (m *Machine) InMonitor(ref *term.Ref, from *term.Pid, to term.Term) {
	var p *Process
	name := term.Term{}
	pid := to.Pid()
	if pid != nil {
		p = m.processAt(pid)
	} else {
		name = term.Tup(to, m.Node().Term())
		p = m.names.lookup(to.Atom())
	}
	if p == nil {
		m.down(ref, from, pid, name, aNoproc)
		return
	}
	s := monitorSignal(ref, from, name)
	m.deliver(p, &s, nil)
}

// InDemonitor ends such a watch.
func (m *Machine) InDemonitor(ref *term.Ref, from *term.Pid, to term.Term) {
	p := m.names.lookup(to.Atom())
	if pid := to.Pid(); pid != nil {
		p = m.processAt(pid)
	}
	if p != nil {
		m.deliver(p, &signal{kind: sigDemonitor, ref: ref}, nil)
	}
}

// InMonitorExit tells a local process that what it watches ended.
func (m *Machine) InMonitorExit(ref *term.Ref, from term.Term, to *term.Pid, reason term.Term) {
	m.down(m.ownRef(ref), to, from.Pid(), term.Term{}, reason)
}

// InExit is an exit signal through a link.
func (m *Machine) InExit(from, to *term.Pid, reason term.Term) {
	m.exitSignal(term.FromPid(from), to, reason, true)
}

// InExit2 is an exit signal of exit/2.
func (m *Machine) InExit2(from, to *term.Pid, reason term.Term) {
	m.exitSignal(term.FromPid(from), to, reason, false)
}

// InGroupLeader changes the group leader of a local process.
func (m *Machine) InGroupLeader(to *term.Pid, leader term.Term) {
	if p := m.processAt(to); p != nil {
		m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) { p.SetGroupLeader(leader) }}}, nil)
	}
}

// InSpawnRequest makes a process for another node, tells its pid to made, and
// starts it: the answer goes out before anything that the process says.
func (m *Machine) InSpawnRequest(r SpawnRequest, made func(pid *term.Pid)) {
	call := startCall{mod: r.Module, name: r.Name, args: r.Args}
	p, _ := m.spawn(SpawnOpts{GroupLeader: r.GroupLeader, remote: r.From}, call.step)
	call.begins(p)
	if r.Link {
		p.addLink(r.From)
	}
	if r.Monitor {
		p.addWatcher(r.Ref, r.From, term.Term{})
	}
	made(p.id)
	m.start(p, nil)
}

// InSpawnReply hands the answer to a spawn request to the process that made it:
// a pid, or the atom of an error.
func (m *Machine) InSpawnReply(ref *term.Ref, to *term.Pid, result term.Term, link, monitored bool) {
	ref = m.ownRef(ref)
	p := m.processAt(to)
	if p == nil {
		return
	}
	m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) { p.spawned(ref, result, link, monitored) }}}, nil)
}
