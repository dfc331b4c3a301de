package vm

import (
	"slices"
	"time"
)

// A freeze stops all processes between turns, so that their contents can be inspected. It waits
// for workers that are running Go code in a turn, but not for long.

// freezeTick is the interval at which the duration of a freeze is checked.
const freezeTick = 5 * time.Millisecond

// freeze stops the workers before their next turns. It returns the processes whose turns did not
// end within patience (busy) and the processes whose workers were relieved before (away). None of
// these processes may be read.
func (s *scheduler) freeze(patience time.Duration) (busy, away []*Process) {
	s.relief.mu.Lock() // no worker is relieved until the thaw
	for i := range s.workers {
		w := s.workers[i].Load()
		w.mu.Lock()
		w.held = true
		w.mu.Unlock()
	}
	away = s.relief.late()
	// Count ticks instead of measuring time: on a starved machine ticks are late just as turns
	// are.
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

// thaw lets the workers continue.
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

// Rest waits up to turnTime until the running processes have ended their turns. It reports whether
// any process other than by still runs, is runnable, or waits for blocking work.
func (m *Machine) Rest(by *Process) (more bool) {
	busy, away := m.sched.freeze(turnTime)
	defer m.sched.thaw()
	return len(busy)+len(away) > 0 || slices.ContainsFunc(m.table.all(), func(p *Process) bool {
		return p != by && p.actor == nil && (p.runs() || p.x != nil && p.x.pending != nil)
	})
}

// atWork returns the processes in a turn.
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

// rest ends the worker's turn and waits while the workers are held. The mutex must be held.
func (w *worker) rest() {
	w.current = nil
	clear(w.scratch[:]) // release the terms of the process
	for w.held {
		select {
		case w.s.still <- struct{}{}:
		default:
		}
		w.going.Wait()
	}
}
