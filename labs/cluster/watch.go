package cluster

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"lab/labs/census"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file follows the events on the nodes. Each node runs a watcher that reports to the control
// node over an ordinary distribution connection.

//go:embed watch.ex
var watcherCode string

var (
	aWatch  = term.Intern("lab_watch")
	aHeard  = term.Intern("lab_heard")
	aWatchM = term.Intern("Elixir.LabWatch")
	aStart  = term.Intern("start")
	aDown   = term.Intern("DOWN")
)

// watchPause is the pause between attempts to start a watcher on a node that does not answer,
// perhaps because it is frozen.
const watchPause = 250 * time.Millisecond

// follow keeps a watcher running during one run of a node.
func (s *Scenario) follow(m *member, c *life) {
	for c.isUp() {
		ended, err := s.startWatcher(m)
		if err != nil {
			select {
			case <-c.gone:
			case <-s.ended:
				return
			case <-time.After(watchPause):
			}
			continue
		}
		select {
		case <-c.gone:
		case <-s.ended:
			return
		case <-ended:
		}
	}
}

// startWatcher starts a watcher on a node. The returned channel is closed when the watcher has
// ended.
func (s *Scenario) startWatcher(m *member) (ended <-chan struct{}, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := s.Eval(ctx, m.spec.Name, watcherCode, nil); err != nil {
		return nil, err
	}
	module, names, known := term.Nil, term.Nil, term.Nil
	if w := s.cfg.Watch; w != nil {
		module, names, known = term.Sym("Elixir."+w.Module), code(w.Names), code(w.Known)
	}
	pid, err := s.Call(ctx, m.spec.Name, aWatchM, aStart, s.listener.PID(), module, names, known)
	if err != nil {
		return nil, err
	}
	done := make(chan struct{})
	s.listener.Do(func() {
		ref, err := s.listener.Process().Monitor(pid, vm.MonitorOpts{})
		if err != nil {
			close(done)
			return
		}
		s.watchers[*ref] = done
	})
	return done, nil
}

func code(text string) term.Term {
	if text == "" {
		return term.Nil
	}
	return term.Str(text)
}

// hear handles a message of a watcher. It runs on the goroutine of the listener.
func (s *Scenario) hear(_ *vm.Actor, msg term.Term) {
	e := msg.Elems()
	switch {
	case len(e) == 7 && e[0].Is(aWatch):
		if r, ok := readReport(e); ok {
			s.cfg.Observer.Report(r)
		}
	case len(e) == 3 && e[0].Is(aHeard):
		if b, ok := readBatch(e); ok {
			s.cfg.Observer.Heard(b)
		}
	case len(e) == 5 && e[0].Is(aDown) && e[1].Ref() != nil:
		if done := s.watchers[*e[1].Ref()]; done != nil {
			delete(s.watchers, *e[1].Ref())
			close(done)
		}
	}
}

// readReport decodes {lab_watch, Node, Fresh, Started, Ended, {Peers, Known, Names, Globals},
// Requests}.
func readReport(e []term.Term) (census.Report, bool) {
	r := census.Report{Node: shortName(e[1]), Fresh: e[2].Is(term.ATrue)}
	started, ok1 := e[3].Slice()
	ended, ok2 := e[4].Slice()
	facts := e[5].Elems()
	if !ok1 || !ok2 || len(facts) != 4 {
		return r, false
	}
	for _, t := range started {
		if p := t.Elems(); len(p) == 2 {
			name, _ := p[1].AsStr()
			r.Started = append(r.Started, census.Process{ID: processID(p[0]), Name: name})
		}
	}
	for _, t := range ended {
		if p := t.Elems(); len(p) == 2 {
			r.Ended = append(r.Ended, census.End{ID: processID(p[0]), Conflict: p[1].Is(term.ATrue)})
		}
	}
	peers, _ := facts[0].Slice()
	for _, p := range peers {
		r.Peers = append(r.Peers, shortName(p))
	}
	known, _ := facts[1].AsInt()
	r.Known = int(known)
	r.Names, r.Globals = sorted(texts(facts[2])), sorted(texts(facts[3]))
	r.Served = texts(e[6])
	return r, true
}

func shortName(node term.Term) string {
	name, _, _ := strings.Cut(node.Atom().String(), "@")
	return name
}

func processID(pid term.Term) string {
	p := pid.Pid()
	if p == nil {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", p.ID, p.Serial, p.Creation)
}

func texts(list term.Term) []string {
	var out []string
	all, _ := list.Slice()
	for _, t := range all {
		if s, ok := t.AsStr(); ok {
			out = append(out, s)
		}
	}
	return out
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
