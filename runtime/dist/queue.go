package dist

import (
	"sync"

	"lab/runtime/term"
)

// A Message is a control message with its payload, which is the zero Term if there is none.
type Message struct {
	Control term.Term
	Payload term.Term
}

// A queue holds the messages to be written to a link. Its push never blocks, so a slow peer does
// not block this node's processes.
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

// push appends messages and returns the length of the queue.
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

// take waits for messages and returns all of them. It returns nil once the queue is closed.
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
