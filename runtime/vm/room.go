package vm

import (
	"runtime"
	"slices"
	"time"

	"lab/runtime/term"
)

// This file refuses allocations that would not fit into memory. The guard sees memory only after
// its allocation. A Go function could have filled the memory by then.

// askAt is the number of bytes that a process may request between two checks.
const askAt = 1 << 20

// bytesPerReduction is the number of allocated bytes that costs one reduction.
const bytesPerReduction = 4 << 10

// Need announces the allocation of n bytes for p, and panics with a system_limit error if there is
// no room. It is cheap enough for allocations of any size. It also ends a process that has been
// told to end. Only the goroutine that runs p may call it.
func (p *Process) Need(n int) {
	if err := p.Room(n); err != nil {
		panic(err)
	}
}

// Room is like Need, but returns the error.
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
	if err := p.m.guard.fitsBeside(uint64(n)); err != nil {
		return err
	}
	return p.told()
}

// Room returns an error if there is no room for n more bytes. Small requests always succeed. It is
// for work outside of a process's turn. A process uses Process.Need and Process.Room.
func (m *Machine) Room(n int) error {
	if n < askAt {
		return nil
	}
	return m.guard.fitsBeside(uint64(n))
}

// Claim announces that work for p allocates up to n bytes without further requests, until release
// is called. It panics with a system_limit error if there is no room beside what other work has
// claimed.
func (p *Process) Claim(n int) (release func()) {
	if p == nil {
		return unclaimed
	}
	release, err := p.m.Claim(n)
	if err != nil {
		panic(err)
	}
	return release
}

// Secure announces n bytes like Need and claims them like Claim, for a function whose allocations
// take long: others must not use the same room meanwhile.
func (p *Process) Secure(n int) (release func()) {
	if p != nil && n < fewBytes && int(p.asked) < askAt-fewBytes {
		p.asked += int32(n)
		return unclaimed
	}
	return p.secure(n)
}

// fewBytes is the number of bytes up to which Secure takes no time that can be measured.
const fewBytes = 16 << 10

func (p *Process) secure(n int) (release func()) {
	p.Need(n)
	return p.Claim(n)
}

// unclaimed releases nothing.
func unclaimed() {}

// Claim is like Process.Claim, but for work of any kind. It returns the error.
func (m *Machine) Claim(n int) (release func(), err error) {
	if n < askAt {
		return unclaimed, nil
	}
	g := &m.guard
	all := g.claimed.Add(int64(n))
	release = func() { g.claimed.Add(int64(-n)) }
	if err := g.fits(uint64(all)); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// Count announces that one of many small pieces of work, such as a request, allocates n bytes at
// once. It adds them up, and returns an error if there is no room for the sum. It is cheap enough
// for allocations of any size.
func (m *Machine) Count(n int) error {
	g := &m.guard
	all := g.counted.Add(int64(n))
	if all < askAt {
		return nil
	}
	if err := g.fitsBeside(uint64(all)); err != nil {
		return err // without room, each piece is refused
	}
	g.counted.Add(-all)
	return nil
}

// Grow returns b with room for n more bytes, which it requests first. During the copy, both the old
// and the new slice are live. So a text that grows step by step is refused earlier than a text that
// is allocated at its final size.
func (p *Process) Grow(b []byte, n int) []byte {
	if len(b)+n <= cap(b) {
		return b
	}
	larger := max(64, len(b)+n, cap(b)+cap(b)/2)
	p.Need(larger)
	if larger >= askAt {
		defer p.Claim(larger)()
	}
	return slices.Grow(b, larger-len(b))
}

// A Text is a text that grows on behalf of a process and requests memory for it. The process may be
// nil.
type Text struct {
	P *Process
	b []byte
}

// WriteString appends s.
func (t *Text) WriteString(s string) { t.b = append(t.P.Grow(t.b, len(s)), s...) }

// WriteByte appends c. The error is always nil.
func (t *Text) WriteByte(c byte) error {
	t.b = append(t.P.Grow(t.b, 1), c)
	return nil
}

// String returns the text.
func (t *Text) String() string { return t.P.Copy(t.b) }

// Copy returns b as a text, and requests memory for it.
func (p *Process) Copy(b []byte) string {
	p.Need(len(b))
	defer p.Claim(len(b))()
	return string(b)
}

// Most returns the maximum size of a value in bytes. It returns 0 for a nil process.
func (p *Process) Most() int {
	if p == nil {
		return 0
	}
	return int(p.m.guard.max)
}

// MaxMemory returns the memory limit of the node in bytes.
func (m *Machine) MaxMemory() uint64 { return m.guard.max }

// endDoomed ends a process for which a signal to end arrived during the work that raised e. The
// error of the process gets the stack of e.
func (p *Process) endDoomed(e *Exception) Step {
	if p.doom.Class == term.AError {
		p.trace(e)
		p.doom.Stack = e.Stack
	}
	return p.end(p.doom)
}

// fitsBeside returns an error if n more bytes do not fit beside what is claimed. Little always fits
// beside it.
func (g *memoryGuard) fitsBeside(n uint64) error {
	if n < g.max/16 {
		return g.fits(n)
	}
	return g.fits(n + uint64(max(0, g.claimed.Load())))
}

// fits returns an error if n more bytes do not fit.
func (g *memoryGuard) fits(n uint64) error {
	if n > g.max {
		return ErrorOf(aSystemLimit)
	}
	used := metric(heapInUse)
	switch {
	case used+n <= g.max:
		return nil
	case n < g.max/16 && used < g.max+g.max/16:
		// The process that requests little is not necessarily the process that holds much.
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

// freshFor is how long the result of a collection is reused, so that many large requests do not
// cause a collection each.
const freshFor = 200 * time.Millisecond

// fullOf reports whether a recent collection left no room for n bytes.
func (g *memoryGuard) fullOf(n uint64) bool {
	at, left := time.Duration(g.collectedAt.Load()), g.collectedTo.Load()
	return left > 0 && g.m.cfg.Clock.Monotonic()-at < freshFor && left+n > g.max
}

// collect runs the collector. Concurrent callers share a collection.
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
