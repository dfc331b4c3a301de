package vm

import "lab/runtime/term"

// This file is the stack of a process: windows of registers in segments. A segment that
// is too small moves to one twice as large, so that calls near its end cost no more
// than others. Once that would be larger than maxSegment another segment follows, so that deep
// recursion copies nothing.

const (
	firstSegment = 8
	maxSegment   = 1 << 16
	// keptSegment is the room that a process keeps while it waits, used or not.
	keptSegment = 4096
)

// frameWords and slotWords are what a frame and a register count for against
// the limit of the heap.
const (
	frameWords = 4
	slotWords  = 2
)

// window makes a window of n registers above the current one.
func (p *Process) window(n int) {
	r := p.R
	l := len(r)
	if cap(r)-l >= n {
		p.R = r[l : l+n]
		return
	}
	p.grow(n)
}

// grow is window where the segment has no room. The frame of a further segment gives
// it back when the call that needed it returns.
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

// widen moves the last segment to one that has room for n registers above the running
// window. It reports false where that would be too large.
func (p *Process) widen(n int) bool {
	first := p.lastSegment()
	if first < 0 {
		return false
	}
	room := cap(p.frames[first].regs)
	used := room - cap(p.R) + len(p.R)
	size := max(firstSegment, min(2*room, maxSegment), used+n)
	if size > maxSegment && used > n { // a window may be larger than all below it
		return false
	}
	p.move(first, size)
	return true
}

// narrow gives back the room of a segment that is large and hardly used any more.
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

// Reserve gives p, which runs its first step, room for calls that need so many registers
// together, so that its stack is not moved again and again on the way there.
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

// registersOfCall is how many registers a call has that is not very small.
const registersOfCall = 8

// handBack leaves the stack of p, whose first call has returned, to the next process of
// its worker that asks for room: memory that was written to just now is faster than new one.
// Nothing that p called goes on any more, so nobody has arguments there.
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

// handedBack is the least that is worth keeping.
const handedBack = 256

// lastSegment is the frame of the last segment, -1 if there is none yet.
func (p *Process) lastSegment() int {
	first := len(p.frames) - 1
	for first >= 0 && p.frames[first].site != segmentSite {
		first--
	}
	return first
}

// move takes the windows of the last segment, whose frame is first, to one of another
// size.
func (p *Process) move(first, size int) { p.moveTo(first, make([]term.Term, size)) }

// moveTo takes them to seg, of which nobody has any part.
func (p *Process) moveTo(first int, seg []term.Term) {
	old, size := p.frames[first].regs, len(seg)
	// The windows of a segment end where it does: the room behind one says where it begins.
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

// newSegment is the spare one, or one that is larger than the last, of at least n
// registers.
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

// segmentSite hands a value on to the call below a change of segments.
var segmentSite *Site

func init() {
	segmentSite = &Site{Then: func(p *Process, v term.Term) Step {
		// The larger one is kept: a call that starts two segments would else
		// leave the small one and double the other each time.
		over, spare := p.spare, p.R
		if cap(over) > cap(spare) {
			over, spare = spare, over
		}
		p.words -= cap(over) * slotWords
		p.spare = spare
		return p.Return(v)
	}}
}

// resize gives the running call a window of n registers, keeping the first
// keep, for a tail call.
func (p *Process) resize(n, keep int) {
	if n <= cap(p.R) {
		p.R = p.R[:n]
		return
	}
	p.enlarge(n, keep)
}

// enlarge is resize where the segment has no room.
func (p *Process) enlarge(n, keep int) {
	old := p.R
	switch top := len(p.frames) - 1; {
	case top >= 0 && p.frames[top].site == segmentSite:
		// A call that is alone in its segment needs no more of that.
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
