package vm

import (
	"slices"
	"sync"
	"time"
)

// A Go function may run for long in a turn, for example when it compares, sorts or compiles large
// values. Its worker would hold up all processes in its queue, and a few such functions would hold
// up all workers. A worker that stays in the same turn for long is therefore relieved. A new worker
// takes over its queue, and the old worker ends after the turn.

// relief replaces workers that have been in the same turn for too long.
type relief struct {
	s    *scheduler
	stop func()
	off  bool

	// mu is also held while workers are frozen.
	mu sync.Mutex
	// seen holds each worker's turn number at the last check.
	seen []uint64
	// away holds the relieved workers that are still in their turns, oldest first.
	away []absence
}

// An absence is a relieved worker that is still in its turn.
type absence struct {
	w *worker
	p *Process
}

const (
	// reliefEvery is the interval of checks. A worker is relieved when its turn has lasted one to
	// two intervals.
	reliefEvery = 100 * time.Millisecond
	// reliefSoon is the interval while relieved workers are still in their turns. The next
	// processes in the queue may call the same long function.
	reliefSoon = 10 * time.Millisecond
	// mostAway bounds the number of relieved workers.
	mostAway = 256
)

func (r *relief) start(s *scheduler) {
	r.s, r.seen = s, make([]uint64, len(s.workers))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.again()
}

// again schedules the next check. The mutex must be held.
func (r *relief) again() {
	every := reliefEvery
	if len(r.away) > 0 {
		every = reliefSoon
	}
	if !r.off {
		r.stop = r.s.m.cfg.Clock.AfterFunc(every, r.look)
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

// relieve replaces w with a new worker that takes over its place and queue. Both mutexes must be
// held.
func (r *relief) relieve(w *worker) {
	r.away = append(r.away, absence{w, w.current})
	w.away.Store(true)
	next := r.s.newWorker(w.n, w.ring)
	next.head, next.size, next.turns = w.head, w.size, w.turns
	w.ring, w.head, w.size, w.next = nil, 0, 0, next
	r.s.workers[w.n].Store(next)
	go next.loop()
}

// late returns the processes of relieved workers, longest turn first. The mutex must be held.
func (r *relief) late() []*Process {
	var list []*Process
	for _, a := range r.away {
		list = append(list, a.p)
	}
	return list
}

// relieved reports whether w has been replaced.
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
