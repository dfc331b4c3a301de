package vm

import "lab/runtime/term"

// This file implements :erlang.spawn_request.

// spawnRequest implements spawn_request. The reply arrives as a message.
func (p *Process) spawnRequest(a []term.Term) Step {
	node := p.m.Node().Term()
	var opts term.Term
	switch {
	case len(a) == 5 || len(a) == 4 && a[2].IsAtom():
		node, a = a[0], a[1:]
	case len(a) == 3 && a[1].Fun() != nil || len(a) == 2 && a[1].Fun() != nil:
		node, a = a[0], a[1:]
	}
	if len(a) == 4 || len(a) == 2 {
		opts, a = a[len(a)-1], a[:len(a)-1]
	}
	s, err := startOf(a)
	if err != nil {
		return p.Fail(err)
	}
	o, _ := spawnOpts(opts, len(a)) // further options are parsed below
	reply := spawnReplyOf(opts)
	if node.Is(p.m.Node()) {
		if err := p.maySpawn(o); err != nil {
			return p.Fail(InNative(err, p.native, p.args))
		}
		o.ref = p.m.NewRef()
		pid, _ := p.spawnCall(o, s)
		if reply.ok {
			p.Send(p.PID(), term.Tup(reply.tag, term.FromRef(o.ref), term.Ok, pid))
		}
		return p.Return(term.FromRef(o.ref))
	}
	return p.requestRemote(node.Atom(), o, s, reply)
}

// A spawnReply holds the tag of the reply to a spawn_request and the kinds of reply wanted.
type spawnReply struct {
	tag        term.Term
	ok, failed bool
}

func spawnReplyOf(opts term.Term) spawnReply {
	r := spawnReply{term.Sym("spawn_reply"), true, true}
	list, _ := opts.Options()
	for _, opt := range list {
		kv := opt.Elems()
		if len(kv) != 2 {
			continue
		}
		switch kv[0].Atom() {
		case term.Intern("reply_tag"):
			r.tag = kv[1]
		case term.Intern("reply"):
			r.ok = kv[1].Is(term.Intern("yes")) || kv[1].Is(term.Intern("success_only"))
			r.failed = kv[1].Is(term.Intern("yes")) || kv[1].Is(term.Intern("error_only"))
		}
	}
	return r
}

func (p *Process) requestRemote(node term.Atom, o SpawnOpts, s startCall, reply spawnReply) Step {
	r := p.request(node, o, s)
	ref, self := term.FromRef(r.Ref), p.PID()
	m := p.m
	answer := func(v term.Term, _ error) {
		switch {
		case v.IsNone() && reply.failed:
			m.Send(self, term.Tup(reply.tag, ref, term.Error, aNoconnection))
		case !v.IsNone() && reply.ok:
			m.Send(self, term.Tup(reply.tag, ref, term.Ok, v))
		}
	}
	d := m.dist()
	if d == nil {
		answer(term.Term{}, nil)
		return p.Return(ref)
	}
	x := p.extra()
	if x.spawns == nil {
		x.spawns = map[refKey]remoteSpawn{}
	}
	x.spawns[keyOf(r.Ref)] = remoteSpawn{node: node, opts: o, reply: answer}
	if o.Monitor {
		p.watch(&monitor{ref: r.Ref, node: node, tag: o.MonitorTag}, MonitorOpts{Alias: o.Alias})
	}
	d.Spawn(r)
	return p.Return(ref)
}
