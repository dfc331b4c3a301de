package code

import (
	"fmt"

	"lab/runtime/code/diagnostic"
	"lab/runtime/term"
	"lab/runtime/vm"
)

var aEvaluates = term.Intern("evaluates")

// Place returns the location of the innermost call in a file of the node's folder, or "".
func (s *Server) Place(calls []vm.StackEntry) string {
	for _, c := range calls {
		s.mu.Lock()
		ours := s.sources[c.Module] != nil
		s.mu.Unlock()
		if c.File == "" || ours {
			continue
		}
		if _, err := s.readFile(c.File); err != nil {
			continue // an unreadable file, perhaps a name made up by the program
		}
		return fmt.Sprintf("%s:%d, in %s.%s/%d", diagnostic.Relative(c.File), c.Line, diagnostic.Inspect(c.Module.Term()), c.Name, c.Arity)
	}
	return ""
}

// Stuck returns the location of a process that is running code of the current folder. If the
// argument first is not nil, Stuck looks at that process before all others. The order of the other
// processes is from the oldest on. A process that is evaluating a file is found by its label
// {:evaluates, file}.
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
