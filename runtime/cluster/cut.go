package cluster

import (
	"errors"
	"sync"
)

var errCut = errors.New("the nodes are cut off from each other")

// cuts is the set of agents that this node sends nothing to.
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

// Cut stops the gossip from this node to the agent at addr. To stop both directions, call Cut on
// both nodes.
func (c *Cluster) Cut(addr string) { c.cuts.set(addr, true) }

// Heal reverses Cut.
func (c *Cluster) Heal(addr string) { c.cuts.set(addr, false) }

// Known returns the last known state of a member, whether it is alive or not.
func (c *Cluster) Known(name string) (Member, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, ok := c.known[name]
	return m, ok
}
