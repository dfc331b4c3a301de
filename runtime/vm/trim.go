package vm

import "lab/runtime/term"

// A waiting process keeps memory for its next steps: unused parts of its stack segments, a spare
// segment, and slices with spare capacity. This memory is released when a node has been calm for a
// while (headroom.go), and allocated again for the next message.

// worthPacking is the minimum number of registers worth releasing.
const worthPacking = 4

// trim releases the spare memory of waiting processes.
func (m *Machine) trim() {
	for _, p := range m.table.all() {
		if p.actor == nil {
			p.still(p.trim)
		}
	}
}

// trim releases the spare memory of p. p must be waiting and prevented from running.
func (p *Process) trim() {
	p.words -= cap(p.spare) * slotWords
	p.spare = nil
	p.segment = 0
	p.pack()
	p.frames = trimmed(p.frames)
	p.handlers = trimmed(p.handlers)
	if x := p.x; x != nil {
		x.links.trim()
		x.monitors.trim()
		x.watchers.trim()
		x.aliases.trim()
	}
}

// pack moves the windows of all calls into one segment without spare capacity. It keeps the frame
// of the first segment and removes the frames of the others.
func (p *Process) pack() {
	live := len(p.R)
	for i := range p.frames {
		live += len(p.frames[i].regs)
	}
	if p.words/slotWords-live < worthPacking || !p.packable() {
		return
	}
	seg := make([]term.Term, live)
	frames := make([]frame, 0, len(p.frames))
	handlers, end, segments := p.handlers, 0, 0
	move := func(level int, regs []term.Term) []term.Term {
		begin := end
		end += copy(seg[begin:], regs)
		moved := seg[begin:end]
		for len(handlers) > 0 && handlers[0].frames == level {
			handlers[0].frames, handlers[0].regs = len(frames), moved
			handlers = handlers[1:]
		}
		return moved
	}
	for i, f := range p.frames {
		if f.site == segmentSite {
			if segments++; segments == 1 {
				frames = append(frames, frame{segmentSite, seg[:0]})
			}
			continue
		}
		frames = append(frames, frame{f.site, move(i, f.regs)})
	}
	p.R = move(len(p.frames), p.R)
	p.frames, p.words = frames, live*slotWords
}

// packable reports whether pack can move the registers of each handler. They must be the window of
// the call at the handler's frame count.
func (p *Process) packable() bool {
	for _, h := range p.handlers {
		regs := p.R
		if h.frames < len(p.frames) {
			regs = p.frames[h.frames].regs
			if p.frames[h.frames].site == segmentSite {
				return false
			}
		}
		if len(regs) != len(h.regs) || len(regs) > 0 && &regs[0] != &h.regs[0] {
			return false
		}
	}
	return true
}
