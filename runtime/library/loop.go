package library

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A Loop calls a fun for the elements of a list in turn. Its state is kept
// in Go between the calls; the calls themselves are frames of the process, so
// that a loop can be pre-empted, killed and seen in a backtrace.
type Loop struct {
	Fun  term.Term
	Rest term.Term
	// Arg is what the fun is called with for an element: nil for the element itself.
	Arg func(e term.Term) term.Term
	// Beside is what the fun is called with besides, nil for nothing.
	Beside *term.Term
	// Got takes what the fun answered for e; stop ends the loop early. Without it the
	// answer is what goes beside the next element.
	Got func(e, v term.Term) (stop bool, err error)
	// Done makes the value of the loop from what is left of the list.
	Done func(rest term.Term) term.Term

	again *vm.Again
}

// Run goes on with the first element of rest.
func (l *Loop) Run(p *vm.Process) vm.Step {
	c := l.Rest.Cons()
	if c == nil {
		if !l.Rest.IsEmpty() {
			return p.Fail(Badcase(l.Rest))
		}
		return p.Return(l.Done(l.Rest))
	}
	if l.again == nil {
		arity := 1
		if l.Beside != nil {
			arity = 2
		}
		l.again = p.Again(l.Fun, arity, l.took)
	}
	e := c.Head
	if l.Arg != nil {
		e = l.Arg(e)
	}
	if l.Beside != nil {
		return l.again.Call2(p, e, *l.Beside)
	}
	return l.again.Call1(p, e)
}

// took goes on when the fun has answered for the first element of rest.
func (l *Loop) took(p *vm.Process, v term.Term) vm.Step {
	c := l.Rest.Cons()
	if l.Got == nil {
		*l.Beside = v
	} else if stop, err := l.Got(c.Head, v); err != nil {
		return p.Fail(err)
	} else if stop {
		return p.Return(l.Done(l.Rest))
	}
	l.Rest = c.Tail
	return l.Run(p)
}
