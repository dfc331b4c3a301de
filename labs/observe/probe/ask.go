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

// This file sends single requests to nodes.

// An Asker calls a function on a node.
type Asker interface {
	Ask(node, mod, fun string, args ...term.Term) (term.Term, error)
}

// answerTime is the default timeout of a request. A frozen node never answers.
const answerTime = 2 * time.Second

// The reasons why a node did not answer.
var (
	errSilent = errors.New("it does not answer")
	errDown   = errors.New("there is no connection to it")
)

// hidden is the probe's own node. It is hidden, does not join the mesh, and accepts only replies.
type hidden struct {
	n        *node.Node
	patience time.Duration
}

// startHidden starts the probe's node.
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

// reason returns the reason why a call failed.
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

// own calls a function on the probe's node.
func (h *hidden) own(mod, fun string, args ...term.Term) (term.Term, error) {
	return h.n.Machine().Call(term.Intern(mod), term.Intern(fun), args...)
}

// connect connects to a node. If that fails, it returns a *ConnectError.
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

// cause returns the cause of the last failed connection to a node, or "".
func (h *hidden) cause(node string) string {
	cause, err := h.own("lab_fault", "why_not", term.Sym(node))
	if err != nil || !cause.IsAtom() || cause.Is(term.ANil) {
		return ""
	}
	return cause.Atom().String()
}

// reasons are the causes of failed connections in words.
var reasons = map[string]string{
	"no_epmd":      "no port mapper",
	"unknown_name": "not registered",
	"unreachable":  "its port is closed",
	"outside":      "another machine",
	"cookie":       "another cookie",
	"rejected":     "it refused",
	"timeout":      "no answer in time",
	"cut":          "its link is cut",
}

// inWords returns a cause in words.
func inWords(cause string) string {
	if words, ok := reasons[cause]; ok {
		return words
	}
	return cause
}

// A ConnectError reports that a connection to a node failed.
type ConnectError struct{ Node, Cause string }

func (e *ConnectError) Error() string {
	return fmt.Sprintf("cannot connect to %s (%s)", e.Node, e.Cause)
}

// Cookie reports whether the node is up but has another cookie.
func (e *ConnectError) Cookie() bool { return e.Cause == "cookie" || e.Cause == "rejected" }

// fun returns an external fun, which refers to an OTP function by name and contains no code.
func (h *hidden) fun(mod, name string, arity int64) term.Term {
	f, err := h.own("erlang", "make_fun", term.Sym(mod), term.Sym(name), term.Int(arity))
	if err != nil {
		return term.Undefined // the node will return an error
	}
	return f
}
