package vm

import (
	"math"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sync/atomic"
	"time"

	"lab/runtime/term"
)

// memoryGuard stops a program that fills the memory. Values are shared between
// processes, and some are in the hands of Go code, so that nobody can say at any
// moment whose they are. When the whole gets near its limit, turns are taken one
// at a time for a while, which tells who allocates how much (audit.go); at the
// limit the one of those that holds most is ended with a system_limit error.
type memoryGuard struct {
	m    *Machine
	max  uint64
	stop atomic.Pointer[func()]
	off  atomic.Bool
	// victim was ended at the last look.
	victim *Process
	room   headroom
}

// guardEvery is how often the guard looks. A program that does nothing else can
// make some hundred megabytes meanwhile.
const guardEvery = 200 * time.Millisecond

func (g *memoryGuard) start(m *Machine, limit uint64) {
	g.m, g.max = m, limit
	if os.Getenv("GOMEMLIMIT") == "" {
		// Near its limit the collector works harder.
		debug.SetMemoryLimit(int64(limit))
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
	g.room.look(g.m)
	a := &g.m.sched.audit
	if g.victim != nil {
		if !g.victim.dead() {
			return
		}
		g.victim = nil
		a.begin() // which forgets it: what it held is to be given back
	}
	if metric(heapInUse) < g.max/2 {
		a.end()
		return
	}
	if !a.on.Load() {
		a.begin()
		return
	}
	// What the collector found last may be long gone, the victim's above all. It
	// says whether it is worth the time to look.
	full := g.max / 5 * 4
	if metric(heapLive) < full {
		return
	}
	spenders := a.spenders(g.max / 64)
	if len(spenders) == 0 || a.live() < full {
		return
	}
	g.victim = g.choose(spenders)
	if g.victim != nil {
		g.m.deliver(g.victim, &signal{kind: sigDo, more: &sigMore{do: (*Process).overflow}}, nil)
	}
	a.begin()
}

// overflow ends the process for having too much.
func (p *Process) overflow() {
	if p.doom == nil {
		e := ErrorOf(aSystemLimit)
		p.trace(e)
		p.doom = e
	}
}

// choose says who is to end. It is one of those that allocate much, the one that
// keeps most of it; or one whose mailbox they fill; or, where nobody is seen to
// keep it, since it is in the hands of Go code, the one that allocates most.
func (g *memoryGuard) choose(spenders []*Process) *Process {
	if p := g.heaviest(spenders, g.max/64, g.max/64+1, (*Process).weight); p != nil {
		return p
	}
	mail := func(p *Process) uint64 { return p.box.weight() }
	if p := g.heaviest(g.m.table.all(), g.max/8, 0, mail); p != nil {
		return p
	}
	return spenders[0]
}

// weighTime bounds the wait for processes to weigh themselves. One that allocates
// much and does not answer is at work in a single function of Go.
const weighTime = 5 * time.Second

// maxWeighed bounds the objects that are looked at in one process.
const maxWeighed = 1 << 18

// heaviest is the one that holds most, if that is more than least. Those that do
// not answer count as silent.
func (g *memoryGuard) heaviest(list []*Process, least, silent uint64, weigh func(*Process) uint64) *Process {
	type answer struct {
		i int
		w uint64
	}
	answers := make(chan answer, len(list))
	for i, p := range list {
		if p.actor != nil {
			answers <- answer{i, 0}
			continue
		}
		g.m.deliver(p, &signal{kind: sigDo, more: &sigMore{
			do:   func(p *Process) { answers <- answer{i, weigh(p)} },
			dead: func() { answers <- answer{i, 0} },
		}}, nil)
	}
	late := make(chan struct{})
	stop := g.m.cfg.Clock.AfterFunc(weighTime, func() { close(late) })
	defer stop()
	weights := slices.Repeat([]uint64{silent}, len(list))
wait:
	for range list {
		select {
		case a := <-answers:
			weights[a.i] = a.w
		case <-late:
			break wait
		}
	}
	var worst *Process
	for i, w := range weights {
		if w > least {
			worst, least = list[i], w
		}
	}
	return worst
}

// weight is what the process holds in bytes, or more than any number where it is
// too much to look at.
func (p *Process) weight() uint64 {
	s := term.NewScale(maxWeighed)
	add := func(list []term.Term) {
		for _, t := range list {
			s.Add(t)
		}
	}
	add(p.R)
	add(p.args)
	for i := len(p.frames) - 1; i >= 0 && !s.Full(); i-- {
		add(p.frames[i].regs)
	}
	if p.x != nil && p.x.dict.m != nil {
		s.Add(term.FromMap(p.x.dict.m))
	}
	if s.Full() {
		return math.MaxUint64
	}
	return s.Bytes + 8*uint64(p.words+len(p.frames)*frameWords) + p.box.weight()
}

// signalBytes is what a message takes besides its content, and sampled of how
// many the content is weighed.
const (
	signalBytes = 64
	sampled     = 1000
)

func (b *mailbox) weight() uint64 {
	s := term.NewScale(maxWeighed)
	n := 0
	for m := b.head; m != nil && n < sampled; m = m.next {
		s.Add(m.term)
		n++
	}
	return uint64(b.n)*signalBytes + s.Bytes/uint64(max(n, 1))*uint64(b.n)
}

// What the memory is measured by (runtime/metrics): all objects, what was reachable
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
