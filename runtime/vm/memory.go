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

// memoryGuard stops a program that fills the memory. Values are shared between
// processes, and some are in the hands of Go code, so that nobody can say at any
// moment whose they are. When half of the limit is alive, all processes are frozen
// between two turns and weighed, and again near the limit: those that have grown most in
// between are ended with a system_limit error (census.go). A piece that would not fit before that
// is seen is refused (room.go). Where programs make more than the collector can follow, all
// processes wait for it (brake).
type memoryGuard struct {
	m    *Machine
	max  uint64
	stop atomic.Pointer[func()]
	off  atomic.Bool
	room headroom
	// ticks counts the looks of the timer at more than half. It has the brake drawn no
	// sooner than released.
	ticks    int
	released time.Duration

	collecting  sync.Mutex
	collections atomic.Int64
	// collectedTo is what was in use after the last of them, at collectedAt.
	collectedTo atomic.Uint64
	collectedAt atomic.Int64

	judging sync.Mutex
	// before is the census of when half was alive; nil while less is.
	before atomic.Pointer[census]
	// excused is how much may be alive after a judgement before the next.
	excused uint64
	// next is when all may be frozen again.
	next time.Duration
	// doomed were told to end by the last judgement, and are waited for until then.
	doomed []*Process
	until  time.Duration
	// holdings tell what else is held for processes.
	holdings []func(add func(owner term.Term, bytes uint64))
}

const (
	// guardEvery is how often the guard looks, besides each time that the collector
	// has done its work.
	guardEvery = 200 * time.Millisecond
	// brakeEvery is how often it looks while more than half is alive.
	brakeEvery = 20 * time.Millisecond
	// judgeEvery is the least time from a judgement that changes nothing to the next.
	judgeEvery = 50 * time.Millisecond
	// endTime is how long the doomed may take to end before others are looked for.
	endTime = 3 * time.Second
	// overhead is what Go needs besides objects.
	overhead = 32 << 20
	// turnTime is how long a turn is waited for.
	turnTime = 250 * time.Millisecond
)

func (g *memoryGuard) start(m *Machine, limit uint64) {
	g.m, g.max = m, limit
	if os.Getenv("GOMEMLIMIT") == "" {
		// Near its limit the collector works harder. It counts more than objects, and
		// must not work all the time while less is alive than the guard allows.
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

// brake lets all wait for the collector where they have made more than the limit while it
// was at work. It goes through a list one by one, and gets behind those that make one.
// Where most of it is alive, waiting is of no use: they are frozen for a third of the time
// at most, until the judgement has found who has it.
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

// afterCollection has the guard look whenever the collector has worked: it does so
// the more often the less room is left. An object that nobody holds tells of that.
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

// watched is how much is alive when who has what begins to matter.
func (g *memoryGuard) watched() uint64 { return g.max / 2 }

// full is how much may be alive.
func (g *memoryGuard) full() uint64 { return g.max / 5 * 4 }

// worthEnding is how much must be new for somebody to be ended: any process holds a
// little more or less than a moment ago.
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
		// They are frozen for a third of the time at most.
		done := g.m.cfg.Clock.Monotonic()
		g.next = done + max(judgeEvery, 2*(done-now))
	}
}

// awaited reports whether those that were told to end are about to.
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

// judge ends those that have grown most since the pressure began, if it is true that
// there is too much. The bytes that the collector found last may be long gone, what the last
// doomed held above all, and what was made while it worked counts as reachable, however
// short it lived. It reports whether it made a difference.
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
		g.before.Store(now) // who has grown is seen when more is alive
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

// overflow ends the process for having too much.
func (p *Process) overflow() {
	if p.doom == nil {
		e := ErrorOf(aSystemLimit)
		p.trace(e)
		p.doom = e
	}
}

// The metrics of memory (runtime/metrics): all objects, what was reachable
// when the collector last looked, and all that was ever made.
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
