package probe

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"lab/labs/census"
	"lab/labs/observe"
	"lab/runtime/dist/epmd"
)

// A Config configures an Observer.
type Config struct {
	// Node is the node to connect to first. If it is empty, the observer connects to the nodes of
	// this machine.
	Node string
	// Cookie is the cluster's cookie. If it is empty, the user's cookie of lab or of Erlang is
	// used.
	Cookie   string
	EpmdPort int
	// Every is the interval between looks at a node. The default is a second.
	Every time.Duration
	// Patience is the timeout of a request. The default is two seconds.
	Patience time.Duration
}

// An Observer observes a cluster until Close.
type Observer struct {
	cfg    Config
	h      *hidden
	start  time.Time
	ctx    context.Context
	cancel context.CancelFunc
	loops  sync.WaitGroup
	news   chan struct{}

	mu       sync.Mutex
	nodes    map[string]*watched
	timeline *observe.Timeline
	cuts     map[[2]string]cut
	tracing  *tracing
}

// watched is an observed node.
type watched struct {
	node   observe.Node
	kick   chan struct{}
	asked  time.Time // the start of the current look, or zero
	frozen time.Time // when this observer froze the node, or zero
	thawed bool      // this observer thawed the node, but the node has not answered yet
	work   map[string]int64
	links  map[string][2]int64
	at     time.Time // the time of the last look
}

// Start connects to the cluster and starts to observe it.
func Start(cfg Config) (*Observer, error) {
	cfg.EpmdPort = cmp.Or(cfg.EpmdPort, epmd.Port())
	cfg.Every, cfg.Patience = cmp.Or(cfg.Every, time.Second), cmp.Or(cfg.Patience, answerTime)
	nodes, err := beginning(cfg)
	if err != nil {
		return nil, err
	}
	_, host, _ := strings.Cut(nodes[0], "@")
	h, err := startHidden(cfg, strings.Contains(host, "."))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	o := &Observer{cfg: cfg, h: h, start: time.Now(), ctx: ctx, cancel: cancel, news: make(chan struct{}, 1),
		nodes: map[string]*watched{}, timeline: observe.NewTimeline(), cuts: map[[2]string]cut{}}
	o.tracing = newTracing(o)
	if err := o.join(nodes); err != nil {
		h.n.Close()
		return nil, err
	}
	return o, nil
}

// Close undoes all changes on the nodes and stops observing.
func (o *Observer) Close() {
	o.thawAll() // first, because a frozen node does not answer
	o.tracing.stop()
	o.healAll()
	o.cancel()
	o.h.n.Close()
	o.loops.Wait()
}

// News returns a channel that receives when the snapshot may have changed.
func (o *Observer) News() <-chan struct{} { return o.news }

func (o *Observer) tell() {
	select {
	case o.news <- struct{}{}:
	default:
	}
}

func (o *Observer) now() time.Duration { return time.Since(o.start) }

// mostNodes is the maximum number of observed nodes.
const mostNodes = 50

// meet starts to observe a node.
func (o *Observer) meet(name string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.nodes[name] != nil || len(o.nodes) >= mostNodes || o.ctx.Err() != nil {
		return
	}
	w := &watched{node: observe.Node{Name: name, State: observe.Asking}, kick: make(chan struct{}, 1)}
	o.nodes[name] = w
	o.loops.Go(func() { o.follow(w, name) })
}

// follow looks at a node periodically.
func (o *Observer) follow(w *watched, name string) {
	every := time.NewTicker(o.cfg.Every)
	defer every.Stop()
	for {
		o.lookAt(w, name)
		select {
		case <-o.ctx.Done():
			return
		case <-w.kick:
		case <-every.C:
		}
	}
}

func (o *Observer) lookAt(w *watched, name string) {
	n := observe.Node{Name: name, State: observe.Up}
	l := look{asker: o.h, fun: o.h.fun, node: &n, keep: o.tracing.on(name)}
	o.mu.Lock()
	w.asked = time.Now()
	if l.keep {
		l.grown = w.node.Trees
	}
	o.mu.Unlock()
	l.all()
	if l.err == nil {
		l.traffic(o)
		n.Here = o.isHere(name, n.PID, w)
	}
	for _, peer := range n.Peers {
		o.meet(peer)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	asked := w.asked
	w.asked = time.Time{}
	if o.ctx.Err() != nil {
		return
	}
	if l.err == nil && !w.frozen.IsZero() && (w.thawed || asked.Sub(w.frozen) > stopTime) {
		w.frozen, w.thawed = time.Time{}, false
		o.timeline.Note(census.Event{At: o.now(), Kind: census.Thawed, Node: name, Text: name + " goes on"})
	}
	w.take(n, l.err)
	if w.node.State == observe.Down {
		w.node.Why = inWords(o.h.cause(name))
	}
	o.timeline.See(o.now(), w.now(o.cfg.Patience))
	o.tell()
}

// stopTime is the time that suspending all threads of a process may take. The process may still
// answer within it.
const stopTime = time.Second

// take stores the result of a look.
func (w *watched) take(n observe.Node, failed error) {
	if failed != nil {
		w.node.State, w.node.Why = observe.Down, ""
		if errors.Is(failed, errSilent) {
			w.node.State = observe.Silent
		}
		return
	}
	w.rates(&n)
	w.node = n
}

// rates converts a node's counters to rates per second.
func (w *watched) rates(n *observe.Node) {
	at := time.Now()
	seconds := at.Sub(w.at).Seconds()
	work := map[string]int64{}
	for i := range n.Processes {
		p := &n.Processes[i]
		work[p.PID] = p.Work
		old, known := w.work[p.PID]
		p.Work = 0
		if known && seconds > 0 {
			p.Work = max(0, int64(float64(work[p.PID]-old)/seconds))
			n.Work += p.Work
		}
	}
	links := map[string][2]int64{}
	for i := range n.Traffic {
		t := &n.Traffic[i]
		counts := [2]int64{int64(t.In), int64(t.Out)}
		links[t.Peer] = counts
		old, known := w.links[t.Peer]
		t.In, t.Out = 0, 0
		if known && seconds > 0 {
			t.In, t.Out = max(0, float64(counts[0]-old[0])/seconds), max(0, float64(counts[1]-old[1])/seconds)
		}
	}
	w.at, w.work, w.links = at, work, links
}

// now returns the current state of the node. A look that takes too long shows as silence.
func (w *watched) now(patience time.Duration) observe.Node {
	n := w.node
	switch {
	case !w.frozen.IsZero() && n.State != observe.Down:
		n.State = observe.Frozen
	case n.State == observe.Up && !w.asked.IsZero() && time.Since(w.asked) > patience:
		n.State = observe.Silent
	}
	return n
}

// Snapshot returns the current state of the cluster.
func (o *Observer) Snapshot() observe.Snapshot {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := observe.Snapshot{At: o.now(), Events: o.timeline.Events(o.now())}
	for _, name := range slices.Sorted(maps.Keys(o.nodes)) {
		s.Nodes = append(s.Nodes, o.nodes[name].now(o.cfg.Patience))
	}
	for link := range o.cuts {
		s.Cuts = append(s.Cuts, link)
	}
	slices.SortFunc(s.Cuts, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	o.tracing.fill(&s)
	return s
}

// again triggers a look at nodes.
func (o *Observer) again(names ...string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, name := range names {
		if w := o.nodes[name]; w != nil {
			select {
			case w.kick <- struct{}{}:
			default:
			}
		}
	}
}

// Settled waits until every known node has answered or has failed to answer.
func (o *Observer) Settled(ctx context.Context) error {
	for {
		s := o.Snapshot()
		if !slices.ContainsFunc(s.Nodes, func(n observe.Node) bool { return n.State == observe.Asking }) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-o.news:
		}
	}
}
