package node

import (
	"maps"
	"sync"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file notes which parts of a program ask for links to other nodes.

// maxAsked bounds how many are kept: a program may ask for any name.
const maxAsked = 1000

// An asking is a supervisor's module, and a node that a process below it asked to connect to.
type asking struct{ plan, node term.Atom }

// asked counts them.
type asked struct {
	mu    sync.Mutex
	times map[asking]int
}

// note counts a process that asks for a link.
func (a *asked) note(p *vm.Process, node term.Atom) {
	plans := p.Plans()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, plan := range plans {
		at := asking{plan, node}
		if a.times[at] == 0 && len(a.times) >= maxAsked {
			continue
		}
		if a.times == nil {
			a.times = map[asking]int{}
		}
		a.times[at]++
	}
}

// Asked is how often processes below supervisors of a module have asked to connect to each node,
// whether that went well or not.
func (n *Node) Asked(plan term.Atom) map[term.Atom]int {
	n.asked.mu.Lock()
	defer n.asked.mu.Unlock()
	all := map[term.Atom]int{}
	for at, times := range maps.All(n.asked.times) {
		if at.plan == plan {
			all[at.node] = times
		}
	}
	return all
}
