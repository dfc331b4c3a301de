package cluster

import (
	"errors"
	"net"
	"sync"
	"time"

	"github.com/hashicorp/memberlist"
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

// transport is memberlist's own, less what is cut.
type transport struct {
	*memberlist.NetTransport
	cuts *cuts
}

func (t *transport) WriteTo(b []byte, addr string) (time.Time, error) {
	return t.WriteToAddress(b, memberlist.Address{Addr: addr})
}

func (t *transport) WriteToAddress(b []byte, a memberlist.Address) (time.Time, error) {
	if t.cuts.has(a.Addr) {
		return time.Now(), nil // lost on the way, as a datagram is
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
	return t.NetTransport.DialAddressTimeout(a, d)
}
