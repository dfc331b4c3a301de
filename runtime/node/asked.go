package node

import (
	"maps"
	"sync"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file counts, for the module of each supervisor, the connection attempts of the processes
// below it.

// maxCounters is the maximum number of counters. It is needed because a program may ask for any
// name.
const maxCounters = 1000

// An attempt identifies a counter: the module of a supervisor, and a node to which processes below
// the supervisor have tried to connect.
type attempt struct{ supervisor, node term.Atom }

// attempts holds the counters.
type attempts struct {
	mu    sync.Mutex
	times map[attempt]int
}

// note counts a connection attempt of p to node, once for each module that p.Plans returns. It adds
// at most maxCounters counters.
func (a *attempts) note(p *vm.Process, node term.Atom) {
	supervisors := p.Plans()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, supervisor := range supervisors {
		at := attempt{supervisor, node}
		if a.times[at] == 0 && len(a.times) >= maxCounters {
			continue
		}
		if a.times == nil {
			a.times = map[attempt]int{}
		}
		a.times[at]++
	}
}

// Asked returns the number of connection attempts for each node that was asked, including failed
// attempts. It counts the attempts of processes below any supervisor with the given module.
func (n *Node) Asked(supervisor term.Atom) map[term.Atom]int {
	n.attempts.mu.Lock()
	defer n.attempts.mu.Unlock()
	all := map[term.Atom]int{}
	for at, times := range maps.All(n.attempts.times) {
		if at.supervisor == supervisor {
			all[at.node] = times
		}
	}
	return all
}
