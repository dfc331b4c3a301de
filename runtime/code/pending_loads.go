package code

import "sync"

// pendingLoads counts the library files that are being loaded or compiled for waiting processes.
// Without this work, those processes would be running.
type pendingLoads struct {
	mu   sync.Mutex
	n    int
	done chan struct{} // closed when the count drops to 0
}

// begin increments the count. The returned function decrements it.
func (e *pendingLoads) begin() (end func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.n == 0 {
		e.done = make(chan struct{})
	}
	e.n++
	return e.end
}

func (e *pendingLoads) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.n--; e.n == 0 {
		close(e.done)
	}
}

func (e *pendingLoads) any() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.n > 0
}

// wait returns as soon as the count is 0.
func (e *pendingLoads) wait() {
	e.mu.Lock()
	n, done := e.n, e.done
	e.mu.Unlock()
	if n > 0 {
		<-done
	}
}
