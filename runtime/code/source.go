package code

import (
	"fmt"
	"path"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file loads the embedded sources of modules on first use. Their functions are parsed,
// expanded and compiled one by one on their first call.

// A source is an embedded file of Elixir source code.
type source struct {
	read func() (file, text string)
	// loading is closed once the file is loaded or has failed.
	loading chan struct{}
	by      *job
	done    bool
	err     error
	// replaceable is set for a file of a package that a project may replace.
	replaceable bool
}

// AddSource registers a file and the modules that it defines. The file is loaded when one of the
// modules is first needed.
func (s *Server) AddSource(modules []string, read func() (file, text string)) {
	s.addSource(modules, &source{read: read})
}

func (s *Server) addSource(modules []string, src *source) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range modules {
		s.sources[vm.ModuleAtom(m)] = src
	}
}

// mayLoad reports whether a module is in a source that is not loaded yet.
func (s *Server) mayLoad(mod term.Atom) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	src := s.sources[mod]
	return src != nil && !src.done
}

// ensureLoaded loads a module and reports whether it is available.
func (s *Server) ensureLoaded(j *job, mod term.Atom) bool { return s.obtain(j, mod, wholeModule) }

// obtain makes the needed part of a module available. It reports whether that part is available.
func (s *Server) obtain(j *job, mod term.Atom, need need) bool {
	s.mu.Lock()
	src := s.sources[mod]
	if src == nil {
		s.mu.Unlock()
		if s.m.Module(mod) != nil {
			return true
		}
		return s.awaitModule(j, mod, need)
	}
	if src.done {
		s.mu.Unlock()
		return s.m.Module(mod) != nil
	}
	if src.loading != nil {
		if j.within(src.by) {
			s.mu.Unlock()
			return s.m.Module(mod) != nil && s.loaded(mod)
		}
		wait := src.loading
		s.mu.Unlock()
		j.pool().awaitLoad(wait)
		return s.loaded(mod)
	}
	src.loading = make(chan struct{})
	mine := &job{leader: j.leader, parent: j, lazy: true, quiet: true}
	src.by = mine
	s.mu.Unlock()
	s.loads.Add(1)
	done := term.LoadLibrary()
	err := s.load(mine, src)
	done()
	s.loads.Add(-1)
	s.mu.Lock()
	src.done, src.err = !isLimit(err), err
	close(src.loading)
	src.loading = nil
	s.mu.Unlock()
	if err != nil {
		s.writeError(j, fmt.Sprintf("error: %s cannot be loaded: %s: %s\n", diagnostic.Inspect(mod.Term()), mine.file, loadFault(err)))
	}
	return s.loaded(mod)
}

// isLimit reports whether a source could not be loaded because a limit was reached. The next use of
// its modules then loads it again.
func isLimit(err error) bool {
	return err != nil && expand.AsException(err).Reason.Is(term.Intern("system_limit"))
}

// loadFault returns the text of an error of load.
func loadFault(err error) string {
	e := expand.AsException(err)
	return strings.TrimSpace(e.Error() + " " + diagnostic.Inspect(e.StackTerm()))
}

// Loading reports whether an embedded file is being loaded.
func (s *Server) Loading() bool { return s.loads.Load() > 0 }

// within reports whether j is o or a descendant of it.
func (j *job) within(o *job) bool {
	for ; j != nil; j = j.parent {
		if j == o {
			return true
		}
	}
	return false
}

// load loads an embedded file.
func (s *Server) load(j *job, src *source) error {
	file, text := src.read()
	// Stack traces show the library's files under Elixir's names.
	file = "lib/" + path.Base(file)
	j.file, j.text = file, text
	q, err := syntax.Parse(text, syntax.Options{File: file, Late: true, Library: true})
	if err != nil {
		return err
	}
	_, err = s.callFor(j, vm.SpawnOpts{Quiet: true, GroupLeader: j.leader}, func(p *vm.Process) vm.Step {
		return s.runAll(p, j, fileForms(q, true), term.Nil, term.Empty, lexical.NewEnv(file, 1))
	})
	return err
}
