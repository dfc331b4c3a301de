package vm

import (
	"cmp"
	"runtime"
	"slices"
	"sync/atomic"
	"time"
)

// An audit tells which processes allocate how much. While it is on, one worker
// runs at a time, so that what was allocated during a turn is that process's.
type audit struct {
	on atomic.Bool
	// alone has room for one, who has the turn. A channel lets those in that wait in
	// the order in which they came: who is not let in cannot say what it holds.
	alone chan struct{}
	made  map[*Process]uint64 // of who is alone
	// judging is on while nobody is to run.
	judging atomic.Bool
	// crowd counts the beginnings and ends of turns that were not alone.
	crowd atomic.Int64
}

func (a *audit) init() { a.alone = make(chan struct{}, 1) }

func (a *audit) lock()   { a.alone <- struct{}{} }
func (a *audit) unlock() { <-a.alone }

func (a *audit) begin() {
	a.on.Store(true)
	a.lock()
	a.made = map[*Process]uint64{}
	a.unlock()
}

func (a *audit) end() {
	if a.on.CompareAndSwap(true, false) {
		a.lock()
		a.made = nil
		a.unlock()
	}
}

// patience is how long a worker waits to be alone: one whose turn waits in Go code
// for another's must not wait for long.
const patience = 100 * time.Millisecond

// enter waits to be alone, and reports whether that came to be in time.
func (a *audit) enter() bool {
	select {
	case a.alone <- struct{}{}:
		return true
	default:
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		select {
		case a.alone <- struct{}{}:
			return true
		case <-late.C:
			if !a.judging.Load() {
				return false
			}
			late.Reset(patience)
		}
	}
}

// turn has w run p alone, unless another is at work in Go code for long: then
// nothing can be said of either.
func (a *audit) turn(w *worker, p *Process) {
	if !a.enter() {
		a.crowd.Add(1)
		w.run(p)
		a.crowd.Add(1)
		return
	}
	defer a.unlock()
	crowd, before := a.crowd.Load(), metric(heapMade)
	w.run(p)
	clear(w.scratch) // or what p held would count on after its end
	if made := metric(heapMade) - before; a.made != nil && crowd%2 == 0 && crowd == a.crowd.Load() {
		a.made[p] += made
	}
}

// live is what is reachable now. Nobody runs meanwhile: what is made while the
// collector works counts as reachable, however short it lives.
func (a *audit) live() uint64 {
	a.judging.Store(true)
	defer a.judging.Store(false)
	a.lock()
	defer a.unlock()
	runtime.GC()
	return metric(heapLive)
}

// spenders are those who made a good part of what was allocated, or at least so
// much, most first.
func (a *audit) spenders(much uint64) []*Process {
	a.lock()
	defer a.unlock()
	var list []*Process
	total := uint64(0)
	for _, n := range a.made {
		total += n
	}
	for p, n := range a.made {
		if n > 0 && n >= min(total/8, much) {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(p, q *Process) int { return cmp.Compare(a.made[q], a.made[p]) })
	return list
}
