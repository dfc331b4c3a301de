package census

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Kind is what an event tells of.
type Kind string

// The kinds of events.
const (
	NodeUp   Kind = "nodeup"   // a node lists another as connected
	NodeDown Kind = "nodedown" // and no longer
	Up       Kind = "up"       // a node runs again
	Down     Kind = "down"     // a node has ended, with what ran on it
	Started  Kind = "started"
	Moved    Kind = "moved" // started with the name of one that ended elsewhere
	Ended    Kind = "ended"
	Conflict Kind = "conflict" // ended, for its name was another's
	Served   Kind = "served"   // a node answered requests
	Killed   Kind = "killed"   // faults
	Stopped  Kind = "stopped"
	Frozen   Kind = "frozen"
	Thawed   Kind = "thawed"
	Restart  Kind = "restart"
	Cut      Kind = "cut"
	Healed   Kind = "healed"
	Said     Kind = "guess" // a forecast beside the fact
)

// An Event is one line of the timeline. Events of one kind at one place that
// follow each other closely are one, with their number.
type Event struct {
	At   time.Duration
	Kind Kind
	Node string
	// From is where what moved was before.
	From string
	N    int
	// Names are some of the processes, or the peers.
	Names []string
	// Text is what the event says, where that is not made of the rest.
	Text string
}

const (
	// together is how close events must be to become one.
	together = time.Second
	// maxNames bounds the names that an event keeps.
	maxNames = 6
	// maxEvents bounds the timeline.
	maxEvents = 1000
)

// Note adds an event of the outside: a fault, a forecast.
func (c *Census) Note(e Event) { c.add(e) }

func (c *Census) add(e Event) {
	if old := c.recent(e); old != nil && e.Text == "" && e.N > 0 {
		old.N += e.N
		if room := maxNames - len(old.Names); room > 0 {
			old.Names = slices.Concat(old.Names, e.Names[:min(room, len(e.Names))])
		}
		return
	}
	c.log = append(c.log, e)
	if extra := len(c.log) - maxEvents; extra > 0 {
		c.log = slices.Clone(c.log[extra:])
	}
}

// recent returns the event that e belongs to, or nil.
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

// unstart takes one start on a node back: it turns out to have been a move whose
// other end was told later.
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

// Says is the event in words; called is what the counted processes are called.
func (e Event) Says(called string) string {
	if e.Text != "" {
		return e.Text
	}
	switch e.Kind {
	case NodeUp:
		return e.Node + " is connected to " + strings.Join(e.Names, ", ")
	case NodeDown:
		return e.Node + " lost " + strings.Join(e.Names, ", ")
	case Up:
		return e.Node + " runs again"
	case Down:
		if e.N == 0 {
			return e.Node + " is down"
		}
		return fmt.Sprintf("%s is down, with %d %s", e.Node, e.N, called)
	case Served:
		return e.requests()
	case Moved:
		return e.count(called) + " from " + e.From + " to " + e.Node
	}
	return e.count(called) + " on " + e.Node
}

// requests lists the requests of an event; equal ones stand there once, with their number.
func (e Event) requests() string {
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
	return e.Node + " served " + strings.Join(parts, ", ")
}

// count names the processes where they are few.
func (e Event) count(called string) string {
	if e.N == len(e.Names) && e.N <= 3 {
		return strings.Join(e.Names, ", ")
	}
	return fmt.Sprintf("%d %s", e.N, called)
}
