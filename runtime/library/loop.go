package lib

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A listLoop calls a fun for the elements of a list in turn. Its state is kept
// in Go between the calls; the calls themselves are frames of the process, so
// that a loop can be pre-empted, killed and seen in a backtrace.
type listLoop struct {
	fun  term.Term
	rest term.Term
	// args writes the arguments of the call for one element into buf, and returns
	// as much of it as it used.
	args func(buf *[2]term.Term, e term.Term) []term.Term
	// got takes what the fun answered for e; stop ends the loop early.
	got func(e, v term.Term) (stop bool, err error)
	// done makes the value of the loop from what is left of the list.
	done func(rest term.Term) term.Term

	// buf and next serve every call: they are made once a loop.
	buf  [2]term.Term
	next func(p *vm.Process, v term.Term) vm.Step
}

// run goes on with the first element of rest.
func (l *listLoop) run(p *vm.Process) vm.Step {
	c := l.rest.Cons()
	if c == nil {
		if !l.rest.IsEmpty() {
			return p.Fail(badcase(l.rest))
		}
		return p.Return(l.done(l.rest))
	}
	if l.next == nil {
		l.next = l.took
	}
	return p.CallThen(l.fun, l.args(&l.buf, c.Head), l.next)
}

// took goes on when the fun has answered for the first element of rest.
func (l *listLoop) took(p *vm.Process, v term.Term) vm.Step {
	c := l.rest.Cons()
	stop, err := l.got(c.Head, v)
	switch {
	case err != nil:
		return p.Fail(err)
	case stop:
		return p.Return(l.done(l.rest))
	}
	l.rest = c.Tail
	return l.run(p)
}

// one passes the element alone, with passes it and a value.
func one(buf *[2]term.Term, e term.Term) []term.Term {
	buf[0] = e
	return buf[:1]
}

func with(acc *term.Term) func(buf *[2]term.Term, e term.Term) []term.Term {
	return func(buf *[2]term.Term, e term.Term) []term.Term {
		buf[0], buf[1] = e, *acc
		return buf[:]
	}
}
