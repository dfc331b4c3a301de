package vm

// This file implements the queues of runnable processes.

// A worker calls for help when the processes in its queue have waited for long. Until then, the
// processes that a process makes runnable run after it, in order, as on a scheduler of the BEAM.
// crowded is the number of reductions at which the worker calls for help, summed over the waiting
// processes. Each turn counts at least as shortTurn.
const (
	crowded   = 20_000
	shortTurn = 200
)

// push adds p to the queue of w, or to the queue of the worker that has replaced w. mine is own if
// w is awake and was not replaced, and false otherwise.
func (w *worker) push(p *Process, own bool) (mine bool) {
	w.mu.Lock()
	if next := w.next; next != nil {
		w.mu.Unlock()
		return next.push(p, false)
	}
	if w.size == len(w.ring) {
		bigger := make([]*Process, 2*len(w.ring))
		n := copy(bigger, w.ring[w.head:])
		copy(bigger[n:], w.ring[:w.head])
		w.ring, w.head = bigger, 0
	}
	w.ring[(w.head+w.size)&(len(w.ring)-1)] = p
	w.size++
	mine = own && !w.asleep
	w.mu.Unlock()
	return mine
}

// pop ends the worker's turn, and starts the turn of the oldest process in its queue.
func (w *worker) pop() *Process {
	w.mu.Lock()
	if w.held {
		w.rest()
	}
	if w.size == 0 {
		w.current = nil
		w.mu.Unlock()
		return nil
	}
	p := w.take()
	w.current = p
	w.turns++
	help := w.count()
	w.mu.Unlock()
	if help && w.s.idle.Load() > 0 {
		w.s.wakeOne()
	}
	return p
}

// count adds the last turn to the time that the processes in the queue have waited, in reductions.
// It reports whether that is too long. The mutex must be held.
func (w *worker) count() bool {
	if w.size == 0 {
		w.waited = 0
		return false
	}
	w.waited += max(w.used, shortTurn) * w.size
	if w.waited < crowded {
		return false
	}
	w.waited = 0
	return true
}

// take removes the oldest process from the queue. The mutex must be held.
func (w *worker) take() *Process {
	p := w.ring[w.head]
	w.ring[w.head] = nil
	w.head = (w.head + 1) & (len(w.ring) - 1)
	w.size--
	return p
}

// steal takes half of another worker's queue, and starts a turn with the first process. It leaves
// a queue of fewer than least processes to its worker, if that is awake.
func (w *worker) steal(least int) *Process {
	for i := 1; i < len(w.s.workers); i++ {
		v := w.s.workers[(w.n+i)%len(w.s.workers)].Load()
		v.mu.Lock()
		n := 0
		if v.size >= least || v.asleep {
			n = (v.size + 1) / 2
		}
		var got []*Process
		for range n {
			got = append(got, v.take())
		}
		v.mu.Unlock()
		if len(got) == 0 {
			continue
		}
		for _, p := range got {
			w.push(p, true)
		}
		return w.pop()
	}
	return nil
}
