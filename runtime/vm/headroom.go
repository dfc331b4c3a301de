package vm

import (
	"os"
	"runtime/debug"
)

// Go's collector starts when the heap has grown by a percentage of the live memory. The heap keeps
// that headroom afterwards. So a node that was busy for a while seems several times as large as its
// live data, and the data is scattered over the whole heap. For this reason the percentage is lower
// for a large heap and for a growing heap. When a node has been calm for a moment, the headroom is
// returned to the system, together with the spare memory of its processes.
type headroom struct {
	percent int
	since   uint64 // total allocations when calm was reset
	calm    int    // checks since then
	given   uint64 // total allocations when headroom was last returned
	live    uint64 // live memory at the last check
	made    uint64 // total allocations at the last check
	busy    bool   // the node allocates much; reset when headroom is returned
	growing int    // remaining checks for which the heap counts as growing
	brief   bool   // the node ends too soon for returning memory to pay off
}

const (
	// enoughRoom is the maximum headroom in bytes, unless gcLeast requires more.
	enoughRoom = 96 << 20
	// gcBusy is the percentage for a small heap with many allocations. Most of the collector's
	// work there is on data that lives as long as the node.
	gcBusy = 1000
	// gcBrief is the percentage for a node that lives for seconds. Go collects a new heap first at
	// 4 MB if the percentage is 100. With gcBrief it collects the heap first at enoughRoom, and
	// many such nodes end before that.
	gcBrief = 2400
	// busyBytes is the number of bytes allocated between two checks from which a node counts as
	// busy.
	busyBytes = 32 << 20
	// gcLeast is the percentage for a large heap. Code that builds lists takes a fifth to a third
	// longer with it than with gcPercent.
	gcLeast = 200
	// gcGrowing is the percentage for a growing heap with live memory from growLeast to growMost.
	// With more headroom, the data that stays would be scattered among garbage. A larger heap may
	// well consist of long but short-lived lists.
	gcGrowing = 100
	growLeast = 16 << 20
	growMost  = 64 << 20
	// growLooks is one second in units of guardEvery.
	growLooks = 5
	// calmLooks is two seconds in units of guardEvery.
	calmLooks = 10
	// calmBytes is the number of bytes that an idle node may allocate in that time, for ticks,
	// gossip and its supervisors.
	calmBytes = 12 << 20
	// worthGiving is the least number of bytes that a node must have allocated since the last time
	// to make returning headroom worthwhile. A calm node of a cluster allocates them in some
	// minutes.
	worthGiving = 16 << 20
	// Returning headroom is also not worthwhile before the live memory divided by worthShare has
	// been allocated, because a collection takes time in proportion to the live memory.
	worthShare = 2
)

// begin returns the initial GC percentage.
func (h *headroom) begin(brief bool) int {
	h.brief = brief
	return h.most()
}

// most returns the GC percentage for little live memory.
func (h *headroom) most() int {
	switch {
	case h.brief:
		return gcBrief
	case h.busy:
		return gcBusy
	}
	return gcPercent
}

// due checks the total allocations, and reports whether to return headroom.
func (h *headroom) due(made uint64) bool {
	h.calm++
	if made-h.since > calmBytes {
		h.since, h.calm = made, 0
	}
	if h.calm < calmLooks {
		return false
	}
	h.since, h.calm = made, 0
	if made-h.given < max(worthGiving, h.live/worthShare) {
		return false
	}
	h.given = made
	return true
}

// percentOf returns the GC percentage for live bytes of live memory.
func (h *headroom) percentOf(live uint64) int {
	return max(gcLeast, min(h.most(), int(enoughRoom*100/max(1, live))))
}

// percentAt checks the live memory of the last collection, and returns the new GC percentage.
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
