package census

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// A Kind is the kind of an event.
type Kind string

// The kinds of events.
const (
	NodeUp   Kind = "nodeup"   // a node lists another as connected
	NodeDown Kind = "nodedown" // a node no longer lists another as connected
	Up       Kind = "up"       // a node has restarted
	Down     Kind = "down"     // a node has ended with all its processes
	Started  Kind = "started"
	Moved    Kind = "moved" // started under the name of a process that ended elsewhere
	Ended    Kind = "ended"
	Conflict Kind = "conflict" // ended because its name was already taken
	Served   Kind = "served"   // a node answered requests
	Killed   Kind = "killed"   // faults from here on
	Stopped  Kind = "stopped"
	Frozen   Kind = "frozen"
	Thawed   Kind = "thawed"
	Restart  Kind = "restart"
	Cut      Kind = "cut"
	Healed   Kind = "healed"
	Said     Kind = "guess" // a forecast with its outcome
)

// An Event is a line of the timeline. Similar events that follow each other closely are merged into
// a single event with a count.
type Event struct {
	// Serial numbers the events of a census in the order of their arrival, from 1.
	Serial int
	At     time.Duration
	Kind   Kind
	Node   string
	// From is the previous node of a process that moved.
	From string
	N    int
	// Names are the names of some of the processes, or the peers of a link event.
	Names []string
	// Text is the text of an event that is not generated from the other fields.
	Text string
}

const (
	// together is the maximum time between events that are merged.
	together = time.Second
	// maxNames is the maximum number of names in an event.
	maxNames = 6
	// maxEvents is the maximum length of the timeline.
	maxEvents = 1000
)

// Note adds an event that no node reports, such as a fault or a forecast.
func (c *Census) Note(e Event) { c.add(e) }

func (c *Census) add(e Event) {
	if old := c.recent(e); old != nil && e.Text == "" && e.N > 0 {
		old.N += e.N
		if room := maxNames - len(old.Names); room > 0 {
			old.Names = slices.Concat(old.Names, e.Names[:min(room, len(e.Names))])
		}
		return
	}
	c.added++
	e.Serial = c.added
	c.log = append(c.log, e)
	if extra := len(c.log) - maxEvents; extra > 0 {
		c.log = slices.Clone(c.log[extra:])
	}
}

// Hold returns the number of events in now that are newer than the last visible one, for a screen
// that has left out the newest back events of old. Old events may have been dropped since.
func Hold(old, now []Event, back int) int {
	if back <= 0 || back >= len(old) {
		return back
	}
	last := old[len(old)-1-back].Serial
	return len(now) - sort.Search(len(now), func(i int) bool { return now[i].Serial > last })
}

// recent returns the event that e can be merged into, or nil.
func (c *Census) recent(e Event) *Event {
	for i := len(c.log) - 1; i >= 0; i-- {
		old := &c.log[i]
		if e.At-old.At > together {
			return nil
		}
		if old.Kind == e.Kind && old.Node == e.Node && old.From == e.From && old.Text == "" {
			return old
		}
	}
	return nil
}

// unstart removes a start from a recent event. The start was part of a move whose end was reported
// later.
func (c *Census) unstart(at time.Duration, node string) bool {
	old := c.recent(Event{At: at, Kind: Started, Node: node})
	if old == nil {
		return false
	}
	if old.N--; old.N == 0 {
		c.log = slices.DeleteFunc(c.log, func(e Event) bool { return e.Kind == Started && e.N == 0 })
	}
	return true
}

// Says returns the event's text. The argument called is the plural noun for the counted processes.
func (e Event) Says(called string) string {
	if e.Text != "" {
		return e.Text
	}
	switch e.Kind {
	case NodeUp:
		return e.Node + " is connected to " + e.counted()
	case NodeDown:
		return e.Node + " lost " + e.counted()
	case Up:
		return e.Node + " runs again"
	case Down:
		if e.N == 0 {
			return e.Node + " is down"
		}
		return fmt.Sprintf("%s is down, with %d %s", e.Node, e.N, called)
	case Served:
		return e.Node + " served " + e.counted()
	case Moved:
		return e.count(called) + " from " + e.From + " to " + e.Node
	}
	return e.count(called) + " on " + e.Node
}

// counted lists the names of an event. Equal names are listed once, with their count.
func (e Event) counted() string {
	var parts []string
	times := map[string]int{}
	for _, name := range e.Names {
		if times[name]++; times[name] == 1 {
			parts = append(parts, name)
		}
	}
	for i, name := range parts {
		if n := times[name]; n > 1 {
			parts[i] = fmt.Sprintf("%s, %d times", name, n)
		}
	}
	if more := e.N - len(e.Names); more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	return strings.Join(parts, ", ")
}

// count returns the names of the processes if there are few, and their number otherwise.
func (e Event) count(called string) string {
	if e.N == len(e.Names) && e.N <= 3 {
		return strings.Join(e.Names, ", ")
	}
	return fmt.Sprintf("%d %s", e.N, called)
}
