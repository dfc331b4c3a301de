package room

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
)

// This file limits the viewers, who need no key.

const (
	// mostViewers is the maximum number of connections that watch the projection.
	mostViewers = 200
	// mostOfAddress is the maximum number of these from the same address.
	mostOfAddress = 16
)

// An audience counts the connections of viewers.
type audience struct {
	mu    sync.Mutex
	count int
	of    map[netip.Prefix]int
}

func newAudience() *audience { return &audience{of: map[netip.Prefix]int{}} }

// enter counts a viewer until leave is called.
func (a *audience) enter(from net.Addr) (leave func(), err error) {
	at := origin(from)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.count >= mostViewers {
		return nil, fmt.Errorf("%d screens already show the projection, the maximum: look at the projector, or try again later", mostViewers)
	}
	if a.of[at] >= mostOfAddress {
		return nil, fmt.Errorf("%d screens at your address already show the projection, the maximum: close one of them, or look at the projector", mostOfAddress)
	}
	a.count++
	a.of[at]++
	return sync.OnceFunc(func() { a.leave(at) }), nil
}

func (a *audience) leave(at netip.Prefix) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count--
	if a.of[at]--; a.of[at] == 0 {
		delete(a.of, at)
	}
}

// origin returns the addresses that count as one. A machine has one IPv4 address, but 2^64 IPv6
// addresses.
func origin(from net.Addr) netip.Prefix {
	at, err := netip.ParseAddrPort(from.String())
	if err != nil {
		return netip.Prefix{}
	}
	ip, bits := at.Addr().Unmap().WithZone(""), 32
	if ip.Is6() {
		bits = 64
	}
	p, _ := ip.Prefix(bits) // both lengths are valid
	return p
}
