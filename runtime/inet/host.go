package inet

import (
	"hash/fnv"
	"net/netip"
	"strconv"
	"sync"

	"lab/runtime/reach"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// Config configures the sockets of a node.
type Config struct {
	// Home returns the node's address.
	Home func() netip.Addr
	// Net decides which addresses sockets may use.
	Net reach.Net
	// Network separates groups of nodes on the same machine: nodes receive each other's multicasts
	// only if their numbers are equal. Network 0 uses multicast groups unchanged.
	Network int
	// Name returns the node's name, or "" while it has none.
	Name func() string
	// Broken is called with each internal error that closed a socket.
	Broken func(error)
}

func (h *Host) broken(err error) {
	if h.cfg.Broken != nil {
		h.cfg.Broken(err)
	}
}

// A Host manages the sockets of one node.
type Host struct {
	cfg Config
	m   *vm.Machine

	mu     sync.Mutex
	open   map[uint64]*socket
	tcp    map[uint64]tcpSocket
	last   uint64
	closed bool
	hosts  map[string][]netip.Addr // set by inet_db
	cuts   map[string]bool         // nodes whose multicasts are ignored
}

// Install registers the socket functions in a machine.
func Install(m *vm.Machine, cfg Config) *Host {
	h := &Host{cfg: cfg, m: m, open: map[uint64]*socket{}, tcp: map[uint64]tcpSocket{}, hosts: map[string][]netip.Addr{}, cuts: map[string]bool{}}
	h.udpNatives()
	h.tcpNatives()
	h.inetNatives()
	h.resolverNatives()
	return h
}

// Close closes all sockets.
func (h *Host) Close() {
	h.mu.Lock()
	h.closed = true
	open := h.open
	h.open = map[uint64]*socket{}
	streams := h.tcp
	h.tcp = map[uint64]tcpSocket{}
	h.mu.Unlock()
	for _, s := range open {
		s.close()
	}
	for _, s := range streams {
		s.close()
	}
}

// enter registers a socket under a new port number. If the host is closed, it closes the socket.
func (h *Host) enter(s *socket) {
	h.mu.Lock()
	h.last++
	s.port = &term.Port{ID: h.last}
	closed := h.closed
	if !closed {
		h.open[s.port.ID] = s
	}
	h.mu.Unlock()
	if closed {
		s.close()
	}
}

// crowded reports whether the host has the maximum number of UDP sockets.
func (h *Host) crowded() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.open) >= maxSockets
}

// find returns the UDP socket of a port, or nil if the socket is closed.
func (h *Host) find(t term.Term) *socket {
	p := t.Port()
	if p == nil || p.Node != term.LocalNode {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.open[p.ID]
}

// drop closes a socket and removes it from the host.
func (h *Host) drop(s *socket) {
	h.mu.Lock()
	delete(h.open, s.port.ID)
	h.mu.Unlock()
	s.close()
}

// broadcasts is the multicast group that carries broadcasts.
var broadcasts = netip.AddrFrom4([4]byte{239, 255, 76, 98})

// carrier returns the group that carries the multicasts to group. A private network maps each
// group into the organisation-local block (RFC 2365).
func (h *Host) carrier(group netip.Addr) netip.Addr {
	if h.cfg.Network == 0 {
		return group
	}
	sum := fnv.New32a()
	sum.Write([]byte(strconv.Itoa(h.cfg.Network) + " " + group.String()))
	n := sum.Sum32()
	return netip.AddrFrom4([4]byte{239, 192 + byte(n>>24)%4, byte(n >> 16), byte(n >> 8)})
}

// A place is the kind of destination that an address stands for.
type place uint8

const (
	nowhere place = iota
	here
	toGroup
	toAll
)

// where returns the real destination of the address a and its kind.
func (h *Host) where(a netip.Addr) (netip.Addr, place) {
	home := h.cfg.Home()
	switch b := a.As4(); {
	case a.IsUnspecified(), a == home:
		return home, here
	case a.IsMulticast():
		return h.carrier(a), toGroup
	case b == [4]byte{255, 255, 255, 255}, a.IsLoopback() && b == [4]byte{127, 255, 255, 255}, !home.IsLoopback() && sameNet(a, home) && b[3] == 255:
		return h.carrier(broadcasts), toAll
	case a.IsLoopback() && home.IsLoopback():
		return a, here
	}
	return a, nowhere
}

func sameNet(a, b netip.Addr) bool {
	x, y := a.As4(), b.As4()
	return x[0] == y[0] && x[1] == y[1] && x[2] == y[2]
}
