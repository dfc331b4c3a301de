package beats

import (
	"runtime/metrics"
	"sync"
	"time"
)

// This file measures the time that this program gets to run. Counting beats does not measure that.
// On a busy machine, a goroutine that sleeps gets a processor as soon as it wakes up, but
// goroutines that compute have to wait.

// Own returns a channel that is closed when this program has had the time d, and a function that
// cancels the wait. While the program is idle, all time counts. While it is busy, only its
// processor time counts.
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

// had returns the time that counts for an interval. The arguments are the interval's length, the
// processor time used in it, and whether the program is idle.
func had(passed, used time.Duration, rests bool) time.Duration {
	passed = min(passed, 2*beat)
	if rests {
		return passed
	}
	return min(passed, used)
}

// resting reports whether no goroutine but the caller's is running or runnable.
func resting() bool {
	at := []metrics.Sample{{Name: "/sched/goroutines/running:goroutines"}, {Name: "/sched/goroutines/runnable:goroutines"}}
	metrics.Read(at)
	return at[0].Value.Uint64() <= 1 && at[1].Value.Uint64() == 0
}
