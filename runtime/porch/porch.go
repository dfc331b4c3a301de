// Package porch limits the connections that are not authenticated yet. It has few places. When they
// are all taken, a new connection replaces the connection that has waited longest. A stranger who
// opens many connections therefore displaces mostly other strangers, because a peer authenticates
// within moments.
//
// Start reading in this file.
package porch

import (
	"net"
	"slices"
	"sync"
)

// A Porch holds a limited number of connections. The zero Porch has no places.
type Porch struct {
	places int

	mu   sync.Mutex
	here []net.Conn // in order of arrival
}

// New returns a Porch with the given number of places.
func New(places int) *Porch { return &Porch{places: places} }

// Enter adds a connection. If the porch is full, it closes the connection that has waited longest.
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

// Leave removes a connection. It reports whether the connection still had a place.
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

// Clear closes the connection that has waited longest. It reports whether there was a connection.
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

// Len returns the number of waiting connections.
func (p *Porch) Len() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.here)
}
