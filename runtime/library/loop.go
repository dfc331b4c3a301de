package library

import (
	"sync"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// A Work is what a loop makes of the answers of a fun. It has no state of its own, so that a
// loop over few elements costs little more than their calls.
type Work struct {
	// Beside says that the fun gets the loop's Acc as a second argument.
	Beside bool
	// Each says that the answer for each element is added to Out.
	Each bool
	// Arg is what the fun is called with for an element: nil for the element itself.
	Arg func(l *Loop, e term.Term) term.Term
	// Got takes what the fun answered for e; stop ends the loop early, before e is behind
	// it. Without it the answer is the next Acc.
	Got func(l *Loop, e, v term.Term) (stop bool, err error)
	// Done makes the value of the loop; what is left of the list is Rest.
	Done func(l *Loop) term.Term
	// Improper is the error of a list that ends in Rest; nil for a loop whose list is made here.
	Improper func(l *Loop) error
}

// A Loop calls a fun for the elements of a list, or for the integers of a span, in turn.
// Its state is kept in Go between the calls; the calls themselves are frames of the
// process, so that a loop can be pre-empted, killed and seen in a backtrace.
type Loop struct {
	*Work
	Fun  term.Term
	Rest term.Term
	// Span takes the place of Rest where that is not a list.
	Span Span
	// Args are those of the native.
	Args []term.Term
	// Acc, N, Out and More are for the Work.
	Acc  term.Term
	N    int64
	Out  term.Builder
	More any

	begun bool
	calls bool // the fun calls functions
	args  [3]term.Term
	again vm.Again
}

// loops has loops that have ended: to make one takes longer than to walk a short list.
var loops sync.Pool

// none is the value that keeps nothing alive.
var none term.Term

// NewLoop is a loop for w. It may not be used any more once it has returned its value.
func NewLoop(w *Work) *Loop {
	l, ok := loops.Get().(*Loop)
	if !ok {
		l = &Loop{}
		l.again.Then(l.took)
	}
	l.Work = w
	return l
}

// value is that of the loop, which ends.
func (l *Loop) value() term.Term {
	v := l.Done(l)
	l.Work, l.Fun, l.Rest, l.Args, l.Acc, l.Out, l.More = nil, none, none, nil, none, term.Builder{}, nil
	l.args, l.Span, l.N, l.begun, l.calls = [3]term.Term{}, Span{}, 0, false, false
	l.again.End()
	loops.Put(l)
	return v
}

// Keep has a copy of the arguments of a native in Args.
func (l *Loop) Keep(p *vm.Process, a []term.Term) {
	l.Args = l.args[:copy(l.args[:], a)]
	p.ArgsAre(l.Args)
}

// Over says what the loop goes over: a list, or {first, step, number} of some integers, all
// three of which are small.
func (l *Loop) Over(t term.Term) {
	if el := t.Elems(); len(el) == 3 {
		l.Span = Span{At: el[0].Small(), Step: el[1].Small(), Left: el[2].Small()}
		return
	}
	l.Rest = t
}

// A Span is what is left of integers in steps: the next one, and how many.
type Span struct{ At, Step, Left int64 }

// Run goes on with the first element of rest.
func (l *Loop) Run(p *vm.Process) vm.Step {
	if !l.begun {
		l.begun = true
		arity := 1
		if l.Beside {
			arity = 2
		}
		l.again.Begin(p, l.Fun, arity)
		if l.Each {
			l.expect()
		}
	}
	if !l.calls {
		if ended := l.values(p); ended != nil {
			return ended
		}
	}
	e, ok := l.next()
	if !ok {
		return l.last(p)
	}
	if l.Beside {
		return l.again.Call2(p, l.arg(e), l.Acc)
	}
	return l.again.Call1(p, l.arg(e))
}

// expect says how long Out will be.
func (l *Loop) expect() {
	if l.Span.Left > 0 {
		l.Out.Expect(int(l.Span.Left))
		return
	}
	l.Out.ExpectLike(l.Rest)
}

// next is the element that is due; ok is false behind the last.
func (l *Loop) next() (e term.Term, ok bool) {
	if c := l.Rest.Cons(); c != nil {
		return c.Head, true
	}
	return term.Int(l.Span.At), l.Span.Left > 0
}

func (l *Loop) advance() {
	if c := l.Rest.Cons(); c != nil {
		l.Rest = c.Tail
		return
	}
	l.Span.At += l.Span.Step
	l.Span.Left--
}

func (l *Loop) last(p *vm.Process) vm.Step {
	if l.Rest.IsEmpty() || l.Rest.IsNone() {
		return p.Return(l.value())
	}
	return p.Fail(l.Improper(l))
}

func (l *Loop) arg(e term.Term) term.Term {
	if l.Arg != nil {
		return l.Arg(l, e)
	}
	return e
}

// values goes on for as long as the fun need not be called, and returns the step that
// follows if the loop ends there.
func (l *Loop) values(p *vm.Process) vm.Step {
	if !l.again.Enter(p) {
		l.calls = l.again.Ready()
		return nil
	}
	for e, more := l.next(); more; e, more = l.next() {
		var v term.Term
		var ok bool
		if l.Beside {
			v, ok = l.again.Value2(p, l.arg(e), l.Acc)
		} else {
			v, ok = l.again.Value1(p, l.arg(e))
		}
		if !ok {
			break
		}
		if stop, err := l.take(e, v); stop || err != nil {
			l.again.Leave(p)
			return l.end(p, err)
		}
	}
	l.again.Leave(p)
	return nil
}

// take takes the answer for the element e that was due.
func (l *Loop) take(e, v term.Term) (stop bool, err error) {
	if l.Got == nil {
		l.Acc = v
	} else if stop, err = l.Got(l, e, v); stop || err != nil {
		return stop, err
	}
	l.advance()
	return false, nil
}

// end ends the loop early.
func (l *Loop) end(p *vm.Process, err error) vm.Step {
	if err != nil {
		return p.Fail(err)
	}
	return p.Return(l.value())
}

// took goes on when a call has answered for the element that was due.
func (l *Loop) took(p *vm.Process, v term.Term) vm.Step {
	e, _ := l.next()
	if stop, err := l.take(e, v); stop || err != nil {
		return l.end(p, err)
	}
	return l.Run(p)
}

// Listed is a loop's value of what was added to Out.
func Listed(l *Loop) term.Term { return l.Out.List(term.Empty) }

// Accumulated is a loop's value of Acc.
func Accumulated(l *Loop) term.Term { return l.Acc }
