package node

import (
	"testing"

	"lab/runtime/dist"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// call runs erlang:name on a node.
func (n *machine) call(t *testing.T, name string, args ...term.Term) term.Term {
	t.Helper()
	v, err := n.m.Call(term.Intern("erlang"), term.Intern(name), args...)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

// teach registers t:run(To), which sends its own pid to To and exits with the reason boom.
func (n *machine) teach() {
	n.m.StepNative("t", "run", 1, func(p *vm.Process, a []term.Term) vm.Step {
		if err := p.Send(a[0], p.PID()); err != nil {
			return p.Fail(err)
		}
		return p.Fail(vm.Exit(term.Sym("boom")))
	})
}

func TestSpawnAndMonitorOnAnotherNode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.start(NetConfig{Name: "a@localhost"}, "secret")
	b := w.start(NetConfig{Name: "b@localhost"}, "secret")
	b.teach()
	me, mine := a.box("")
	pid := a.call(t, "spawn", b.name.Term(), term.Sym("t"), term.Sym("run"), term.List(me))
	if pid.Pid() == nil || pid.Pid().Node != b.name {
		t.Fatalf("spawn answered %s", term.Inspect(pid, term.Opts{}))
	}
	if got := receive(t, mine); !term.Equal(got, pid) {
		t.Errorf("got %s", term.Inspect(got, term.Opts{}))
	}
}

func TestLinkAcrossNodes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.start(NetConfig{Name: "a@localhost"}, "secret")
	b := w.start(NetConfig{Name: "b@localhost"}, "secret")
	got := make(chan term.Term, 10)
	ours := a.m.SpawnActor("", func(_ *vm.Actor, msg term.Term) { got <- msg })
	theirs, _ := b.box("")
	if !b.Connect(a.name) {
		t.Fatal("no link")
	}
	if !a.m.Register(term.Intern("ours"), ours.PID()) {
		t.Fatal("the name is taken")
	}
	b.m.Send(term.Tup(term.Sym("ours"), a.name.Term()), theirs)
	remote := receive(t, got)
	ours.Do(func() { ours.Process().Link(remote.Pid()) })
	ours.Do(func() { _, _ = ours.Process().Monitor(remote, vm.MonitorOpts{}) })
	a.m.Exit(ours.PID(), remote, term.Sym("kill"))
	seen := map[string]bool{}
	for range 2 {
		e := receive(t, got).Elems()
		seen[e[0].Atom().String()] = true
	}
	if !seen["EXIT"] || !seen["DOWN"] {
		t.Errorf("heard %v", seen)
	}
}

func TestLossOfANodeIsNoconnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.start(NetConfig{Name: "a@localhost"}, "secret")
	b := w.start(NetConfig{Name: "b@localhost"}, "secret")
	got := make(chan term.Term, 10)
	ours := a.m.SpawnActor("", func(_ *vm.Actor, msg term.Term) { got <- msg })
	b.box("box")
	box := term.Tup(term.Sym("box"), b.name.Term())
	if !a.Connect(b.name) {
		t.Fatal("no link")
	}
	ours.Do(func() {
		_, _ = ours.Process().Monitor(box, vm.MonitorOpts{})
		ours.Process().WatchNode(b.name, true)
	})
	eventually(t, "members", func() bool { return a.member("b@localhost") })
	b.end.Disconnect(a.name, dist.ErrDisconnected)
	seen := map[string]bool{}
	for range 2 {
		e := receive(t, got).Elems()
		seen[e[0].Atom().String()] = true
	}
	if !seen["nodedown"] || !seen["DOWN"] {
		t.Errorf("heard %v", seen)
	}
}
