package vm

import (
	"os"
	"runtime/debug"
)

// Go's collector works when the heap has grown by gcPercent over what was alive,
// and keeps the room for that when there is nothing more to do: a node that had
// work for a while looks several times as large as what it holds, and what it
// holds lies scattered over all of that. So a heap that is large has less headroom
// in proportion, and so has one in which more and more is alive. Once a node has been
// calm for a moment, headroom is collected and given back to the system, with what its
// processes had for their work.
type headroom struct {
	percent int
	since   uint64 // all that had been made when counting looks began
	calm    int    // looks since then
	worked  uint64 // what was made while the node was busy, since headroom was given back
	live    uint64 // what was alive at the last look
	made    uint64 // all that had been made by then
	busy    bool   // a node that makes much, until headroom is given back
	growing int    // looks for which that counts as growing
	brief   bool   // the node is gone before anybody needs what it would give back
}

const (
	// enoughRoom is headroom that is not exceeded, unless gcLeast asks for it.
	enoughRoom = 96 << 20
	// gcBusy is what the collector of a small heap runs at in which much is made: most of
	// its work is what is alive for as long as the node is.
	gcBusy = 1000
	// gcBrief is what it runs at in a node that lives for seconds. Go begins with a heap of 4 MB at
	// 100: enoughRoom is made before the collector works for the first time, and many have ended by then.
	gcBrief = 2400
	// busyBytes are made from one look to the next where much is made.
	busyBytes = 32 << 20
	// gcLeast is what the collector of a large heap runs at. Code that makes lists
	// takes a fifth to a third longer with it than with gcPercent.
	gcLeast = 200
	// gcGrowing is what the collector of a heap runs at in which what is alive grows,
	// from growLeast to growMost: what stays would lie scattered among all that is made
	// meanwhile. A larger heap may well be one of long lists that come and go.
	gcGrowing = 100
	growLeast = 16 << 20
	growMost  = 64 << 20
	// growLooks is a second of guardEvery.
	growLooks = 5
	// calmLooks is two seconds of guardEvery.
	calmLooks = 10
	// calmBytes is what a node that does nothing may make in that time: ticks, gossip
	// and the rounds of its supervisors go on.
	calmBytes = 12 << 20
	// worthGiving is how much a busy node must have made for it to be worth the work.
	worthGiving = 32 << 20
)

// begin returns what the collector is to run at until the first look.
func (h *headroom) begin(brief bool) int {
	h.brief = brief
	return h.most()
}

// most is what the collector runs at where little is alive.
func (h *headroom) most() int {
	switch {
	case h.brief:
		return gcBrief
	case h.busy:
		return gcBusy
	}
	return gcPercent
}

// due takes a look at all that was ever made, and reports whether the headroom is
// to be given back.
func (h *headroom) due(made uint64) bool {
	h.calm++
	if since := made - h.since; since > calmBytes {
		h.since, h.calm = made, 0
		h.worked += since
	}
	if h.calm < calmLooks {
		return false
	}
	worth := h.worked >= worthGiving
	h.since, h.calm = made, 0
	if worth {
		h.worked = 0
	}
	return worth
}

// percentOf is what the collector runs at when so much was alive at its last run.
func (h *headroom) percentOf(live uint64) int {
	return max(gcLeast, min(h.most(), int(enoughRoom*100/max(1, live))))
}

// percentAt takes a look at what was alive at the collector's last run, and returns
// what it is to run at.
func (h *headroom) percentAt(live uint64) int {
	if live > h.live+h.live/16 {
		h.growing = growLooks
	} else if h.growing > 0 {
		h.growing--
	}
	h.live = live
	if h.growing > 0 && !h.brief && live >= growLeast && live < growMost {
		return gcGrowing
	}
	return h.percentOf(live)
}

func (h *headroom) look(m *Machine) {
	made := metric(heapMade)
	h.busy = h.busy || made-h.made > busyBytes
	h.made = made
	if p := h.percentAt(metric(heapLive)); os.Getenv("GOGC") == "" && p != h.percent {
		h.percent = p
		debug.SetGCPercent(p)
	}
	if !h.brief && h.due(made) {
		h.busy = false
		m.trim()
		debug.FreeOSMemory()
	}
}
