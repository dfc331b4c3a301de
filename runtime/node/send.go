package node

import (
	"lab/runtime/dist"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file sends signals to other nodes: network implements vm.Dist.

func (n *network) post(node term.Atom, connect bool, payload term.Term, op int64, args ...term.Term) bool {
	return n.end.Post(node, dist.Message{Control: control(op, args...), Payload: payload}, connect)
}

// none is the payload of a control message without a payload.
var none term.Term

// Send sends msg to a process.
func (n *network) Send(from, to *term.Pid, msg term.Term, connect bool) bool {
	if from == nil {
		return n.post(to.Node, connect, msg, opSend, unused, term.FromPid(to))
	}
	return n.post(to.Node, connect, msg, opSendSender, term.FromPid(from), term.FromPid(to))
}

// SendName sends msg to a registered name.
func (n *network) SendName(from *term.Pid, node, name term.Atom, msg term.Term, connect bool) bool {
	sender := n.kernel.PID()
	if from != nil {
		sender = term.FromPid(from)
	}
	return n.post(node, connect, msg, opRegSend, sender, unused, name.Term())
}

// SendAlias sends msg to the process that an alias refers to.
func (n *network) SendAlias(from *term.Pid, to *term.Ref, msg term.Term, connect bool) bool {
	sender := n.kernel.PID()
	if from != nil {
		sender = term.FromPid(from)
	}
	return n.post(to.Node, connect, msg, opAliasSend, sender, term.FromRef(to))
}

// Link links two processes.
func (n *network) Link(from, to *term.Pid) {
	n.post(to.Node, true, none, opLink, term.FromPid(from), term.FromPid(to))
}

// Unlink removes a link. The protocol gives each unlink a number, which the acknowledgement
// repeats. This node does not wait for the acknowledgement, because the engine ignores exit signals
// of links that do not exist.
func (n *network) Unlink(from, to *term.Pid) {
	id := term.Int(int64(n.unlinks.Add(1)))
	n.post(to.Node, false, none, opUnlinkID, id, term.FromPid(from), term.FromPid(to))
}

// Monitor monitors a process by pid or by name.
func (n *network) Monitor(ref *term.Ref, from *term.Pid, to term.Term, node term.Atom) {
	n.post(node, true, none, opMonitorP, term.FromPid(from), to, term.FromRef(ref))
}

// Demonitor removes a monitor.
func (n *network) Demonitor(ref *term.Ref, from *term.Pid, to term.Term, node term.Atom) {
	n.post(node, false, none, opDemonitorP, term.FromPid(from), to, term.FromRef(ref))
}

// MonitorExit tells a monitoring process that a process of this node has ended.
func (n *network) MonitorExit(ref *term.Ref, from term.Term, to *term.Pid, reason term.Term) {
	n.post(to.Node, false, reason, opPayloadMonitorPExit, from, term.FromPid(to), term.FromRef(ref))
}

// Exit sends an exit signal, either through a link or from exit/2 (explicit).
func (n *network) Exit(from, to *term.Pid, reason term.Term, explicit bool) {
	op := int64(opPayloadExit)
	if explicit {
		op = opPayloadExit2
	}
	sender := n.kernel.PID()
	if from != nil {
		sender = term.FromPid(from)
	}
	n.post(to.Node, explicit, reason, op, sender, term.FromPid(to))
}

// GroupLeader changes a process's group leader.
func (n *network) GroupLeader(from, to *term.Pid, leader term.Term) {
	n.post(to.Node, true, none, opGroupLeader, leader, term.FromPid(to))
}

// Spawn requests a new process on another node.
func (n *network) Spawn(r vm.SpawnRequest) {
	var opts []term.Term
	if r.Link {
		opts = append(opts, aLink.Term())
	}
	if r.Monitor {
		opts = append(opts, aMonitor.Term())
	}
	n.await(r)
	leader := r.GroupLeader
	if leader.IsNone() {
		leader = n.kernel.PID() // the protocol requires a group leader
	}
	call := term.Tup(r.Module.Term(), r.Name.Term(), term.Int(int64(len(r.Args))))
	n.post(r.Node, true, term.List(r.Args...), opSpawnRequest,
		term.FromRef(r.Ref), term.FromPid(r.From), leader, call, term.List(opts...))
}

// await records a spawn request, so that the request gets a reply even if the node never answers.
func (n *network) await(r vm.SpawnRequest) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.spawns[r.Node] == nil {
		n.spawns[r.Node] = map[[5]uint32]vm.SpawnRequest{}
	}
	n.spawns[r.Node][r.Ref.ID] = r
}

// answered removes a spawn request that has been answered.
func (n *network) answered(node term.Atom, ref *term.Ref) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.spawns[node], ref.ID)
}

// unanswered fails the spawn requests to a node that can no longer answer.
func (n *network) unanswered(node term.Atom) {
	n.mu.Lock()
	lost := n.spawns[node]
	delete(n.spawns, node)
	n.mu.Unlock()
	for _, r := range lost {
		n.m.InSpawnReply(r.Ref, r.From, aNoConnection.Term(), false, false)
	}
}
