package code

import "sync"

// errands counts what is being loaded or compiled of the library for processes that
// wait for it: they could run on, had it been there.
type errands struct {
	mu   sync.Mutex
	n    int
	done chan struct{} // closed when the last of them is done
}

// begin notes one more, until the function that it returns is called.
func (e *errands) begin() (end func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.n == 0 {
		e.done = make(chan struct{})
	}
	e.n++
	return e.end
}

func (e *errands) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.n--; e.n == 0 {
		close(e.done)
	}
}

func (e *errands) any() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.n > 0
}

// wait returns once there were none at some moment.
func (e *errands) wait() {
	e.mu.Lock()
	n, done := e.n, e.done
	e.mu.Unlock()
	if n > 0 {
		<-done
	}
}
