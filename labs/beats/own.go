package beats

import (
	"runtime/metrics"
	"sync"
	"time"
)

// This file measures time as this program gets it. A beat says little of that: a goroutine that
// rests is given a processor at once, beside many programs, while those that work wait for theirs.

// Own returns a channel that is closed when this program has had d, and a function that gives the
// wait up. Where it has nothing to do, all time counts; while it has, its processor time does.
func Own(d time.Duration) (late <-chan struct{}, stop func()) {
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		ticks := time.NewTicker(beat)
		defer ticks.Stop()
		last, used := time.Now(), processorTime()
		for d > 0 {
			select {
			case <-ended:
				return
			case <-ticks.C:
			}
			now, total := time.Now(), processorTime()
			d -= had(now.Sub(last), total-used, resting())
			last, used = now, total
		}
		close(over)
	}()
	return over, sync.OnceFunc(func() { close(ended) })
}

// had is how much of the time since the last look a program had that used so much of the processors.
func had(passed, used time.Duration, rests bool) time.Duration {
	passed = min(passed, 2*beat)
	if rests {
		return passed
	}
	return min(passed, used)
}

// resting reports whether no goroutine but the caller's runs or could.
func resting() bool {
	at := []metrics.Sample{{Name: "/sched/goroutines/running:goroutines"}, {Name: "/sched/goroutines/runnable:goroutines"}}
	metrics.Read(at)
	return at[0].Value.Uint64() <= 1 && at[1].Value.Uint64() == 0
}
