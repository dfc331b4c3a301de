package node

import (
	"errors"
	"net"
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file gives programs access to the cluster membership, for Cluster.Strategy.Serf.

var (
	errNoGossip = errors.New("it takes no part in the gossip")
	errSelf     = errors.New("it is this node")
)

// serfJoin implements lab_serf:join(Node). It returns true or {error, Text}.
func (n *Node) serfJoin(p *vm.Process, a []term.Term) vm.Step {
	if !a[0].IsAtom() {
		return p.Fail(vm.BadargAt(1, "not an atom"))
	}
	net := n.network()
	if net == nil {
		return p.Return(aIgnored)
	}
	n.attempts.note(p, a[0].Atom())
	return p.Block(func() (term.Term, error) {
		if err := net.join(a[0].Atom().String()); err != nil {
			return term.Tup(term.Error, term.Str(err.Error())), nil
		}
		return term.True, nil
	})
}

// join joins the cluster of another node. It does not make a link: the node connects to each member
// when the cluster reports the member.
func (n *network) join(name string) error {
	if name == n.name.String() {
		return errSelf
	}
	alive, host := split(name)
	ask, listens, err := dialAddrs(n.cfg.Gate, host)
	if err != nil {
		return err
	}
	e, err := n.epmd.Lookup(ask.String(), alive)
	if err != nil {
		return err
	}
	port, gossips := strings.CutPrefix(e.Extra, extraGossip)
	if !gossips || n.gossip == nil {
		return errNoGossip
	}
	return n.gossip.Meet(net.JoinHostPort(listens.String(), port))
}

// serfMembers implements lab_serf:members().
func (n *Node) serfMembers(*vm.Process, []term.Term) (term.Term, error) {
	net := n.network()
	if net == nil || net.gossip == nil {
		return term.Empty, nil
	}
	var names []term.Term
	for _, m := range net.gossip.Members() {
		names = append(names, term.Sym(m.Name))
	}
	return term.List(names...), nil
}
