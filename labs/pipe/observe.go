package pipe

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"lab/labs/beats"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file returns the runtime's own observations of programs.

var (
	aGenCall = term.Intern("$gen_call")
	aGenCast = term.Intern("$gen_cast")
	aSystem  = term.Intern("system")
	aCast    = term.Intern("cast")
	aInfo    = term.Intern("info")
	aIOReply = term.Intern("io_reply")
	aEXIT    = term.Intern("EXIT")
	aDown    = term.Intern("DOWN")
)

func (s *Server) startTap(mods []term.Atom) {
	t := s.n.Machine().Tap(mods...)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tap = t
}

// heard returns the messages that reached the tapped processes since the last call, as
// {Count, [{:call, Request} | {:cast, Request} | {:info, Message}]}.
func (s *Server) heard() term.Term {
	s.mu.Lock()
	t := s.tap
	s.mu.Unlock()
	if t == nil {
		return term.Tup(term.Int(0), term.Empty)
	}
	s.glances() // each process first handles the messages it has received
	notes, count := t.Take()
	var out []term.Term
	for _, msg := range notes {
		if v, ok := sorted(msg); ok {
			out = append(out, v)
		} else {
			count--
		}
	}
	return term.Tup(term.Int(int64(count)), term.List(out...))
}

// sorted classifies a message of a GenServer. It returns false for system messages and for replies
// to the process's own calls.
func sorted(msg term.Term) (term.Term, bool) {
	e := msg.Elems()
	if len(e) == 0 {
		return term.Tup(aInfo.Term(), msg), true
	}
	switch {
	case len(e) == 3 && e[0].Is(aGenCall):
		return term.Tup(aCall.Term(), e[2]), true
	case len(e) == 2 && e[0].Is(aGenCast):
		return term.Tup(aCast.Term(), e[1]), true
	case len(e) == 3 && (e[0].Is(aSystem) || e[0].Is(aIOReply) || e[0].Is(aEXIT)),
		len(e) == 5 && e[0].Is(aDown), len(e) == 2 && isReference(e[0]):
		return term.Term{}, false
	}
	return term.Tup(aInfo.Term(), msg), true
}

// isReference reports whether t is a reference or an alias.
func isReference(t term.Term) bool {
	if c := t.Cons(); c != nil {
		t = c.Tail
	}
	return t.Ref() != nil
}

// glanceTime is the timeout for the processes to report their state. A process that is inside a
// native function cannot report.
const glanceTime = time.Second

// glances returns the states of all processes.
func (s *Server) glances() []vm.Glance {
	m := s.n.Machine()
	all := m.All()
	var mu sync.Mutex
	var out []vm.Glance
	answered := make(chan struct{}, len(all))
	for _, p := range all {
		m.Glance(p, func(g vm.Glance) {
			mu.Lock()
			out = append(out, g)
			mu.Unlock()
			answered <- struct{}{}
		})
	}
	late, stop := beats.After(glanceTime)
	defer stop()
	for range all {
		select {
		case <-answered:
			continue
		case <-late:
		}
		break
	}
	mu.Lock()
	defer mu.Unlock()
	return slices.Clone(out)
}

// count returns the number of processes with a callback module.
func (s *Server) count(mod term.Atom) int {
	n := 0
	for _, g := range s.glances() {
		if !g.Gone && g.Module == mod {
			n++
		}
	}
	return n
}

// served returns the requests that the web server has answered since the last call, as [{Method,
// Target, Status}].
func (s *Server) served() term.Term {
	var out []term.Term
	for _, a := range s.n.Web().Answered() {
		out = append(out, term.Tup(term.Str(a.Method), term.Str(a.Target), term.Int(int64(a.Status))))
	}
	return term.List(out...)
}

// asked returns the connection attempts by processes below supervisors of a module, as a map from
// node to the number of attempts.
func (s *Server) asked(plan term.Atom) term.Term {
	all := term.NewMap()
	for node, times := range s.n.Asked(plan) {
		all = all.Put(node.Term(), term.Int(int64(times)))
	}
	return term.FromMap(all)
}

// where returns the place of a student's function that is being called, or "". If several processes
// run such functions, it chooses the process with the most reductions.
func (s *Server) where() string {
	all := s.glances()
	slices.SortFunc(all, func(a, b vm.Glance) int { return int(b.Reductions - a.Reductions) })
	for _, g := range all {
		if at := s.place(g.Calls); at != "" {
			return at
		}
	}
	return ""
}

// evaluated is the file name of evaluated code, such as the lab's own.
const evaluated = "nofile"

// place returns the innermost of the student's functions in the format of a stack trace, or "".
func (s *Server) place(calls []vm.StackEntry) string {
	for _, c := range calls {
		if _, ours := s.library[c.Module]; ours || c.Module == 0 || c.File == "" || c.File == evaluated {
			continue
		}
		name := term.Inspect(c.Module.Term(), term.Opts{})
		return fmt.Sprintf("%s:%d: %s.%s/%d", c.File, c.Line, name, c.Name, c.Arity)
	}
	return ""
}
