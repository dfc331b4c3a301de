package room

import (
	"fmt"
	"sync"
)

// This file counts the seats of a room. Everybody has one at most: who comes again takes the
// former one over.

// Seats are so many places for students at the same time.
type Seats struct {
	n int

	mu    sync.Mutex
	taken map[string]*Seat
}

// NewSeats returns n free seats.
func NewSeats(n int) *Seats { return &Seats{n: n, taken: map[string]*Seat{}} }

// A Seat is taken until it is given up.
type Seat struct {
	seats *Seats
	name  string
	leave func()
	ready chan struct{} // closed when who sat here before has gone
	gone  chan struct{}
}

// Take takes a seat for a student. leave is called when the same student comes again. The seat
// may be used once Ready is closed.
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

// Ready is closed when the seat is free of who sat there before.
func (s *Seat) Ready() <-chan struct{} { return s.ready }

// Give gives the seat up, once who sat there before has done so too.
func (s *Seat) Give() {
	<-s.ready
	s.seats.mu.Lock()
	if s.seats.taken[s.name] == s {
		delete(s.seats.taken, s.name)
	}
	s.seats.mu.Unlock()
	close(s.gone)
}

// Taken is how many seats are taken, and of how many.
func (s *Seats) Taken() (taken, of int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.taken), s.n
}
