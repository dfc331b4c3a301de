package room

import (
	"fmt"
	"sync"
)

// This file manages the seats of a room. A student has at most one seat. A new session of the
// student takes the seat over.

// Seats limits the number of students at the same time. It is safe for concurrent use.
type Seats struct {
	n int

	mu    sync.Mutex
	taken map[string]*Seat
}

// NewSeats returns n free seats.
func NewSeats(n int) *Seats { return &Seats{n: n, taken: map[string]*Seat{}} }

// A Seat is one student's seat. It is taken until Give.
type Seat struct {
	seats *Seats
	name  string
	leave func()
	ready chan struct{} // closed when the previous session has left
	gone  chan struct{}
}

// Take takes a seat for a student. It calls leave when a later session of the same student takes
// the seat over. The seat may be used once Ready is closed.
func (s *Seats) Take(name string, leave func()) (*Seat, error) {
	s.mu.Lock()
	before := s.taken[name]
	if before == nil && len(s.taken) >= s.n {
		s.mu.Unlock()
		return nil, fmt.Errorf("the room is full: all %d seats are taken. Your work is kept; try again when somebody has left", s.n)
	}
	seat := &Seat{s, name, leave, make(chan struct{}), make(chan struct{})}
	s.taken[name] = seat
	s.mu.Unlock()
	if before == nil {
		close(seat.ready)
		return seat, nil
	}
	go func() {
		before.leave()
		<-before.gone
		close(seat.ready)
	}()
	return seat, nil
}

// Ready returns a channel that is closed when the student's previous session has left the seat.
func (s *Seat) Ready() <-chan struct{} { return s.ready }

// Give releases the seat. It waits until the previous session has released it.
func (s *Seat) Give() {
	<-s.ready
	s.seats.mu.Lock()
	if s.seats.taken[s.name] == s {
		delete(s.seats.taken, s.name)
	}
	s.seats.mu.Unlock()
	close(s.gone)
}

// Taken returns the number of taken seats and of all seats.
func (s *Seats) Taken() (taken, of int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.taken), s.n
}
