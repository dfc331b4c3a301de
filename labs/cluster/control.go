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

// This file is the node in the lab's own process. It evaluates judges, and is the group leader of
// prompts.

// host is the host name of all nodes of a lab.
const host = "localhost"

var (
	aCode = vm.ModuleAtom("Code")
	aEval = term.Intern("eval_string")
)

// A Control is a node in this process. If the scenario has no observer, the node has no name and no
// connection to the lab's nodes. Otherwise it is a hidden node. It then accepts only replies to its
// own requests, and messages from prompts and watchers to the processes that serve them.
type Control struct{ n *node.Node }

// StartJudge starts a Control without a name, for evaluating judges.
func StartJudge() (*Control, error) {
	n, err := node.Start(node.Config{Cookie: rand.Text()})
	if err != nil {
		return nil, fmt.Errorf("starting the judge: %w", err)
	}
	return silent(n), nil
}

// startControl starts the hidden node. The argument cookies maps full node names to cookies, for
// nodes with their own cookie.
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

// silent gives a node a group leader that discards output.
func silent(n *node.Node) *Control {
	c := &Control{n}
	leader := n.Machine().SpawnActor("user", c.swallow)
	n.Machine().SetDefaultLeader(leader.PID())
	return c
}

// swallow is a group leader that discards output and has no input. Evaluated code reports through
// its value only.
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

// own returns the options for encoding terms as terms of this node.
func (c *Control) own() etf.EncodeOpts {
	m := c.n.Machine()
	return etf.EncodeOpts{Node: m.Node(), Creation: m.Creation()}
}

// judgeTime is the timeout of a judge. The judged value comes from student code and may make the
// judge run forever.
const judgeTime = 30 * time.Second

// Judge evaluates case clauses on a value, on this node.
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

// first returns the value from the result of Code.eval_string/2. The result also contains bindings.
func first(v term.Term) term.Term {
	if e := v.Elems(); len(e) == 2 {
		return e[0]
	}
	return v
}

// explain converts an exception to an *EvalError.
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
