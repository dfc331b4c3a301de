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

// This file keeps the census of the cluster and sends it to the screen at a limited rate.

// frameTime is the pause between two views of the cluster.
const frameTime = 100 * time.Millisecond

// A record holds the census, the log of messages, and the time at which both began.
type record struct {
	called string
	start  time.Time

	mu      sync.Mutex
	census  *census.Census
	log     *messages.Log
	changed atomic.Bool // the census has changed
	heard   atomic.Bool // the log has changed
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

// hear adds a node's report of messages to the log.
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

// kinds maps faults to the events that they cause.
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

// messages returns a view of the log in which processes have the names that the census gives them.
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

// lasting is the time from a change until its view is sent again. The second view is needed because
// some entries depend on time: a duplicate is shown only if it lasts, and a message counts as lost
// only when it is overdue.
const lasting = time.Second

// fresh decides when a view has to be sent.
type fresh struct{ again time.Time }

// due reports whether the view has to be sent now. That is the case if the view has changed, or if
// the time lasting has passed since its last change.
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

// showCluster sends views of the cluster and of its messages when they have changed.
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
