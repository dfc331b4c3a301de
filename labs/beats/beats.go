// Package beats measures time limits in a way that tolerates a busy machine.
//
// A limit on student programs is counted in beats. A beat is a short interval of time. If a beat
// takes longer than it should, this process did not get a processor in time, and the student
// programs may not have got one either. Such a beat counts as at most two beats. The limit thus
// expires later, but at most at stretch times its nominal duration.
//
// Start reading in beats.go; own.go measures the processor time of this program.
package beats

import (
	"sync"
	"time"
)

const (
	beat    = 50 * time.Millisecond
	stretch = 3
)

// A Limit is a time limit for code that polls it.
type Limit struct {
	begun, last time.Time
	left, most  time.Duration
}

// New returns a limit that starts now.
func New(d time.Duration) *Limit {
	now := time.Now()
	return &Limit{begun: now, last: now, left: d, most: stretch * d}
}

// Over reports whether the limit has passed. It counts the time since the last call as at most two
// beats.
func (l *Limit) Over() bool {
	now := time.Now()
	l.left -= min(now.Sub(l.last), 2*beat)
	l.last = now
	return l.left <= 0 || now.Sub(l.begun) >= l.most
}

// After returns a channel that is closed when d has passed, and a function that cancels the wait.
func After(d time.Duration) (late <-chan struct{}, stop func()) {
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		l := New(d)
		ticks := time.NewTicker(beat)
		defer ticks.Stop()
		for !l.Over() {
			select {
			case <-ended:
				return
			case <-ticks.C:
			}
		}
		close(over)
	}()
	return over, sync.OnceFunc(func() { close(ended) })
}
