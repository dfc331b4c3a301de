package vm

import (
	"cmp"
	"slices"
	"time"
)

// This file finds the processes that fill the memory: those that have grown since memory became
// scarce. A process with a large but constant size is harmless. A waiting process cannot grow,
// except by messages sent to it.

// A census records the size of every process at a moment when all were frozen.
type census struct {
	live       uint64
	at         time.Duration
	footprints map[*Process]footprint
	// unread holds the processes that could not be measured because they were in a turn. The
	// processes with the longest turns come first.
	unread []*Process
	// told holds the processes that have since been told to end.
	told map[*Process]bool
}

// count takes a census. All processes must be frozen.
func (g *memoryGuard) count(live uint64, unread []*Process, before *census) *census {
	c := &census{live, g.m.cfg.Clock.Monotonic(), g.footprints(unread, before), unread, map[*Process]bool{}}
	for _, p := range unread {
		c.footprints[p] = footprint{unread: true, asked: p.made.Load(), ran: p.spent.Load()}
	}
	return c
}

// unseen returns the live memory that is not attributed to any process.
func (c *census) unseen() int64 {
	unseen := int64(c.live)
	for _, b := range c.footprints {
		unseen -= int64(b.bytes())
	}
	return unseen
}

// same returns the footprint of p at the census. The result same is false if p has had a turn since
// then, or was not measured.
func (c *census) same(p *Process) (held footprint, same bool) {
	if c == nil {
		return footprint{}, false
	}
	b, ok := c.footprints[p]
	return b, ok && !b.unread && b.ran == p.spent.Load()
}

// A growth says by how many bytes a process has grown. weight is its current size in bytes.
type growth struct {
	p      *Process
	bytes  int64
	weight uint64
}

// culprits returns the processes to end. It takes the processes with the largest growth between the
// two censuses, until they account for half of all growth. The other processes may just have been
// working, so they are measured again after the culprits have ended.
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
	// unseenWorth determines when a running process is suspected: when the unattributed memory has
	// grown by at least the memory limit divided by unseenWorth.
	unseenWorth = 16
	// still is how long processes must not grow before one of them is ended because of its size or
	// a long turn.
	still = 2 * time.Second
)

// growths returns the processes that have grown, largest growth first. Unattributed growth is
// divided equally among the processes whose size is not completely known at both censuses.
func (g *memoryGuard) growths(before, now *census) []growth {
	var list, vague []growth
	unseen := now.unseen() - before.unseen()
	for p, b := range now.footprints {
		was, same := before.footprints[p], b.ran == before.footprints[p].ran
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
		if b := now.footprints[x.p]; !b.more && !b.unread {
			x.bytes = min(x.bytes, int64(b.bytes())) // a process cannot have grown by more than its size
		}
		list = append(list, x)
	}
	list = slices.DeleteFunc(list, func(x growth) bool { return x.bytes <= 0 })
	slices.SortFunc(list, func(a, b growth) int {
		return cmp.Or(cmp.Compare(b.bytes, a.bytes), cmp.Compare(b.weight, a.weight))
	})
	return list
}

// suspect returns the running process that has probably caused unattributed growth, or nil. It
// returns the process that requested most memory since the first census, if that is at least a
// quarter of the growth. Otherwise it returns a process that has been set aside for long. A long
// turn alone is not suspicious, since every turn is long on a slow machine.
func (g *memoryGuard) suspect(before, now *census, unseen int64) (found *Process) {
	if unseen < int64(g.max/unseenWorth) {
		return nil
	}
	most := int64(0)
	for _, p := range now.unread {
		is, was := now.footprints[p], before.footprints[p]
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

// since returns by how many bytes the footprint has grown.
func (b footprint) since(before footprint) int64 { return int64(b.bytes()) - int64(before.bytes()) }

// heaviest returns the process that holds more than half of the live memory, if the limit is
// exceeded but no process grows. Such a process became large before the first census.
func (g *memoryGuard) heaviest(before, now *census) []*Process {
	if now.live < g.max || now.at < before.at+still {
		return nil
	}
	for p, b := range now.footprints {
		if b.bytes() > now.live/2 {
			return []*Process{p}
		}
	}
	return nil
}
