package vm

import (
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// Dist sends signals to other nodes. Its methods return at once and connect in the background if
// necessary. If that fails, they call Machine.NodeUnreachable. Connect and Disconnect may block, so
// they are called outside the workers.
type Dist interface {
	// The Send methods report whether the message is on its way. Without a connection, they
	// connect only if connect is true.
	Send(from, to *term.Pid, msg term.Term, connect bool) bool
	SendName(from *term.Pid, node, name term.Atom, msg term.Term, connect bool) bool
	SendAlias(from *term.Pid, to *term.Ref, msg term.Term, connect bool) bool
	Link(from, to *term.Pid)
	Unlink(from, to *term.Pid)
	// Monitor monitors a pid or a registered name on node.
	Monitor(ref *term.Ref, from *term.Pid, to term.Term, node term.Atom)
	Demonitor(ref *term.Ref, from *term.Pid, to term.Term, node term.Atom)
	// MonitorExit tells a monitoring process on another node that a pid or registered name has
	// ended.
	MonitorExit(ref *term.Ref, from term.Term, to *term.Pid, reason term.Term)
	// Exit sends an exit signal: from a link, or from exit/2 if explicit is set.
	Exit(from, to *term.Pid, reason term.Term, explicit bool)
	GroupLeader(from, to *term.Pid, leader term.Term)
	Spawn(r SpawnRequest)
	// Nodes returns the nodes of a kind: visible, hidden, known or connected.
	Nodes(kind string) []term.Atom
	Connect(node term.Atom) bool
	Disconnect(node term.Atom) bool
}

// A SpawnRequest asks another node to start a process.
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

// nodes holds the name of a machine and its relations to other nodes.
type nodes struct {
	name     atomic.Uint32
	creation atomic.Uint32
	dist     atomic.Pointer[Dist]

	mu       sync.Mutex
	watchers map[term.Atom]map[*Process]int // monitor_node/2
	all      map[*Process][]nodesWatch      // net_kernel:monitor_nodes/1,2
	hidden   map[term.Atom]bool             // whether a connected node is hidden
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

// SetDist sets the connection to other nodes. A nil d removes it.
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

// SetName sets the node's name and creation. A node without a name is nonode@nohost.
func (m *Machine) SetName(node term.Atom, creation uint32) {
	m.nodes.name.Store(uint32(node))
	m.nodes.creation.Store(creation)
}

// Node returns the name of the node.
func (m *Machine) Node() term.Atom { return term.Atom(m.nodes.name.Load()) }

// Creation returns the creation of the node. This number distinguishes nodes that have had the same
// name.
func (m *Machine) Creation() uint32 { return m.nodes.creation.Load() }

// Alive reports whether the node has a name.
func (m *Machine) Alive() bool { return m.Node() != term.ANoNode }

// Nodes returns the other nodes of a kind: visible, hidden, known or connected.
func (m *Machine) Nodes(kind string) []term.Atom {
	if d := m.dist(); d != nil {
		return d.Nodes(kind)
	}
	return nil
}

// InSend handles a message from another node.
func (m *Machine) InSend(to *term.Pid, msg term.Term) {
	if p := m.processAt(to); p != nil {
		m.deliver(p, &signal{term: msg}, nil)
	}
}

// InSendName handles a message to a registered name.
func (m *Machine) InSendName(name term.Atom, msg term.Term) {
	if p := m.names.lookup(name); p != nil {
		m.deliver(p, &signal{term: msg}, nil)
	}
}

// InSendAlias handles a message to an alias.
func (m *Machine) InSendAlias(ref *term.Ref, msg term.Term) {
	m.sendAlias(nil, m.ownRef(ref), msg, nil, true)
}

// ownRef converts a reference of this node to its local form.
func (m *Machine) ownRef(ref *term.Ref) *term.Ref {
	if ref.Node == m.Node() {
		own := *ref
		own.Node = term.LocalNode
		return &own
	}
	return ref
}

// InLink handles a link from another node.
func (m *Machine) InLink(from, to *term.Pid) {
	if p := m.processAt(to); p != nil {
		m.deliver(p, &signal{kind: sigLink, term: term.FromPid(from)}, nil)
		return
	}
	m.exitSignal(term.FromPid(to), from, aNoproc, true)
}

// InUnlink handles the removal of a link by a process on another node.
func (m *Machine) InUnlink(from, to *term.Pid) {
	if p := m.processAt(to); p != nil {
		m.deliver(p, &signal{kind: sigUnlink, term: term.FromPid(from)}, nil)
	}
}

// InMonitor handles a monitor on to, a pid or a registered name, by a process on another node.
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

// InDemonitor handles the removal of a monitor by a process on another node.
func (m *Machine) InDemonitor(ref *term.Ref, from *term.Pid, to term.Term) {
	p := m.names.lookup(to.Atom())
	if pid := to.Pid(); pid != nil {
		p = m.processAt(pid)
	}
	if p != nil {
		m.deliver(p, &signal{kind: sigDemonitor, ref: ref}, nil)
	}
}

// InMonitorExit handles the end of a process that a process of this node monitors.
func (m *Machine) InMonitorExit(ref *term.Ref, from term.Term, to *term.Pid, reason term.Term) {
	m.down(m.ownRef(ref), to, from.Pid(), term.Term{}, reason)
}

// InExit handles an exit signal from a link.
func (m *Machine) InExit(from, to *term.Pid, reason term.Term) {
	m.exitSignal(term.FromPid(from), to, reason, true)
}

// InExit2 handles an exit signal from exit/2.
func (m *Machine) InExit2(from, to *term.Pid, reason term.Term) {
	m.exitSignal(term.FromPid(from), to, reason, false)
}

// InGroupLeader handles a change of the group leader of a local process.
func (m *Machine) InGroupLeader(to *term.Pid, leader term.Term) {
	if p := m.processAt(to); p != nil {
		m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) { p.SetGroupLeader(leader) }}}, nil)
	}
}

// InSpawnRequest creates a process for another node, passes the pid to made, and then starts the
// process. The reply is therefore sent before any signal from the process.
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

// InSpawnReply handles the reply to a spawn request. result is a pid, or an atom for an error.
func (m *Machine) InSpawnReply(ref *term.Ref, to *term.Pid, result term.Term, link, monitored bool) {
	ref = m.ownRef(ref)
	p := m.processAt(to)
	if p == nil {
		return
	}
	m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) { p.spawned(ref, result, link, monitored) }}}, nil)
}
