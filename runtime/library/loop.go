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
	// Args writes the arguments of the call for one element into buf, and returns
	// as much of it as it used.
	Args func(buf *[2]term.Term, e term.Term) []term.Term
	// Got takes what the fun answered for e; stop ends the loop early.
	Got func(e, v term.Term) (stop bool, err error)
	// Done makes the value of the loop from what is left of the list.
	Done func(rest term.Term) term.Term

	// buf and next serve every call: they are made once a loop.
	buf  [2]term.Term
	next func(p *vm.Process, v term.Term) vm.Step
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
	if l.next == nil {
		l.next = l.took
	}
	return p.CallThen(l.Fun, l.Args(&l.buf, c.Head), l.next)
}

// took goes on when the fun has answered for the first element of rest.
func (l *Loop) took(p *vm.Process, v term.Term) vm.Step {
	c := l.Rest.Cons()
	stop, err := l.Got(c.Head, v)
	switch {
	case err != nil:
		return p.Fail(err)
	case stop:
		return p.Return(l.Done(l.Rest))
	}
	l.Rest = c.Tail
	return l.Run(p)
}

// Alone passes the element alone, with passes it and a value.
func Alone(buf *[2]term.Term, e term.Term) []term.Term {
	buf[0] = e
	return buf[:1]
}

func Beside(acc *term.Term) func(buf *[2]term.Term, e term.Term) []term.Term {
	return func(buf *[2]term.Term, e term.Term) []term.Term {
		buf[0], buf[1] = e, *acc
		return buf[:]
	}
}
