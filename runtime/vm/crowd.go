package vm

import (
	"fmt"
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// A crowd bounds how many processes there are. At the limit a spawn raises
// system_limit, as with the BEAM's +P. A function that spawns itself without an end
// would go on for ever at the limit, and nobody else could spawn. So those who began
// in the same function are ended when they are a good part of all, and a process
// that has spawned no more than a few has a reserve.
type crowd struct {
	m   *Machine
	max int64
	n   atomic.Int64
	// full is set from when the limit was reached until there is room again.
	full atomic.Bool
	// reports counts the crashes since then that were reported.
	reports atomic.Int32
	// calm is how few processes are to be left before there is room again.
	calm atomic.Int64
	thin sync.Mutex
}

const (
	// processBytes is what a limit of memory has for each process that it allows.
	processBytes = 8 << 10
	// fewSpawns is what a process may spawn to have a part in the reserve.
	fewSpawns = 16
	// crowdReports is how many crashes of a flood are reported: they are all alike.
	crowdReports = 3
)

func (c *crowd) init(m *Machine, most int) { c.m, c.max = m, int64(most) }

// reserve is how many processes more than the limit there may be.
func (c *crowd) reserve() int64 { return c.max/8 + 64 }

// enter counts a process.
func (c *crowd) enter() {
	if c.n.Add(1) >= c.max && !c.full.Load() && c.full.CompareAndSwap(false, true) {
		c.reports.Store(0)
		c.calm.Store(c.max - c.max/16)
		go c.disperse()
	}
}

// leave counts the end of a process.
func (c *crowd) leave() {
	if n := c.n.Add(-1); c.full.Load() && n <= c.calm.Load() {
		c.full.Store(false)
	}
}

// admit reports by an error that p may not spawn.
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

// disperse ends those of whom there are very many.
func (c *crowd) disperse() {
	c.thin.Lock()
	defer c.thin.Unlock()
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

// expel ends one of very many processes, with the reason of an error but without
// the report of one.
func (p *Process) expel() {
	if p.doom == nil {
		e := ErrorOf(aSystemLimit)
		p.trace(e)
		p.doom = Exit(term.Tup(aSystemLimit, e.StackTerm()))
	}
}

// tooMany reports whether a crash belongs to a flood of crashes of which enough were reported.
func (c *crowd) tooMany(e *Exception) bool {
	return c.full.Load() && e.Reason.Is(aSystemLimit.Atom()) && c.reports.Add(1) > crowdReports
}
