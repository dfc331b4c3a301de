package code

import (
	"fmt"
	"os"
	"path/filepath"

	"lab/runtime/code/lexical"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles files and text for programs (Code.compile_file and the like).

// compileFile is Code.compile_file, require_file and eval_file: how says which.
func (s *Server) compileFile(how string) vm.StepNative {
	return func(p *vm.Process, a []term.Term) vm.Step {
		file, ok := text(a[0])
		if !ok {
			return p.Fail(vm.FunctionClause("Code", how, a))
		}
		if dir := ""; len(a) > 1 {
			if dir, ok = text(a[1]); ok && !filepath.IsAbs(file) {
				file = filepath.Join(dir, file)
			}
		}
		j := s.jobFor(p)
		if how == "require_file" && !s.require(file) {
			return p.Return(term.Nil)
		}
		return p.Block(func() (term.Term, error) {
			b, err := s.readFile(file)
			if err != nil {
				s.unrequire(file)
				whole := lexical.Whole(file)
				return term.Nil, vm.Raise("Code.LoadError", "file", whole, "reason", term.Sym("enoent"), "message", "could not load "+whole+". Reason: enoent")
			}
			pl := s.singlePool()
			task := &compileTask{pool: pl, told: how == "compile_file", script: how != "compile_file"}
			j.task = task
			done := s.limitScript(task)
			v, err := s.runFile(j, file, string(b), nil)
			done()
			err = required(how, task.explain(file, err))
			if err != nil {
				s.unrequire(file)
				pl.drop()
			}
			mods := s.closePool(pl)
			if err != nil || how == "eval_file" {
				return v, err
			}
			return moduleList(mods), nil
		})
	}
}

// required gives a mistake of syntax, which no code of the file comes to, the call that read the file.
func required(how string, err error) error {
	e, ok := err.(*vm.Exception)
	if !ok || how != "require_file" || len(e.Stack) > 0 || !isSyntax(e.Reason) {
		return err
	}
	e.Stack = []vm.StackEntry{{Module: vm.ModuleAtom("Code"), Name: term.Intern(how), Arity: 2, File: "lib/code.ex", Line: 1525}}
	return e
}

func isSyntax(reason term.Term) bool {
	m := reason.Map()
	if m == nil {
		return false
	}
	name, _ := m.Get(term.AStruct.Term())
	switch name {
	case vm.ModuleAtom(syntax.KindSyntax).Term(), vm.ModuleAtom(syntax.KindTokenMissing).Term(), vm.ModuleAtom(syntax.KindMismatchedDelimiter).Term():
		return true
	}
	return false
}

func (s *Server) readFile(name string) ([]byte, error) {
	if s.ReadFile == nil {
		return nil, fmt.Errorf("read %s: %w", name, os.ErrPermission)
	}
	return s.ReadFile(name)
}

// moduleList is [{module, bytecode}].
func moduleList(mods []term.Atom) term.Term {
	out := make([]term.Term, len(mods))
	for i, m := range mods {
		out[len(mods)-1-i] = term.Tup(m.Term(), term.Str("FOR1"))
	}
	return term.List(out...)
}

// compileString is Code.compile_string.
func (s *Server) compileString(p *vm.Process, a []term.Term) vm.Step {
	src, ok := text(a[0])
	if !ok {
		return p.Fail(vm.FunctionClause("Code", "compile_string", a))
	}
	file := "nofile"
	if len(a) > 1 {
		file, _ = text(a[1])
	}
	j := s.jobFor(p)
	return s.compiled(p, j, func() (term.Term, error) { return s.runFile(j, file, src, nil) })
}

// compileQuoted is Code.compile_quoted.
func (s *Server) compileQuoted(p *vm.Process, a []term.Term) vm.Step {
	if err := shallow(a[0]); err != nil {
		return p.Fail(err)
	}
	file := "nofile"
	if len(a) > 1 {
		file, _ = text(a[1])
	}
	j := s.jobFor(p)
	return s.compiled(p, j, func() (term.Term, error) { return s.runForms(j, a[0], lexical.NewEnv(file, 1)) })
}

// compiled runs what defines modules and returns them. Where it fails, nothing is said of the
// modules before the failure.
func (s *Server) compiled(p *vm.Process, j *job, run func() (term.Term, error)) vm.Step {
	return p.Block(func() (term.Term, error) {
		pl := s.singlePool()
		j.task = &compileTask{pool: pl, told: true}
		_, err := run()
		if err != nil {
			pl.drop()
		}
		return moduleList(s.closePool(pl)), err
	})
}
