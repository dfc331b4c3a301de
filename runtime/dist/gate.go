package dist

import "sync"

// A gate is where a cut between two nodes stops a link's traffic. A frame that waits at a
// shut gate goes through when it opens, as TCP's segments do when a cable is
// plugged in again.
type gate struct {
	mu   sync.Mutex
	free *sync.Cond
	down bool
}

func newGate() *gate {
	g := &gate{}
	g.free = sync.NewCond(&g.mu)
	return g
}

func (g *gate) wait() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.down {
		g.free.Wait()
	}
}

func (g *gate) shut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.down
}

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.down = true
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.down = false
	g.free.Broadcast()
}
