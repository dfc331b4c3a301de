package dist

import (
	"sync"
	"time"

	"lab/runtime/term"
)

// A peer holds the state of another node: its link, if there is one, and the messages that wait for
// a link. The lock of a peer is held only briefly.
type peer struct {
	name   term.Atom // not set for a stranger
	visits int       // handshakes in progress under its name; guarded by Endpoint.mu

	mu      sync.Mutex
	link    *Link
	closing bool // the link has ended, and the receiver is being told
	dialing bool // this node has an attempt in progress
	coming  int  // attempts of the peer in progress
	hoped   bool // an attempt of this node failed, and its waiters wait for the peer's attempt instead
	backlog []Message
	waiters []chan error
	settled chan struct{} // closed when the receiver has been told about the end of the link
}

// judge returns the verdict on an incoming attempt and counts the attempt unless it is rejected. If
// both nodes dial at the same time, the attempt of the node with the greater name is kept. The
// number of other incoming attempts does not matter, because such attempts may come from an earlier
// incarnation or from a stranger.
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

// settle waits until the receiver has been told about the end of the last link.
func (p *peer) settle() {
	p.mu.Lock()
	done, closing := p.settled, p.closing
	p.mu.Unlock()
	if closing {
		<-done
	}
}

// takeWaiters removes and returns the waiters for the outcome of an attempt.
func (p *peer) takeWaiters() []chan error {
	w := p.waiters
	p.waiters = nil
	return w
}

// yieldPatience is how long an attempt that yielded waits for the peer's attempt.
const yieldPatience = 3 * time.Second
