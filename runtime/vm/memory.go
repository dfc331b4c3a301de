package vm

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
	"time"
)

// memoryGuard stops a program that fills the memory. Terms are shared between
// processes, so that nobody can say whose they are: when the whole is too much,
// the process that ran most of late is ended with a system_limit error.
type memoryGuard struct {
	m    *Machine
	max  uint64
	seen map[*Process]int64 // reductions at the last look
	stop atomic.Pointer[func()]
	off  atomic.Bool
}

// guardEvery is how often the guard looks. A program that does nothing else can
// make some hundred megabytes meanwhile.
const guardEvery = 200 * time.Millisecond

func (g *memoryGuard) start(m *Machine, limit uint64) {
	g.m, g.max, g.seen = m, limit, map[*Process]int64{}
	if os.Getenv("GOMEMLIMIT") == "" {
		// Near its limit the collector works harder, so that what is measured is
		// in use and not garbage.
		debug.SetMemoryLimit(int64(limit / 4 * 3))
	}
	g.again()
}

func (g *memoryGuard) again() {
	if g.off.Load() {
		return
	}
	stop := g.m.cfg.Clock.AfterFunc(guardEvery, g.look)
	g.stop.Store(&stop)
}

func (g *memoryGuard) end() {
	g.off.Store(true)
	if stop := g.stop.Load(); stop != nil {
		(*stop)()
	}
}

func (g *memoryGuard) look() {
	defer g.again()
	if heapInUse() < g.max/2 {
		clear(g.seen)
		return
	}
	worst := g.busiest()
	if heapInUse() < g.max || worst == nil {
		return
	}
	runtime.GC()
	if heapInUse() < g.max {
		return
	}
	g.m.deliver(worst, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) { p.doom = ErrorOf(aSystemLimit) }}}, nil)
}

// busiest is the process that ran most since the last look.
func (g *memoryGuard) busiest() *Process {
	var worst *Process
	most := int64(0)
	now := map[*Process]int64{}
	for _, p := range g.m.table.all() {
		n := p.spent.Load()
		now[p] = n
		if ran := n - g.seen[p]; ran > most && p.actor == nil {
			worst, most = p, ran
		}
	}
	g.seen = now
	return worst
}

func heapInUse() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
