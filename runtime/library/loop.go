package library

import (
	"sync"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// A Work defines the callbacks of a Loop. A Work has no state, so that all loops of a function can
// share it. A loop over few elements then costs little more than the calls of the fun.
type Work struct {
	// Beside passes the loop's Acc to the fun as a second argument.
	Beside bool
	// Each adds the result of the fun for each element to Out.
	Each bool
	// Arg returns the argument of the fun for an element. If Arg is nil, it is the element itself.
	Arg func(l *Loop, e term.Term) term.Term
	// Got processes v, the result of the fun for e. If it returns stop, the loop ends and e stays
	// at the head of Rest. If Got is nil, v becomes the new Acc.
	Got func(l *Loop, e, v term.Term) (stop bool, err error)
	// Done returns the value of the loop. Rest holds the elements that were not processed.
	Done func(l *Loop) term.Term
	// Improper returns the error for a list with the improper tail Rest. It may be nil if the list
	// is always proper.
	Improper func(l *Loop) error
}

// Arity returns the number of arguments of the fun.
func (w *Work) Arity() int {
	if w.Beside {
		return 2
	}
	return 1
}

// A Loop calls a fun for each element of a list or each integer of a span. Its state is kept in Go
// between the calls. The calls themselves are frames of the process, so that a loop can be
// pre-empted and killed, and appears in stack traces.
type Loop struct {
	*Work
	Fun  term.Term
	Rest term.Term
	// Span replaces Rest if the loop runs over a range.
	Span Span
	// Args are the arguments of the native.
	Args []term.Term
	// Acc, N, Out and More are free for use by the Work.
	Acc  term.Term
	N    int64
	Out  term.Builder
	More any

	begun bool
	calls bool // the fun calls functions
	args  [3]term.Term
	again vm.Again
}

// loops recycles finished loops. Allocating a Loop takes longer than walking a short list.
var loops sync.Pool

// none is the zero Term. It replaces values that a finished loop must not keep alive.
var none term.Term

// NewLoop returns a loop for w. Do not use the loop after it has returned its value.
func NewLoop(w *Work) *Loop {
	l, ok := loops.Get().(*Loop)
	if !ok {
		l = &Loop{}
		l.again.Then(l.took)
	}
	l.Work = w
	return l
}

// value ends the loop and returns its value.
func (l *Loop) value(p *vm.Process) term.Term {
	v := l.Done(l)
	l.Work, l.Fun, l.Rest, l.Args, l.Acc, l.Out, l.More = nil, none, none, nil, none, term.Builder{}, nil
	l.args, l.Span, l.N, l.begun, l.calls = [3]term.Term{}, Span{}, 0, false, false
	l.again.End(p)
	loops.Put(l)
	return v
}

// Keep copies the arguments of a native to Args.
func (l *Loop) Keep(p *vm.Process, a []term.Term) {
	l.Args = l.args[:copy(l.args[:], a)]
	p.ArgsAre(l.Args)
}

// Over sets the values of the loop: a list, or a range as {first, step, count} of small integers.
func (l *Loop) Over(t term.Term) {
	if el := t.Elems(); len(el) == 3 {
		l.Span = Span{At: el[0].Small(), Step: el[1].Small(), Left: el[2].Small()}
		return
	}
	l.Rest = t
}

// A Span is a range of integers: the next integer, the step, and the number of integers left.
type Span struct{ At, Step, Left int64 }

// Run starts or continues the loop at the current element of Rest or Span.
func (l *Loop) Run(p *vm.Process) vm.Step {
	if !l.begun {
		l.begun = true
		l.again.Begin(p, l.Fun, l.Arity())
		if l.Each {
			l.expect()
		}
	}
	if !l.calls {
		if next, ended := l.values(p); ended {
			return next
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

// expect tells Out how many elements it will get.
func (l *Loop) expect() {
	if l.Span.Left > 0 {
		l.Out.Expect(int(l.Span.Left))
		return
	}
	l.Out.ExpectLike(l.Rest)
}

// next returns the current element. It reports false at the end.
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
		return p.Return(l.value(p))
	}
	return p.Fail(l.Improper(l))
}

func (l *Loop) arg(e term.Term) term.Term {
	if l.Arg != nil {
		return l.Arg(l, e)
	}
	return e
}

// values processes elements for as long as the fun can be evaluated without a call. If the loop
// ended early, it reports true and returns the next step, which is nil if the caller's turn is over.
func (l *Loop) values(p *vm.Process) (next vm.Step, ended bool) {
	if !l.again.Enter(p) {
		l.calls = l.again.Ready()
		return nil, false
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
			return l.end(p, err), true
		}
	}
	l.again.Leave(p)
	return nil, false
}

// take processes v, the result of the fun for the current element e.
func (l *Loop) take(e, v term.Term) (stop bool, err error) {
	if l.Got == nil {
		l.Acc = v
	} else if stop, err = l.Got(l, e, v); stop || err != nil {
		return stop, err
	}
	l.advance()
	return false, nil
}

// end ends the loop early: with err if err is not nil, and otherwise with the value of the loop.
func (l *Loop) end(p *vm.Process, err error) vm.Step {
	if err != nil {
		return p.Fail(err)
	}
	return p.Return(l.value(p))
}

// took continues the loop when a call has returned v for the current element.
func (l *Loop) took(p *vm.Process, v term.Term) vm.Step {
	e, _ := l.next()
	if stop, err := l.take(e, v); stop || err != nil {
		return l.end(p, err)
	}
	return l.Run(p)
}

// Listed is a Done function that returns the elements of Out as a list.
func Listed(l *Loop) term.Term { return l.Out.List(term.Empty) }

// Accumulated is a Done function that returns Acc.
func Accumulated(l *Loop) term.Term { return l.Acc }
