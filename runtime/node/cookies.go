package node

import (
	"sync"

	"lab/runtime/term"
)

// cookies are the secrets a node shares with others: one for all, and those that
// were set for single nodes.
type cookies struct {
	mu    sync.Mutex
	all   string
	nodes map[term.Atom]string
}

func newCookies(all string) *cookies { return &cookies{all: all, nodes: map[term.Atom]string{}} }

func (c *cookies) own() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all
}

func (c *cookies) setOwn(cookie string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = cookie
}

// of returns the cookie for a peer.
func (c *cookies) of(peer string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.nodes[term.Intern(peer)]; ok {
		return s
	}
	return c.all
}

func (c *cookies) set(node term.Atom, cookie string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nodes[node] = cookie
}
