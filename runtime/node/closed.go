package node

import (
	"lab/runtime/dist"
	"lab/runtime/term"
)

// This file filters the signals to a closed node. The node accepts only replies to its own
// requests, and messages to processes that were explicitly opened.
//
// The nodes that a lab examines run untrusted programs, and these must not control the examining
// node.

var aNotSup = term.Intern("notsup")

// admits reports whether a closed node accepts an operation. A request that expects a reply gets
// the reply of a node without processes.
func (n *network) admits(l *dist.Link, op int64, a []term.Term) bool {
	switch op {
	case opAliasSend, // an alias exists for a single reply
		opExit, opPayloadExit, opMonitorPExit, opPayloadMonitorPExit, // exits of processes that this node watches
		opSpawnReply, opUnlink, opUnlinkID, opUnlinkIDAck, opDemonitorP:
		return true
	case opSend, opSendSender:
		return n.opened(a[1])
	case opMonitorP:
		if n.opened(a[1]) {
			return true
		}
		if from, ref := theirs(a[0]), a[2].Ref(); from != nil && ref != nil {
			n.MonitorExit(ref, a[1], from, aNoproc.Term())
		}
	case opLink:
		if from, to := theirs(a[0]), own(a[1]); from != nil && to != nil {
			n.Exit(to, from, aNoproc.Term(), false)
		}
	case opSpawnRequest:
		if from := theirs(a[1]); from != nil && a[0].Ref() != nil {
			n.post(l.Node, false, none, opSpawnReply, a[0], a[1], term.Int(0), aNotSup.Term())
		}
	}
	return false
}

// opened reports whether t is the pid of a process that accepts messages from other nodes.
func (n *network) opened(t term.Term) bool {
	pid := own(t)
	return pid != nil && n.m.IsOpen(pid)
}
