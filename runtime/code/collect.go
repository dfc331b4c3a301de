package code

import (
	"sync"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file collects diagnostics for Code.with_diagnostics.

// A collector collects the diagnostics of a process's compilations.
type collector struct {
	mu  sync.Mutex
	all []term.Term // newest first
	log bool
	// files reports whether the collector is for a compilation of several files. Such a compilation
	// finds some warnings only at its end. These also go to the enclosing collector.
	files bool
	out   *collector // the enclosing collector
}

// jobFor returns a job for a request of a process.
func (s *Server) jobFor(p *vm.Process) *job {
	return &job{leader: p.GroupLeader(), collect: s.collectorOf(p)}
}

// collectorOf returns the collector for the compilations of p, or nil.
func (s *Server) collectorOf(p *vm.Process) *collector {
	if c, ok := s.collectors.Load(p); ok {
		return c.(*collector)
	}
	for j := s.jobOf(p); j != nil; j = j.parent {
		if j.collect != nil {
			return j.collect
		}
	}
	return nil
}

func (j *job) collector() *collector {
	for ; j != nil; j = j.parent {
		if j.collect != nil {
			return j.collect
		}
	}
	return nil
}

// keep records diagnostics. It reports whether they are to be printed too.
func (c *collector) keep(ts ...term.Term) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range ts {
		c.all = append([]term.Term{t}, c.all...)
	}
	return c.log
}

// told records a diagnostic of the compiler. It reports whether the diagnostic is to be printed
// too.
func (c *collector) told(d *diagnostic.Diagnostic) bool {
	shown := c.keep(d.Terms()...)
	if c.files && d.Late && c.out != nil {
		return c.out.told(d)
	}
	return shown
}

func (s *Server) collectNatives() {
	s.m.Native("lab_compiler", "collect", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		c := &collector{log: a[0].Is(term.ATrue), out: s.collectorOf(p)}
		s.collectors.Store(p, c)
		return term.Ok, nil
	})
	s.m.Native("lab_compiler", "collected", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		v, ok := s.collectors.LoadAndDelete(p)
		if !ok {
			return term.Empty, nil
		}
		c := v.(*collector)
		if c.out != nil {
			s.collectors.Store(p, c.out)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		return term.List(c.all...), nil
	})
	s.m.Native("lab_compiler", "keep", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		c := s.collectorOf(p)
		return term.Bool(c == nil || c.keep(a[0])), nil
	})
	s.m.Native("lab_compiler", "source_line", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, _ := a[1].AsInt()
		return term.Str(s.sourceLine(quoted.Str(a[0]), int(n))), nil
	})
}
