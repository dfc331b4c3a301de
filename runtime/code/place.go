package code

import (
	"fmt"

	"lab/runtime/code/diagnostic"
	"lab/runtime/term"
	"lab/runtime/vm"
)

var aEvaluates = term.Intern("evaluates")

// Place says where in the files of the node's folder the innermost of calls is,
// "" if none is there.
func (s *Server) Place(calls []vm.StackEntry) string {
	for _, c := range calls {
		s.mu.Lock()
		ours := s.sources[c.Module] != nil
		s.mu.Unlock()
		if c.File == "" || ours {
			continue
		}
		if _, err := s.readFile(c.File); err != nil {
			continue // or one that the program made up, to learn whether it is there
		}
		return fmt.Sprintf("%s:%d, in %s.%s/%d", diagnostic.Relative(c.File), c.Line, diagnostic.Inspect(c.Module.Term()), c.Name, c.Arity)
	}
	return ""
}

// Stuck says where the processes are that are in code of the current folder: first,
// if it is not nil, else the oldest of all. One that has a file evaluated says so in
// its label, {:evaluates, file}.
func (s *Server) Stuck(first *vm.Process) string {
	var all []*vm.Process
	if first != nil {
		all = append(all, first)
	}
	for _, pid := range s.m.Processes() {
		if p := s.m.Lookup(pid); p != nil {
			all = append(all, p)
		}
	}
	evaluated := ""
	for _, p := range all {
		calls, label := s.m.Calls(p)
		if at := s.Place(calls); at != "" {
			return at
		}
		if el := label.Elems(); len(el) == 2 && el[0].Is(aEvaluates) {
			evaluated, _ = el[1].AsStr()
		}
	}
	return evaluated
}
