package vm

import (
	"slices"
	"sync"
	"time"
)

// A function in Go may take long over a turn: it compares, sorts or compiles what is
// very large. Its worker would hold up all who are in its queue, and a few such
// functions all workers. So a worker that is at one turn for long is relieved: another
// gets its place and its queue, and the old one ends with that turn.

// relief relieves workers.
type relief struct {
	s    *scheduler
	stop func()
	off  bool

	// mu is held while workers are frozen.
	mu sync.Mutex
	// seen are the turns at which the workers were at the last look.
	seen []uint64
	// away are the workers that were relieved, and are still at their turns, the first
	// of them first.
	away []absence
}

// An absence is a worker at a long turn.
type absence struct {
	w *worker
	p *Process
}

const (
	// reliefEvery is how long a turn may take, at least; twice as long at most.
	reliefEvery = 100 * time.Millisecond
	// mostAway bounds the workers that are away.
	mostAway = 256
)

func (r *relief) start(s *scheduler) {
	r.s, r.seen = s, make([]uint64, len(s.workers))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.again()
}

// again has the workers looked at a while later; the mutex is held.
func (r *relief) again() {
	if !r.off {
		r.stop = r.s.m.cfg.Clock.AfterFunc(reliefEvery, r.look)
	}
}

func (r *relief) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.off = true
	r.stop()
}

func (r *relief) look() {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.again()
	if r.off {
		return
	}
	for i := range r.seen {
		w := r.s.workers[i].Load()
		w.mu.Lock()
		if w.current != nil && w.turns == r.seen[i] && len(r.away) < mostAway {
			r.relieve(w)
		}
		r.seen[i] = w.turns
		w.mu.Unlock()
	}
}

// relieve gives the place and the queue of w to another; the mutexes are held.
func (r *relief) relieve(w *worker) {
	r.away = append(r.away, absence{w, w.current})
	w.away.Store(true)
	next := r.s.newWorker(w.n, w.ring)
	next.head, next.size, next.turns = w.head, w.size, w.turns
	w.ring, w.head, w.size, w.next = nil, 0, 0, next
	r.s.workers[w.n].Store(next)
	go next.loop()
}

// late are the processes whose workers are away, longest first; the mutex is held.
func (r *relief) late() []*Process {
	var list []*Process
	for _, a := range r.away {
		list = append(list, a.p)
	}
	return list
}

// relieved reports whether another has the place of w.
func (w *worker) relieved() bool {
	w.mu.Lock()
	relieved := w.next != nil
	w.mu.Unlock()
	if relieved {
		r := &w.s.relief
		r.mu.Lock()
		r.away = slices.DeleteFunc(r.away, func(a absence) bool { return a.w == w })
		r.mu.Unlock()
	}
	return relieved
}
