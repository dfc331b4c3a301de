package vm

import (
	"sort"

	"lab/runtime/term"
)

// registerNatives registers the functions of :erlang that concern processes.
func (m *Machine) registerNatives() {
	dictNatives(m)
	signalNatives(m)
	spawnNatives(m)
	tapNatives(m)
	nameNatives(m)
	flagNatives(m)
	infoNatives(m)
	timerNatives(m)
	timeNatives(m)
	nodeNatives(m)
	callNatives(m)
	errorNatives(m)
}

// none is the value that a native returns together with an error.
var none term.Term

func sortPids(pids []term.Term) {
	sort.Slice(pids, func(i, j int) bool { return pids[i].Pid().ID < pids[j].Pid().ID })
}

// sendWith implements erlang:send(Dest, Msg, Options). Senders are never suspended, so nosuspend
// has no effect.
func sendWith(p *Process, a []term.Term) (term.Term, error) {
	options, ok := a[2].Options()
	if !ok {
		return none, BadargAt(3, "not a list")
	}
	connect := true
	for _, o := range options {
		switch {
		case o.Is(aNoConnect):
			connect = false
		case !o.Is(aNoSuspend):
			return none, BadargAt(3, "invalid option in list")
		}
	}
	sent, err := p.m.sendOver(p, a[0], a[1], connect)
	switch {
	case err != nil:
		return none, err
	case !sent && !connect:
		return aNoConnect.Term(), nil
	}
	return term.Ok, nil
}

// signalNatives registers the natives that send signals.
func signalNatives(m *Machine) {
	send := func(p *Process, a []term.Term) (term.Term, error) {
		if err := p.Send(a[0], a[1]); err != nil {
			return none, err
		}
		return a[1], nil
	}
	m.Native("erlang", "send", 2, send)
	m.Native("erlang", "!", 2, send)
	m.Native("erlang", "send", 3, sendWith)
	// Senders are never suspended, whatever the options.
	m.Native("erlang", "send_nosuspend", 3, func(p *Process, a []term.Term) (term.Term, error) {
		if _, ok := a[2].Options(); !ok {
			return none, BadargAt(3, "not a list")
		}
		if err := p.Send(a[0], a[1]); err != nil {
			return none, err
		}
		return term.True, nil
	})
	m.Native("erlang", "send_nosuspend", 2, func(p *Process, a []term.Term) (term.Term, error) {
		if err := p.Send(a[0], a[1]); err != nil {
			return none, err
		}
		return term.True, nil
	})
	m.StepNative("erlang", "exit", 2, func(p *Process, a []term.Term) Step {
		to := a[0].Pid()
		if to == nil {
			return p.Fail(BadargAt(1, "not a pid"))
		}
		p.m.exitSignal(p.PID(), to, a[1], false)
		return p.settle(term.True)
	})
	m.StepNative("erlang", "link", 1, func(p *Process, a []term.Term) Step {
		to := a[0].Pid()
		if to == nil {
			return p.Fail(BadargAt(1, "not a pid"))
		}
		if q := p.m.processAt(to); to.Node == term.LocalNode && (q == nil || q.dead()) && !p.trap {
			return p.Fail(ErrorOf(aNoproc))
		}
		if err := p.mayTie(); err != nil {
			return p.Fail(InNative(err, p.native, p.args))
		}
		p.Link(to)
		return p.Return(term.True)
	})
	m.Native("erlang", "unlink", 1, func(p *Process, a []term.Term) (term.Term, error) {
		to := a[0].Pid()
		if to == nil {
			return none, BadargAt(1, "not a pid")
		}
		p.Unlink(to)
		return term.True, nil
	})
	m.Native("erlang", "monitor", 2, func(p *Process, a []term.Term) (term.Term, error) {
		return monitorNative(p, a[0], a[1], term.Empty)
	})
	m.Native("erlang", "monitor", 3, func(p *Process, a []term.Term) (term.Term, error) {
		return monitorNative(p, a[0], a[1], a[2])
	})
	m.PlainNative("erlang", "demonitor", 1, func(p *Process, a []term.Term) Step {
		p.ArgsAre(a)
		return demonitorNative(p, a[0], term.Empty)
	})
	m.PlainNative("erlang", "demonitor", 2, func(p *Process, a []term.Term) Step {
		p.ArgsAre(a)
		return demonitorNative(p, a[0], a[1])
	})
	m.Native("erlang", "alias", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		if err := p.mayTie(); err != nil {
			return none, err
		}
		return term.FromRef(p.Alias(false)), nil
	})
	m.Native("erlang", "alias", 1, func(p *Process, a []term.Term) (term.Term, error) {
		opts, ok := a[0].Options()
		if !ok {
			return none, BadargAt(1, "not a list")
		}
		once := false
		for _, o := range opts {
			if !o.Is(term.Intern("reply")) && !o.Is(term.Intern("explicit_unalias")) {
				return none, BadargAt(1, "invalid option in list")
			}
			once = once || o.Is(term.Intern("reply"))
		}
		if err := p.mayTie(); err != nil {
			return none, err
		}
		return term.FromRef(p.Alias(once)), nil
	})
	m.Native("erlang", "unalias", 1, func(p *Process, a []term.Term) (term.Term, error) {
		ref := a[0].Ref()
		if ref == nil {
			return none, BadargAt(1, "not a reference")
		}
		return term.Bool(p.Unalias(ref)), nil
	})
}

// settle handles pending signals before it returns v, so that a signal to the process itself takes
// effect first.
func (p *Process) settle(v term.Term) Step {
	p.drain()
	if p.doom != nil {
		return p.end(p.doom)
	}
	return p.Return(v)
}

func monitorNative(p *Process, kind, to, opts term.Term) (term.Term, error) {
	if term.Equal(kind, aPort) && !isMonitored(to) && to.Port() == nil {
		return none, BadargAt(2, "not a port")
	}
	if term.Equal(kind, aPort) || kind.Is(aTimeOffset) {
		return term.FromRef(p.m.NewRef()), nil
	}
	if !term.Equal(kind, aProcess) {
		return none, BadargAt(1, "invalid monitor type")
	}
	o, ok := monitorOpts(opts)
	if !ok {
		var r remarks
		r.add(2, isMonitored(to), "not a pid")
		r.add(3, opts.IsList(), "not a list")
		r.add(3, !opts.IsList(), "invalid option in list")
		return none, r.badarg()
	}
	if err := p.mayTie(); err != nil {
		return none, err
	}
	ref, err := p.Monitor(to, o)
	if err != nil {
		if !isMonitored(to) {
			return none, BadargAt(2, "not a pid")
		}
		return none, BadargAt(2, "invalid monitor item")
	}
	return term.FromRef(ref), nil
}

// isMonitored reports whether to has the shape of a value that can be monitored: a pid, a name, or
// a tuple of two.
func isMonitored(to term.Term) bool { return to.Pid() != nil || to.IsAtom() || to.IsTupleOf(2) }

func monitorOpts(t term.Term) (o MonitorOpts, ok bool) {
	list, proper := t.Options()
	for _, option := range list {
		kv := option.Elems()
		if len(kv) != 2 {
			return o, false
		}
		switch {
		case kv[0].Is(aAlias):
			o.Alias = kv[1].Atom().String()
		case kv[0].Is(aTag):
			o.Tag = kv[1]
		}
	}
	return o, proper
}

func demonitorNative(p *Process, t, opts term.Term) Step {
	ref := t.Ref()
	if ref == nil {
		return p.Fail(BadargAt(1, "not a reference"))
	}
	flush, info := false, false
	list, proper := opts.Options()
	for _, o := range list {
		if !o.Is(aFlush) && !o.Is(aInfo) {
			return p.Fail(BadargAt(2, "invalid option in list"))
		}
		flush = flush || o.Is(aFlush)
		info = info || o.Is(aInfo)
	}
	if !proper {
		return p.Fail(BadargAt(2, "not a list"))
	}
	p.drain()
	if p.doom != nil {
		return p.end(p.doom)
	}
	was := p.Demonitor(ref)
	if flush && !was {
		p.removeMessages(func(msg term.Term) bool {
			el := msg.Elems()
			return len(el) == 5 && el[1].Ref() != nil && keyOf(el[1].Ref()) == keyOf(ref)
		})
	}
	if info {
		return p.Return(term.Bool(was != flush))
	}
	return p.Return(term.True)
}

// nameNatives registers the natives for registered names and the list of processes.
func nameNatives(m *Machine) {
	m.StepNative("erlang", "register", 2, func(p *Process, a []term.Term) Step {
		if !a[0].IsAtom() || a[0].Is(term.AUndefined) {
			return p.Fail(BadargAt(1, "not an atom"))
		}
		if a[1].Pid() == nil {
			return p.Fail(BadargAt(2, "not a pid"))
		}
		q := p.m.Lookup(a[1])
		switch {
		case q == nil:
			return p.Fail(BadargAt(2, "dead process"))
		case p.m.names.register(a[0].Atom(), q):
			return p.Return(term.True)
		case p.m.names.lookup(a[0].Atom()) != nil:
			return p.Fail(BadargAt(1, "name is in use"))
		}
		return p.Fail(BadargAt(2, "the process already has a name"))
	})
	m.Native("erlang", "unregister", 1, func(p *Process, a []term.Term) (term.Term, error) {
		if !a[0].IsAtom() || !p.m.Unregister(a[0].Atom()) {
			return none, BadargAt(1, "not a pid")
		}
		return term.True, nil
	})
	m.Native("erlang", "whereis", 1, func(p *Process, a []term.Term) (term.Term, error) {
		if !a[0].IsAtom() {
			return none, BadargAt(1, "not an atom")
		}
		return p.m.WhereIs(a[0].Atom()), nil
	})
	m.Native("erlang", "registered", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		var out []term.Term
		for _, name := range p.m.Registered() {
			out = append(out, name.Term())
		}
		return term.List(out...), nil
	})
	m.Native("erlang", "processes", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		return term.List(p.m.Processes()...), nil
	})
	m.Native("erlang", "self", 0, func(p *Process, _ []term.Term) (term.Term, error) { return p.PID(), nil })
	m.Native("erlang", "make_ref", 0, func(p *Process, _ []term.Term) (term.Term, error) {
		ref := p.m.NewRef()
		p.mark(ref)
		return term.FromRef(ref), nil
	})
	m.StepNative("erlang", "is_process_alive", 1, func(p *Process, a []term.Term) Step {
		id := a[0].Pid()
		if id == nil || id.Node != term.LocalNode {
			return p.Fail(BadargAt(1, "not a pid"))
		}
		q := p.m.processAt(id)
		if q == nil || q.quietly() {
			return p.Return(term.Bool(q != nil && !q.dead()))
		}
		return p.Ask(q, func(q *Process) term.Term { return term.Bool(q.doom == nil) }, term.False,
			func(p *Process, v term.Term) Step { return p.Return(v) })
	})
}
