package cluster

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"os"
	"strings"
	"time"

	"lab/runtime/etf"
	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file is the engine in the lab's own process: it judges what was observed, and
// holds the terminals of prompts.

// host is where all nodes of a lab are.
const host = "localhost"

var (
	aCode = vm.ModuleAtom("Code")
	aEval = term.Intern("eval_string")
)

// A Control is a node in this process. Where nobody looks on, it has no name and no
// link to the lab's nodes. Else it is hidden, and accepts nothing but answers to its
// own requests, and what prompts and watchers send to the processes that serve them.
type Control struct{ n *node.Node }

// StartJudge starts a Control without a name, on which judges are evaluated.
func StartJudge() (*Control, error) {
	n, err := node.Start(node.Config{Cookie: rand.Text()})
	if err != nil {
		return nil, fmt.Errorf("starting the judge: %w", err)
	}
	return silent(n), nil
}

// startControl starts the hidden node; cookies are those of the nodes that have their
// own, by full name.
func startControl(epmdPort int, cookie string, cookies map[string]string) (*Control, error) {
	cfg := node.Config{Cookie: cookie, EpmdPort: epmdPort}
	cfg.Net.Name = fmt.Sprintf("lab-%d@%s", os.Getpid(), host)
	cfg.Net.Hidden, cfg.Net.Closed = true, true
	n, err := node.Start(cfg)
	if err != nil {
		return nil, fmt.Errorf("starting the control node: %w", err)
	}
	for full, secret := range cookies {
		if _, err := n.Machine().Call(term.Intern("erlang"), term.Intern("set_cookie"), term.Sym(full), term.Sym(secret)); err != nil {
			n.Close()
			return nil, fmt.Errorf("setting the cookie of %s: %w", full, err)
		}
	}
	return silent(n), nil
}

// silent gives a node a group leader that prints nothing.
func silent(n *node.Node) *Control {
	c := &Control{n}
	leader := n.Machine().SpawnActor("user", c.swallow)
	n.Machine().SetDefaultLeader(leader.PID())
	return c
}

// swallow is a group leader that prints nothing and has nothing to read: what
// evaluated code has to say is its value.
func (c *Control) swallow(_ *vm.Actor, msg term.Term) {
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

// own are the options by which terms are encoded as terms of this node.
func (c *Control) own() etf.EncodeOpts {
	m := c.n.Machine()
	return etf.EncodeOpts{Node: m.Node(), Creation: m.Creation()}
}

// judgeTime bounds a judge: the value is of student code, and may lead it anywhere.
const judgeTime = 30 * time.Second

// Judge evaluates case clauses over value on this node.
func (c *Control) Judge(ctx context.Context, clauses string, value term.Term, bindings Bindings) (term.Term, error) {
	with := maps.Clone(bindings)
	if with == nil {
		with = Bindings{}
	}
	with["value"] = value
	within, cancel := context.WithTimeout(ctx, judgeTime)
	defer cancel()
	m := c.n.Machine()
	var over func() bool
	ends := vm.SpawnOpts{Started: func(p *vm.Process) {
		over = context.AfterFunc(within, func() { m.Stop(p, func([]vm.StackEntry) {}) })
	}}
	code := term.Str("case value do\n" + clauses + "\nend")
	v, err := m.CallWith(ends, func(p *vm.Process) vm.Step { return p.TailApply(aCode, aEval, code, with.keywords()) })
	over()
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

// explain makes an EvalError of an exception.
func (c *Control) explain(what string, err error) error {
	e, ok := err.(*vm.Exception)
	if !ok {
		return fmt.Errorf("%s: %w", what, err)
	}
	v, failed := c.n.Machine().Call(vm.ModuleAtom("Exception"), term.Intern("format_banner"), e.Class.Term(), e.Reason, e.StackTerm())
	if s, ok := v.AsStr(); ok && failed == nil {
		return &EvalError{s}
	}
	return &EvalError{e.Error()}
}

// Close ends the node.
func (c *Control) Close() { c.n.Close() }
