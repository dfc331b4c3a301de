package dist

import (
	"sync"
	"time"

	"lab/runtime/term"
)

// A peer is another node as this one sees it: what waits for it, and the link to
// it if there is one. Its lock is held for moments only.
type peer struct {
	name   term.Atom // not set for a stranger
	visits int       // connections under its name that prove it just now; Endpoint.mu guards it

	mu      sync.Mutex
	link    *Link
	closing bool // the link has ended, and its end is being told
	dialing bool // an attempt of ours is on its way
	coming  int  // attempts of theirs on their way
	hoped   bool // an attempt of ours failed, and theirs was waited for instead
	backlog []Message
	waiters []chan error
	settled chan struct{} // closed when the end of the last link has been told
}

// judge gives the verdict on an attempt of this peer's and counts the attempt
// where it may go on. Where both nodes dial at the same time, the attempt of the
// node whose name is greater goes ahead. An attempt of theirs is not a reason against
// another: it may be a former life's, or a stranger's.
func (p *peer) judge(own, name string) verdict {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := sayOk
	switch {
	case p.link != nil && !p.closing:
		v = sayAlive
	case p.dialing && own > name:
		return sayNok
	case p.dialing:
		v = saySimultaneous
	}
	p.coming++
	return v
}

// settle waits until the end of the former link has been told.
func (p *peer) settle() {
	p.mu.Lock()
	done, closing := p.settled, p.closing
	p.mu.Unlock()
	if closing {
		<-done
	}
}

// takeWaiters removes what waits for the outcome of an attempt.
func (p *peer) takeWaiters() []chan error {
	w := p.waiters
	p.waiters = nil
	return w
}

// yieldPatience is how long an attempt that gave way waits for the peer's own.
const yieldPatience = 3 * time.Second
