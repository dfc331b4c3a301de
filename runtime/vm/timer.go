package vm

import (
	"container/heap"
	"sync"
	"time"
)

// timers calls functions at given times. All timers of a machine share one heap and one timer of
// the clock.
type timers struct {
	clock Clock

	mu     sync.Mutex
	heap   timerHeap
	seq    uint64
	cancel func()
	next   time.Duration // time of the pending clock call, if cancel is set
	ended  bool
}

// A Timer is a scheduled call.
type Timer struct {
	t     *timers
	at    time.Duration
	seq   uint64 // identifies this start of the Timer
	index int    // in the heap, or -1
	f     func()
	p     *Process // the process whose receive is timed, instead of f
}

func (tm *Timer) fire() {
	if tm.p != nil {
		tm.p.timeOut(tm.seq)
		return
	}
	tm.f()
}

func (t *timers) init(c Clock) { t.clock = c }

func msDuration(ms int64) time.Duration {
	const most = int64(1<<62) / int64(time.Millisecond)
	return time.Duration(min(ms, most)) * time.Millisecond
}

// After calls f after d, on a shared goroutine. f must not block.
func (m *Machine) After(d time.Duration, f func()) *Timer { return m.clock.after(d, f) }

func (t *timers) after(d time.Duration, f func()) *Timer {
	tm := &Timer{f: f}
	t.start(tm, d)
	return tm
}

// start schedules tm to fire after d. tm must not be in the heap.
func (t *timers) start(tm *Timer, d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seq++
	tm.t, tm.at, tm.seq = t, t.clock.Monotonic()+d, t.seq
	heap.Push(&t.heap, tm)
	t.arm()
}

// Stop cancels the timer. It reports false if the timer has fired or has been stopped before.
func (tm *Timer) Stop() bool {
	tm.t.mu.Lock()
	defer tm.t.mu.Unlock()
	if tm.index < 0 {
		return false
	}
	heap.Remove(&tm.t.heap, tm.index)
	return true
}

// Left returns the time until the timer fires.
func (tm *Timer) Left() time.Duration {
	return max(0, tm.at-tm.t.clock.Monotonic())
}

// arm schedules a clock call for the first timer. The mutex must be held.
func (t *timers) arm() {
	if t.ended || len(t.heap) == 0 {
		return
	}
	at := t.heap[0].at
	if t.cancel != nil {
		if t.next <= at {
			return
		}
		t.cancel()
	}
	t.next = at
	t.cancel = t.clock.AfterFunc(max(0, at-t.clock.Monotonic()), t.fire)
}

// fire runs the timers that are due.
func (t *timers) fire() {
	t.mu.Lock()
	t.cancel = nil
	now := t.clock.Monotonic()
	var due []Timer // copies, since the timer of a receive may be restarted
	for len(t.heap) > 0 && t.heap[0].at <= now {
		due = append(due, *heap.Pop(&t.heap).(*Timer))
	}
	t.arm()
	t.mu.Unlock()
	for i := range due {
		due[i].fire()
	}
}

func (t *timers) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
}

type timerHeap []*Timer

func (h timerHeap) Len() int { return len(h) }
func (h timerHeap) Less(i, j int) bool {
	if h[i].at != h[j].at {
		return h[i].at < h[j].at
	}
	return h[i].seq < h[j].seq
}
func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push implements heap.Interface.
func (h *timerHeap) Push(x any) {
	tm := x.(*Timer)
	tm.index = len(*h)
	*h = append(*h, tm)
}

// Pop implements heap.Interface.
func (h *timerHeap) Pop() any {
	old := *h
	n := len(old) - 1
	tm := old[n]
	old[n] = nil
	*h = old[:n]
	tm.index = -1
	return tm
}
