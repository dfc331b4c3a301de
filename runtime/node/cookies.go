package node

import "sync"

// cookies holds a node's cookies: the general cookie, and the cookies that were set for individual
// peers.
type cookies struct {
	mu    sync.Mutex
	all   string
	nodes map[string]string
}

func newCookies(all string) *cookies { return &cookies{all: all, nodes: map[string]string{}} }

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
	if s, ok := c.nodes[peer]; ok {
		return s
	}
	return c.all
}

func (c *cookies) set(node, cookie string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nodes[node] = cookie
}
