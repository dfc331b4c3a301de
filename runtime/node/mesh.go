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

// This file keeps links and cluster membership consistent. A link makes both ends members of one
// cluster, and the node connects to each member that joins.

// These are the reasons of a nodedown message (kernel, net_kernel:monitor_nodes/2).
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

// memberAt reports whether a node is a member with the given agent. An earlier incarnation of the
// node may still be a member, but its agent has another port. Only the port is compared, because
// the host may be a name in one place and an IP address in the other.
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
		// A node without links leaves its cluster. A later connection makes it join again, and the
		// mesh is re-established.
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

// meshPause is how long the node whose name sorts first waits for the other node to connect,
// because both nodes learn of each other at the same time.
const meshPause = 150 * time.Millisecond

// settled is the time after the end of a link within which all nodes notice that the node at the
// other end has left.
const settled = 2 * time.Second

// memberChanged handles a change reported by the cluster.
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

// rejoin joins the cluster of a node that is linked but no longer a member. This happens if that
// node had no links and restarted its membership while the link was made.
func (n *network) rejoin(node term.Atom, m cluster.Member) {
	<-n.ready
	time.Sleep(settled) // a node that leaves for good also ends its links
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

// linkTo connects to a member that joined. The argument ups is the number of links to the member
// when it joined. If another link has been made since and has ended, linkTo does nothing, because a
// program disconnected it.
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
	// Up or Failed handles the outcome.
	_ = n.end.Connect(node)
}

// stillMember reports whether a node that has joined is still a member. If a link to the node ended
// recently, stillMember first waits, because the news of its membership may be outdated. Otherwise
// it trusts the news.
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

// doubt ends the link to a node that the cluster considers dead, unless the link shows a sign of
// life soon.
func (n *network) doubt(node term.Atom) {
	<-n.ready
	if l := n.end.Link(node); l != nil {
		l.Doubt()
	}
}

// cut stops or resumes all traffic to another node, like a broken cable. The other node must do
// the same.
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

// agentOf returns the address of a node's agent, or "" if it is unknown.
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
