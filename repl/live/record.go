package live

import (
	"sync"
	"sync/atomic"
	"time"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/cluster"
	"lab/labs/messages"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/workbook"
)

// This file keeps the census of the cluster and shows it, so many times a second
// and no more.

// frameTime lies between two views of the cluster.
const frameTime = 100 * time.Millisecond

// record is a census with a clock.
type record struct {
	called string
	start  time.Time

	mu      sync.Mutex
	census  *census.Census
	log     *messages.Log
	changed atomic.Bool // the census
	heard   atomic.Bool // the log
}

func newRecord(l *catalogue.Lab) *record {
	var names []string
	for _, n := range l.Nodes {
		names = append(names, n.Name)
	}
	r := &record{start: time.Now(), census: census.New(names), log: messages.New(), called: l.Called()}
	if l.Proxy != nil && l.Proxy.Health != "" {
		r.census.Unlist(l.Proxy.Health)
	}
	return r
}

func (r *record) do(f func(c *census.Census, at time.Duration)) {
	r.mu.Lock()
	f(r.census, time.Since(r.start))
	r.mu.Unlock()
	r.changed.Store(true)
}

func (r *record) take(report census.Report) {
	r.do(func(c *census.Census, at time.Duration) {
		c.Take(at, report)
		r.log.SetPeers(report.Node, report.Peers)
	})
}

// hear takes in what a node has heard.
func (r *record) hear(b messages.Batch) {
	r.mu.Lock()
	r.log.Take(time.Since(r.start), b)
	r.mu.Unlock()
	r.heard.Store(true)
}

func (r *record) states(states []census.State, cuts map[cluster.Link]bool) {
	r.do(func(c *census.Census, at time.Duration) {
		for _, st := range states {
			c.Set(at, st)
			r.log.Set(st)
		}
		var list [][2]string
		for l := range cuts {
			list = append(list, l)
		}
		c.SetCuts(list)
		r.log.SetCuts(list)
		r.heard.Store(true)
	})
}

// kinds are the events that faults are.
var kinds = map[catalogue.FaultKind]census.Kind{
	catalogue.Kill: census.Killed, catalogue.Stop: census.Stopped, catalogue.Freeze: census.Frozen, catalogue.Thaw: census.Thawed,
	catalogue.Restart: census.Restart, catalogue.Cut: census.Cut, catalogue.Heal: census.Healed,
}

func (r *record) struck(f catalogue.Fault) {
	r.do(func(c *census.Census, at time.Duration) {
		c.Note(census.Event{At: at, Kind: kinds[f.Kind], Text: f.String()})
	})
}

func (r *record) said(g book.Guess) {
	r.do(func(c *census.Census, at time.Duration) {
		c.Note(census.Event{At: at, Kind: census.Said, Text: session.Compared(g, r.called)})
	})
}

func (r *record) count(node string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.census.Count(node)
}

func (r *record) view() census.View {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.census.View(time.Since(r.start))
}

// messages is the log, with the names by which the lab counts processes.
func (r *record) messages() messages.View {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := r.log.View(time.Since(r.start))
	for i := range v.Messages {
		for _, end := range []*messages.End{&v.Messages[i].From, &v.Messages[i].To} {
			if name := r.census.NameOf(end.Node, end.ID); name != "" {
				end.Name = name
			}
		}
	}
	return v
}

// lasting is how long after a change a view is worth another: what is alive twice
// counts only once it has lasted, and a message is lost only once it has not arrived.
const lasting = time.Second

// A fresh is whether something is to be shown again.
type fresh struct{ again time.Time }

// due reports whether it is to be shown now: it has just changed, or its last change has lasted.
func (f *fresh) due(changed bool, now time.Time) bool {
	if changed {
		f.again = now.Add(lasting)
		return true
	}
	if f.again.IsZero() || now.Before(f.again) {
		return false
	}
	f.again = time.Time{}
	return true
}

// showCluster sends a view of the cluster, and of its messages, when something has changed.
func (d *Driver) showCluster() {
	tick := time.NewTicker(frameTime)
	defer tick.Stop()
	var cluster, heard fresh
	for {
		select {
		case <-d.ctx.Done():
			return
		case now := <-tick.C:
			if cluster.due(d.record.changed.Swap(false), now) {
				d.out.put(workbook.Cluster(d.record.view()))
			}
			if heard.due(d.record.heard.Swap(false), now) {
				d.out.put(workbook.Heard(d.record.messages()))
			}
		}
	}
}
