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

// Config says where the sockets of a node are.
type Config struct {
	// Home returns the address that the node lives at.
	Home func() netip.Addr
	// Net is where sockets may be.
	Net reach.Net
	// Network tells apart what shares a machine and must not meet: nodes hear
	// each other's multicasts if they have the same. 0 is the network of groups
	// as they are.
	Network int
	// Name returns the node's name, "" as long as it has none.
	Name func() string
	// Broken is told of mistakes of this program, for which a socket was closed.
	Broken func(error)
}

func (h *Host) broken(err error) {
	if h.cfg.Broken != nil {
		h.cfg.Broken(err)
	}
}

// A Host is the sockets of one node.
type Host struct {
	cfg Config
	m   *vm.Machine

	mu     sync.Mutex
	open   map[uint64]*socket
	tcp    map[uint64]tcpSocket
	last   uint64
	closed bool
	hosts  map[string][]netip.Addr // what inet_db was told
	cuts   map[string]bool         // nodes whose multicasts are not heard
}

// Install gives a machine its sockets.
func Install(m *vm.Machine, cfg Config) *Host {
	h := &Host{cfg: cfg, m: m, open: map[uint64]*socket{}, tcp: map[uint64]tcpSocket{}, hosts: map[string][]netip.Addr{}, cuts: map[string]bool{}}
	h.udpNatives()
	h.tcpNatives()
	h.inetNatives()
	h.resolverNatives()
	return h
}

// Close closes every socket.
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

// enter gives a socket its port, or closes it where the node is closing.
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

// crowded reports whether there are as many sockets as there may be.
func (h *Host) crowded() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.open) >= maxSockets
}

// find returns the socket that a port is; nil for one that is closed.
func (h *Host) find(t term.Term) *socket {
	p := t.Port()
	if p == nil || p.Node != term.LocalNode {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.open[p.ID]
}

// drop closes a socket.
func (h *Host) drop(s *socket) {
	h.mu.Lock()
	delete(h.open, s.port.ID)
	h.mu.Unlock()
	s.close()
}

// broadcasts is the group that carries broadcasts.
var broadcasts = netip.AddrFrom4([4]byte{239, 255, 76, 98})

// carrier returns the group by which a multicast to group travels. Those of a
// private network are taken from the organisation-local block (RFC 2365).
func (h *Host) carrier(group netip.Addr) netip.Addr {
	if h.cfg.Network == 0 {
		return group
	}
	sum := fnv.New32a()
	sum.Write([]byte(strconv.Itoa(h.cfg.Network) + " " + group.String()))
	n := sum.Sum32()
	return netip.AddrFrom4([4]byte{239, 192 + byte(n>>24)%4, byte(n >> 16), byte(n >> 8)})
}

// A place is where a datagram to some address really goes.
type place uint8

const (
	nowhere place = iota
	here
	toGroup
	toAll
)

// where returns what an address is to the node.
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
