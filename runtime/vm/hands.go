package vm

// This file keeps goroutines for blocking work (Block), which often needs a deep stack for parsing
// and compiling. A new goroutine has a small stack that is copied each time it grows, so finished
// goroutines wait for more work.

// mostHands is the maximum number of waiting goroutines. Further goroutines end when they have no
// work.
const mostHands = 4

// hands manages the goroutines for blocking work.
type hands struct {
	waiting chan chan func() // work channels of the waiting goroutines
	ended   <-chan struct{}
}

func (h *hands) init(ended <-chan struct{}) {
	h.waiting, h.ended = make(chan chan func(), mostHands), ended
}

// run runs f on a waiting or a new goroutine.
func (h *hands) run(f func()) {
	select {
	case next := <-h.waiting:
		next <- f
	default:
		go h.work(f)
	}
}

// work runs f and further work that it receives.
func (h *hands) work(f func()) {
	next := make(chan func(), 1)
	for more := true; more; f, more = <-next {
		f()
		select {
		case h.waiting <- next:
		default:
			return
		}
		select {
		case <-h.ended:
			h.release()
		default:
		}
	}
}

// release ends the waiting goroutines. Work accepted before is still done.
func (h *hands) release() {
	for {
		select {
		case next := <-h.waiting:
			close(next)
		default:
			return
		}
	}
}
