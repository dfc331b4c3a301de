package vm

import "lab/runtime/term"

// A process that waits keeps room for what it does next: the rest of its stack
// segments and a spare one, slices that have been longer. Once a node has been calm
// that is given back (headroom.go); the next message has the room made again.

// worthPacking is how many registers there must be to give back.
const worthPacking = 4

// trim gives back what the processes that wait have beyond what they need.
func (m *Machine) trim() {
	for _, p := range m.table.all() {
		if p.actor == nil {
			p.still(p.trim)
		}
	}
}

// trim is called while p waits and cannot begin to run.
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

// pack moves the windows of all calls into one segment without room for more. The
// frame of the first segment stays for it, those of the others go.
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

// packable reports whether every handler is of the window of the call that runs at
// its number of frames, so that it is known where its registers go.
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
