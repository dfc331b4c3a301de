package vm

import "lab/runtime/term"

var (
	aNodeup   = term.Sym("nodeup")
	aNodedown = term.Sym("nodedown")
	aNodeType = term.Sym("node_type")
	aReason   = term.Sym("nodedown_reason")
)

// NodeUp tells the subscribers that a node is connected.
func (m *Machine) NodeUp(node term.Atom, hidden bool) {
	m.nodes.mu.Lock()
	m.nodes.hidden[node] = hidden
	m.nodes.mu.Unlock()
	m.tellNodes(aNodeup, node, hidden, term.Term{})
}

// NodeDown handles the loss of a node: links and monitors to it end with noconnection, and
// subscribers are told.
func (m *Machine) NodeDown(node term.Atom, reason term.Term) {
	m.nodes.mu.Lock()
	hidden := m.nodes.hidden[node]
	delete(m.nodes.hidden, node)
	m.nodes.mu.Unlock()
	m.NodeUnreachable(node)
	m.tellNodes(aNodedown, node, hidden, reason)
}

// NodeUnreachable is for a node to which no connection could be made. It is like NodeDown, but
// subscribers are not told. As on the BEAM, processes that monitor the node itself are told before
// links and monitors to its processes end.
func (m *Machine) NodeUnreachable(node term.Atom) {
	m.nodes.mu.Lock()
	watchers := m.nodes.watchers[node]
	delete(m.nodes.watchers, node)
	m.nodes.mu.Unlock()
	for p, n := range watchers {
		for range n {
			m.deliver(p, &signal{term: term.Tup(aNodedown, node.Term())}, nil)
		}
	}
	for _, p := range m.table.all() {
		m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) { p.lost(node) }}}, nil)
	}
}

// lost ends p's links and monitors to a node.
func (p *Process) lost(node term.Atom) {
	x := p.x
	if x == nil {
		return
	}
	for _, id := range x.remote {
		if id.Node == node && p.doom == nil {
			p.handleExit(exitOf(term.FromPid(id), aNoconnection, true))
		}
	}
	for _, mon := range x.monitors.all() {
		if _, asked := x.spawns[mon.key()]; mon.node == node && !asked {
			p.handleDown(&signal{kind: sigDown, term: aNoconnection, ref: mon.ref})
		}
	}
	for k, w := range x.spawns {
		if w.node == node {
			delete(x.spawns, k)
			x.monitors.drop(k)
			w.reply(term.Term{}, nil)
		}
	}
	for _, w := range x.watchers.all() {
		if w.pid.Node == node {
			x.watchers.drop(w.key())
		}
	}
}

// tellNodes sends nodeup and nodedown to the subscribers.
func (m *Machine) tellNodes(what term.Term, node term.Atom, hidden bool, reason term.Term) {
	m.nodes.mu.Lock()
	defer m.nodes.mu.Unlock()
	kind := "visible"
	if hidden {
		kind = "hidden"
	}
	for p, ws := range m.nodes.all {
		for _, w := range ws {
			if w.kind != "all" && w.kind != kind && (w.kind != "" || hidden) {
				continue
			}
			msg := term.Tup(what, node.Term())
			if w.long {
				var info []term.Term
				if w.reason && what == aNodedown {
					info = append(info, term.Tup(aReason, reason))
				}
				if w.kind != "" {
					info = append(info, term.Tup(aNodeType, term.Sym(kind)))
				}
				msg = term.Tup(what, node.Term(), term.List(info...))
			}
			m.deliver(p, &signal{term: msg}, nil)
		}
	}
}

// WatchNodes subscribes p to nodeup and nodedown messages, or ends all its subscriptions if on is
// false. kind is visible, hidden or all. An empty kind means visible nodes, and messages without
// the kind. If long is set, messages include a list of details. If reason is also set, the list of
// a nodedown includes the reason.
func (p *Process) WatchNodes(on bool, kind string, long, reason bool) {
	n := &p.m.nodes
	n.mu.Lock()
	defer n.mu.Unlock()
	if !on {
		delete(n.all, p)
		return
	}
	if n.all[p] == nil {
		p.OnExit(func() {
			n.mu.Lock()
			delete(n.all, p)
			n.mu.Unlock()
		})
	}
	n.all[p] = append(n.all[p], nodesWatch{kind: kind, long: long, reason: reason})
}

// WatchNode implements monitor_node/2.
func (p *Process) WatchNode(node term.Atom, on bool) {
	n := &p.m.nodes
	n.mu.Lock()
	ws := n.watchers[node]
	if !on {
		if ws[p] > 1 {
			ws[p]--
		} else {
			delete(ws, p)
		}
		n.mu.Unlock()
		return
	}
	if ws == nil {
		ws = map[*Process]int{}
		n.watchers[node] = ws
	}
	ws[p]++
	n.mu.Unlock()
	p.OnExit(func() {
		n.mu.Lock()
		delete(n.watchers[node], p)
		n.mu.Unlock()
	})
}
