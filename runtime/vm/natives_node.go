package vm

import "lab/runtime/term"

func nodeNatives(m *Machine) {
	m.Native("erlang", "node", 0, func(p *Process, _ []term.Term) (term.Term, error) { return p.m.Node().Term(), nil })
	m.Native("erlang", "node", 1, func(p *Process, a []term.Term) (term.Term, error) {
		var node term.Atom
		switch {
		case a[0].Pid() != nil:
			node = a[0].Pid().Node
		case a[0].Ref() != nil:
			node = a[0].Ref().Node
		case a[0].Port() != nil:
			node = a[0].Port().Node
		default:
			return none, BadargAt(1, "not a pid, port, or reference")
		}
		if node == term.LocalNode {
			node = p.m.Node()
		}
		return node.Term(), nil
	})
	m.Native("erlang", "is_alive", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		return term.Bool(p.m.Alive()), nil
	})
	m.Native("erlang", "nodes", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		return atomList(p.m.Nodes("visible")), nil
	})
	m.Native("erlang", "nodes", 1, func(p *Process, a []term.Term) (term.Term, error) {
		kinds := []term.Term{a[0]}
		if list, ok := a[0].Options(); ok {
			kinds = list
		}
		return nodesOf(p.m, kinds)
	})
	m.Native("erlang", "monitor_node", 2, func(p *Process, a []term.Term) (term.Term, error) { return monitorNode(p, a) })
	m.Native("erlang", "monitor_node", 3, func(p *Process, a []term.Term) (term.Term, error) { return monitorNode(p, a) })
	m.StepNative("erlang", "disconnect_node", 1, func(p *Process, a []term.Term) Step {
		if !a[0].IsAtom() {
			return p.Fail(BadargAt(1, "not an atom"))
		}
		d := p.m.dist()
		if d == nil {
			return p.Return(term.Sym("ignored"))
		}
		return p.Block(func() (term.Term, error) { return term.Bool(d.Disconnect(a[0].Atom())), nil })
	})
}

func atomList(atoms []term.Atom) term.Term {
	out := make([]term.Term, len(atoms))
	for i, a := range atoms {
		out[i] = a.Term()
	}
	return term.List(out...)
}

func nodesOf(m *Machine, kinds []term.Term) (term.Term, error) {
	seen := map[term.Atom]bool{}
	var out []term.Atom
	for _, k := range kinds {
		var some []term.Atom
		switch name := k.Atom().String(); name {
		case "this":
			some = []term.Atom{m.Node()}
		case "visible", "hidden", "connected":
			some = m.Nodes(name)
		case "known":
			some = append(m.Nodes(name), m.Node())
		default:
			return none, BadargAt(1, "not a valid node type or list of valid node types")
		}
		for _, n := range some {
			if !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	return atomList(out), nil
}

func monitorNode(p *Process, a []term.Term) (term.Term, error) {
	if !a[0].IsAtom() {
		return none, BadargAt(1, "not an atom")
	}
	on := a[1].Is(term.ATrue)
	if !on && !a[1].Is(term.AFalse) {
		return none, BadargAt(2, "not a boolean")
	}
	node := a[0].Atom()
	if node == p.m.Node() {
		return term.True, nil
	}
	d := p.m.dist()
	if d == nil {
		return none, ErrorOf(term.Sym("notalive"))
	}
	p.WatchNode(node, on)
	if on {
		m := p.m
		go func() {
			if !d.Connect(node) {
				m.NodeUnreachable(node)
			}
		}()
	}
	return term.True, nil
}
