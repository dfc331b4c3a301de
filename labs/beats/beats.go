// Package beats measures time as a busy machine has it to give.
//
// A limit on what programs may take is counted in beats. A beat that comes late says
// that this process got no processor, so that the programs may have got none either; the
// limit is then that much later, but never more than stretch times what it was.
package beats

import (
	"sync"
	"time"
)

const (
	beat    = 50 * time.Millisecond
	stretch = 3
)

// A Limit is a limit for code that looks at it now and then.
type Limit struct {
	begun, last time.Time
	left, most  time.Duration
}

// New returns a limit that begins now.
func New(d time.Duration) *Limit {
	now := time.Now()
	return &Limit{begun: now, last: now, left: d, most: stretch * d}
}

// Over counts the time since the last look, as two beats at most, and reports whether
// the limit has passed.
func (l *Limit) Over() bool {
	now := time.Now()
	l.left -= min(now.Sub(l.last), 2*beat)
	l.last = now
	return l.left <= 0 || now.Sub(l.begun) >= l.most
}

// After returns a channel that is closed when d has passed, and a function that gives the
// wait up.
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
