package code

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"

	"lab/runtime/code/lexical"
	"lab/runtime/reach"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles files and source text for programs (Code.compile_file and related functions).

// compileFile implements Code.compile_file, require_file, load_file and eval_file. The argument how
// is the name of the function.
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
		file, j.base = s.located(file)
		if how == "require_file" && !s.require(s.whole(file)) {
			return p.Return(term.Nil)
		}
		f := &oneFile{s: s, job: j, name: file, how: how, pool: s.singlePool()}
		if s.scripts.Load() != nil {
			return p.Block(f.aside)
		}
		return f.here(p)
	}
}

// located returns the name of a file for messages, and the node's current folder. The name is
// relative to that folder if the file is below it.
func (s *Server) located(file string) (name, base string) {
	if s.Folder == nil {
		return file, ""
	}
	base = s.base()
	whole := s.whole(file)
	if rel, err := filepath.Rel(base, whole); err == nil && filepath.IsLocal(rel) {
		return rel, base
	}
	return whole, base
}

// base returns the folder of relative names, or "" for the working directory.
func (s *Server) base() string {
	if s.Folder == nil {
		return ""
	}
	return s.Folder()
}

// whole returns the absolute path of a file by the name that a program uses.
func (s *Server) whole(file string) string {
	if s.Folder != nil && !filepath.IsAbs(file) {
		return filepath.Join(s.Folder(), file)
	}
	return absolute(file)
}

// A oneFile is a single file that is compiled, required or evaluated.
type oneFile struct {
	s    *Server
	job  *job
	name string
	how  string
	pool *pool
	task *compileTask
	// over is set once the pool is closed.
	over atomic.Bool
}

// readTask returns the text of the file and creates the task that compiles it. If the file cannot
// be read, the error is Code.LoadError.
func (f *oneFile) readTask() (string, error) {
	b, err := f.s.readFile(f.name)
	if err != nil {
		whole := lexical.Whole(f.job.base, f.name)
		text := "could not load " + whole + ". Reason: enoent"
		if outside, ok := errors.AsType[*reach.OutsideError](err); ok {
			text += " (" + outside.Error() + ")"
		}
		_, err = f.ended(term.Nil, vm.Raise("Code.LoadError", "file", whole, "reason", term.Sym("enoent"), "message", text))
		return "", err
	}
	f.task = &compileTask{pool: f.pool, told: f.how == "compile_file", script: f.how != "compile_file"}
	f.job.task = f.task
	return string(b), nil
}

// aside runs the file in a new process. The process is stopped if it does not terminate.
func (f *oneFile) aside() (term.Term, error) {
	text, err := f.readTask()
	if err != nil {
		return term.Nil, err
	}
	done := f.s.limitScript(f.task)
	v, err := f.s.runFile(f.job, f.name, text)
	done()
	return f.ended(v, required(f.how, f.task.explain(f.name, err)))
}

// here runs the file in the calling process, as Elixir does. Processes that the file starts and
// links live as long as the caller.
func (f *oneFile) here(p *vm.Process) vm.Step {
	env := f.job.env(f.name)
	outer := f.s.jobOf(p)
	p.OnExit(func() { f.abandoned(p) })
	return p.BlockThen(func() (term.Term, error) {
		text, err := f.readTask()
		if err != nil {
			return term.Nil, err
		}
		q, err := f.s.parseFile(f.job, f.name, text)
		if err != nil {
			return f.ended(term.Nil, required(f.how, err))
		}
		f.s.beginContext(env)
		return q, f.s.trace(f.job, env, term.Sym("start"))
	}, func(p *vm.Process, q term.Term) vm.Step {
		f.s.jobs.Store(p, f.job)
		return p.Try(func(p *vm.Process) vm.Step {
			return f.s.runAll(p, f.job, fileForms(q, false), term.Nil, term.Empty, env)
		}, func(p *vm.Process, v term.Term) vm.Step {
			f.s.backTo(p, outer)
			return p.Block(func() (term.Term, error) {
				return f.ended(v, f.s.endContext(f.job, env, nil))
			})
		}, func(p *vm.Process, e *vm.Exception) vm.Step {
			f.s.backTo(p, outer)
			return p.Block(func() (term.Term, error) {
				return f.ended(term.Nil, f.s.endContext(f.job, env, withoutFile(f.fromHere(e), q)))
			})
		})
	})
}

// backTo restores the previous job of a process.
func (s *Server) backTo(p *vm.Process, outer *job) {
	if outer == nil {
		s.jobs.Delete(p)
	} else {
		s.jobs.Store(p, outer)
	}
}

// abandoned cleans up after a file whose process was killed.
func (f *oneFile) abandoned(p *vm.Process) {
	f.s.jobs.Delete(p)
	_, _ = f.ended(term.Nil, vm.Exit(term.AKilled.Term()))
}

// ended closes the file's pool and returns the result of the function. A second call only returns
// its arguments.
func (f *oneFile) ended(v term.Term, err error) (term.Term, error) {
	if f.over.Swap(true) {
		return v, err
	}
	if err != nil {
		f.s.unrequire(lexical.Whole(f.job.base, f.name))
		f.pool.drop()
	}
	mods := f.s.closePool(f.pool)
	if f.how == "load_file" && err == nil {
		f.s.require(lexical.Whole(f.job.base, f.name))
	}
	if err != nil || f.how == "eval_file" {
		return v, err
	}
	return moduleList(mods), nil
}

// required adds the call that reads the file to the stack trace of a syntax error. The stack trace
// is otherwise empty.
func required(how string, err error) error {
	e, ok := err.(*vm.Exception)
	if !ok || how != "require_file" || len(e.Stack) > 0 || !isSyntax(e.Reason) {
		return err
	}
	e.Stack = []vm.StackEntry{requireFile}
	return e
}

// requireFile is the stack entry of the call that reads a file, as in Elixir 1.18.4.
var requireFile = vm.StackEntry{Module: vm.ModuleAtom("Code"), Name: term.Intern("require_file"), Arity: 2, File: "lib/code.ex", Line: 1525}

// fromHere removes the calls outside of the file from the stack trace of an error in the file.
// Erlang keeps eight calls, and the compiler adds six calls between the calls of the file and the
// call that reads the file. The call that reads the file is therefore shown only if the file has a
// single call itself.
func (f *oneFile) fromHere(e *vm.Exception) *vm.Exception {
	at := slices.IndexFunc(e.Stack, func(call vm.StackEntry) bool {
		return call.Module == requireFile.Module && call.Name.String() == f.how && call.File == ""
	})
	if at < 0 {
		return e
	}
	e.Stack = e.Stack[:at:at]
	if at == 1 && f.how == "require_file" {
		e.Stack = append(e.Stack, requireFile)
	}
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

// moduleList returns [{module, bytecode}].
func moduleList(mods []term.Atom) term.Term {
	out := make([]term.Term, len(mods))
	for i, m := range mods {
		out[len(mods)-1-i] = term.Tup(m.Term(), term.Str("FOR1"))
	}
	return term.List(out...)
}

// compileString implements Code.compile_string.
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
	return s.compiled(p, j, func() (term.Term, error) {
		q, err := s.parse(j, src, syntax.Options{File: file, Columns: true})
		if err != nil {
			return term.Nil, err
		}
		return s.runForms(j, q, j.env(file))
	})
}

// compileQuoted implements Code.compile_quoted.
func (s *Server) compileQuoted(p *vm.Process, a []term.Term) vm.Step {
	if err := s.shallow(a[0]); err != nil {
		return p.Fail(err)
	}
	file := "nofile"
	if len(a) > 1 {
		file, _ = text(a[1])
	}
	j := s.jobFor(p)
	return s.compiled(p, j, func() (term.Term, error) { return s.runForms(j, a[0], lexical.NewNamed(file, 1)) })
}

// compiled runs code that defines modules, and returns the modules. If it fails, no warnings about
// the modules before the failure are printed.
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
