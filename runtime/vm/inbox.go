package vm

import "sync/atomic"

// An inbox takes the signals of a process. The first one that reaches a process which waits
// is handed over, since its sender has the process to itself until it makes it run.
// Others go onto a stack, from which the process takes everything at once (Treiber,
// "Systems Programming: Coping with Parallelism", 1986), so that no side holds up the other.
// The signals of one sender stay in their order.
type inbox struct {
	state  atomic.Uint32
	handed *signal
	top    atomic.Pointer[signal]
}

// The states of a process to those who send to it.
const (
	runs  uint32 = iota // or could
	given               // runs, and has not taken what was handed to it
	waits
	ended
)

// hand gives s to a process that waits, which its sender then makes run; it reports
// whether it did.
func (in *inbox) hand(s *signal) bool {
	if in.state.Load() != waits || in.top.Load() != nil || !in.state.CompareAndSwap(waits, given) {
		return false
	}
	in.handed = s
	return true
}

// push adds s, and returns the state that it found: the sender makes a process run that
// waited. It bounces what late returns if the process has ended, s or more.
func (in *inbox) push(s *signal) uint32 {
	for {
		top := in.top.Load()
		s.next = top
		if in.top.CompareAndSwap(top, s) {
			break
		}
	}
	found := in.state.Load()
	if found == waits && !in.state.CompareAndSwap(waits, runs) {
		return runs // another sender saw it too
	}
	return found
}

// late is what came for a process after its end.
func (in *inbox) late() *signal { return oldestFirst(in.top.Swap(nil)) }

// take empties the inbox of a process that runs, and returns the oldest signal, which
// leads to the others.
func (in *inbox) take() *signal {
	first := in.takeHanded()
	if in.top.Load() == nil {
		return first
	}
	others := oldestFirst(in.top.Swap(nil))
	if first == nil {
		return others
	}
	first.next = others
	return first
}

// takeHanded is take of the signal that was handed over, nil if none was.
func (in *inbox) takeHanded() *signal {
	s := in.handed
	if s != nil {
		in.handed = nil
		in.state.Store(runs)
	}
	return s
}

// isSettled reports, to anybody, whether all signals were taken that the process has.
func (in *inbox) isSettled() bool { return in.state.Load() != given && in.top.Load() == nil }

// wait notes that the process waits, unless a signal is there. Where it returns true
// the process belongs to the sender of the next signal.
func (in *inbox) wait() bool {
	in.state.Store(waits)
	return in.top.Load() == nil || !in.state.CompareAndSwap(waits, runs)
}

// close notes that the process has ended.
func (in *inbox) close() { in.state.Store(ended) }

// hold keeps a process that waits from running until wait; it reports whether it waited.
func (in *inbox) hold() bool { return in.state.CompareAndSwap(waits, runs) }

// isEmpty reports whether a process that runs has no signal to take.
func (in *inbox) isEmpty() bool { return in.handed == nil && in.top.Load() == nil }

func (in *inbox) isWaiting() bool { return in.state.Load() == waits }
func (in *inbox) isEnded() bool   { return in.state.Load() == ended }

func oldestFirst(s *signal) *signal {
	var first *signal
	for s != nil {
		s, s.next, first = s.next, first, s
	}
	return first
}
