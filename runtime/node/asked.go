package node

import (
	"maps"
	"sync"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file counts the connection attempts of a program by supervisor.

// maxAsked is the maximum number of counters. It is needed because a program may ask for any name.
const maxAsked = 1000

// An asking is a supervisor's module with a node that a process below the supervisor tried to
// connect to.
type asking struct{ plan, node term.Atom }

// asked counts askings.
type asked struct {
	mu    sync.Mutex
	times map[asking]int
}

// note counts a connection attempt of a process.
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

// Asked returns the number of connection attempts to each node by processes below supervisors of a
// module, including failed attempts.
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
