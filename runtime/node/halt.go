package node

import (
	"os"
	"sync/atomic"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file lets a program end its node and read the node's arguments.

var aAbort = term.Intern("abort")

// lifetime holds the callbacks and arguments of the operating system process.
type lifetime struct {
	halt atomic.Pointer[func(code int, by []vm.StackEntry)]
	stop atomic.Pointer[func(by []vm.StackEntry)]
	args atomic.Pointer[[]string]
}

// OnHalt makes f end the process when a program halts the node. Without it the process exits at
// once. The argument by is the stack of the halting process, innermost call first.
func (n *Node) OnHalt(f func(code int, by []vm.StackEntry)) { n.life.halt.Store(&f) }

// OnStop makes the node call f when a program begins to stop it. The node then stops its
// applications one by one, and finally halts as in OnHalt.
func (n *Node) OnStop(f func(by []vm.StackEntry)) { n.life.stop.Store(&f) }

// SetArgs sets the command-line arguments that programs see.
func (n *Node) SetArgs(args []string) { n.life.args.Store(&args) }

func (n *Node) lifeNatives() {
	for arity := range 3 {
		n.m.StepNative("erlang", "halt", arity, n.halt)
	}
	n.m.Native("init", "get_plain_arguments", 0, n.arguments)
	n.m.StepNative("lab_node", "stopping", 0, n.stopping)
}

// halt implements erlang:halt(Status).
func (n *Node) halt(p *vm.Process, a []term.Term) vm.Step {
	code := int64(0)
	if len(a) > 0 {
		status, isInt := a[0].AsInt()
		_, isText := a[0].Slice()
		switch {
		case isInt && status >= 0:
			code = status
		case a[0].Is(aAbort) || isText:
			code = 1
		default:
			return p.Fail(vm.BadargAt(1, "invalid option in list"))
		}
	}
	by := p.Calls()
	return p.Block(func() (term.Term, error) {
		if f := n.life.halt.Load(); f != nil {
			(*f)(int(code&0xff), by)
		}
		os.Exit(int(code & 0xff))
		return term.Ok, nil
	})
}

// stopping implements lab_node:stopping(), which init:stop calls.
func (n *Node) stopping(p *vm.Process, _ []term.Term) vm.Step {
	if f := n.life.stop.Load(); f != nil {
		(*f)(p.Calls())
	}
	return p.Return(term.Ok)
}

func (n *Node) arguments(*vm.Process, []term.Term) (term.Term, error) {
	var list []term.Term
	if args := n.life.args.Load(); args != nil {
		for _, a := range *args {
			list = append(list, term.Charlist(a))
		}
	}
	return term.List(list...), nil
}
