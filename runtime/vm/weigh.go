package vm

import (
	"cmp"
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
)

// A burden is what one process holds, in bytes.
type burden struct {
	p     *Process
	bytes uint64
	// more says that this was not all.
	more bool
}

// alike is how many times as much the heaviest process may hold as others that end with
// it.
const alike = 8

// culprits are the processes that are to end so that enough is given back, those
// that hold most first. Those that are busy in Go code cannot be weighed; they are
// it where the others hold too little.
func (g *memoryGuard) culprits(live uint64, busy, away []*Process) []*Process {
	unread := slices.Concat(busy, away)
	list := g.burdens(live, unread)
	known := uint64(0)
	for _, b := range list {
		known += b.bytes
	}
	if len(unread) > 0 && known < live/2 {
		if len(away) > 0 {
			return away // what took long before takes long now
		}
		return busy
	}
	excess := live - min(live, g.max/2)
	least := uint64(0)
	if known < live/4 {
		least = g.max / 16 // it is not the processes that hold it
	}
	if len(list) > 0 {
		// One that holds far less than another is not what fills the memory.
		least = max(least, list[0].bytes/alike)
	}
	var out []*Process
	for _, b := range list {
		if b.bytes < least || b.bytes == 0 {
			break
		}
		out = append(out, b.p)
		if b.bytes >= excess {
			break
		}
		excess -= b.bytes
	}
	return out
}

// burdens weighs all processes that are at rest, and sorts them, the heaviest first.
func (g *memoryGuard) burdens(live uint64, busy []*Process) []burden {
	held := g.held()
	var list []burden
	large := 0
	for _, p := range g.m.table.all() {
		if p.actor != nil || slices.Contains(busy, p) {
			continue
		}
		b := p.weigh(firstWeighed)
		b.bytes += held[p.id.ID]
		list = append(list, b)
		if b.more {
			large++
		}
	}
	if limit := min(maxWeighed, allWeighed/max(1, large)); limit > firstWeighed {
		for i, b := range list {
			if b.more {
				list[i] = b.p.weigh(limit)
				list[i].bytes += held[b.p.id.ID]
			}
		}
	}
	share(list, live)
	slices.SortStableFunc(list, func(a, b burden) int { return cmp.Compare(b.bytes, a.bytes) })
	return list
}

// share divides what nobody was seen to hold among those that hold more than was
// looked at.
func share(list []burden, live uint64) {
	large := uint64(0)
	for _, b := range list {
		live -= min(live, b.bytes)
		if b.more {
			large++
		}
	}
	for i, b := range list {
		if b.more {
			list[i].bytes += live / large
		}
	}
}

// weigh looks at so many objects that p holds.
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
	return burden{p, s.Bytes + 8*uint64(p.words+len(p.frames)*frameWords) + p.ties() + p.mail(), s.Full()}
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
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.box.queue.bytes() + p.in.bytes()
}

func (q *queue) bytes() uint64 {
	s := term.NewScale(firstWeighed)
	n := 0
	for m := q.head; m != nil && n < sampled; m = m.next {
		s.Add(m.term)
		n++
	}
	return uint64(q.n)*signalBytes + s.Bytes/uint64(max(n, 1))*uint64(q.n)
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
