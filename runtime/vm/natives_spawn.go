package vm

import (
	"fmt"

	"lab/runtime/term"
)

// A startCall is the initial call of a process.
type startCall struct {
	mod, name term.Atom
	fun       term.Term
	args      []term.Term
}

// startOf converts the last arguments of a spawn: a fun, or module, name and arguments.
func startOf(a []term.Term) (startCall, error) {
	if len(a) == 1 {
		if a[0].Fun() == nil {
			return startCall{}, BadargAt(1, "not a fun")
		}
		return startCall{fun: a[0]}, nil
	}
	args, ok := a[2].Slice()
	if !ok || !a[0].IsAtom() || !a[1].IsAtom() {
		var r remarks
		r.add(1, a[0].IsAtom(), "not an atom")
		r.add(2, a[1].IsAtom(), "not an atom")
		r.add(3, a[2].IsList(), "not a list")
		r.add(3, ok || !a[2].IsList(), "not a proper list")
		return startCall{}, r.badarg()
	}
	return startCall{mod: a[0].Atom(), name: a[1].Atom(), args: args}, nil
}

func (s startCall) step(p *Process) Step {
	if s.fun.IsNone() {
		return p.TailApply(s.mod, s.name, s.args...)
	}
	return p.TailCall(s.fun)
}

// prepare sets the first step of q. q enters a closure directly. It looks up any other function
// when it runs, so that q fails if the function does not exist.
func (s startCall) prepare(q *Process) {
	if f := s.fun.Fun(); f != nil && !f.External && f.Arity == 0 {
		if code, ok := f.Code.(*Func); ok {
			code = code.Now()
			q.resize(code.Regs, 0)
			copy(q.R, f.Free)
			q.next = code.Entry
			return
		}
	}
	q.next = s.step
}

// initial returns the initialCall that the process keeps.
func (s startCall) initial() initialCall {
	if f := s.fun.Fun(); f != nil {
		return initialCall{mod: f.Module, name: f.Name, runs: f.Module, arity: uint16(f.Arity), fun: true}
	}
	return initialCall{mod: s.mod, name: s.name, runs: s.runs(), arity: uint16(len(s.args))}
}

// An initialCall describes the initial call of a process.
type initialCall struct {
	mod, name term.Atom
	runs      term.Atom // see Process.Runs
	arity     uint16
	fun       bool
}

// runs returns the module that the call finally runs: the callback module, the
// module started by :proc_lib, the module of a fun called by apply/2, or the call's own module.
func (s startCall) runs() term.Atom {
	if mod := s.callback(); mod != 0 {
		return mod
	}
	if s.mod == term.AErlang && s.name == aApply && len(s.args) == 2 {
		if f := s.args[0].Fun(); f != nil {
			return f.Module
		}
	}
	if s.mod == aProcLib && s.name == aInitP && len(s.args) == 5 && s.args[2].IsAtom() {
		return s.args[2].Atom()
	}
	return s.mod
}

// term returns the call in the form of process_info, which shows a fun as apply/2.
func (c initialCall) term() term.Term {
	if c.fun {
		return term.Tup(aErlang.Term(), aApply.Term(), term.Int(2))
	}
	return term.Tup(c.mod.Term(), c.name.Term(), term.Int(int64(c.arity)))
}

func (c initialCall) text() string {
	return fmt.Sprintf("%s.%s/%d", term.Inspect(c.mod.Term(), term.Opts{}), c.name, c.arity)
}

// begins records the initial call of q, and lets ears choose q.
func (s startCall) begins(q *Process) {
	q.start = s.initial()
	q.callback, q.supervisor = s.callback(), s.supervisor()
	if name := s.title(); name != 0 {
		q.extra().title = name
	}
	if mod := s.agent(); mod != 0 {
		q.extra().agent = mod
	}
	q.m.offer(q)
}

// callback returns the callback module of a GenServer or a gen_statem, or 0. It reads the call
// :proc_lib.init_p(_, _, :gen, :init_it, [Behaviour, _, _, _, Module, Argument | _]) and not the
// process dictionary, which programs can change.
func (s startCall) callback() term.Atom {
	if s.mod != aProcLib || s.name != aInitP || len(s.args) != 5 || !s.args[2].Is(aGen) || !s.args[3].Is(aInitIt) {
		return 0
	}
	a, ok := s.args[4].Slice()
	if !ok || len(a) < 6 || !a[0].Is(aGenServer) && !a[0].Is(aGenStatem) || !a[4].IsAtom() {
		return 0
	}
	return a[4].Atom()
}

// title returns the name of a process with a callback module that is started as {:local, Name} or
// {:global, Name}, or 0.
func (s startCall) title() term.Atom {
	if s.callback() == 0 {
		return 0
	}
	a, _ := s.args[4].Slice()
	if e := a[3].Elems(); len(e) == 2 && (e[0].Is(aLocal) || e[0].Is(aGlobal)) && e[1].IsAtom() {
		return e[1].Atom()
	}
	return 0
}

// supervisor returns the module that defines the children of a supervisor, or 0 for any other
// process. A supervisor has the callback module :supervisor and the argument {Name, Module, _}.
func (s startCall) supervisor() term.Atom {
	if s.callback() != aSupervisor {
		return 0
	}
	a, _ := s.args[4].Slice()
	if len(a) < 6 {
		return 0
	}
	if e := a[5].Elems(); len(e) == 3 && e[1].IsAtom() {
		return e[1].Atom()
	}
	return 0
}

// spawnCall starts a process with the initial call s on p's node. ref is the reference of its
// monitor.
func (p *Process) spawnCall(o SpawnOpts, s startCall) (pid, ref term.Term) {
	o.Parent = p
	q, ref := p.m.spawn(o, nil)
	s.prepare(q)
	s.begins(q)
	p.noteSpawn(q, s, o.Link)
	if o.Priority != 0 {
		q.extra().priority = o.Priority
	}
	pid = q.PID()
	p.m.start(q, p)
	return pid, ref
}

func spawnNatives(m *Machine) {
	kinds := []struct {
		name string
		o    SpawnOpts
	}{{"spawn", SpawnOpts{}}, {"spawn_link", SpawnOpts{Link: true}}, {"spawn_monitor", SpawnOpts{Monitor: true}}}
	for _, k := range kinds {
		answer := func(p *Process, o SpawnOpts, a []term.Term) Step {
			s, err := startOf(a)
			if err != nil {
				return p.Fail(err)
			}
			if f := s.fun.Fun(); f != nil && f.Arity != 0 && o.Monitor {
				return p.Fail(BadargAt(1, "not a fun")) // unlike spawn/1 and spawn_link/1, where the new process fails
			}
			return p.spawnHere(o, s)
		}
		for _, n := range []int{1, 3} {
			m.StepNative("erlang", k.name, n, func(p *Process, a []term.Term) Step { return answer(p, k.o, a) })
			m.StepNative("erlang", k.name, n+1, func(p *Process, a []term.Term) Step {
				return p.spawnOn(a[0], k.o, a[1:])
			})
		}
	}
	for _, n := range []int{1, 3} {
		m.StepNative("erlang", "spawn_opt", n+1, func(p *Process, a []term.Term) Step {
			o, err := spawnOpts(a[n], n+1)
			if err != nil {
				return p.Fail(err)
			}
			return p.spawnOn(p.m.Node().Term(), o, a[:n])
		})
		m.StepNative("erlang", "spawn_opt", n+2, func(p *Process, a []term.Term) Step {
			o, err := spawnOpts(a[n+1], n+2)
			if err != nil {
				return p.Fail(err)
			}
			return p.spawnOn(a[0], o, a[1:n+1])
		})
	}
	for _, n := range []int{1, 2, 3, 4, 5} {
		m.StepNative("erlang", "spawn_request", n, func(p *Process, a []term.Term) Step { return p.spawnRequest(a) })
	}
	m.StepNative("erlang", "spawn_request_abandon", 1, func(p *Process, a []term.Term) Step {
		if a[0].Ref() == nil {
			return p.Fail(BadargAt(1, "not a reference"))
		}
		p.drain()
		if p.doom != nil {
			return p.end(p.doom)
		}
		return p.Return(term.Bool(p.abandon(a[0].Ref())))
	})
}

// spawnHere returns the result of a spawn: a pid, or a pid and a reference.
func (p *Process) spawnHere(o SpawnOpts, s startCall) Step {
	if err := p.maySpawn(o); err != nil {
		return p.Fail(InNative(err, p.native, p.args))
	}
	pid, ref := p.spawnCall(o, s)
	if o.Monitor {
		pid = term.Tup(pid, ref)
	}
	return p.Return(pid)
}

// maySpawn returns an error if p has reached a limit.
func (p *Process) maySpawn(o SpawnOpts) error {
	if o.Link || o.Monitor {
		if err := p.mayTie(); err != nil {
			return err
		}
	}
	return p.m.crowd.admit(p)
}

// spawnOn starts a process on this or another node.
func (p *Process) spawnOn(node term.Term, o SpawnOpts, a []term.Term) Step {
	if !node.IsAtom() {
		return p.Fail(BadargAt(1, "not an atom"))
	}
	s, err := startOf(a)
	if err != nil {
		return p.Fail(err)
	}
	if node.Is(p.m.Node()) {
		return p.spawnHere(o, s)
	}
	return p.spawnRemote(node.Atom(), o, s)
}

// request builds the SpawnRequest of p for a node.
func (p *Process) request(node term.Atom, o SpawnOpts, s startCall) SpawnRequest {
	r := SpawnRequest{Ref: p.m.NewRef(), From: p.id, GroupLeader: p.GroupLeader(), Node: node,
		Module: s.mod, Name: s.name, Args: s.args, Link: o.Link, Monitor: o.Monitor}
	if !s.fun.IsNone() {
		r.Module, r.Name, r.Args = aErlang, aApply, []term.Term{s.fun, term.Empty}
	}
	return r
}

// A remoteSpawn is a pending spawn on another node.
type remoteSpawn struct {
	node  term.Atom
	opts  SpawnOpts
	reply func(v term.Term, err error)
	// abandoned reports whether the caller no longer wants the reply and the process.
	abandoned bool
}

// spawnRemote starts a process on another node and waits for its pid. erlang:spawn always returns a
// pid. So if the node cannot be reached, spawnRemote returns the pid of a local process that has
// ended.
func (p *Process) spawnRemote(node term.Atom, o SpawnOpts, s startCall) Step {
	r := p.request(node, o, s)
	d := p.m.dist()
	if d == nil {
		return p.Return(p.spawnNowhere(o, r))
	}
	if o.Monitor {
		p.watch(&monitor{ref: r.Ref, node: node, tag: o.MonitorTag}, MonitorOpts{Alias: o.Alias})
	}
	return p.Await(func(reply func(term.Term, error)) {
		x := p.extra()
		if x.spawns == nil {
			x.spawns = map[refKey]remoteSpawn{}
		}
		x.spawns[keyOf(r.Ref)] = remoteSpawn{node: node, opts: o, reply: reply}
		d.Spawn(r)
	}, func(p *Process, v term.Term) Step {
		if v.IsNone() {
			return p.Return(p.spawnNowhere(o, r))
		}
		if o.Monitor {
			return p.Return(term.Tup(v, term.FromRef(r.Ref)))
		}
		return p.Return(v)
	})
}

// spawnNowhere handles a spawn on a node that is not connected. It starts a local process that logs
// the failed spawn and ends with noconnection.
func (p *Process) spawnNowhere(o SpawnOpts, r SpawnRequest) term.Term {
	o.Parent = p
	q, ref := p.m.spawn(o, func(p *Process) Step {
		return p.TailApply(aErtsInternal, aCrasher, r.Node.Term(), r.Module.Term(), r.Name.Term(), term.List(r.Args...), aNoconnection)
	})
	pid := q.PID()
	p.m.start(q, p)
	if o.Monitor {
		return term.Tup(pid, ref)
	}
	return pid
}

// spawned handles the reply to a spawn request.
func (p *Process) spawned(ref *term.Ref, result term.Term, _, _ bool) {
	k := keyOf(ref)
	if p.x == nil {
		return
	}
	w, ok := p.x.spawns[k]
	if !ok {
		return
	}
	delete(p.x.spawns, k)
	pid := result.Pid()
	if w.abandoned {
		p.turnAway(ref, w, pid)
		return
	}
	if pid != nil {
		if w.opts.Link {
			p.addLink(pid)
		}
		if mon, ok := p.x.monitors.get(k); ok {
			mon.pid = pid
		}
		w.reply(result, nil)
		return
	}
	p.x.monitors.drop(k)
	w.reply(term.Term{}, nil)
}

// abandon implements spawn_request_abandon(Ref). It reports whether the request was still pending.
func (p *Process) abandon(ref *term.Ref) bool {
	if p.x == nil {
		return false
	}
	k := keyOf(ref)
	w, ok := p.x.spawns[k]
	if !ok || w.abandoned {
		return false
	}
	w.abandoned = true
	p.x.spawns[k] = w
	p.Demonitor(ref)
	return true
}

// turnAway removes the link and the monitor to a remote process that the caller no longer wants.
func (p *Process) turnAway(ref *term.Ref, w remoteSpawn, pid *term.Pid) {
	d := p.m.dist()
	if pid == nil || d == nil {
		return
	}
	if w.opts.Monitor {
		d.Demonitor(ref, p.id, term.FromPid(pid), w.node)
	}
	if w.opts.Link {
		d.Exit(p.id, pid, term.Sym("abandoned"), false)
	}
}
