package node

import (
	"cmp"
	"errors"
	"slices"

	"lab/runtime/dist"
	"lab/runtime/dist/epmd"
	"lab/runtime/inet"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the network functions of Node, :net_kernel and :net_adm, and the faults of
// the workbook.

var (
	aIgnored        = term.Sym("ignored")
	aPong           = term.Sym("pong")
	aPang           = term.Sym("pang")
	aNoCookie       = term.Sym("nocookie")
	aNotAllowed     = term.Sym("not_allowed")
	aNotFound       = term.Sym("not_found")
	aAlreadyStarted = term.Sym("already_started")
	aLongNames      = term.Intern("longnames")
	aNameDomain     = term.Sym("name_domain")
	aHidden         = term.Sym("hidden")
	aNodeType       = term.Intern("node_type")
	aUnknownOptions = term.Sym("unknown_options")
	aInvalidOptions = term.Sym("invalid_options")
	aBadOption      = term.Sym("bad_option_value")
	aDownReason     = term.Intern("nodedown_reason")
)

func (n *Node) natives() {
	m := n.m
	m.StepNative("net_kernel", "connect_node", 1, n.connectNode)
	m.StepNative("net_kernel", "hidden_connect_node", 1, n.connectNode)
	m.StepNative("net_kernel", "start", 1, n.startNode)
	m.StepNative("net_kernel", "start", 2, n.startNode)
	m.StepNative("net_kernel", "stop", 0, n.stopNode)
	m.Native("net_kernel", "monitor_nodes", 1, monitorNodes)
	m.Native("net_kernel", "monitor_nodes", 2, monitorNodes)
	m.Native("net_kernel", "nodes_info", 0, n.nodesInfo)
	m.Native("net_kernel", "longnames", 0, n.longNames)
	m.Native("net_kernel", "get_net_ticktime", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		return term.Int(60), nil
	})
	m.StepNative("net_adm", "ping", 1, n.ping)
	m.StepNative("net_adm", "names", 0, n.names)
	m.StepNative("net_adm", "names", 1, n.names)
	m.StepNative("erl_epmd", "names", 0, n.names)
	m.StepNative("erl_epmd", "names", 1, n.names)
	m.StepNative("erl_epmd", "ensure", 0, n.ensureEpmd)
	m.Native("erl_epmd", "port", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		return term.Int(int64(cmp.Or(n.cfg.EpmdPort, epmd.Port()))), nil
	})
	m.Native("erlang", "get_cookie", 0, n.getCookie)
	m.Native("erlang", "get_cookie", 1, n.getCookie)
	m.Native("erlang", "set_cookie", 1, n.setCookie)
	m.Native("erlang", "set_cookie", 2, n.setCookie)
	m.StepNative("lab_serf", "join", 1, n.serfJoin)
	m.Native("lab_serf", "members", 0, n.serfMembers)
	m.Native("lab_fault", "cut", 1, n.setCut(true))
	m.Native("lab_fault", "heal", 1, n.setCut(false))
	m.Native("lab_fault", "why_not", 1, n.whyNot)
	m.Native("lab_watch", "spawned", 1, n.spawned)
}

func (n *Node) connectNode(p *vm.Process, a []term.Term) vm.Step {
	if !a[0].IsAtom() {
		return p.Fail(vm.FunctionClauseAt(aNetKernel, term.Intern("connect_node"), a, "net_kernel.erl", 358))
	}
	net := n.network()
	if net == nil {
		return p.Return(aIgnored)
	}
	n.attempts.note(p, a[0].Atom())
	return p.Block(func() (term.Term, error) { return term.Bool(net.Connect(a[0].Atom())), nil })
}

// startNode implements net_kernel:start(Name, #{name_domain => shortnames | longnames, hidden =>
// boolean}) and start([Name, Domain]).
func (n *Node) startNode(p *vm.Process, a []term.Term) vm.Step {
	cfg := NetConfig{Long: true}
	name := a[0]
	if list, ok := a[0].Slice(); ok && len(list) > 0 {
		name = list[0]
		cfg.Long = len(list) < 2 || list[1].Is(aLongNames)
	}
	if len(a) == 2 && a[1].Map() != nil {
		domain, given := a[1].Map().Get(aNameDomain)
		cfg.Long = !given || domain.Is(aLongNames)
		hidden, _ := a[1].Map().Get(aHidden)
		cfg.Hidden = hidden.Is(term.ATrue)
	}
	if !name.IsAtom() {
		return p.Fail(vm.Badarg())
	}
	cfg.Name = name.Atom().String()
	return p.Block(func() (term.Term, error) { return n.startAnswer(cfg), nil })
}

func (n *Node) startAnswer(cfg NetConfig) term.Term {
	if net := n.network(); net != nil {
		return term.Tup(term.Error, term.Tup(aAlreadyStarted, net.kernel.PID()))
	}
	if err := n.StartNet(cfg, true); err != nil {
		n.log("error", err.Error())
		return term.Tup(term.Error, term.Tup(aShutdown.Term(), term.Str(err.Error())))
	}
	return term.Tup(term.Ok, n.network().kernel.PID())
}

func (n *Node) stopNode(p *vm.Process, _ []term.Term) vm.Step {
	return p.Block(func() (term.Term, error) {
		switch err := n.StopNet(); {
		case errors.Is(err, errNotAlive):
			return term.Tup(term.Error, aNotFound), nil
		case err != nil:
			return term.Tup(term.Error, aNotAllowed), nil
		}
		return term.Ok, nil
	})
}

// nodeWatch holds the options of a subscription to node events: the kind of nodes, whether the
// message has more than the name, and whether it has the reason of a nodedown.
type nodeWatch struct {
	kind         string
	long, reason bool
}

// read parses the options of net_kernel:monitor_nodes/2, which are a list or (since OTP 24.3) a
// map. It returns the reason of the error, or the zero Term.
func (w *nodeWatch) read(opts term.Term) term.Term {
	var unknown []term.Term
	if m := opts.Map(); m != nil {
		left, bad := m, term.Term{}
		m.Each(func(k, v term.Term) bool {
			known, good := w.one(k, v)
			if known {
				left = left.Delete(k)
			}
			if known && !good {
				bad = term.Tup(k, v)
			}
			return true
		})
		w.long = w.long || m.Len() > 0
		if left.Len() > 0 {
			return term.Tup(aUnknownOptions, term.FromMap(left))
		}
		return badOption(bad)
	}
	list, ok := opts.Options()
	if !ok {
		return term.Tup(aInvalidOptions, opts)
	}
	for _, o := range list {
		e := o.Elems()
		switch {
		case o.Is(aDownReason):
			w.long, w.reason = true, true
			continue
		case len(e) == 2 && e[0].Is(aNodeType):
			if _, good := w.one(e[0], e[1]); !good {
				return badOption(o)
			}
			continue
		}
		unknown = append(unknown, o)
	}
	if unknown != nil {
		return term.Tup(aUnknownOptions, term.List(unknown...))
	}
	return term.Term{}
}

func badOption(option term.Term) term.Term {
	if option.IsNone() {
		return option
	}
	return term.Tup(aBadOption, option)
}

// one sets an option. It reports whether the option is known, and whether the value is valid.
func (w *nodeWatch) one(key, value term.Term) (known, good bool) {
	switch {
	case key.Is(aNodeType):
		w.kind, w.long = value.Atom().String(), true
		return true, value.IsAtom() && slices.Contains([]string{"visible", "hidden", "all"}, w.kind)
	case key.Is(aDownReason):
		w.long, w.reason = true, value.Is(term.ATrue)
		return true, w.reason || value.Is(term.AFalse)
	}
	return false, false
}

// monitorNodes implements net_kernel:monitor_nodes(Flag, Options).
func monitorNodes(p *vm.Process, a []term.Term) (term.Term, error) {
	if !a[0].Is(term.ATrue) && !a[0].Is(term.AFalse) {
		return term.Error, nil
	}
	var w nodeWatch
	if len(a) == 2 {
		if fault := w.read(a[1]); !fault.IsNone() {
			return term.Tup(term.Error, fault), nil
		}
	}
	p.WatchNodes(a[0].Is(term.ATrue), w.kind, w.long, w.reason)
	return term.Ok, nil
}

func (n *Node) longNames(*vm.Process, []term.Term) (term.Term, error) {
	net := n.network()
	if net == nil {
		return aIgnored, nil
	}
	return term.Bool(net.cfg.Long), nil
}

func (n *Node) ping(p *vm.Process, a []term.Term) vm.Step {
	if !a[0].IsAtom() {
		return p.Fail(vm.FunctionClauseAt(term.Intern("net_adm"), term.Intern("ping"), a, "net_adm.erl", 0))
	}
	node, net := a[0].Atom(), n.network()
	if net == nil { // not even this node answers, as in OTP
		return p.Return(aPang)
	}
	n.attempts.note(p, node)
	return p.Block(func() (term.Term, error) {
		if net.Connect(node) && net.kernel.ping(node) {
			return aPong, nil
		}
		return aPang, nil
	})
}

// ensureEpmd starts epmd if none answers. It returns :ok or {:error, text}.
func (n *Node) ensureEpmd(p *vm.Process, _ []term.Term) vm.Step {
	return p.Block(func() (term.Term, error) {
		client := epmd.Client{Port: n.cfg.EpmdPort, Net: n.cfg.Net.Gate}
		if err := client.Ensure(n.cfg.Epmd...); err != nil {
			return term.Tup(term.Error, term.Str(err.Error())), nil
		}
		return term.Ok, nil
	})
}

// names implements net_adm:names(Host), which lists the nodes that epmd knows.
func (n *Node) names(p *vm.Process, a []term.Term) vm.Step {
	host := "localhost"
	if len(a) == 1 {
		host = inet.HostText(a[0])
	}
	return p.Block(func() (term.Term, error) {
		var all []epmd.Entry
		ask, _, err := dialAddrs(n.cfg.Net.Gate, host)
		if err == nil {
			all, err = epmd.Client{Port: n.cfg.EpmdPort, Net: n.cfg.Net.Gate}.Names(ask.String())
		}
		if err != nil {
			return term.Tup(term.Error, term.Sym("address")), nil
		}
		var list []term.Term
		for _, e := range all {
			list = append(list, term.Tup(term.Charlist(e.Name), term.Int(int64(e.Port))))
		}
		return term.Tup(term.Ok, term.List(list...)), nil
	})
}

func (n *Node) getCookie(_ *vm.Process, a []term.Term) (term.Term, error) {
	net := n.network()
	switch {
	case net == nil:
		return aNoCookie, nil
	case len(a) == 0:
		return term.Sym(n.jar.own()), nil
	case !a[0].IsAtom():
		return term.Term{}, vm.BadargAt(1, "not an atom")
	}
	return term.Sym(n.jar.of(a[0].Atom().String())), nil
}

// setCookie implements set_cookie(Cookie) and set_cookie(Node, Cookie).
func (n *Node) setCookie(_ *vm.Process, a []term.Term) (term.Term, error) {
	cookie := a[len(a)-1]
	for i, t := range a {
		if !t.IsAtom() {
			return term.Term{}, vm.BadargAt(i+1, "not an atom")
		}
	}
	net := n.network()
	if net == nil {
		return term.Term{}, vm.BadargAt(1, "the node name is not part of a distributed system")
	}
	if len(a) == 2 && !a[0].Is(net.name) {
		n.jar.set(a[0].Atom().String(), cookie.Atom().String())
		return term.True, nil
	}
	n.jar.setOwn(cookie.Atom().String())
	net.rekey()
	return term.True, nil
}

// setCut implements lab_fault:cut(Nodes) and heal(Nodes), which lab observe uses. They raise an
// error on nodes whose programs are being checked.
func (n *Node) setCut(broken bool) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		peers, ok := a[0].Slice()
		switch {
		case !ok:
			return term.Term{}, vm.BadargAt(1, "not a list")
		case n.code.Sealed != nil:
			return term.Term{}, vm.Raise("RuntimeError", "message", "links are cut and mended by the checks alone while they run")
		}
		for _, peer := range peers {
			if !peer.IsAtom() {
				return term.Term{}, vm.BadargAt(1, "not a list of nodes")
			}
		}
		n.Cut(broken, peers)
		return term.Ok, nil
	}
}

// Cut cuts or heals the links to other nodes.
func (n *Node) Cut(broken bool, peers []term.Term) {
	net := n.network()
	for _, peer := range peers {
		name := peer.Atom().String()
		if broken {
			n.inet.Cut(name)
		} else {
			n.inet.Heal(name)
		}
		if net != nil {
			net.cut(name, broken)
		}
	}
}

// spawned implements lab_watch:spawned(Last). It returns the number of the newest process, and the
// processes newer than Last.
func (n *Node) spawned(_ *vm.Process, a []term.Term) (term.Term, error) {
	last, ok := a[0].AsInt()
	if !ok {
		return term.Term{}, vm.BadargAt(1, "not an integer")
	}
	newest, pids := n.m.Spawned(uint32(last))
	return term.Tup(term.Int(int64(newest)), term.List(pids...)), nil
}

// whyNot implements lab_fault:why_not(Node), which returns the cause of the last failed
// connection.
func (n *Node) whyNot(_ *vm.Process, a []term.Term) (term.Term, error) {
	net := n.network()
	if net == nil {
		return term.Sym(string(dist.CauseNotAlive)), nil
	}
	if cause := dist.CauseOf(net.failure(a[0].Atom())); cause != "" {
		return term.Sym(string(cause)), nil
	}
	return term.Nil, nil
}
