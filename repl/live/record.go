package live

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/cluster"
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
	changed atomic.Bool
}

func newRecord(l *catalogue.Lab) *record {
	var names []string
	for _, n := range l.Nodes {
		names = append(names, n.Name)
	}
	r := &record{start: time.Now(), census: census.New(names), called: l.Called()}
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
	r.do(func(c *census.Census, at time.Duration) { c.Take(at, report) })
}

func (r *record) states(states []census.State, cuts map[cluster.Link]bool) {
	r.do(func(c *census.Census, at time.Duration) {
		for _, st := range states {
			c.Set(at, st)
		}
		var list [][2]string
		for l := range cuts {
			list = append(list, l)
		}
		c.SetCuts(list)
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
	where := ""
	if g.Node != "" {
		where = " on " + g.Node
	}
	r.do(func(c *census.Census, at time.Duration) {
		c.Note(census.Event{At: at, Kind: census.Said,
			Text: fmt.Sprintf("%d %s%s, you said %d: %s", *g.Fact, r.called, where, g.Said, g.Fault)})
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

// lasting is how long after a change a view is worth another: what is alive twice
// counts only once it has lasted.
const lasting = time.Second

// showCluster sends a view when something has changed.
func (d *Driver) showCluster() {
	tick := time.NewTicker(frameTime)
	defer tick.Stop()
	var again time.Time
	for {
		select {
		case <-d.ctx.Done():
			return
		case now := <-tick.C:
			changed := d.record.changed.Swap(false)
			if !changed && (again.IsZero() || now.Before(again)) {
				continue
			}
			again = time.Time{}
			if changed {
				again = now.Add(lasting)
			}
			d.out.put(workbook.Cluster(d.record.view()))
		}
	}
}
