package vm

import (
	"runtime"
	"slices"
	"time"

	"lab/runtime/term"
)

// This file refuses what would not fit into memory before it is made. The guard
// sees what has been made, a moment later; a function in Go could have filled all
// memory by then.

// askAt is how much a process may make in large pieces until it is asked whether
// there is room.
const askAt = 1 << 20

// bytesPerReduction is what the making of large values is charged with.
const bytesPerReduction = 4 << 10

// Need says that n bytes are about to be made for p, and raises a system_limit error
// where there is no room for them. It costs little, so that it can be called often,
// for pieces of any size. A process that was told to end ends there. It is for the
// one that runs p, and for nobody else.
func (p *Process) Need(n int) {
	if err := p.Room(n); err != nil {
		panic(err)
	}
}

// Room is Need that returns the error.
func (p *Process) Room(n int) error {
	if p == nil || n < 0 {
		return nil
	}
	if n += int(p.asked); n < askAt {
		p.asked = int32(n)
		return nil
	}
	p.asked = 0
	p.made.Add(int64(n))
	p.reds -= n / bytesPerReduction
	if err := p.m.guard.fits(uint64(n)); err != nil {
		return err
	}
	return p.told()
}

// Room returns an error where there is no room for n bytes more; there is for few. It is for work that
// no process is at its turn for: one that is asks by its own Need and Room.
func (m *Machine) Room(n int) error {
	if n < askAt {
		return nil
	}
	return m.guard.fits(uint64(n))
}

// Grow returns b with room for n bytes more, which it has asked for. Until the larger
// piece is filled from the smaller one both are held, so that a text which is to be large
// is refused earlier than one that is made at its size.
func (p *Process) Grow(b []byte, n int) []byte {
	if len(b)+n <= cap(b) {
		return b
	}
	larger := max(64, len(b)+n, cap(b)+cap(b)/2)
	p.Need(larger)
	return slices.Grow(b, larger-len(b))
}

// A Text is text that grows for a process, which asks for the room first. The process may be nil.
type Text struct {
	P *Process
	b []byte
}

// WriteString adds s.
func (t *Text) WriteString(s string) { t.b = append(t.P.Grow(t.b, len(s)), s...) }

// WriteByte adds c. It returns no error.
func (t *Text) WriteByte(c byte) error {
	t.b = append(t.P.Grow(t.b, 1), c)
	return nil
}

// String is what was written.
func (t *Text) String() string {
	t.P.Need(len(t.b))
	return string(t.b)
}

// Most is what no single value of p can have in bytes.
func (p *Process) Most() int {
	if p == nil {
		return 0
	}
	return int(p.m.guard.max)
}

// doomed ends the process, which was told to while it was in the middle of what
// raised e. The stack of e says where that was.
func (p *Process) doomed(e *Exception) Step {
	if p.doom.Class == term.AError {
		p.trace(e)
		p.doom.Stack = e.Stack
	}
	return p.end(p.doom)
}

// fits reports by an error that n bytes more are too much.
func (g *memoryGuard) fits(n uint64) error {
	if n > g.max {
		return ErrorOf(aSystemLimit)
	}
	used := metric(heapInUse)
	switch {
	case used+n <= g.max:
		return nil
	case n < g.max/16 && used < g.max+g.max/16:
		// The one that asks for little need not be the one that has much.
		go g.look()
		return nil
	}
	if g.fullOf(n) {
		return ErrorOf(aSystemLimit)
	}
	g.collect()
	if metric(heapInUse)+n <= g.max {
		return nil
	}
	return ErrorOf(aSystemLimit)
}

// freshFor is how long a collection tells what is alive: many that ask for too much at once
// are not to have it done for each.
const freshFor = 200 * time.Millisecond

// fullOf reports whether there was no room for n bytes after a collection a moment ago.
func (g *memoryGuard) fullOf(n uint64) bool {
	at, left := time.Duration(g.collectedAt.Load()), g.collectedTo.Load()
	return left > 0 && g.m.cfg.Clock.Monotonic()-at < freshFor && left+n > g.max
}

// collect has the collector look for what is no longer held. Those that ask at the
// same time are helped by the same look.
func (g *memoryGuard) collect() {
	before := g.collections.Load()
	g.collecting.Lock()
	defer g.collecting.Unlock()
	if g.collections.Load() == before {
		runtime.GC()
		g.collections.Add(1)
		g.collectedTo.Store(metric(heapInUse))
		g.collectedAt.Store(int64(g.m.cfg.Clock.Monotonic()))
	}
}
