package vm

// Work that blocks runs on goroutines of its own (Block). Much of it goes deep: it parses
// and compiles. A goroutine begins with a small stack, which is copied each time that it
// grows, so those whose work is done wait for more.

// mostHands is how many wait. Where more of them have nothing to do, the others end.
const mostHands = 4

// hands are the goroutines of blocking work.
type hands struct {
	waiting chan chan func() // where those take their work from that have none
	ended   <-chan struct{}
}

func (h *hands) init(ended <-chan struct{}) {
	h.waiting, h.ended = make(chan chan func(), mostHands), ended
}

// run has f run on a goroutine.
func (h *hands) run(f func()) {
	select {
	case next := <-h.waiting:
		next <- f
	default:
		go h.work(f)
	}
}

// work runs f and what comes after it.
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

// release ends those that wait. Work that was given to one before is done.
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
