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
	if l.again == nil {
		arity := 1
		if l.Beside != nil {
			arity = 2
		}
		l.again = p.Again(l.Fun, arity, l.took)
	}
	if ended := l.values(p); ended != nil {
		return ended
	}
	c := l.Rest.Cons()
	if c == nil {
		if !l.Rest.IsEmpty() {
			return p.Fail(Badcase(l.Rest))
		}
		return p.Return(l.Done(l.Rest))
	}
	if l.Beside != nil {
		return l.again.Call2(p, l.arg(c.Head), *l.Beside)
	}
	return l.again.Call1(p, l.arg(c.Head))
}

func (l *Loop) arg(e term.Term) term.Term {
	if l.Arg != nil {
		return l.Arg(e)
	}
	return e
}

// values goes on for as long as the fun need not be called, and returns the step that
// follows if the loop ends there.
func (l *Loop) values(p *vm.Process) vm.Step {
	if !l.again.Enter(p) {
		return nil
	}
	for c := l.Rest.Cons(); c != nil; c = l.Rest.Cons() {
		var v term.Term
		var ok bool
		if l.Beside != nil {
			v, ok = l.again.Value2(p, l.arg(c.Head), *l.Beside)
		} else {
			v, ok = l.again.Value1(p, l.arg(c.Head))
		}
		if !ok {
			break
		}
		if stop, err := l.take(c, v); stop || err != nil {
			l.again.Leave(p)
			return l.end(p, err)
		}
	}
	l.again.Leave(p)
	return nil
}

// take takes the answer for the first element of rest.
func (l *Loop) take(c *term.Cons, v term.Term) (stop bool, err error) {
	if l.Got == nil {
		*l.Beside = v
	} else if stop, err = l.Got(c.Head, v); stop || err != nil {
		return stop, err
	}
	l.Rest = c.Tail
	return false, nil
}

// end ends the loop early.
func (l *Loop) end(p *vm.Process, err error) vm.Step {
	if err != nil {
		return p.Fail(err)
	}
	return p.Return(l.Done(l.Rest))
}

// took goes on when a call has answered for the first element of rest.
func (l *Loop) took(p *vm.Process, v term.Term) vm.Step {
	if stop, err := l.take(l.Rest.Cons(), v); stop || err != nil {
		return l.end(p, err)
	}
	return l.Run(p)
}
