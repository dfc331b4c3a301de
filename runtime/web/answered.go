package web

// This file remembers which requests were answered, so that what programs did can be
// seen without asking them.

// An Answered is a request and the status of its answer.
type Answered struct {
	Method, Target string
	Status         int
}

// maxAnswered bounds how many are remembered between two questions, and maxTarget how
// much of each.
const (
	maxAnswered = 1000
	maxTarget   = 500
)

// note remembers the answer to x, before its first byte is sent.
func (x *exchange) note(status int) {
	target := x.r.RequestURI
	target = target[:min(len(target), maxTarget)]
	w := x.l.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.answered) < maxAnswered {
		w.answered = append(w.answered, Answered{x.r.Method, target, status})
	}
}

// Answered returns the requests that were answered since the last call.
func (w *Web) Answered() []Answered {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.answered
	w.answered = nil
	return all
}
