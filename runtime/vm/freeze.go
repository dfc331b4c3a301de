package vm

import (
	"slices"
	"time"
)

// A freeze keeps all processes between two turns, so that what they hold can be
// looked at from outside. A worker that is in the middle of a turn of Go code is
// waited for, but not for long.

// freezeTick is the time between two looks at how long a freeze takes.
const freezeTick = 5 * time.Millisecond

// freeze holds the workers before their next turns. It returns the processes that
// were still at work when patience was over, and those that have been for longer (away);
// nothing may be read of either.
func (s *scheduler) freeze(patience time.Duration) (busy, away []*Process) {
	s.relief.mu.Lock() // until the thaw: nobody is relieved meanwhile
	for i := range s.workers {
		w := s.workers[i].Load()
		w.mu.Lock()
		w.held = true
		w.mu.Unlock()
	}
	away = s.relief.late()
	// In ticks: those of a process that gets no processor come late, as its turns end
	// late.
	ticks := time.NewTicker(freezeTick)
	defer ticks.Stop()
	for left := patience; ; {
		if busy = s.atWork(); len(busy) == 0 {
			return nil, away
		}
		select {
		case <-s.still:
		case <-ticks.C:
			if left -= freezeTick; left <= 0 {
				return busy, away
			}
		}
	}
}

// thaw lets the workers go on.
func (s *scheduler) thaw() {
	for i := range s.workers {
		w := s.workers[i].Load()
		w.mu.Lock()
		w.held = false
		w.going.Broadcast()
		w.mu.Unlock()
	}
	s.relief.mu.Unlock()
}

// Rest waits until all that run have come to the end of a turn, and reports whether there
// are others than by that could go on, or wait for something that is done for them.
func (m *Machine) Rest(by *Process) (more bool) {
	busy, away := m.sched.freeze(turnTime)
	defer m.sched.thaw()
	return len(busy)+len(away) > 0 || slices.ContainsFunc(m.table.all(), func(p *Process) bool {
		return p != by && p.actor == nil && (p.runs() || p.x != nil && p.x.pending != nil)
	})
}

// atWork are the processes that have a turn.
func (s *scheduler) atWork() []*Process {
	var list []*Process
	for i := range s.workers {
		w := s.workers[i].Load()
		w.mu.Lock()
		if w.current != nil {
			list = append(list, w.current)
		}
		w.mu.Unlock()
	}
	return list
}

// rest ends the worker's turn, and waits while the workers are held. The mutex is
// held.
func (w *worker) rest() {
	w.current = nil
	clear(w.scratch[:]) // or what the process held would count on after its end
	for w.held {
		select {
		case w.s.still <- struct{}{}:
		default:
		}
		w.going.Wait()
	}
}
