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

// memoryGuard stops a program that fills the memory. Processes share values, and Go code holds
// some too, so memory cannot be attributed to processes at any time. When half of the limit is in
// use, all processes are frozen between turns and measured, and again near the limit. Those that
// have grown most in between are ended with a system_limit error (census.go). A single allocation
// that would exceed the limit before that is refused (room.go). If programs allocate faster than
// the collector can follow, all processes wait for it (brake).
type memoryGuard struct {
	m    *Machine
	max  uint64
	stop atomic.Pointer[func()]
	off  atomic.Bool
	room headroom
	// ticks counts the timer's checks above half of the limit. brake does nothing before the time
	// released.
	ticks    int
	released time.Duration
	// claimed is the memory announced by work in progress (Claim).
	claimed atomic.Int64

	collecting  sync.Mutex
	collections atomic.Int64
	// collectedTo is the memory in use after the last collection, at the time collectedAt.
	collectedTo atomic.Uint64
	collectedAt atomic.Int64

	judging sync.Mutex
	// before is the census taken when half of the limit was in use. It is nil while less is in
	// use.
	before atomic.Pointer[census]
	// excused is the live memory up to which no further judgement follows the last one.
	excused uint64
	// next is the earliest time of the next freeze.
	next time.Duration
	// doomed holds the processes ended by the last judgement. The guard waits for them until the
	// time until.
	doomed []*Process
	until  time.Duration
	// holdings report the memory that is held elsewhere for processes.
	holdings []func(add func(owner term.Term, bytes uint64))
}

const (
	// guardEvery is the interval of checks, in addition to a check after each collection.
	guardEvery = 200 * time.Millisecond
	// brakeEvery is the interval of checks above half of the limit.
	brakeEvery = 20 * time.Millisecond
	// judgeEvery is the minimum time between two judgements if the first had no effect.
	judgeEvery = 50 * time.Millisecond
	// endTime is how long doomed processes may take to end before others are judged.
	endTime = 3 * time.Second
	// overhead is the memory that Go needs besides objects.
	overhead = 32 << 20
	// turnTime is how long a freeze waits for the end of a turn.
	turnTime = 250 * time.Millisecond
)

func (g *memoryGuard) start(m *Machine, limit uint64) {
	g.m, g.max = m, limit
	if os.Getenv("GOMEMLIMIT") == "" {
		// The collector works harder near its limit. It counts more than objects, so leave room:
		// it must not run all the time while the guard is satisfied.
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
		every, looks = brakeEvery, g.ticks%int(guardEvery/brakeEvery) == 0
	}
	stop := g.m.cfg.Clock.AfterFunc(every, func() {
		defer g.again()
		g.brake()
		if looks {
			g.room.look(g.m)
			g.look()
		}
	})
	g.stop.Store(&stop)
}

// brake makes all processes wait for the collector if they have allocated more than the limit
// during a collection. The collector walks a list serially, so a process that builds one can
// outrun it. Waiting does not help if most of the memory is live, so processes are frozen at most
// a third of the time, until a judgement.
func (g *memoryGuard) brake() {
	most, began := g.max+g.max/16, g.m.cfg.Clock.Monotonic()
	if metric(heapInUse) < most || began < g.released || !g.judging.TryLock() {
		return
	}
	defer g.judging.Unlock()
	g.m.sched.freeze(turnTime)
	defer g.m.sched.thaw()
	g.collect()
	if metric(heapInUse) >= most {
		done := g.m.cfg.Clock.Monotonic()
		g.released = done + max(judgeEvery, 2*(done-began))
	}
}

// afterCollection makes the guard check after each collection. Collections become more frequent as
// memory runs short. The cleanup of an unreferenced object detects them.
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
	if g.before.Load() != nil && live < g.full() || !g.judging.TryLock() {
		return
	}
	defer g.judging.Unlock()
	now := g.m.cfg.Clock.Monotonic()
	if g.off.Load() || now < g.next || g.awaited(now) || live < min(g.max, g.excused) {
		return
	}
	if useful := g.judge(); !useful {
		// Freeze the processes at most a third of the time.
		done := g.m.cfg.Clock.Monotonic()
		g.next = done + max(judgeEvery, 2*(done-now))
	}
}

// awaited reports whether doomed processes have not ended yet.
func (g *memoryGuard) awaited(now time.Duration) bool {
	if now > g.until {
		g.doomed = nil
	}
	for _, p := range g.doomed {
		if !p.dead() {
			return true
		}
	}
	g.doomed = nil
	return false
}

// judge ends the processes that have grown most since the census before, if memory is really
// short. It collects first, because the last collection counted memory that doomed processes held
// and short-lived objects allocated meanwhile. It reports whether it had an effect.
func (g *memoryGuard) judge() bool {
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
	g.excused = live + g.worthEnding()
	if before == nil {
		g.excused = 0
		g.before.Store(now) // processes that grow will show in the next census
		return true
	}
	g.doomed = g.culprits(before, now)
	g.until = now.at + endTime
	for _, p := range g.doomed {
		before.told[p] = true
		g.m.deliver(p, &signal{kind: sigDo, more: &sigMore{do: (*Process).overflow}}, nil)
	}
	return len(g.doomed) > 0
}

// overflow ends the process for using too much memory.
func (p *Process) overflow() {
	if p.doom == nil {
		e := ErrorOf(aSystemLimit)
		p.trace(e)
		p.doom = e
	}
}

// Metrics (runtime/metrics): all objects, the objects reachable at the last collection, and all
// allocations so far.
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
