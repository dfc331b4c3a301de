package vm

import (
	"fmt"
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// A crowd bounds the number of processes. At the limit a spawn raises system_limit, as with the
// BEAM's +P. A function that spawns itself forever would stay at the limit and block all other
// spawns. So at the limit, processes with the same initial call are ended if they are a large part
// of all processes. A process that has spawned only a few others may exceed the limit, up to a
// reserve.
type crowd struct {
	m   *Machine
	max int64
	n   atomic.Int64
	// full is set when the limit is reached, and cleared when there is room again.
	full atomic.Bool
	// reports counts the crashes reported since full was set.
	reports atomic.Int32
	// calm is the number of processes at which full is cleared.
	calm     atomic.Int64
	endingMu sync.Mutex
}

const (
	// processBytes is the memory assumed for each process, in bytes, when the limit of processes is
	// derived from a memory limit.
	processBytes = 8 << 10
	// fewSpawns is the number of spawns up to which a process may use the reserve.
	fewSpawns = 16
	// crowdReports is the maximum number of reported crashes with system_limit while full is set.
	// These crashes are all alike.
	crowdReports = 3
)

func (c *crowd) init(m *Machine, most int) { c.m, c.max = m, int64(most) }

// MaxProcesses returns the maximum number of processes of the node.
func (m *Machine) MaxProcesses() int { return int(m.crowd.max) }

// Crowd returns the number of processes of the node.
func (m *Machine) Crowd() int { return int(m.crowd.n.Load()) }

// reserve returns the number of processes allowed beyond the limit.
func (c *crowd) reserve() int64 { return c.max/8 + 64 }

// enter counts a new process.
func (c *crowd) enter() {
	if c.n.Add(1) >= c.max && !c.full.Load() && c.full.CompareAndSwap(false, true) {
		c.reports.Store(0)
		c.calm.Store(c.max - c.max/16)
		go c.endFrequent()
	}
}

// leave uncounts a process that has ended.
func (c *crowd) leave() {
	if n := c.n.Add(-1); c.full.Load() && n <= c.calm.Load() {
		c.full.Store(false)
	}
}

// admit returns an error if p may not spawn.
func (c *crowd) admit(p *Process) error {
	if p.children <= fewSpawns {
		p.children++
	}
	switch n := c.n.Load(); {
	case n < c.max && !c.full.Load():
		return nil
	case p.children <= fewSpawns && n < c.max+c.reserve():
		return nil
	}
	return ErrorOf(aSystemLimit)
}

// endFrequent ends the processes with the most frequent initial calls.
func (c *crowd) endFrequent() {
	c.endingMu.Lock()
	defer c.endingMu.Unlock()
	c.m.sched.freeze(turnTime)
	defer c.m.sched.thaw()
	all := c.m.table.all()
	alike := map[initialCall]int{}
	for _, p := range all {
		alike[p.start]++
	}
	for _, p := range all {
		if int64(alike[p.start]) > c.max/8 && p.actor == nil {
			c.calm.Store(c.max / 2)
			c.m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: (*Process).expel}}, nil)
		}
	}
	for start, n := range alike {
		if int64(n) > c.max/8 {
			c.m.cfg.Log("error", fmt.Sprintf("there were %d processes, of which %d that began in %s were ended", len(all), n, start.text()))
		}
	}
}

// expel marks p to end with system_limit, without a crash report.
func (p *Process) expel() {
	if p.doom == nil {
		e := ErrorOf(aSystemLimit)
		p.trace(e)
		p.doom = Exit(term.Tup(aSystemLimit, e.StackTerm()))
	}
}

// tooMany reports whether a crash is not reported, because enough crashes of the same kind have
// been.
func (c *crowd) tooMany(e *Exception) bool {
	return c.full.Load() && e.Reason.Is(aSystemLimit.Atom()) && c.reports.Add(1) > crowdReports
}
