package vm

import "lab/runtime/term"

// This file implements the stack of a process: register windows in segments. A segment that is too
// small is moved to one twice as large, so that calls near its end are not slower than others.
// From maxSegment on, another segment is added instead, so that deep recursion copies nothing.

const (
	firstSegment = 8
	maxSegment   = 1 << 16
	// keptSegment is the size above which a waiting process replaces its segment by a smaller one,
	// if it uses less than an eighth of the room.
	keptSegment = 4096
)

// frameWords and slotWords are the sizes of a frame and of a register that count against the heap
// limit.
const (
	frameWords = 4
	slotWords  = 2
)

// window opens a window of n registers above the current one.
func (p *Process) window(n int) {
	r := p.R
	l := len(r)
	if cap(r)-l >= n {
		p.R = r[l : l+n]
		return
	}
	p.grow(n)
}

// grow is like window for a full segment. If it adds a segment, it pushes a frame that releases the
// segment on return.
//
//go:noinline
func (p *Process) grow(n int) {
	if p.widen(n) {
		l := len(p.R)
		p.R = p.R[l : l+n]
		return
	}
	seg := p.newSegment(n)
	p.frames = append(p.frames, frame{site: segmentSite, regs: seg[:0]})
	p.R = seg[:n]
}

// widen moves the last segment to a larger segment with room for n registers above the current
// window. It reports false if that would be too large.
func (p *Process) widen(n int) bool {
	first := p.lastSegment()
	if first < 0 {
		return false
	}
	room := cap(p.frames[first].regs)
	used := room - cap(p.R) + len(p.R)
	size := max(firstSegment, min(2*room, maxSegment), used+n)
	if size > maxSegment && used > n { // a single window may exceed maxSegment
		return false
	}
	p.move(first, size)
	return true
}

// narrow replaces a large segment that is hardly used any more.
func (p *Process) narrow() {
	first := p.lastSegment()
	if first < 0 {
		return
	}
	room := cap(p.frames[first].regs)
	used := room - cap(p.R) + len(p.R)
	if room > keptSegment && used < room/8 {
		p.move(first, max(firstSegment, 2*used))
	}
}

// Reserve gives p room for calls with so many registers in total. Call it in p's first step, so
// that the stack is not moved repeatedly as it grows.
func (p *Process) Reserve(registers int) {
	first := p.lastSegment()
	if first < 0 || cap(p.frames[first].regs) >= registers {
		return
	}
	w := p.worker
	if cap(w.room) < registers {
		w.room, w.frames = make([]term.Term, registers), make([]frame, 0, registers/registersOfCall)
	}
	p.frames = append(w.frames, p.frames...)
	p.moveTo(first, w.room)
	w.room, w.frames = nil, nil
}

// registersOfCall is the typical number of registers of a call.
const registersOfCall = 8

// handBack gives the stack of p to the next process of the worker that asks for room, because
// recently written memory is fast. p's first call must have returned, so that nothing refers to
// the stack.
func (p *Process) handBack() {
	room, frames := p.spare[:cap(p.spare)], p.frames[:cap(p.frames)]
	if len(room) < handedBack || len(room) > keptSegment {
		return
	}
	clear(room)
	clear(frames)
	p.worker.room, p.worker.frames = room, frames[:0]
	p.spare, p.frames = nil, nil
}

// handedBack is the minimum size of a stack worth handing back, in registers.
const handedBack = 256

// lastSegment returns the index of the last segment's frame, or -1.
func (p *Process) lastSegment() int {
	first := len(p.frames) - 1
	for first >= 0 && p.frames[first].site != segmentSite {
		first--
	}
	return first
}

// move moves the windows of the last segment, whose frame is first, to a new segment.
func (p *Process) move(first, size int) { p.moveTo(first, make([]term.Term, size)) }

// moveTo is like move, but to a given segment. That segment must not be in use.
func (p *Process) moveTo(first int, seg []term.Term) {
	old, size := p.frames[first].regs, len(seg)
	// The windows of a segment extend to its end, so their capacity gives their start.
	begin := func(regs []term.Term) int { return cap(old) - cap(regs) }
	copy(seg, old[:begin(p.R)+len(p.R)])
	moved := func(regs []term.Term) []term.Term {
		i := begin(regs)
		return seg[i : i+len(regs)]
	}
	p.frames[first].regs = seg[:0]
	for i := first + 1; i < len(p.frames); i++ {
		p.frames[i].regs = moved(p.frames[i].regs)
	}
	for i := len(p.handlers) - 1; i >= 0 && p.handlers[i].frames > first; i-- {
		p.handlers[i].regs = moved(p.handlers[i].regs)
	}
	p.R = moved(p.R)
	p.words += (size - cap(old)) * slotWords
	p.segment = int32(size)
}

// newSegment returns the spare segment if that has room for n registers. Otherwise it returns a new
// segment of at least n registers. Each new segment is larger than the previous segment, up to
// maxSegment.
func (p *Process) newSegment(n int) []term.Term {
	seg := p.spare
	p.spare = nil
	if cap(seg) >= n {
		return seg[:cap(seg)]
	}
	p.words -= cap(seg) * slotWords
	size := max(firstSegment, min(2*int(p.segment), maxSegment), n)
	p.segment = int32(size)
	p.words += size * slotWords
	return make([]term.Term, size)
}

// segmentSite is the site of a frame at the start of a segment. It returns the value to the frame
// in the segment below.
var segmentSite *Site

func init() {
	segmentSite = &Site{Then: func(p *Process, v term.Term) Step {
		// Keep the larger segment. Otherwise a call that uses two segments would leave the small
		// segment, and reallocate the larger segment each time.
		over, spare := p.spare, p.R
		if cap(over) > cap(spare) {
			over, spare = spare, over
		}
		p.words -= cap(over) * slotWords
		p.spare = spare
		return p.Return(v)
	}}
}

// resize gives the running call a window of n registers for a tail call. It keeps the first keep
// registers.
func (p *Process) resize(n, keep int) {
	if n <= cap(p.R) {
		p.R = p.R[:n]
		return
	}
	p.enlarge(n, keep)
}

// enlarge is like resize for a full segment.
func (p *Process) enlarge(n, keep int) {
	old := p.R
	switch top := len(p.frames) - 1; {
	case top >= 0 && p.frames[top].site == segmentSite:
		// The only call in a segment does not need the old segment any more.
		p.words -= cap(p.frames[top].regs) * slotWords
		seg := p.newSegment(n)
		p.frames[top].regs = seg[:0]
		p.R = seg[:n]
	case p.widen(n - len(old)):
		p.R = p.R[:n]
		return
	default:
		p.grow(n)
	}
	copy(p.R, old[:keep])
}
