package probe

import (
	"errors"
	"fmt"
	"os"
	"time"

	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file asks one thing of one node.

// An Asker calls a function on a node.
type Asker interface {
	Ask(node, mod, fun string, args ...term.Term) (term.Term, error)
}

// answerTime is how long a node may take to answer where nothing else is said: one that is frozen
// never does.
const answerTime = 2 * time.Second

// Why a node did not answer.
var (
	errSilent = errors.New("it does not answer")
	errDown   = errors.New("there is no connection to it")
)

// A hidden is the node that asks: it takes no part in the mesh and accepts nothing but
// answers.
type hidden struct {
	n        *node.Node
	patience time.Duration
}

// startHidden starts it.
func startHidden(c Config, long bool) (*hidden, error) {
	cfg := node.Config{Cookie: c.Cookie, EpmdPort: c.EpmdPort}
	host := "localhost"
	if long {
		host = "127.0.0.1"
	}
	cfg.Net = node.NetConfig{Name: fmt.Sprintf("observe-%d@%s", os.Getpid(), host), Long: long, Hidden: true, Closed: true}
	n, err := node.Start(cfg)
	if err != nil {
		return nil, fmt.Errorf("starting the node that observes: %w", err)
	}
	return &hidden{n, c.Patience}, nil
}

var (
	aErpc = term.Intern("erpc")
	aCall = term.Intern("call")
)

// Ask implements Asker.
func (h *hidden) Ask(node, mod, fun string, args ...term.Term) (term.Term, error) {
	wait := term.Int(h.patience.Milliseconds())
	v, err := h.n.Machine().CallWith(vm.SpawnOpts{Quiet: true}, func(p *vm.Process) vm.Step {
		return p.TailApply(aErpc, aCall, term.Sym(node), term.Sym(mod), term.Sym(fun), term.List(args...), wait)
	})
	return v, reason(err)
}

// reason says why a call failed.
func reason(err error) error {
	var e *vm.Exception
	if !errors.As(err, &e) {
		return err
	}
	if r := e.Reason.Elems(); len(r) == 2 && r[0].Is(aErpc) {
		switch {
		case r[1].Is(term.Intern("timeout")):
			return errSilent
		case r[1].Is(term.Intern("noconnection")):
			return errDown
		}
	}
	return errors.New(term.Inspect(e.Reason, term.Opts{Limit: 10, PrintableLimit: 200}))
}

// own calls a function on the node that asks.
func (h *hidden) own(mod, fun string, args ...term.Term) (term.Term, error) {
	return h.n.Machine().Call(term.Intern(mod), term.Intern(fun), args...)
}

// connect makes the link to a node, and says what to try where that fails.
func (h *hidden) connect(name string) error {
	ok, err := h.own("net_kernel", "connect_node", term.Sym(name))
	if err != nil {
		return err
	}
	if ok.Is(term.ATrue) {
		return nil
	}
	return &ConnectError{Node: name, Cause: h.cause(name)}
}

// cause is why the last attempt to connect to a node failed, "" for none.
func (h *hidden) cause(node string) string {
	cause, err := h.own("lab_fault", "why_not", term.Sym(node))
	if err != nil || !cause.IsAtom() || cause.Is(term.ANil) {
		return ""
	}
	return cause.Atom().String()
}

// A ConnectError says that a node cannot be connected to.
type ConnectError struct{ Node, Cause string }

func (e *ConnectError) Error() string {
	return fmt.Sprintf("cannot connect to %s (%s)", e.Node, e.Cause)
}

// Cookie reports whether the node is there, and has another cookie.
func (e *ConnectError) Cookie() bool { return e.Cause == "cookie" || e.Cause == "rejected" }

// fun is a function of OTP as a value, by its name: no code goes with it.
func (h *hidden) fun(mod, name string, arity int64) term.Term {
	f, err := h.own("erlang", "make_fun", term.Sym(mod), term.Sym(name), term.Int(arity))
	if err != nil {
		return term.Undefined // the node answers with an error
	}
	return f
}
