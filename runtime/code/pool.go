package code

import (
	"fmt"
	"slices"
	"sync"

	"lab/runtime/code/compile"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles several files concurrently. A file that needs a module of another file waits
// until that module is defined (waiting.go).

// A pool is a set of files that are compiled together.
type pool struct {
	s       *Server
	mu      sync.Mutex
	changed *sync.Cond
	running int
	waiting []*waiter
	// loads holds a channel for each source that files are waiting for. Each channel is closed
	// when its source is loaded.
	loads   []<-chan struct{}
	modules []term.Atom
	// failed is set once a file has failed. From then on, waiting files are stopped.
	failed bool
	// checks run after all files are compiled, while their texts are still available.
	checks []func()
	files  []string
}

func (j *job) pool() *pool {
	if t := j.ofTask(); t != nil {
		return t.pool
	}
	return nil
}

// wakePool wakes waiting files after a module is defined or has failed.
func (s *Server) wakePool(j *job, mod term.Atom, defined bool) {
	s.mu.Lock()
	pl := s.pool
	s.mu.Unlock()
	own := j.pool()
	if own == nil {
		own = pl
	}
	if own != nil && defined && !j.lazy {
		own.mu.Lock()
		own.modules = append(own.modules, mod)
		own.mu.Unlock()
	}
	if pl != nil {
		pl.mu.Lock()
		pl.changed.Broadcast()
		pl.mu.Unlock()
	}
}

// A FileError is an error that ended the compilation of File.
type FileError struct {
	File string
	Err  error
	// Awaits is the module that the file waits for in a deadlock, or 0.
	Awaits term.Atom
}

// A Compilation is the result of compiling several files.
type Compilation struct {
	Modules []term.Atom
	Errors  []FileError
	// Diagnostics holds the errors and warnings, in the form of Code.with_diagnostics.
	Diagnostics []term.Term
}

// CompileFiles compiles files concurrently for process p, and prints diagnostics. CompileFiles must
// not be called from a worker of the engine.
func (s *Server) CompileFiles(p *vm.Process, files []string) Compilation {
	return s.compileFiles(files, p.GroupLeader(), s.collectorOf(p))
}

// compileFiles is like CompileFiles, for a process with a group leader and perhaps a collector.
func (s *Server) compileFiles(files []string, leader term.Term, outer *collector) Compilation {
	said := &collector{log: true, files: true, out: outer}
	texts := make(map[string]string, len(files))
	var errs []FileError
	var ok []string
	for _, f := range files {
		b, err := s.readFile(f)
		if err != nil {
			errs = append(errs, FileError{File: f, Err: fmt.Errorf("read %s: %w", f, err)})
			continue
		}
		texts[f] = string(b)
		ok = append(ok, f)
	}
	mods, more := s.compileTexts(ok, texts, job{leader: leader, collect: said, base: s.base()})
	slices.Reverse(said.all)
	return Compilation{Modules: mods, Errors: append(errs, more...), Diagnostics: said.all}
}

// compileTexts compiles files with the given texts. Each file is compiled in its own copy of the
// given job.
func (s *Server) compileTexts(files []string, texts map[string]string, like job) ([]term.Atom, []FileError) {
	pl := &pool{s: s, running: len(files)}
	pl.changed = sync.NewCond(&pl.mu)
	s.mu.Lock()
	s.pool = pl
	s.mu.Unlock()
	errs := make([]error, len(files))
	forms := make([]term.Term, len(files))
	tasks := make([]*compileTask, len(files))
	sideBySide(len(files), func(i int) {
		tasks[i] = &compileTask{pool: pl}
		forms[i], errs[i] = s.parseFile(like.of(tasks[i], files[i]), files[i], texts[files[i]])
	})
	for i, form := range forms {
		if errs[i] == nil {
			s.withdraw(modulesOf(form), files[i])
		}
	}
	sideBySide(len(files), func(i int) {
		if errs[i] == nil {
			done := s.limit(tasks[i])
			_, err := s.runForms(like.of(tasks[i], files[i]), forms[i], like.env(files[i]))
			done()
			errs[i] = tasks[i].explain(files[i], err)
		}
		errs[i] = tasks[i].outcome(errs[i])
		pl.mu.Lock()
		pl.failed = pl.failed || errs[i] != nil
		pl.running--
		pl.changed.Broadcast()
		pl.mu.Unlock()
	})
	if slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
		pl.drop()
	}
	s.closePool(pl)
	var out []FileError
	for i, err := range errs {
		if err != nil {
			out = append(out, FileError{File: files[i], Err: err, Awaits: term.Atom(tasks[i].deadlock.Load())})
		}
	}
	if slices.ContainsFunc(out, func(e FileError) bool { return e.Awaits != 0 }) {
		slices.Reverse(out) // the order in which Elixir reports a deadlock
	}
	return pl.modules, out
}

// sideBySide calls do concurrently for 0 to n-1, and waits for all calls.
func sideBySide(n int, do func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
}

// parseFile parses a file, and keeps its text for the snippets in diagnostics.
func (s *Server) parseFile(j *job, file, text string) (term.Term, error) {
	s.setText(file, text)
	if pl := j.pool(); pl != nil {
		pl.mu.Lock()
		pl.files = append(pl.files, file)
		pl.mu.Unlock()
	}
	return s.parse(j, text, syntax.Options{File: file, Columns: true})
}

// runFile evaluates the text of a file in a new process.
func (s *Server) runFile(j *job, file, text string) (term.Term, error) {
	if j.pool() == nil {
		defer s.dropText(file)
	}
	q, err := s.parseFile(j, file, text)
	if err != nil {
		return term.Nil, err
	}
	return s.runForms(j, q, j.env(file))
}

// runForms evaluates the forms of a file in a new process. It returns {value, bindings}.
func (s *Server) runForms(j *job, q term.Term, env *lexical.Env) (term.Term, error) {
	v, err := s.tracked(j, env, func() (term.Term, error) {
		return s.within(j, func(p *vm.Process) vm.Step {
			return s.runAll(p, j, fileForms(q, false), term.Nil, term.Empty, env)
		})
	})
	return v, withoutFile(err, q)
}

// withoutFile removes the file's function from a stack trace if Elixir has no such function.
func withoutFile(err error, q term.Term) error {
	if e, ok := err.(*vm.Exception); ok && onlyModules(q) {
		e.Stack = slices.DeleteFunc(e.Stack, func(at vm.StackEntry) bool { return at.Name == compile.AFileFun })
	}
	return err
}

// onlyModules reports whether a file consists of modules. Elixir compiles each module of such a
// file separately, without a function for the file.
func onlyModules(q term.Term) bool {
	forms := []term.Term{q}
	if _, es, ok := quoted.IsCallOf(q, quoted.ABlock, -1); ok {
		forms = es
	}
	for _, f := range forms {
		if name, _, args, ok := quoted.IsCall(f); !ok || name.String() != "defmodule" || len(args) != 2 {
			return false
		}
	}
	return true
}

// singlePool returns a pool that collects the modules of one file.
func (s *Server) singlePool() *pool {
	pl := &pool{s: s, running: 1}
	pl.changed = sync.NewCond(&pl.mu)
	s.mu.Lock()
	if s.pool == nil {
		s.pool = pl
	}
	s.mu.Unlock()
	return pl
}

// drop discards the checks, because after an error their warnings would be misleading.
func (pl *pool) drop() {
	pl.mu.Lock()
	pl.checks = nil
	pl.mu.Unlock()
}

func (s *Server) closePool(pl *pool) []term.Atom {
	s.mu.Lock()
	if s.pool == pl {
		s.pool = nil
	}
	s.mu.Unlock()
	pl.mu.Lock()
	checks := pl.checks
	pl.checks = nil
	mods, files := pl.modules, pl.files
	pl.mu.Unlock()
	for _, check := range slices.Backward(checks) { // as Elixir does, the last module first
		check()
	}
	for _, file := range files {
		s.dropText(file)
	}
	return mods
}
