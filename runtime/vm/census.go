package vm

import (
	"cmp"
	"slices"
	"time"
)

// This file tells who fills the memory: those that have grown since the pressure began.
// A process that holds much may have held it for long, and harms nobody; one that waits cannot grow, but
// by what others send to it.

// A census is what each process held at a moment when all were frozen.
type census struct {
	live    uint64
	at      time.Duration
	burdens map[*Process]burden
	// unread could not be weighed: they were at their turns, the longest first.
	unread []*Process
	// told are those that were told to end since.
	told map[*Process]bool
}

// count takes a census; all are frozen.
func (g *memoryGuard) count(live uint64, unread []*Process, before *census) *census {
	c := &census{live, g.m.cfg.Clock.Monotonic(), g.burdens(unread, before), unread, map[*Process]bool{}}
	for _, p := range unread {
		c.burdens[p] = burden{unread: true, asked: p.made.Load(), ran: p.spent.Load()}
	}
	return c
}

// unseen is what was alive and nobody was seen to hold.
func (c *census) unseen() int64 {
	unseen := int64(c.live)
	for _, b := range c.burdens {
		unseen -= int64(b.bytes())
	}
	return unseen
}

// same is what p held at the census if it has had no turn since.
func (c *census) same(p *Process) (held burden, same bool) {
	if c == nil {
		return burden{}, false
	}
	b, ok := c.burdens[p]
	return b, ok && !b.unread && b.ran == p.spent.Load()
}

// A growth is by how much a process has grown; weight is what it has now.
type growth struct {
	p      *Process
	bytes  int64
	weight uint64
}

// culprits are the processes that are to end: those that have grown most since the
// census before, as many as have half of all that has grown. The others may only have
// been at work meanwhile; they are measured again once these have ended.
func (g *memoryGuard) culprits(before, now *census) []*Process {
	list := g.growths(before, now)
	all, part := int64(0), int64(0)
	for _, x := range list {
		all += x.bytes
	}
	if all < int64(g.worthEnding()) {
		return g.heaviest(before, now)
	}
	var out []*Process
	for _, x := range list {
		if part >= (all+1)/2 {
			break
		}
		part += x.bytes
		out = append(out, x.p)
	}
	return out
}

const (
	// unseenWorth is of how many parts of the memory one must be new without that anybody
	// was seen to hold it, for one to be suspected that could not be weighed.
	unseenWorth = 16
	// still is how long it is waited for that something is seen to happen.
	still = 2 * time.Second
)

// growths are those that have grown, most first. More may be alive than was seen: those
// that cannot be weighed in full, now or before, have it in equal parts.
func (g *memoryGuard) growths(before, now *census) []growth {
	var list, vague []growth
	unseen := now.unseen() - before.unseen()
	for p, b := range now.burdens {
		was, same := before.burdens[p], b.ran == before.burdens[p].ran
		switch {
		case b.unread:
			unseen -= int64(was.bytes())
		case was.unread:
			unseen += int64(b.bytes())
			vague = append(vague, growth{p, 0, b.bytes()})
		case b.more && !same:
			vague = append(vague, growth{p, b.since(was), b.bytes()})
		default:
			list = append(list, growth{p, b.since(was), b.bytes()})
		}
	}
	if p := g.suspect(before, now, unseen); p != nil {
		vague = append(vague, growth{p, 0, now.live})
	}
	for _, x := range vague {
		x.bytes += max(0, unseen) / int64(len(vague))
		if b := now.burdens[x.p]; !b.more && !b.unread {
			x.bytes = min(x.bytes, int64(b.bytes())) // it holds no more than that
		}
		list = append(list, x)
	}
	list = slices.DeleteFunc(list, func(x growth) bool { return x.bytes <= 0 })
	slices.SortFunc(list, func(a, b growth) int {
		return cmp.Or(cmp.Compare(b.bytes, a.bytes), cmp.Compare(b.weight, a.weight))
	})
	return list
}

// suspect is who may have made what nobody was seen to hold, of those that are at their
// turns: it has asked for so much, more than the others; or it has been set aside at that
// turn for long. To be at a turn alone means nothing: on a machine that is slow, any turn
// is long.
func (g *memoryGuard) suspect(before, now *census, unseen int64) (found *Process) {
	if unseen < int64(g.max/unseenWorth) {
		return nil
	}
	most := int64(0)
	for _, p := range now.unread {
		is, was := now.burdens[p], before.burdens[p]
		asked := is.asked - was.asked
		long := p.aside.Load() != nil && was.unread && is.ran == was.ran && now.at > before.at+still
		switch {
		case before.told[p]:
		case asked > most && asked >= unseen/4:
			found, most = p, asked
		case long && found == nil:
			found = p
		}
	}
	return found
}

// since is by how much b is more than before.
func (b burden) since(before burden) int64 { return int64(b.bytes()) - int64(before.bytes()) }

// heaviest is the process that holds most of what is alive, where that is more than may
// be and nobody grows: it has done so before it was seen.
func (g *memoryGuard) heaviest(before, now *census) []*Process {
	if now.live < g.max || now.at < before.at+still {
		return nil
	}
	for p, b := range now.burdens {
		if b.bytes() > now.live/2 {
			return []*Process{p}
		}
	}
	return nil
}
