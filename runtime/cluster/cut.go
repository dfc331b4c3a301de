package cluster

import (
	"errors"
	"net"
	"sync"
	"time"

	"github.com/hashicorp/memberlist"

	"lab/runtime/porch"
	"lab/runtime/reach"
)

var errCut = errors.New("the nodes are cut off from each other")

// cuts is the set of agents that nothing reaches and that nothing comes from.
type cuts struct {
	mu    sync.Mutex
	addrs map[string]bool
}

func newCuts() *cuts { return &cuts{addrs: map[string]bool{}} }

func (c *cuts) set(addr string, cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cut {
		c.addrs[addr] = true
	} else {
		delete(c.addrs, addr)
	}
}

func (c *cuts) has(addr string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.addrs[addr]
}

// Cut stops the gossip between this node and the agent at addr. Both nodes must
// be told: each drops what it would send.
func (c *Cluster) Cut(addr string) { c.cuts.set(addr, true) }

// Heal undoes Cut.
func (c *Cluster) Heal(addr string) { c.cuts.set(addr, false) }

// Known returns what was last heard of a member, alive or not.
func (c *Cluster) Known(name string) (Member, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, ok := c.known[name]
	return m, ok
}

// maxStreams bounds the connections of others that are open at one time.
const maxStreams = 256

// transport is memberlist's own, less what is cut, and what the gate does not allow.
type transport struct {
	*memberlist.NetTransport
	cuts    *cuts
	gate    reach.Net
	porch   *porch.Porch
	streams chan net.Conn
	// done is closed when no connection is handed on any more, and drained when none
	// comes.
	done, drained chan struct{}
	once          sync.Once
}

func newTransport(nt *memberlist.NetTransport, cuts *cuts, gate reach.Net) *transport {
	t := &transport{NetTransport: nt, cuts: cuts, gate: gate, porch: porch.New(maxStreams),
		streams: make(chan net.Conn), done: make(chan struct{}), drained: make(chan struct{})}
	go t.admit()
	return t
}

// admit gives each connection a place on the porch, until memberlist closes it. The
// listener of memberlist waits for who takes its connections, and its end for the
// listener: so they are taken to the last.
func (t *transport) admit() {
	for {
		select {
		case c := <-t.NetTransport.StreamCh():
			t.porch.Enter(c)
			select {
			case t.streams <- visitor{c, t.porch}:
			case <-t.done:
				t.porch.Leave(c)
				c.Close()
			}
		case <-t.drained:
			return
		}
	}
}

// StreamCh returns the connections of others.
func (t *transport) StreamCh() <-chan net.Conn { return t.streams }

// Shutdown stops listening.
func (t *transport) Shutdown() error {
	var err error
	t.once.Do(func() {
		close(t.done)
		err = t.NetTransport.Shutdown()
		close(t.drained)
	})
	return err
}

// A visitor is a connection on the porch.
type visitor struct {
	net.Conn
	porch *porch.Porch
}

func (v visitor) Close() error {
	v.porch.Leave(v.Conn)
	return v.Conn.Close()
}

func (t *transport) WriteTo(b []byte, addr string) (time.Time, error) {
	return t.WriteToAddress(b, memberlist.Address{Addr: addr})
}

func (t *transport) WriteToAddress(b []byte, a memberlist.Address) (time.Time, error) {
	if t.cuts.has(a.Addr) {
		return time.Now(), nil // lost on the way, as a datagram is
	}
	if !t.gate.AllowsText(a.Addr) {
		return time.Time{}, reach.ErrOutside
	}
	return t.NetTransport.WriteToAddress(b, a)
}

func (t *transport) DialTimeout(addr string, d time.Duration) (net.Conn, error) {
	return t.DialAddressTimeout(memberlist.Address{Addr: addr}, d)
}

func (t *transport) DialAddressTimeout(a memberlist.Address, d time.Duration) (net.Conn, error) {
	if t.cuts.has(a.Addr) {
		return nil, errCut
	}
	if !t.gate.AllowsText(a.Addr) {
		return nil, reach.ErrOutside
	}
	return t.NetTransport.DialAddressTimeout(a, d)
}
