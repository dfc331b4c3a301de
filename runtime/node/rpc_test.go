package node

import (
	"errors"
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestCallsOfAFrozenNode checks that a call to a frozen node times out, and that its late answer
// is dropped.
func TestCallsOfAFrozenNode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.whole("a@localhost"), w.whole("b@localhost")
	peer := term.Intern("b@localhost")
	if !a.network().Connect(peer) {
		t.Fatal("no link")
	}
	call := func(mod string, ms int64) (term.Term, error) {
		return a.m.Call(term.Intern(mod), term.Intern("call"),
			peer.Term(), term.Sym("erlang"), term.Sym("node"), term.Empty, term.Int(ms))
	}
	for range 2 {
		a.network().end.Cut("b@localhost")
		var e *vm.Exception
		if v, err := call("erpc", 50); !errors.As(err, &e) || !term.Equal(e.Reason, term.Tup(term.Sym("erpc"), term.Sym("timeout"))) {
			t.Errorf("erpc: %s, %v", term.Inspect(v, term.Opts{}), err)
		}
		if v, err := call("rpc", 50); err != nil || !term.Equal(v, term.Tup(term.Sym("badrpc"), term.Sym("timeout"))) {
			t.Errorf("rpc: %s, %v", term.Inspect(v, term.Opts{}), err)
		}
		a.network().end.Heal("b@localhost")
		if v, err := call("erpc", 60_000); err != nil || !v.Is(peer) {
			t.Fatalf("after that: %s, %v", term.Inspect(v, term.Opts{}), err)
		}
	}
	b.Close()
	if v, err := call("rpc", 60_000); err != nil || !term.Equal(v, term.Tup(term.Sym("badrpc"), term.Sym("nodedown"))) {
		t.Errorf("of a node that is down: %s, %v", term.Inspect(v, term.Opts{}), err)
	}
}

// TestGroupLeadersOfAll asks another node for the group leader of each of its processes. Each
// answer must be a pid. The first processes have no group leader, and each is shown as its own
// group leader.
func TestGroupLeadersOfAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.whole("a@localhost")
	w.whole("b@localhost")
	ask := func(fun string, args ...term.Term) term.Term {
		t.Helper()
		v, err := a.m.Call(term.Intern("erpc"), term.Intern("call"), term.Sym("b@localhost"), term.Sym("erlang"), term.Sym(fun),
			term.List(args...), term.Int(60_000))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	pids, _ := ask("processes").Slice()
	for _, p := range pids {
		leader := ask("process_info", p, term.Sym("group_leader")).Elems()
		if len(leader) == 2 && leader[1].Pid() == nil {
			t.Errorf("the leader of %s is %s", term.Inspect(p, term.Opts{}), term.Inspect(leader[1], term.Opts{}))
		}
	}
	if len(pids) == 0 {
		t.Error("no processes")
	}
}

// TestTheLinksOfANode checks that the traffic of a link is counted at both ends.
func TestTheLinksOfANode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.whole("a@localhost"), w.whole("b@localhost")
	if !a.network().Connect(term.Intern("b@localhost")) {
		t.Fatal("no link")
	}
	count := func(on *Node, node, item string) int64 {
		t.Helper()
		v, err := on.m.Call(term.Intern("net_kernel"), term.Intern("nodes_info"))
		if err != nil || len(v.Elems()) != 2 {
			t.Fatal(term.Inspect(v, term.Opts{}), err)
		}
		links, _ := v.Elems()[1].Slice()
		for _, l := range links {
			items, _ := l.Elems()[1].Slice()
			for _, kv := range items {
				if e := kv.Elems(); l.Elems()[0].Is(term.Intern(node)) && e[0].Is(term.Intern(item)) {
					n, _ := e[1].AsInt()
					return n
				}
			}
		}
		t.Fatalf("no %s of %s in %s", item, node, term.Inspect(v, term.Opts{}))
		return 0
	}
	went, came := count(a, "b@localhost", "out"), count(b, "a@localhost", "in")
	for range 10 {
		if _, err := a.m.Call(term.Intern("erpc"), term.Intern("call"), term.Sym("b@localhost"), term.Sym("erlang"), term.Sym("node"), term.Empty); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(a, "b@localhost", "out") - went; n < 10 {
		t.Errorf("%d went", n)
	}
	if n := count(b, "a@localhost", "in") - came; n < 10 {
		t.Errorf("%d came", n)
	}
}
