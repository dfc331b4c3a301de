package vm

import (
	"slices"

	"lab/runtime/term"
)

// This file tells who holds how much, while all processes are frozen.

const (
	// firstWeighed bounds the objects that are looked at in one process at first.
	firstWeighed = 1 << 14
	// maxWeighed bounds those that are looked at in one that holds more, and
	// allWeighed those that are looked at in all such processes.
	maxWeighed = 1 << 20
	allWeighed = 1 << 22
	// objectBytes is so much of the memory for each object that is looked at.
	objectBytes = 256
)

// A burden is what one process holds, in bytes.
type burden struct {
	// own is what it holds itself, and others what others can add to without its doing.
	own, others uint64
	// more says that own was not all.
	more bool
	// ran are the reductions of the turns that it has had, and asked what it had asked
	// for by then; this is all that is known of one that is unread.
	ran, asked int64
	unread     bool
}

func (b burden) bytes() uint64 { return b.own + b.others }

// burdens weighs all processes that are at rest, but for what they held already at the
// census before and have had no turn to add to.
func (g *memoryGuard) burdens(unread []*Process, before *census) map[*Process]burden {
	held := g.held()
	list := map[*Process]burden{}
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

// weigh weighs the objects that p holds, of which it looks at no more than limit.
func (p *Process) weigh(limit int) burden {
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
	return burden{own: own, more: s.Full(), ran: p.spent.Load(), asked: p.made.Load()}
}

// tieBytes is what a link, a monitor or an alias takes, about.
const tieBytes = 128

// ties is what the connections of p to others take.
func (p *Process) ties() uint64 {
	x := p.x
	if x == nil {
		return 0
	}
	return tieBytes * uint64(x.links.len()+x.monitors.len()+x.watchers.len()+x.aliases.len())
}

// mayTie reports by an error that p has as many connections as it may have.
func (p *Process) mayTie() error {
	if x := p.x; x != nil && x.links.len()+len(x.remote)+x.monitors.len()+x.aliases.len() >= p.m.cfg.MaxTies {
		return ErrorOf(aSystemLimit)
	}
	return nil
}

// signalBytes is what a message takes besides its content, and sampled of how
// many the content is weighed.
const (
	signalBytes = 64
	sampled     = 1000
)

// mail is what the messages take that wait for p, those included that it has not
// taken notice of.
func (p *Process) mail() uint64 {
	unread := 0
	top := p.in.top.Load()
	for s := top; s != nil; s = s.next {
		unread++
	}
	return mailBytes(p.box.head, p.box.n) + mailBytes(top, unread)
}

// mailBytes is what a list of n signals takes.
func mailBytes(first *signal, n int) uint64 {
	s := term.NewScale(firstWeighed)
	seen := 0
	for m := first; m != nil && seen < sampled; m = m.next {
		s.Add(m.term)
		seen++
	}
	return uint64(n)*signalBytes + s.Bytes/uint64(max(seen, 1))*uint64(n)
}

// Holds has the guard of the memory ask f what is held on behalf of processes
// outside of them: f calls add for each. It must not wait for a process.
func (m *Machine) Holds(f func(add func(owner term.Term, bytes uint64))) {
	m.guard.judging.Lock()
	m.guard.holdings = append(m.guard.holdings, f)
	m.guard.judging.Unlock()
}

// held is what is held for processes, by their numbers.
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
