package web

// This file records which requests were answered. Labs use the record to check programs from
// outside.

// An Answered is a request and the status of its answer.
type Answered struct {
	Method, Target string
	Status         int
}

// maxAnswered is the maximum number of recorded requests. maxTarget is the maximum length of a
// recorded target, in bytes.
const (
	maxAnswered = 1000
	maxTarget   = 500
)

// note records the answer to x, unless maxAnswered answers are recorded already. It is called
// before the first byte is sent.
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

// Answered returns the requests that were answered since the last call, up to the first
// maxAnswered.
func (w *Web) Answered() []Answered {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.answered
	w.answered = nil
	return all
}
