package dist

import "sync"

// A gate stops the traffic of a link whose nodes are cut from each other. A frame that waits at a
// shut gate passes when the gate opens. TCP segments behave in the same way after a cable has been
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
