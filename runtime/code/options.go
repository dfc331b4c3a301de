package code

import (
	"maps"
	"path/filepath"
	"slices"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file keeps the options of the compiler (Code.compiler_options).

// compilerDefaults returns the default options, in the order in which they are listed.
func compilerDefaults() term.Term {
	return term.List(
		quoted.Pair("docs", term.True),
		quoted.Pair("debug_info", term.True),
		quoted.Pair("ignore_already_consolidated", term.False),
		quoted.Pair("ignore_module_conflict", term.False),
		quoted.Pair("infer_signatures", term.List(term.Sym("elixir"))),
		quoted.Pair("no_warn_undefined", term.Empty),
		quoted.Pair("on_undefined_variable", term.Sym("raise")),
		quoted.Pair("parser_options", term.List(quoted.Pair("columns", term.True))),
		quoted.Pair("relative_paths", term.True),
		quoted.Pair("tracers", term.Empty),
	)
}

func (s *Server) optionNatives() {
	s.m.Native("lab_compiler", "options", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.options, nil
	})
	s.m.Native("lab_compiler", "put_option", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.options = quoted.KwStore(s.options, a[0].Atom(), a[1])
		return term.Ok, nil
	})
}

// option returns the value of a compiler option.
func (s *Server) option(name string) term.Term {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, _ := quoted.KwGet(s.options, term.Intern(name))
	return v
}

// require records that Code.require_file loads the file with the given path. It reports false if
// the file was required before.
func (s *Server) require(file string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.required[file]
	s.required[file] = true
	return !was
}

func (s *Server) unrequire(file string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.required, file)
}

func absolute(file string) string {
	if abs, err := filepath.Abs(file); err == nil {
		return abs
	}
	return file
}

func (s *Server) requiredFiles(*vm.Process, []term.Term) (term.Term, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []term.Term
	for _, f := range slices.Sorted(maps.Keys(s.required)) {
		out = append(out, term.Str(f))
	}
	return term.List(out...), nil
}

func (s *Server) unrequireFiles(_ *vm.Process, a []term.Term) (term.Term, error) {
	for _, f := range quoted.Slice(a[0]) {
		s.unrequire(s.whole(quoted.Str(f)))
	}
	return term.Ok, nil
}
