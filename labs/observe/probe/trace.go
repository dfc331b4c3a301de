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

// This file traces messages of processes. The tracer on each node is a process that sleeps in
// timer:sleep/1. Trace messages pile up in its mailbox, and the probe reads them from there. The
// tracer ends by itself after a short time, and tracing ends with it, so a node is left unchanged
// even if the probe is killed.

const (
	// sleep is the lifetime of a tracer in milliseconds.
	sleep = 8000
	// turn is the time after which the next tracer replaces a tracer.
	turn = 5 * time.Second
	// often is the interval at which a tracer's mailbox is read.
	often = 500 * time.Millisecond
	// mostWaiting is the maximum length of a tracer's mailbox. Tracing ends if it is exceeded.
	mostWaiting = 5000
)

// tracing is the state of tracing on all nodes.
type tracing struct {
	o  *Observer
	mu sync.Mutex
	// places are the traced processes by node.
	places map[string][]string
	ends   map[string]chan struct{}
	log    *messages.Log
	loops  sync.WaitGroup
}

func newTracing(o *Observer) *tracing {
	return &tracing{o: o, places: map[string][]string{}, ends: map[string]chan struct{}{}, log: messages.New()}
}

// toggle starts or stops tracing a process.
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

// mostTraced is the maximum number of processes that toggleAll traces.
const mostTraced = 30

// toggleAll starts tracing the processes of programs on a node, or stops all tracing there.
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
		return fmt.Errorf("%s has only processes of the system: choose one of them, or start a program there", n.Name)
	}
	t.set(n.Name, pids)
	return nil
}

// set traces exactly the given processes of a node. The caller holds t.mu.
func (t *tracing) set(node string, pids []string) {
	if end := t.ends[node]; end != nil {
		close(end) // stops the current tracer
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

// on reports whether any process of a node is traced.
func (t *tracing) on(node string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.places[node]) > 0
}

// stop stops all tracing.
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

// fill adds the traced processes and their messages to a snapshot.
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

// run traces processes of a node with one tracer after another, until end is closed.
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

// failed records why tracing of a node has ended, unless it has been restarted.
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

// turn traces with one tracer. It returns true if another tracer has to follow.
func (t *tracing) turn(node string, pids []string, end <-chan struct{}) (more bool, err error) {
	h := t.o.h
	tracer, err := h.Ask(node, "erlang", "spawn", term.Sym("timer"), term.Sym("sleep"), term.List(term.Int(sleep)))
	if err != nil {
		return false, err
	}
	defer func() { _, _ = h.Ask(node, "erlang", "exit", tracer, term.Sym("kill")) }() // best effort: the tracer also ends by itself
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
		return false, errors.New("the processes have ended, or another tracer traces them")
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

// read reads the new messages in a tracer's mailbox. The argument before is the number of messages
// already read.
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
