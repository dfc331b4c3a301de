package probe

import (
	"slices"
	"strings"

	"lab/labs/observe"
	"lab/runtime/term"
)

// This file reads the traffic on the links of a node.

// traffic counts the messages on each link since it was established, except the link to the probe.
func (l *look) traffic(o *Observer) {
	answer := l.ask("net_kernel", "nodes_info").Elems()
	if len(answer) != 2 {
		return
	}
	peers, _ := answer[1].Slice()
	for _, p := range peers {
		kv := p.Elems()
		if len(kv) != 2 || !kv[0].IsAtom() || kv[0].Is(o.h.n.Machine().Node()) {
			continue
		}
		r := readRecord(kv[1])
		if !r["state"].Is(term.Intern("up")) {
			continue
		}
		l.node.Traffic = append(l.node.Traffic, observe.Traffic{Peer: kv[0].Atom().String(), In: float64(number(r["in"])), Out: float64(number(r["out"]))})
	}
	slices.SortFunc(l.node.Traffic, func(a, b observe.Traffic) int { return strings.Compare(a.Peer, b.Peer) })
}
