package vm

import "sync/atomic"

// An inbox receives the signals of a process. A waiting process belongs to the sender of its first
// signal, until that sender makes the process runnable. So the sender hands over this signal
// directly. Other signals go onto a lock-free stack, which the process empties in one operation
// (Treiber, "Systems Programming: Coping with Parallelism", 1986). Signals from one sender stay in
// order.
type inbox struct {
	state  atomic.Uint32
	handed *signal
	top    atomic.Pointer[signal]
}

// These are the states of a process, as senders see them.
const (
	runs  uint32 = iota // running or runnable
	given               // runnable, with a handed-over signal not taken yet
	waits
	ended
)

// hand hands s to a waiting process and reports true. The caller must then make the process
// runnable. If the process is not waiting or has other signals, hand reports false.
func (in *inbox) hand(s *signal) bool {
	if in.state.Load() != waits || in.top.Load() != nil || !in.state.CompareAndSwap(waits, given) {
		return false
	}
	in.handed = s
	return true
}

// push adds s and returns the state of the process. If the state is waits, the caller must make the
// process runnable. If the state is ended, late returns s and possibly other signals.
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
		return runs // another sender makes it runnable
	}
	return found
}

// late returns the signals that arrived after the end of a process, oldest first.
func (in *inbox) late() *signal { return oldestFirst(in.top.Swap(nil)) }

// take empties the inbox of a running process and returns the oldest signal, linked to the others.
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

// takeHanded returns the handed-over signal, or nil.
func (in *inbox) takeHanded() *signal {
	s := in.handed
	if s != nil {
		in.handed = nil
		in.state.Store(runs)
	}
	return s
}

// isSettled reports whether the process has taken all its signals. Any goroutine may call it.
func (in *inbox) isSettled() bool { return in.state.Load() != given && in.top.Load() == nil }

// wait marks the process as waiting unless a signal is present. After it returns true, the process
// belongs to the sender of the next signal.
func (in *inbox) wait() bool {
	in.state.Store(waits)
	return in.top.Load() == nil || !in.state.CompareAndSwap(waits, runs)
}

// close marks the process as ended.
func (in *inbox) close() { in.state.Store(ended) }

// hold prevents a waiting process from running until wait is called. It reports whether the
// process was waiting.
func (in *inbox) hold() bool { return in.state.CompareAndSwap(waits, runs) }

// isEmpty reports whether a running process has no signals.
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
