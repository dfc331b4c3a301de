package dist

import (
	"sync"

	"lab/runtime/term"
)

// A Message is one control message with its payload, the zero Term where the
// operation has none.
type Message struct {
	Control term.Term
	Payload term.Term
}

// A queue holds what is to be written to a link. push never blocks, so that a
// slow peer cannot hold up this node's processes; Len tells how far behind it is.
type queue struct {
	mu     sync.Mutex
	ready  *sync.Cond
	msgs   []Message
	closed bool
}

func newQueue() *queue {
	q := &queue{}
	q.ready = sync.NewCond(&q.mu)
	return q
}

// push appends messages and returns how many are now waiting.
func (q *queue) push(m ...Message) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return 0
	}
	q.msgs = append(q.msgs, m...)
	q.ready.Signal()
	return len(q.msgs)
}

// take waits for messages and returns all of them, nil once the queue is closed.
func (q *queue) take() []Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.msgs) == 0 && !q.closed {
		q.ready.Wait()
	}
	if q.closed {
		return nil
	}
	batch := q.msgs
	q.msgs = nil
	return batch
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.msgs = nil
	q.ready.Broadcast()
}

func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.msgs)
}
