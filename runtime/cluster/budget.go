package cluster

import (
	"errors"
	"net"
	"sync"
)

// This file bounds what incoming connections send. Memberlist reads a whole message, of up to 20
// MB, before it checks that the sender knows the cookie.

var errTooMuch = errors.New("incoming connections have sent too much")

const (
	// leastBudget and mostBudget bound the budget in bytes. The state of a cluster of a hundred
	// nodes has less than leastBudget.
	leastBudget = 1 << 20
	mostBudget  = 16 << 20
	// The budget is the node's memory divided by share. Memberlist needs up to three bytes for each
	// byte that it reads.
	share = 32
)

// A budget limits the bytes that all open connections together have sent. At the limit it closes
// the connection that has sent the most, so that members, whose messages are short, get through.
type budget struct {
	limit int

	mu   sync.Mutex
	used int
	sent map[net.Conn]int
}

// newBudget returns the budget of a node with this much memory. If memory is 0, it is the largest.
func newBudget(memory uint64) *budget {
	limit := mostBudget
	if memory > 0 {
		limit = int(min(max(memory/share, leastBudget), mostBudget))
	}
	return &budget{limit: limit, sent: map[net.Conn]int{}}
}

// open adds a connection.
func (b *budget) open(c net.Conn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent[c] = 0
}

// charge adds n bytes that c has sent. It returns an error if c was closed at the limit.
func (b *budget) charge(c net.Conn, n int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.sent[c]; !ok {
		return errTooMuch
	}
	b.sent[c] += n
	b.used += n
	for b.used > b.limit {
		largest := c
		for other, sent := range b.sent {
			if sent > b.sent[largest] {
				largest = other
			}
		}
		b.drop(largest)
		largest.Close()
	}
	if _, ok := b.sent[c]; !ok {
		return errTooMuch
	}
	return nil
}

// close removes a connection.
func (b *budget) close(c net.Conn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drop(c)
}

// drop removes a connection. The caller holds b.mu.
func (b *budget) drop(c net.Conn) {
	b.used -= b.sent[c]
	delete(b.sent, c)
}
