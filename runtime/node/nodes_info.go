package node

import (
	"net"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// nodesInfo implements net_kernel:nodes_info(), with the number of messages received and sent on
// each link.
func (n *Node) nodesInfo(*vm.Process, []term.Term) (term.Term, error) {
	network := n.network()
	if network == nil {
		return term.Term{}, vm.Badarg()
	}
	var all []term.Term
	pair := func(key string, value term.Term) term.Term { return term.Tup(term.Sym(key), value) }
	for _, l := range network.end.Links() {
		kind := "normal"
		if l.Hidden {
			kind = "hidden"
		}
		came, went := l.Counts()
		_, host := split(l.Node.String())
		all = append(all, term.Tup(l.Node.Term(), term.List(
			pair("owner", network.kernel.PID()),
			pair("state", term.Sym("up")),
			pair("address", term.Tup(term.Sym("net_address"), socketTerm(l.Addr()), term.Charlist(host), term.Sym("tcp"), term.Sym("inet"))),
			pair("type", term.Sym(kind)),
			pair("in", term.Int(came)),
			pair("out", term.Int(went)))))
	}
	return term.Tup(term.Ok, term.List(all...)), nil
}

// socketTerm returns an address as {{A, B, C, D}, Port}.
func socketTerm(a net.Addr) term.Term {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return term.Undefined
	}
	var parts []term.Term
	for _, b := range tcp.IP.To4() {
		parts = append(parts, term.Int(int64(b)))
	}
	return term.Tup(term.Tup(parts...), term.Int(int64(tcp.Port)))
}
