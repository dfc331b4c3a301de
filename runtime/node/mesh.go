package node

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"lab/runtime/cluster"
	"lab/runtime/dist"
	"lab/runtime/term"
)

// This file keeps links and membership together: a link makes its ends members of
// one cluster, and a member that joins is linked to.

// The reasons of a nodedown message (kernel, net_kernel:monitor_nodes/2).
var (
	reasonClosed       = term.Sym("connection_closed")
	reasonDisconnected = term.Sym("disconnect")
	reasonSilent       = term.Sym("net_tick_timeout")
)

func reasonOf(err error) term.Term {
	switch {
	case errors.Is(err, dist.ErrDisconnected):
		return reasonDisconnected
	case errors.Is(err, dist.ErrSilent):
		return reasonSilent
	}
	return reasonClosed
}

// Up implements dist.Receiver.
func (n *network) Up(l *dist.Link) {
	name := l.Node.String()
	n.mu.Lock()
	n.since[l.Node] = time.Now()
	n.hidden[l.Node] = l.Hidden
	n.meet(l.Node)
	n.ups[l.Node]++
	delete(n.reasons, l.Node)
	agent := n.agents[name]
	n.mu.Unlock()
	n.m.NodeUp(l.Node, l.Hidden)
	if n.gossip != nil && !l.Hidden && agent != "" && !n.memberAt(name, agent) {
		n.gossip.Join(agent)
	}
}

// memberAt reports whether a node is a member whose agent is at an address: a former life
// of it, whose loss has not been noticed yet, had another port. The host may be a
// name here and an IP there.
func (n *network) memberAt(name, agent string) bool {
	_, port, _ := net.SplitHostPort(agent)
	return slices.ContainsFunc(n.gossip.Members(), func(m cluster.Member) bool {
		return m.Name == name && strconv.Itoa(m.GossipPort) == port
	})
}

func (n *network) member(name string) bool {
	return slices.ContainsFunc(n.gossip.Members(), func(m cluster.Member) bool { return m.Name == name })
}

// Down implements dist.Receiver.
func (n *network) Down(l *dist.Link, reason error) {
	n.mu.Lock()
	delete(n.since, l.Node)
	n.parted[l.Node] = time.Now()
	delete(n.addrs, l.Node.String())
	delete(n.agents, l.Node.String())
	n.mu.Unlock()
	if errors.Is(reason, dist.ErrSilent) {
		go n.log("error", fmt.Sprintf("** Node %s not responding **\n** Removing (timedout) connection **", inspect(l.Node.String())))
	}
	n.unanswered(l.Node)
	n.m.NodeDown(l.Node, reasonOf(reason))
	if n.gossip != nil && !l.Hidden && n.alone() {
		// Without a link a node is not a member of anything: whoever connects again
		// joins anew, and is linked to everybody there.
		n.gossip.Restart(n.jar.own())
	}
}

// Failed implements dist.Receiver.
func (n *network) Failed(node term.Atom, err error) {
	n.mu.Lock()
	if dist.CauseOf(err) != dist.CauseBadName {
		n.meet(node)
	}
	n.reasons[node] = err
	delete(n.addrs, node.String())
	n.mu.Unlock()
	n.unanswered(node)
	n.m.NodeUnreachable(node)
}

// Unsent implements dist.Receiver.
func (n *network) Unsent(node term.Atom, err error) {
	go n.log("error", fmt.Sprintf("a message to node %s was not sent: %v", inspect(node.String()), err))
}

// Rejected implements dist.Receiver.
func (n *network) Rejected(peer string, _ error) {
	n.log("error", fmt.Sprintf("** Connection attempt from node %s rejected. Invalid challenge reply. **\n", inspect(peer)))
}

// Broken implements dist.Receiver.
func (n *network) Broken(err error) { go n.log("error", err.Error()) }

// meshPause is how long the node with the lesser name leaves it to the other to
// make a link that both want.
const meshPause = 150 * time.Millisecond

// settled is how long after the end of a link it may take until nobody is told any
// more that its other end is a member.
const settled = 2 * time.Second

// memberChanged takes what the cluster reports.
func (n *network) memberChanged(c cluster.Change, m cluster.Member) {
	switch c {
	case cluster.Joined:
		node := term.Intern(m.Name)
		n.mu.Lock()
		ups := n.ups[node]
		n.mu.Unlock()
		go n.linkTo(node, m, ups)
	case cluster.Left:
		go n.rejoin(term.Intern(m.Name), m)
	case cluster.Failed:
		go func() {
			n.doubt(term.Intern(m.Name))
			n.rejoin(term.Intern(m.Name), m)
		}()
	}
}

// rejoin meets a node that is not a member any more and to which there is a link all the
// same. It was alone, and made its membership anew, when the link was made.
func (n *network) rejoin(node term.Atom, m cluster.Member) {
	<-n.ready
	time.Sleep(settled) // who leaves for good ends its links, too
	if l := n.end.Link(node); l == nil || l.Hidden || n.member(m.Name) {
		return
	}
	n.mu.Lock()
	agent := n.agents[m.Name]
	n.mu.Unlock()
	if agent == "" {
		agent = m.Gossip()
	}
	n.gossip.Join(agent)
}

// linkTo makes the link to a member that joined. ups is how many links to it there
// had been by then: where one was made meanwhile and is gone, somebody wanted it
// gone.
func (n *network) linkTo(node term.Atom, m cluster.Member, ups int) {
	<-n.ready
	n.mu.Lock()
	n.addrs[m.Name] = m.Dist()
	n.agents[m.Name] = m.Gossip()
	n.mu.Unlock()
	if n.end.Link(node) != nil || !n.stillMember(node) {
		return
	}
	if m.Name > n.name.String() {
		time.Sleep(meshPause)
	}
	n.mu.Lock()
	made := n.ups[node] > ups
	n.mu.Unlock()
	if made || n.end.Link(node) != nil {
		return
	}
	// The outcome is told to Up or to Failed.
	_ = n.end.Connect(node)
}

// stillMember waits until what is said of a node is not an echo of a link that somebody
// ended, and reports whether it is a member then.
func (n *network) stillMember(node term.Atom) bool {
	n.mu.Lock()
	parted, was := n.parted[node]
	n.mu.Unlock()
	rest := settled - time.Since(parted)
	if !was || rest <= 0 {
		return true
	}
	time.Sleep(rest)
	return n.member(node.String())
}

// doubt ends the link to a node that the cluster holds to be dead, unless it is
// heard over the link.
func (n *network) doubt(node term.Atom) {
	<-n.ready
	if l := n.end.Link(node); l != nil {
		l.Doubt()
	}
}

// cut stops all traffic between this node and another, as a broken cable does.
// The other node must be told, too.
func (n *network) cut(name string, broken bool) {
	agent := n.agentOf(name)
	if broken {
		n.end.Cut(name)
	} else {
		n.end.Heal(name)
	}
	switch {
	case n.gossip == nil || agent == "":
	case broken:
		n.gossip.Cut(agent)
	default:
		n.gossip.Heal(agent)
	}
}

// agentOf returns where a node's agent is, "" where that was never known.
func (n *network) agentOf(name string) string {
	if n.gossip == nil {
		return ""
	}
	if m, ok := n.gossip.Known(name); ok {
		return m.Gossip()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.agents[name]
}
