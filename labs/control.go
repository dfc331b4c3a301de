package labs

import (
	"context"
	"fmt"
	"maps"
	"os"
	"strings"
	"time"

	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file is the hidden node from which the others are seen and steered.

// host is where all nodes of a lab are.
const host = "localhost"

var (
	aErpc      = term.Intern("erpc")
	aException = term.Intern("exception")
	aSignal    = term.Intern("signal")
	aCode      = vm.ModuleAtom("Code")
	aEval      = term.Intern("eval_string")
)

// defaultTime bounds a call where the context has no deadline.
const defaultTime = 10 * time.Second

// control is a hidden node in this process. It evaluates on the lab's nodes as a
// remote shell does, through :erpc.
type control struct{ n *node.Node }

// startControl starts the node; cookies are those of the nodes that have their
// own, by full name.
func startControl(epmdPort int, cookie string, cookies map[string]string) (*control, error) {
	cfg := node.Config{Cookie: cookie, EpmdPort: epmdPort}
	cfg.Net.Name = fmt.Sprintf("lab-%d@%s", os.Getpid(), host)
	cfg.Net.Hidden = true
	n, err := node.Start(cfg)
	if err != nil {
		return nil, fmt.Errorf("starting the control node: %w", err)
	}
	c := &control{n}
	silence := n.Machine().SpawnActor("user", c.swallow)
	n.Machine().SetDefaultLeader(silence.PID())
	for full, secret := range cookies {
		if _, err := n.Machine().Call(term.Intern("erlang"), term.Intern("set_cookie"), term.Sym(full), term.Sym(secret)); err != nil {
			n.Close()
			return nil, fmt.Errorf("setting the cookie of %s: %w", full, err)
		}
	}
	return c, nil
}

// swallow is a group leader that prints nothing and has nothing to read: what
// evaluated code has to say is its value.
func (c *control) swallow(_ *vm.Actor, msg term.Term) {
	e := msg.Elems()
	if len(e) != 4 || !e[0].Is(term.Intern("io_request")) {
		return
	}
	answer := term.Ok
	if what := e[3].Elems(); len(what) > 0 && strings.HasPrefix(what[0].Atom().String(), "get_") {
		answer = term.Sym("eof")
	}
	c.n.Machine().Send(e[1], term.Tup(term.Sym("io_reply"), e[2], answer))
}

func (c *control) close() { c.n.Close() }

// call calls a function on the node called full.
func (c *control) call(ctx context.Context, full string, mod, fn term.Atom, args ...term.Term) (term.Term, error) {
	limit := defaultTime
	if until, ok := ctx.Deadline(); ok {
		limit = time.Until(until)
	}
	if err := ctx.Err(); err != nil || limit <= 0 {
		return term.Term{}, fmt.Errorf("%s: %w", full, context.DeadlineExceeded)
	}
	v, err := c.n.Machine().Call(aErpc, term.Intern("call"),
		term.Sym(full), mod.Term(), fn.Term(), term.List(args...), term.Int(limit.Milliseconds()+1))
	if err != nil {
		return term.Term{}, c.explain(full, err)
	}
	return v, nil
}

// judge evaluates case clauses over value on this node.
func (c *control) judge(clauses string, value term.Term, bindings Bindings) (term.Term, error) {
	with := maps.Clone(bindings)
	if with == nil {
		with = Bindings{}
	}
	with["value"] = value
	v, err := c.n.Machine().Call(aCode, aEval,
		term.Str("case value do\n"+clauses+"\nend"), with.keywords())
	if err != nil {
		return term.Term{}, c.explain("the judge", err)
	}
	return first(v), nil
}

// first is the value that Code.eval_string/2 returns before the bindings.
func first(v term.Term) term.Term {
	if e := v.Elems(); len(e) == 2 {
		return e[0]
	}
	return v
}

func (b Bindings) keywords() term.Term {
	var pairs []term.Term
	for name, value := range b {
		pairs = append(pairs, term.Tup(term.Sym(name), value))
	}
	return term.List(pairs...)
}

// explain tells errors of evaluated code from nodes that do not answer.
//
// :erpc raises {:erpc, reason} for its own failures and wraps those of the called
// function: error {:exception, reason, stack}, exit {:exception, reason} or
// {:signal, reason}; a throw stays one (Erlang/OTP documentation, erpc:call/5).
func (c *control) explain(full string, err error) error {
	e, ok := err.(*vm.Exception)
	if !ok {
		return fmt.Errorf("%s: %w", full, err)
	}
	class, reason, stack := e.Class, e.Reason, e.StackTerm()
	switch r := reason.Elems(); {
	case len(r) == 2 && r[0].Is(aErpc):
		return fmt.Errorf("%s does not answer (%s)", full, term.Inspect(r[1], term.Opts{}))
	case len(r) == 3 && r[0].Is(aException):
		reason, stack = r[1], r[2]
	case len(r) == 2 && (r[0].Is(aException) || r[0].Is(aSignal)):
		reason = r[1]
	}
	return &EvalError{c.banner(class, reason, stack)}
}

func (c *control) banner(class term.Atom, reason, stack term.Term) string {
	v, err := c.n.Machine().Call(vm.ModuleAtom("Exception"), term.Intern("format_banner"), class.Term(), reason, stack)
	if s, ok := v.AsStr(); ok && err == nil {
		return s
	}
	return fmt.Sprintf("** (%s) %s", class, term.Inspect(reason, term.Opts{}))
}
