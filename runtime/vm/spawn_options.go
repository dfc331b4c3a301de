package vm

import (
	"slices"

	"lab/runtime/term"
)

var priorities = []string{"low", "normal", "high", "max"}

// heapOptions are the options of spawn_opt that concern per-process heaps. They are ignored.
var heapOptions = []string{"min_heap_size", "min_bin_vheap_size", "fullsweep_after", "max_heap_size", "message_queue_data", "scheduler"}

// spawnOpts parses the options of spawn_opt. at is the position of the argument, for errors.
func spawnOpts(t term.Term, at int) (o SpawnOpts, err error) {
	list, ok := t.Options()
	if !ok {
		what := "not a list"
		if t.IsList() {
			what = "not a proper list"
		}
		return o, BadargAt(at, what)
	}
	for _, opt := range list {
		switch {
		case opt.Is(aLink):
			o.Link = true
		case opt.Is(aMonitor):
			o.Monitor = true
		default:
			kv := opt.Elems()
			switch {
			case len(kv) != 2 || !kv[0].IsAtom():
				err = BadargAt(at, "invalid spawn option")
			case kv[0].Is(aPriority) && slices.Contains(priorities, kv[1].Atom().String()):
				o.Priority = kv[1].Atom()
			case kv[0].Is(aMonitor):
				o.Monitor = true
				mo, _ := monitorOpts(kv[1])
				o.MonitorTag, o.Alias = mo.Tag, mo.Alias
			case !slices.Contains(heapOptions, kv[0].Atom().String()):
				err = BadargAt(at, "invalid spawn option")
			}
		}
	}
	return o, err
}
