package vm

import (
	"slices"

	"lab/runtime/term"
)

// This file measures the memory of processes while they are frozen.

const (
	// firstWeighed bounds the objects inspected in each process at first.
	firstWeighed = 1 << 14
	// maxWeighed bounds the objects inspected in a process with more than firstWeighed objects.
	// allWeighed bounds the objects inspected in all these processes together.
	maxWeighed = 1 << 20
	allWeighed = 1 << 22
	// objectBytes lowers the bounds if the memory limit is small: the limit allows one inspected
	// object for each objectBytes.
	objectBytes = 256
)

// A footprint is the memory that a process holds, in bytes.
type footprint struct {
	// own is the memory of the process itself. others is memory that other processes can add
	// without the process's help, such as messages.
	own, others uint64
	// more reports whether own is incomplete.
	more bool
	// ran is the number of reductions in completed turns. asked is the number of bytes requested in
	// total. Only these two are known for an unread process.
	ran, asked int64
	unread     bool
}

func (b footprint) bytes() uint64 { return b.own + b.others }

// footprints measures all processes between turns. If a process has had no turn since the census
// before, its old footprint is reused.
func (g *memoryGuard) footprints(unread []*Process, before *census) map[*Process]footprint {
	held := g.held()
	list := map[*Process]footprint{}
	large := 0
	for _, p := range g.m.table.all() {
		if p.actor != nil || slices.Contains(unread, p) {
			continue
		}
		b, same := before.same(p)
		if !same {
			b = p.weigh(firstWeighed)
		}
		if b.more && !same {
			large++
		}
		list[p] = b
	}
	if limit := min(maxWeighed, allWeighed/max(1, large), int(g.max/objectBytes)); limit > firstWeighed {
		for p, b := range list {
			if _, same := before.same(p); b.more && !same {
				list[p] = p.weigh(limit)
			}
		}
	}
	for p, b := range list {
		b.others = p.mail() + held[p.id.ID]
		list[p] = b
	}
	return list
}

// weigh measures the objects that p holds. It inspects at most limit objects.
func (p *Process) weigh(limit int) footprint {
	s := term.NewScale(limit)
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
	own := s.Bytes + 8*uint64(p.words+len(p.frames)*frameWords) + p.ties()
	return footprint{own: own, more: s.Full(), ran: p.spent.Load(), asked: p.made.Load()}
}

// tieBytes is the approximate size of a link, a monitor or an alias.
const tieBytes = 128

// ties returns the approximate size of p's links to local processes, monitors, watchers and
// aliases, in bytes.
func (p *Process) ties() uint64 {
	x := p.x
	if x == nil {
		return 0
	}
	return tieBytes * uint64(x.links.len()+x.monitors.len()+x.watchers.len()+x.aliases.len())
}

// mayTie returns an error if p has reached the limit of links, monitors and aliases.
func (p *Process) mayTie() error {
	if x := p.x; x != nil && x.links.len()+len(x.remote)+x.monitors.len()+x.aliases.len() >= p.m.cfg.MaxTies {
		return ErrorOf(aSystemLimit)
	}
	return nil
}

// signalBytes is the size of a message without its content. sampled is the maximum number of
// messages whose content is measured.
const (
	signalBytes = 64
	sampled     = 1000
)

// mail returns the size of the messages waiting for p, in bytes. It includes messages that are
// still in the inbox.
func (p *Process) mail() uint64 {
	unread := 0
	top := p.in.top.Load()
	for s := top; s != nil; s = s.next {
		unread++
	}
	return mailBytes(p.box.head, p.box.n) + mailBytes(top, unread)
}

// mailBytes returns the approximate size of a list of n signals, in bytes.
func mailBytes(first *signal, n int) uint64 {
	s := term.NewScale(firstWeighed)
	seen := 0
	for m := first; m != nil && seen < sampled; m = m.next {
		s.Add(m.term)
		seen++
	}
	return uint64(n)*signalBytes + s.Bytes/uint64(max(seen, 1))*uint64(n)
}

// Holds registers a function that reports memory held elsewhere on behalf of processes. f calls add
// for each owner. It must not wait for a process.
func (m *Machine) Holds(f func(add func(owner term.Term, bytes uint64))) {
	m.guard.censusMu.Lock()
	m.guard.holdings = append(m.guard.holdings, f)
	m.guard.censusMu.Unlock()
}

// held returns the memory that is held elsewhere for processes, in bytes, by process number.
func (g *memoryGuard) held() map[uint32]uint64 {
	held := map[uint32]uint64{}
	for _, f := range g.holdings {
		f(func(owner term.Term, bytes uint64) {
			if id := owner.Pid(); id != nil {
				held[id.ID] += bytes
			}
		})
	}
	return held
}
