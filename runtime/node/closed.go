package node

import (
	"lab/runtime/dist"
	"lab/runtime/term"
)

// This file is the gate of a closed node: it accepts nothing but answers to its own
// requests, and what is sent to processes that were opened to others.
//
// The nodes that a lab examines run programs of strangers. The node that examines them
// must not do what they say.

var aNotSup = term.Intern("notsup")

// admits reports whether a closed node carries an operation out. One that asks for an
// answer is given the one that it would get of a node on which nothing runs.
func (n *network) admits(l *dist.Link, op int64, a []term.Term) bool {
	switch op {
	case opAliasSend, // an alias is made for one answer
		opExit, opPayloadExit, opMonitorPExit, opPayloadMonitorPExit, // of what this node watches
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

// opened reports whether t is a process that takes messages from other nodes.
func (n *network) opened(t term.Term) bool {
	pid := own(t)
	return pid != nil && n.m.IsOpen(pid)
}
