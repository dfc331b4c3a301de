package labs

import (
	"sync"
	"time"
)

// This file measures time as a busy machine has it to give.

// A limit on programs counts in beats. A beat that comes late says that this process
// got no processor, so that the programs may have got none either; the limit is then
// that much later, but for no more than stretch times the whole.
const (
	beat    = 50 * time.Millisecond
	stretch = 2
)

// patience returns a channel that is closed when d has passed, counted in beats.
func patience(d time.Duration) (late <-chan struct{}, stop func()) {
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		b := newBeats(d)
		ticks := time.NewTicker(beat)
		defer ticks.Stop()
		for !b.over() {
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

// beats is a limit for code that looks at it now and then.
type beats struct {
	begun, last time.Time
	left, limit time.Duration
}

func newBeats(d time.Duration) *beats {
	now := time.Now()
	return &beats{begun: now, last: now, left: d, limit: stretch * d}
}

// over counts the time since the last look, as one beat at most, and reports whether
// the limit has passed.
func (b *beats) over() bool {
	now := time.Now()
	b.left -= min(now.Sub(b.last), 2*beat)
	b.last = now
	return b.left <= 0 || now.Sub(b.begun) >= b.limit
}
