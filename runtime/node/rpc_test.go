package node

import (
	"errors"
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// A call whose node does not answer in time is given up, and its answer, when it comes
// after all, is nobody's.
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
