package vm

import (
	"testing"

	"lab/runtime/term"
)

// thunk returns a function of arity 0 with a window of regs registers.
func thunk(regs int, entry Step) term.Term {
	return term.FromFun(&term.Fun{Code: &Func{Regs: regs, Entry: entry}})
}

// inside runs first in a new process and returns its value.
func inside(t *testing.T, m *Machine, first Step) term.Term {
	t.Helper()
	v, err := m.CallWith(SpawnOpts{}, first)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// segments returns the number of segments of p. It checks that p is charged for exactly the size of
// its segments.
func segments(t *testing.T, p *Process) (n int) {
	t.Helper()
	words := cap(p.spare) * slotWords
	for _, f := range p.frames {
		if f.site == segmentSite {
			n++
			words += cap(f.regs) * slotWords
		}
	}
	if words != p.words {
		t.Errorf("charged for %d words, has %d", p.words, words)
	}
	return n
}

// TestLoopHasOneSegment runs a loop whose windows grow and shrink. The loop must keep its arguments
// and use a single segment.
func TestLoopHasOneSegment(t *testing.T) {
	m := machine(t)
	sizes := []int{3, 9, 20, 5, 70, 300, 4, 5000, 10}
	var at func(p *Process, i int) Step
	at = func(p *Process, i int) Step {
		if i == len(sizes) {
			n := segments(t, p)
			return p.Return(term.List(term.Int(int64(n)), p.R[0], p.R[1]))
		}
		f := &Func{Regs: sizes[i], Entry: func(p *Process) Step { return at(p, i+1) }}
		p.Reenter(f, 2)
		return p.Start(f)
	}
	got := inside(t, m, func(p *Process) Step {
		p.PushThen(nil, 0, func(p *Process, v term.Term) Step { return p.Return(v) })
		return p.TailCall(thunk(2, func(p *Process) Step {
			p.R[0], p.R[1] = term.Int(7), term.Int(8)
			return at(p, 0)
		}))
	})
	if show(got) != "[1, 7, 8]" {
		t.Errorf("segments and arguments: %s", show(got))
	}
}

// sum returns a step that adds up the numbers from 1 to n by recursion, in windows of regs
// registers.
func sum(n int64, regs int) Step {
	f := &Func{Regs: regs}
	site := &Site{Dst: 1, Next: func(p *Process) Step {
		return p.Return(term.Int(p.R[0].Small() + p.R[1].Small()))
	}}
	f.Entry = func(p *Process) Step {
		n := p.R[0]
		if n.Small() == 0 {
			return p.Return(n)
		}
		p.Push(site)
		p.Enter(f)
		p.R[0] = term.Int(n.Small() - 1)
		return p.Start(f)
	}
	return func(p *Process) Step {
		p.Reenter(f, 0)
		p.R[0] = term.Int(n)
		return p.Start(f)
	}
}

// TestRecursionThenLoop calls a deep recursion from a loop. The loop must continue in a single
// segment.
func TestRecursionThenLoop(t *testing.T) {
	m := machine(t)
	var loop func(p *Process, i int) Step
	loop = func(p *Process, i int) Step {
		if i == 4 {
			n := segments(t, p)
			return p.Return(term.List(term.Int(int64(n)), p.R[0]))
		}
		site := &Site{Dst: 1, Next: func(p *Process) Step {
			if p.R[1].Small() != 50005000 {
				t.Errorf("round %d: the sum is %s", i, show(p.R[1]))
			}
			f := &Func{Regs: 10 << i, Entry: func(p *Process) Step { return loop(p, i+1) }}
			p.Reenter(f, 1)
			return p.Start(f)
		}}
		p.Push(site)
		p.Enter(&Func{})
		return sum(10000, 3+i)(p)
	}
	got := inside(t, m, func(p *Process) Step {
		p.PushThen(nil, 0, func(p *Process, v term.Term) Step { return p.Return(v) })
		return p.TailCall(thunk(2, func(p *Process) Step {
			p.R[0] = term.Int(7)
			return loop(p, 0)
		}))
	})
	if show(got) != "[1, 7]" {
		t.Errorf("segments and argument: %s", show(got))
	}
}

// TestExceptionThroughReplacedSegments raises an exception in calls that have replaced their
// segments. The handler must find its registers, and the process must not be charged for the old
// segments.
func TestExceptionThroughReplacedSegments(t *testing.T) {
	m := machine(t)
	got := inside(t, m, func(p *Process) Step {
		p.PushThen(nil, 0, func(p *Process, v term.Term) Step { return p.Return(v) })
		return p.TailCall(thunk(6, func(p *Process) Step {
			p.R[0], p.R[5] = term.Int(7), term.Int(8)
			return p.Try(func(p *Process) Step {
				return p.TailCall(thunk(20, func(p *Process) Step {
					return p.TailCall(thunk(100, func(p *Process) Step {
						return p.Fail(Throw(term.Int(9)))
					}))
				}))
			}, nil, func(p *Process, e *Exception) Step {
				n := segments(t, p)
				return p.Return(term.List(term.Int(int64(n)), p.R[0], p.R[5], e.Reason))
			})
		}))
	})
	if show(got) != "[1, 7, 8, 9]" {
		t.Errorf("segments, registers, reason: %s", show(got))
	}
}

// nested waits for a message inside two nested calls. Their handlers and return values report the
// contents of their registers. The inner handler raises again. The innermost segment is larger than
// necessary.
func nested(wait Step) Step {
	seen := func(p *Process, more ...term.Term) term.Term {
		n := len(p.R) - 1
		return term.List(append([]term.Term{p.R[0], p.R[n]}, more...)...)
	}
	mark := func(p *Process, v int64) { p.R[0], p.R[len(p.R)-1] = term.Int(v), term.Int(v+1) }
	inner := &Func{Regs: 20, Entry: func(p *Process) Step {
		mark(p, 3)
		return p.Try(func(p *Process) Step {
			return p.TailCall(thunk(100, func(p *Process) Step {
				return p.TailCall(thunk(40, func(p *Process) Step {
					mark(p, 5)
					return wait(p)
				}))
			}))
		}, func(p *Process, v term.Term) Step {
			return p.Return(seen(p, v))
		}, func(p *Process, e *Exception) Step {
			return p.Fail(Throw(seen(p, e.Reason)))
		})
	}}
	outer := thunk(6, func(p *Process) Step {
		mark(p, 1)
		return p.Try(func(p *Process) Step {
			p.Enter(inner)
			return p.Start(inner)
		}, func(p *Process, v term.Term) Step {
			return p.Return(seen(p, v))
		}, func(p *Process, e *Exception) Step {
			return p.Return(seen(p, e.Reason))
		})
	})
	return func(p *Process) Step { return p.TailCall(outer) }
}

// TestTrim trims a waiting process. The process must then be able to return, to raise, and to make
// calls that need more registers than it kept.
func TestTrim(t *testing.T) {
	m := machine(t)
	for _, c := range []struct {
		what string
		then Step
		want string
	}{
		{"returns", func(p *Process) Step { return p.Return(p.R[39]) }, "[1, 2, [3, 4, 6]]"},
		{"fails", func(p *Process) Step { return p.Fail(Throw(p.R[0])) }, "[1, 2, [3, 4, 5]]"},
		{"recurs", sum(1000, 5), "[1, 2, [3, 4, 500500]]"},
	} {
		probe := newProbe(m)
		waiting := make(chan struct{})
		pid := m.SpawnStep(SpawnOpts{}, func(p *Process) Step {
			return p.CallThen(thunk(0, nested(func(p *Process) Step {
				close(waiting)
				return ReceiveStep(-1, func(*Process, term.Term) bool { return true },
					func(p *Process, _ term.Term) Step { return c.then(p) }, nil)(p)
			})), nil, func(p *Process, v term.Term) Step {
				segments(t, p)
				m.Send(probe.a.PID(), v)
				return p.Return(v)
			})
		})
		<-waiting
		p := m.Lookup(pid)
		before, after := 0, 0
		for !p.still(func() {
			before = p.words
			p.trim()
			segments(t, p)
			after = p.words
		}) {
		}
		// The outer call has 6 registers, the inner calls have 20 and 40, and Go code has none.
		if want := 66 * slotWords; before <= want || after != want {
			t.Errorf("%s: %d words before and %d after, not %d", c.what, before, after, want)
		}
		m.Send(pid, term.Nil)
		if got := probe.next(t); got != c.want {
			t.Errorf("%s: %s, not %s", c.what, got, c.want)
		}
	}
}

// TestTrimWhileAtWork trims processes while they run.
func TestTrimWhileAtWork(t *testing.T) {
	m := machine(t)
	probe := newProbe(m)
	var echo Step
	echo = func(p *Process) Step {
		return ReceiveStep(-1, func(*Process, term.Term) bool { return true }, func(p *Process, msg term.Term) Step {
			return p.CallThen(thunk(4, sum(msg.Small(), 4)), nil, func(p *Process, v term.Term) Step {
				m.Send(probe.a.PID(), v)
				return echo(p)
			})
		}, nil)(p)
	}
	pid := m.SpawnStep(SpawnOpts{}, echo)
	for i := range int64(500) {
		m.Send(pid, term.Int(i))
		m.trim()
		if got, want := probe.next(t), show(term.Int(i*(i+1)/2)); got != want {
			t.Fatalf("%d: %s, not %s", i, got, want)
		}
	}
}

// TestWaitingGivesBackALargeStack checks that a process releases the stack of a deep recursion when
// it waits.
func TestWaitingGivesBackALargeStack(t *testing.T) {
	m := machine(t)
	waiting := make(chan struct{})
	pid := m.SpawnStep(SpawnOpts{}, func(p *Process) Step {
		p.PushThen(nil, 0, func(p *Process, _ term.Term) Step {
			close(waiting)
			return ReceiveStep(-1, func(*Process, term.Term) bool { return true },
				func(p *Process, v term.Term) Step { return p.Return(v) }, nil)(p)
		})
		return sum(10_000, 4)(p)
	})
	<-waiting
	p := m.Lookup(pid)
	for !p.still(func() {
		segments(t, p)
		if p.words > keptSegment*slotWords {
			t.Errorf("%d words of stack", p.words)
		}
	}) {
	}
	m.Send(pid, term.Nil)
}
