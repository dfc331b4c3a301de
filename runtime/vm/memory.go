package vm

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lab/runtime/term"
)

// memoryGuard stops a program that fills the memory. Processes share values, and Go code holds some
// too, so a single measurement cannot attribute all memory to processes. When half of the limit is
// in use, the guard freezes all processes between turns and measures them. It measures them again
// near the limit, and ends the processes that have grown most in between with a system_limit error
// (census.go). It refuses a single allocation that would exceed the limit (room.go). If programs
// allocate faster than the collector can follow, all processes wait for the collector
// (awaitCollector).
type memoryGuard struct {
	m    *Machine
	max  uint64
	stop atomic.Pointer[func()]
	off  atomic.Bool
	room headroom
	// ticks counts the timer's checks above half of the limit. awaitCollector does nothing before
	// the time released.
	ticks    int
	released time.Duration
	// claimed is the memory announced by work in progress (Claim).
	claimed atomic.Int64
	// counted is the memory announced by small pieces of work since the last check (Count).
	counted atomic.Int64

	collecting  sync.Mutex
	collections atomic.Int64
	// collectedTo is the memory in use after the last collection, at the time collectedAt.
	collectedTo atomic.Uint64
	collectedAt atomic.Int64

	censusMu sync.Mutex
	// before is the census taken when half of the limit was in use. It is nil while less is in
	// use.
	before atomic.Pointer[census]
	// tolerated is the live memory, in bytes, above which the next census is taken.
	tolerated uint64
	// next is the earliest time of the next freeze.
	next time.Duration
	// ending holds the processes that the last census told to end. The guard waits for them until
	// the time until.
	ending []*Process
	until  time.Duration
	// holdings report the memory that is held elsewhere for processes.
	holdings []func(add func(owner term.Term, bytes uint64))
}

const (
	// guardEvery is the interval of checks, in addition to a check after each collection.
	guardEvery = 200 * time.Millisecond
	// closeEvery is the interval of checks above half of the limit.
	closeEvery = 20 * time.Millisecond
	// retryEvery is the minimum time until the next census if a census had no effect.
	retryEvery = 50 * time.Millisecond
	// endTime is how long processes may take to end before the guard takes the next census.
	endTime = 3 * time.Second
	// overhead is the memory that Go needs besides objects.
	overhead = 32 << 20
	// turnTime is how long a freeze waits for the end of a turn.
	turnTime = 250 * time.Millisecond
)

func (g *memoryGuard) start(m *Machine, limit uint64) {
	g.m, g.max = m, limit
	if os.Getenv("GOMEMLIMIT") == "" {
		// The collector works harder near its limit. It counts more than objects. The additional
		// room keeps it from running all the time while the guard is satisfied.
		debug.SetMemoryLimit(int64(limit + limit/8 + overhead))
	}
	g.afterCollection()
	g.again()
}

func (g *memoryGuard) again() {
	if g.off.Load() {
		return
	}
	every, looks := guardEvery, true
	if metric(heapInUse) > g.watched() {
		g.ticks++
		every, looks = closeEvery, g.ticks%int(guardEvery/closeEvery) == 0
	}
	stop := g.m.cfg.Clock.AfterFunc(every, func() {
		defer g.again()
		g.awaitCollector()
		if looks {
			g.room.look(g.m)
			g.look()
		}
	})
	g.stop.Store(&stop)
}

// awaitCollector makes all processes wait for the collector if they have allocated more than the
// limit during a collection. The collector walks a list serially, so a process that builds a list
// can be faster. Waiting does not help if most of the memory is live. So processes are frozen at
// most a third of the time, until a census ends some of them.
func (g *memoryGuard) awaitCollector() {
	most, began := g.max+g.max/16, g.m.cfg.Clock.Monotonic()
	if metric(heapInUse) < most || began < g.released || !g.censusMu.TryLock() {
		return
	}
	defer g.censusMu.Unlock()
	g.m.sched.freeze(turnTime)
	defer g.m.sched.thaw()
	g.collect()
	if metric(heapInUse) >= most {
		done := g.m.cfg.Clock.Monotonic()
		g.released = done + max(retryEvery, 2*(done-began))
	}
}

// afterCollection makes the guard check after each collection. Collections become more frequent as
// memory runs short. An unreferenced object detects a collection: its cleanup runs.
func (g *memoryGuard) afterCollection() {
	type canary struct{ _ *int }
	runtime.AddCleanup(&canary{}, func(g *memoryGuard) {
		if !g.off.Load() {
			g.afterCollection()
			go g.look()
		}
	}, g)
}

func (g *memoryGuard) end() {
	g.off.Store(true)
	if stop := g.stop.Load(); stop != nil {
		(*stop)()
	}
}

// watched returns the live memory from which processes are measured.
func (g *memoryGuard) watched() uint64 { return g.max / 2 }

// full returns the maximum live memory.
func (g *memoryGuard) full() uint64 { return g.max / 5 * 4 }

// worthEnding returns the minimum growth for ending a process. Small changes are normal.
func (g *memoryGuard) worthEnding() uint64 { return g.max / 32 }

func (g *memoryGuard) look() {
	live := metric(heapLive)
	if live < g.watched() {
		g.before.Store(nil)
		return
	}
	if g.before.Load() != nil && live < g.full() || !g.censusMu.TryLock() {
		return
	}
	defer g.censusMu.Unlock()
	now := g.m.cfg.Clock.Monotonic()
	if g.off.Load() || now < g.next || g.awaited(now) || live < min(g.max, g.tolerated) {
		return
	}
	if useful := g.endCulprits(); !useful {
		// Freeze the processes at most a third of the time.
		done := g.m.cfg.Clock.Monotonic()
		g.next = done + max(retryEvery, 2*(done-now))
	}
}

// awaited reports whether some processes of ending have not ended yet.
func (g *memoryGuard) awaited(now time.Duration) bool {
	if now > g.until {
		g.ending = nil
	}
	for _, p := range g.ending {
		if !p.dead() {
			return true
		}
	}
	g.ending = nil
	return false
}

// endCulprits ends the processes that have grown most since the first census, if memory is really
// short. It first runs the collector, because the last collection also counted the memory of
// processes that have ended since and of short-lived objects. It reports whether it took the first
// census or ended a process.
func (g *memoryGuard) endCulprits() bool {
	busy, away := g.m.sched.freeze(turnTime)
	defer g.m.sched.thaw()
	runtime.GC()
	live := metric(heapLive)
	before := g.before.Load()
	if live < g.watched() {
		g.before.Store(nil)
		return false
	}
	if before != nil && live < g.full() {
		return false
	}
	now := g.count(live, slices.Concat(away, busy), before)
	g.tolerated = live + g.worthEnding()
	if before == nil {
		g.tolerated = 0
		g.before.Store(now) // processes that grow will show in the next census
		return true
	}
	g.ending = g.culprits(before, now)
	g.until = now.at + endTime
	for _, p := range g.ending {
		before.told[p] = true
		g.m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: (*Process).overflow}}, nil)
	}
	return len(g.ending) > 0
}

// overflow ends the process for using too much memory.
func (p *Process) overflow() {
	if p.doom == nil {
		e := ErrorOf(aSystemLimit)
		p.trace(e)
		p.doom = e
	}
}

// These are the metrics that the guard reads (runtime/metrics): all objects, the objects reachable
// at the last collection, and all allocations so far.
const (
	heapInUse = "/memory/classes/heap/objects:bytes"
	heapLive  = "/gc/heap/live:bytes"
	heapMade  = "/gc/heap/allocs:bytes"
)

func metric(name string) uint64 {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
