package probe

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"lab/labs/census"
	"lab/labs/messages"
	"lab/labs/observe"
	"lab/runtime/term"
)

// This file traces the messages of processes. On each node that is traced a process of OTP sleeps
// (timer:sleep/1), and what the node's tracing tells it waits in its mailbox, where it is read from
// here. It ends by itself soon, and tracing ends with it: a node is left as it was also when we are
// killed.

const (
	// sleep is how long a tracer lives, in milliseconds; it is followed by another until tracing ends.
	sleep = 8000
	// turn is after how long it is followed.
	turn = 5 * time.Second
	// often is how often its mailbox is read.
	often = 500 * time.Millisecond
	// mostWaiting is how many messages may wait in it: tracing that tells more is ended.
	mostWaiting = 5000
)

// tracing is what is traced, and what was.
type tracing struct {
	o  *Observer
	mu sync.Mutex
	// places are the processes traced, by node.
	places map[string][]string
	ends   map[string]chan struct{}
	log    *messages.Log
	loops  sync.WaitGroup
}

func newTracing(o *Observer) *tracing {
	return &tracing{o: o, places: map[string][]string{}, ends: map[string]chan struct{}{}, log: messages.New()}
}

// toggle begins or ends tracing a process.
func (t *tracing) toggle(at observe.Place) error {
	if _, err := t.o.process(at.Node, at.PID); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	pids := slices.Clone(t.places[at.Node])
	if i := slices.Index(pids, at.PID); i >= 0 {
		t.set(at.Node, slices.Delete(pids, i, i+1))
	} else {
		t.set(at.Node, append(pids, at.PID))
	}
	return nil
}

// mostTraced bounds the processes that are traced when all of a node are to be.
const mostTraced = 30

// toggleAll begins tracing the processes of programs on a node, or ends all tracing there.
func (t *tracing) toggleAll(n observe.Node) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.places[n.Name]) > 0 {
		t.set(n.Name, nil)
		return nil
	}
	var pids []string
	for _, p := range n.Processes {
		if (!p.System || p.IsShell()) && len(pids) < mostTraced {
			pids = append(pids, p.PID)
		}
	}
	if len(pids) == 0 {
		return fmt.Errorf("%s has no processes but those of the system", n.Name)
	}
	t.set(n.Name, pids)
	return nil
}

// set has these processes of a node traced, and no others. t.mu is held.
func (t *tracing) set(node string, pids []string) {
	if end := t.ends[node]; end != nil {
		close(end) // what follows begins afresh
		delete(t.ends, node)
	}
	if len(pids) == 0 {
		delete(t.places, node)
		return
	}
	t.places[node] = pids
	end := make(chan struct{})
	t.ends[node] = end
	t.loops.Go(func() { t.run(node, pids, end) })
}

// on reports whether processes of a node are traced.
func (t *tracing) on(node string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.places[node]) > 0
}

// stop ends all tracing.
func (t *tracing) stop() {
	t.mu.Lock()
	for node, end := range t.ends {
		close(end)
		delete(t.ends, node)
	}
	clear(t.places)
	t.mu.Unlock()
	t.loops.Wait()
}

// fill adds to a snapshot what was traced.
func (t *tracing) fill(s *observe.Snapshot) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, n := range s.Nodes {
		t.log.Set(census.State{Name: observe.Short(n.Name), Up: n.State != observe.Down})
	}
	var cuts [][2]string
	for _, c := range s.Cuts {
		cuts = append(cuts, observe.Pair(observe.Short(c[0]), observe.Short(c[1])))
	}
	t.log.SetCuts(cuts)
	s.Messages = t.log.View(s.At)
	for _, node := range slices.Sorted(maps.Keys(t.places)) {
		for _, pid := range t.places[node] {
			s.Traced = append(s.Traced, observe.Place{Node: node, PID: pid})
		}
	}
}

// run traces processes of a node until it is told to end, by one tracer after the other.
func (t *tracing) run(node string, pids []string, end <-chan struct{}) {
	for {
		more, err := t.turn(node, pids, end)
		if err != nil {
			t.failed(node, end, err)
			return
		}
		if !more {
			return
		}
	}
}

// failed notes why tracing of a node has ended, unless other tracing has followed.
func (t *tracing) failed(node string, end <-chan struct{}, err error) {
	t.mu.Lock()
	current := t.ends[node] == end
	if current {
		delete(t.places, node)
		delete(t.ends, node)
	}
	t.mu.Unlock()
	if !current {
		return
	}
	t.o.note("trace", node, fmt.Sprintf("tracing on %s has ended: %v", node, err))
}

var errFlood = errors.New("there were too many messages; trace fewer processes")

// turn is the life of one tracer; more says that another is to follow.
func (t *tracing) turn(node string, pids []string, end <-chan struct{}) (more bool, err error) {
	h := t.o.h
	tracer, err := h.Ask(node, "erlang", "spawn", term.Sym("timer"), term.Sym("sleep"), term.List(term.Int(sleep)))
	if err != nil {
		return false, err
	}
	defer func() { _, _ = h.Ask(node, "erlang", "exit", tracer, term.Sym("kill")) }() // it ends in any case
	flags := term.List(term.Sym("send"), term.Sym("receive"), term.Sym("timestamp"), term.Tup(term.Sym("tracer"), tracer))
	traced := 0
	for _, id := range pids {
		p, err := t.o.process(node, id)
		if err == nil {
			_, err = h.Ask(node, "erlang", "trace", p, term.True, flags)
		}
		if err == nil {
			traced++
		}
	}
	if traced == 0 {
		return false, errors.New("the processes have ended, or somebody else traces them")
	}
	over := time.NewTimer(turn)
	defer over.Stop()
	read := 0
	for {
		select {
		case <-end:
			_, err = t.read(node, tracer, read)
			return false, err
		case <-over.C:
			_, err = t.read(node, tracer, read)
			return true, err
		case <-time.After(often):
		}
		if read, err = t.read(node, tracer, read); err != nil {
			return false, err
		}
	}
}

// read takes what waits in a tracer's mailbox behind what was read of it before.
func (t *tracing) read(node string, tracer term.Term, before int) (now int, err error) {
	h := t.o.h
	n, err := h.Ask(node, "erlang", "process_info", tracer, term.Sym("message_queue_len"))
	if err != nil {
		return before, err
	}
	if e := n.Elems(); len(e) == 2 && number(e[1]) > mostWaiting {
		return before, errFlood
	}
	v, err := h.Ask(node, "erlang", "process_info", tracer, term.Sym("messages"))
	if err != nil {
		return before, err
	}
	e := v.Elems()
	if len(e) != 2 {
		return before, nil
	}
	list, _ := e[1].Slice()
	clock, err := h.Ask(node, "erlang", "timestamp")
	if err != nil {
		return before, err
	}
	b := messages.Batch{Node: observe.Short(node), Now: timestamp(clock), Listened: t.listened(node)}
	for _, m := range list[min(before, len(list)):] {
		if heard, ok := t.heard(node, m); ok {
			b.Heard = append(b.Heard, heard)
		}
	}
	t.mu.Lock()
	t.log.Take(t.o.now(), b)
	t.mu.Unlock()
	if len(b.Heard) > 0 {
		t.o.tell()
	}
	return len(list), nil
}
