// Package porch is where connections wait that have proved nothing yet. Its places
// are few, and a new one takes the place of the one that has waited longest: a
// stranger who opens many pushes out only strangers, since a peer needs moments.
//
// It imports nothing of this module.
package porch

import (
	"net"
	"slices"
	"sync"
)

// A Porch has so many places. The zero Porch has none.
type Porch struct {
	places int

	mu   sync.Mutex
	here []net.Conn // in the order in which they came
}

// New returns a porch of so many places.
func New(places int) *Porch { return &Porch{places: places} }

// Enter gives a connection a place. Where all are taken, the one that has waited
// longest is closed.
func (p *Porch) Enter(c net.Conn) {
	p.mu.Lock()
	p.here = append(p.here, c)
	var oldest net.Conn
	if len(p.here) > p.places {
		oldest = p.here[0]
		p.here = slices.Delete(p.here, 0, 1)
	}
	p.mu.Unlock()
	if oldest != nil {
		oldest.Close()
	}
}

// Leave gives the place of a connection back; it reports whether it had one still.
func (p *Porch) Leave(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.here, c)
	if i < 0 {
		return false
	}
	p.here = slices.Delete(p.here, i, i+1)
	return true
}

// Clear closes the connection that has waited longest; it reports whether there was
// one.
func (p *Porch) Clear() bool {
	p.mu.Lock()
	var oldest net.Conn
	if len(p.here) > 0 {
		oldest = p.here[0]
		p.here = slices.Delete(p.here, 0, 1)
	}
	p.mu.Unlock()
	if oldest == nil {
		return false
	}
	oldest.Close()
	return true
}

// Len returns how many are waiting.
func (p *Porch) Len() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.here)
}
