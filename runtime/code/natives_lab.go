package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
	"slices"
)

// This file implements the functions of the compiler that the library's modules call.

func (s *Server) labNatives() {
	m := s.m
	m.Native("lab_compiler", "delete", 1, s.deleteModule)
	m.Native("lab_compiler", "consolidate", 1, s.consolidate)
	m.Native("lab_compiler", "refuses", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return term.Bool(s.refuses(a[0].Atom())), nil
	})
	m.Native("lab_compiler", "compiling", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		return term.Bool(s.jobOf(p).pool() != nil), nil
	})
	m.StepNative("lab_compiler", "struct", 1, s.structNative)
	m.StepNative("lab_compiler", "settle", 0, func(p *vm.Process, _ []term.Term) vm.Step {
		return p.Block(func() (term.Term, error) {
			s.pending.wait()
			return term.Bool(s.m.Rest(p) || s.pending.any()), nil
		})
	})
	m.Native("lab_compiler", "words", 1, wordsNative)
	m.StepNative("lab_compiler", "warn", 3, s.warnNative)
	m.Native("lab_compiler", "format_diagnostic", 2, s.formatDiagnostic)
	m.Native("lab_compiler", "required", 0, s.requiredFiles)
	m.Native("lab_compiler", "unrequire", 1, s.unrequireFiles)
	m.Native("lab_compiler", "spec_to_callback", 2, s.specToCallback)
}

// deleteModule deletes a module of a program. Modules of the library cannot be deleted.
func (s *Server) deleteModule(_ *vm.Process, a []term.Term) (term.Term, error) {
	mod := a[0].Atom()
	s.mu.Lock()
	_, embedded := s.sources[mod]
	s.mu.Unlock()
	md := s.m.Module(mod)
	if md == nil || embedded || md.Native {
		return term.False, nil
	}
	s.mu.Lock()
	s.forget(mod)
	s.mu.Unlock()
	return term.Bool(s.m.Delete(mod)), nil
}

// structNative returns the fields of a struct with their defaults, or nil.
func (s *Server) structNative(p *vm.Process, a []term.Term) vm.Step {
	j := s.jobFor(p)
	j.parent = s.jobOf(p)
	return p.Block(func() (term.Term, error) {
		info := s.anyStruct(j, a[0].Atom())
		if info == nil {
			return term.Nil, nil
		}
		var out []term.Term
		for _, f := range info.Fields {
			v, _ := info.Defaults.Get(f.Term())
			out = append(out, term.Tup(f.Term(), v))
		}
		return term.List(out...), nil
	})
}

// anyStruct returns the struct of a module that is loaded or being defined.
func (s *Server) anyStruct(j *job, mod term.Atom) *expand.Struct {
	if s.beingDefined(mod) {
		return s.structDefined(mod)
	}
	return s.structure(j, mod)
}

// formatDiagnostic formats a diagnostic of Code.with_diagnostics.
func (s *Server) formatDiagnostic(_ *vm.Process, a []term.Term) (term.Term, error) {
	m := a[0].Map()
	if m == nil {
		return term.Nil, vm.Badarg()
	}
	d := diagnostic.From(m)
	source := ""
	if d.Line > 0 && a[1].Is(term.ATrue) {
		source = s.sourceLine(d.File, d.Line)
	}
	return term.Str(d.Format(source)), nil
}

// wordsNative implements :lab_compiler.words(text). It returns the tokens of code as {kind, text},
// or nil.
func wordsNative(_ *vm.Process, a []term.Term) (term.Term, error) {
	src, ok := text(a[0])
	if !ok {
		return term.Nil, vm.Badarg()
	}
	words, ok := syntax.Words(src)
	if !ok {
		return term.Nil, nil
	}
	out := make([]term.Term, len(words))
	for i, w := range words {
		out[i] = term.Tup(term.Sym(w.Kind), term.Str(w.Text))
	}
	return term.List(out...), nil
}

// warnNative implements :lab_compiler.warn({line, column}, file, text).
func (s *Server) warnNative(p *vm.Process, a []term.Term) vm.Step {
	at := a[0].Elems()
	if len(at) != 2 {
		return p.Fail(vm.Badarg())
	}
	line, _ := at[0].AsInt()
	column, _ := at[1].AsInt()
	d := &diagnostic.Diagnostic{Severity: "warning", Message: quoted.Str(a[2]), File: quoted.Str(a[1]), Line: int(line), Column: int(column)}
	j := s.jobFor(p)
	return p.Block(func() (term.Term, error) {
		s.diagnose(j, d)
		return term.Ok, nil
	})
}

// specToCallback implements Module.spec_to_callback.
func (s *Server) specToCallback(_ *vm.Process, a []term.Term) (term.Term, error) {
	m, err := s.open(a[0], "spec_to_callback/2")
	if err != nil {
		return term.Nil, err
	}
	n, _ := quoted.NameArityOf(a[1])
	found := term.False
	m.mu.Lock()
	types, lines := slices.Clone(m.types), slices.Clone(m.typeLines)
	m.mu.Unlock()
	for i, t := range types {
		el := t.Elems()
		if got, ok := specName(el[1]); ok && got == n && el[0].Is(term.Intern("spec")) {
			m.addType("callback", el[1], lines[i])
			found = term.True
		}
	}
	return found, nil
}
