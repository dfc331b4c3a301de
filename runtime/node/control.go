package node

import (
	"fmt"

	"lab/runtime/dist"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file receives signals: it validates control messages from links and passes them to the
// engine.

// Control implements dist.Receiver.
func (n *network) Control(l *dist.Link, c []term.Term, payload term.Term) error {
	op, _ := c[0].AsInt()
	args := c[1:]
	handle := handlers[op]
	if handle == nil {
		return fmt.Errorf("%w: operation %d", errControl, op)
	}
	if len(args) < arity[op] {
		return fmt.Errorf("%w: operation %d with %d arguments", errControl, op, len(args))
	}
	if n.cfg.Closed && !n.admits(l, op, args) {
		return nil
	}
	if !handle(n, l, args, payload) {
		return fmt.Errorf("%w: operation %d with wrong arguments", errControl, op)
	}
	return nil
}

// A handler executes an operation. It returns false if the arguments are invalid.
type handler func(n *network, l *dist.Link, a []term.Term, payload term.Term) bool

var arity = map[int64]int{
	opLink: 2, opSend: 2, opExit: 3, opUnlink: 2, opRegSend: 3, opGroupLeader: 2, opExit2: 3,
	opMonitorP: 3, opDemonitorP: 3, opMonitorPExit: 4, opSendSender: 2, opPayloadExit: 2,
	opPayloadExit2: 2, opPayloadMonitorPExit: 3, opSpawnRequest: 5, opSpawnReply: 4,
	opAliasSend: 2, opUnlinkID: 3, opUnlinkIDAck: 3,
}

var handlers map[int64]handler

func init() {
	handlers = map[int64]handler{
		opSend:         func(n *network, _ *dist.Link, a []term.Term, p term.Term) bool { return n.inSend(a[1], p) },
		opSendSender:   func(n *network, _ *dist.Link, a []term.Term, p term.Term) bool { return n.inSend(a[1], p) },
		opRegSend:      inRegSend,
		opAliasSend:    inAliasSend,
		opLink:         inLink,
		opUnlink:       func(n *network, _ *dist.Link, a []term.Term, _ term.Term) bool { return n.inUnlink(a[0], a[1]) },
		opUnlinkID:     inUnlinkID,
		opUnlinkIDAck:  func(*network, *dist.Link, []term.Term, term.Term) bool { return true },
		opExit:         func(n *network, _ *dist.Link, a []term.Term, _ term.Term) bool { return n.inExit(a, a[2], false) },
		opExit2:        func(n *network, _ *dist.Link, a []term.Term, _ term.Term) bool { return n.inExit(a, a[2], true) },
		opPayloadExit:  func(n *network, _ *dist.Link, a []term.Term, p term.Term) bool { return n.inExit(a, p, false) },
		opPayloadExit2: func(n *network, _ *dist.Link, a []term.Term, p term.Term) bool { return n.inExit(a, p, true) },
		opGroupLeader:  inGroupLeader,
		opMonitorP:     inMonitor,
		opDemonitorP:   inDemonitor,
		opMonitorPExit: func(n *network, _ *dist.Link, a []term.Term, _ term.Term) bool { return n.inMonitorExit(a, a[3]) },
		opPayloadMonitorPExit: func(n *network, _ *dist.Link, a []term.Term, p term.Term) bool {
			return n.inMonitorExit(a, p)
		},
		opSpawnRequest: inSpawnRequest,
		opSpawnReply:   inSpawnReply,
	}
}

// own returns t's pid if it belongs to this node, and nil otherwise.
func own(t term.Term) *term.Pid {
	if p := t.Pid(); p != nil && p.Node == term.LocalNode {
		return p
	}
	return nil
}

// theirs returns t's pid if it belongs to another node, and nil otherwise.
func theirs(t term.Term) *term.Pid {
	if p := t.Pid(); p != nil && p.Node != term.LocalNode {
		return p
	}
	return nil
}

// former reports whether t is a pid or a reference of an earlier incarnation of this node. Such a
// receiver is valid, but does not exist any more.
func (n *network) former(t term.Term) bool {
	if p := t.Pid(); p != nil {
		return p.Node == n.name
	}
	r := t.Ref()
	return r != nil && r.Node == n.name
}

func (n *network) inSend(to, msg term.Term) bool {
	if msg.IsNone() {
		return false
	}
	pid := own(to)
	if pid == nil {
		return n.former(to)
	}
	n.m.InSend(pid, msg)
	return true
}

func inRegSend(n *network, _ *dist.Link, a []term.Term, msg term.Term) bool {
	if !a[2].IsAtom() || msg.IsNone() {
		return false
	}
	n.m.InSendName(a[2].Atom(), msg)
	return true
}

func inAliasSend(n *network, _ *dist.Link, a []term.Term, msg term.Term) bool {
	ref := a[1].Ref()
	if ref == nil || msg.IsNone() {
		return false
	}
	if ref.Node == term.LocalNode {
		n.m.InSendAlias(ref, msg)
	}
	return true
}

func inLink(n *network, _ *dist.Link, a []term.Term, _ term.Term) bool {
	from, to := theirs(a[0]), own(a[1])
	if from == nil || to == nil {
		return n.former(a[1])
	}
	n.m.InLink(from, to)
	return true
}

func (n *network) inUnlink(from, to term.Term) bool {
	if theirs(from) == nil || own(to) == nil {
		return n.former(to)
	}
	n.m.InUnlink(from.Pid(), to.Pid())
	return true
}

func inUnlinkID(n *network, l *dist.Link, a []term.Term, _ term.Term) bool {
	if !n.inUnlink(a[1], a[2]) {
		return false
	}
	n.post(l.Node, false, none, opUnlinkIDAck, a[0], a[2], a[1])
	return true
}

func (n *network) inExit(a []term.Term, reason term.Term, explicit bool) bool {
	from, to := theirs(a[0]), own(a[1])
	switch {
	case reason.IsNone():
		return false
	case from == nil || to == nil:
		return n.former(a[1])
	case explicit:
		n.m.InExit2(from, to, reason)
	default:
		n.m.InExit(from, to, reason)
	}
	return true
}

func inGroupLeader(n *network, _ *dist.Link, a []term.Term, _ term.Term) bool {
	to := own(a[1])
	if to == nil || a[0].Pid() == nil {
		return n.former(a[1])
	}
	n.m.InGroupLeader(to, a[0])
	return true
}

// watchable reports whether t can be monitored: a pid or a name.
func watchable(t term.Term) bool { return t.IsAtom() || own(t) != nil }

func inMonitor(n *network, _ *dist.Link, a []term.Term, _ term.Term) bool {
	from, ref := theirs(a[0]), a[2].Ref()
	if from == nil || ref == nil || !watchable(a[1]) {
		return n.former(a[1])
	}
	n.m.InMonitor(ref, from, a[1])
	return true
}

func inDemonitor(n *network, _ *dist.Link, a []term.Term, _ term.Term) bool {
	from, ref := theirs(a[0]), a[2].Ref()
	if from == nil || ref == nil || !watchable(a[1]) {
		return n.former(a[1])
	}
	n.m.InDemonitor(ref, from, a[1])
	return true
}

func (n *network) inMonitorExit(a []term.Term, reason term.Term) bool {
	to, ref := own(a[1]), a[2].Ref()
	if to == nil || ref == nil || reason.IsNone() {
		return n.former(a[1])
	}
	n.m.InMonitorExit(ref, a[0], to, reason)
	return true
}

// inSpawnRequest handles {ReqId, From, GroupLeader, {M, F, Arity}, Opts}. The payload is the list
// of arguments.
func inSpawnRequest(n *network, l *dist.Link, a []term.Term, payload term.Term) bool {
	ref, from, call := a[0].Ref(), theirs(a[1]), a[3].Elems()
	opts, ok := a[4].Options()
	args, ok2 := payload.Slice()
	if ref == nil || from == nil || a[2].Pid() == nil || !ok || !ok2 ||
		len(call) != 3 || !call[0].IsAtom() || !call[1].IsAtom() {
		return false
	}
	r := vm.SpawnRequest{
		Ref: ref, From: from, GroupLeader: a[2], Node: l.Node,
		Module: call[0].Atom(), Name: call[1].Atom(), Args: args,
	}
	flags := int64(0)
	for _, o := range opts {
		e := o.Elems()
		switch {
		case o.Is(aLink):
			r.Link, flags = true, flags|spawnedLinked
		case o.Is(aMonitor), len(e) == 2 && e[0].Is(aMonitor):
			r.Monitor, flags = true, flags|spawnedMonitored
		}
	}
	n.m.InSpawnRequest(r, func(pid *term.Pid) {
		n.post(l.Node, false, none, opSpawnReply, a[0], a[1], term.Int(flags), term.FromPid(pid))
	})
	return true
}

// inSpawnReply handles {ReqId, To, Flags, pid or error}.
func inSpawnReply(n *network, l *dist.Link, a []term.Term, _ term.Term) bool {
	ref, to := a[0].Ref(), own(a[1])
	flags, ok := a[2].AsInt()
	if ref == nil || to == nil || !ok {
		return n.former(a[1])
	}
	n.answered(l.Node, ref)
	n.m.InSpawnReply(ref, to, a[3], flags&spawnedLinked != 0, flags&spawnedMonitored != 0)
	return true
}
