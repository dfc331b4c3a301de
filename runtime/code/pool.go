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

// This file compiles many files side by side. A file that needs a module of
// another one waits until that is defined; when all wait, those that wait for
// what nobody defines are told so.

// A pool is the files that are compiled together.
type pool struct {
	s       *Server
	mu      sync.Mutex
	changed *sync.Cond
	running int
	waiting []*waiter
	// loads are closed once the sources that files wait for are loaded.
	loads   []<-chan struct{}
	modules []term.Atom
	// checks run once every file is compiled, while the texts of files are there.
	checks []func()
	files  []string
}

// A waiter is a file that waits for a module, or for no more than its struct.
type waiter struct {
	mod      term.Atom
	need     need
	released bool
}

// A need is how much of a module a file waits for.
type need int

const (
	wholeModule need = iota
	// itsStruct is there as soon as defstruct has run in the module's body.
	itsStruct
	// ifThereIsOne is a question (Code.ensure_compiled), for which "no" is an answer.
	ifThereIsOne
)

// come reports whether w need not wait any longer.
func (pl *pool) come(w *waiter) bool {
	return pl.s.loaded(w.mod) || w.need == itsStruct && pl.s.structDefined(w.mod) != nil
}

// rank orders waiters whose wait is in vain: the lowest is told so first, as in Elixir. Questions come first, then waits
// for a module that nobody defines, so that a misspelt name is not called a deadlock.
func (pl *pool) rank(w *waiter) int {
	unknown := !pl.s.beingDefined(w.mod)
	switch {
	case w.need == ifThereIsOne && unknown:
		return 0
	case w.need == ifThereIsOne:
		return 1
	case unknown:
		return 2
	}
	return 3
}

func (j *job) pool() *pool {
	if t := j.ofTask(); t != nil {
		return t.pool
	}
	return nil
}

// awaitModule waits for a module that another file may define.
func (s *Server) awaitModule(j *job, mod term.Atom, need need) bool {
	pl := j.pool()
	if pl == nil && j.anonymous {
		s.mu.Lock()
		pl = s.pool
		s.mu.Unlock()
	}
	if pl == nil {
		return false
	}
	if m := s.definedModule(mod); m != nil && j.within(m.job) {
		return false // the module waits for itself
	}
	pl.mu.Lock()
	defer pl.mu.Unlock()
	w := &waiter{mod: mod, need: need}
	pl.waiting = append(pl.waiting, w)
	defer pl.leave(w)
	for {
		if pl.come(w) {
			return true
		}
		if w.released || pl.running == 0 {
			return false
		}
		if pl.stuck() {
			pl.release()
			continue
		}
		pl.changed.Wait()
	}
}

// stuck reports whether no file can go on. One whose module has come, or that was
// released, has only not been woken yet.
func (pl *pool) stuck() bool {
	blocked := 0
	for _, w := range pl.waiting {
		if !w.released && !pl.come(w) {
			blocked++
		}
	}
	for _, load := range pl.loads {
		select {
		case <-load:
		default:
			blocked++
		}
	}
	return blocked >= pl.running
}

// awaitLoad waits for a source that another file has begun to load. That file may
// wait for a module in its turn, so this one counts among those that cannot go on.
func (pl *pool) awaitLoad(load <-chan struct{}) {
	if pl == nil {
		<-load
		return
	}
	pl.mu.Lock()
	pl.loads = append(pl.loads, load)
	pl.changed.Broadcast()
	pl.mu.Unlock()
	<-load
	pl.mu.Lock()
	i := slices.Index(pl.loads, load)
	pl.loads = slices.Delete(pl.loads, i, i+1)
	pl.mu.Unlock()
}

func (pl *pool) leave(w *waiter) {
	for i, o := range pl.waiting {
		if o == w {
			pl.waiting = append(pl.waiting[:i], pl.waiting[i+1:]...)
			return
		}
	}
}

// release lets one waiter go on without its module.
func (pl *pool) release() {
	var pick *waiter
	for _, w := range pl.waiting {
		if !w.released && (pick == nil || pl.rank(w) < pl.rank(pick)) {
			pick = w
		}
	}
	if pick != nil {
		pick.released = true
	}
	pl.changed.Broadcast()
}

// wakePool tells waiting files that a module is there, or will not be.
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

// A FileError is what went wrong in a file.
type FileError struct {
	File string
	Err  error
}

// CompileFiles compiles files side by side and returns the modules they
// define and the errors, file by file. The diagnostics are printed. It must
// not be called by a worker of the engine.
func (s *Server) CompileFiles(files []string, leader term.Term) ([]term.Atom, []FileError) {
	texts := make(map[string]string, len(files))
	var errs []FileError
	var ok []string
	for _, f := range files {
		b, err := s.readFile(f)
		if err != nil {
			errs = append(errs, FileError{f, fmt.Errorf("read %s: %w", f, err)})
			continue
		}
		texts[f] = string(b)
		ok = append(ok, f)
	}
	mods, more := s.compileTexts(ok, texts, leader)
	return mods, append(errs, more...)
}

func (s *Server) compileTexts(files []string, texts map[string]string, leader term.Term) ([]term.Atom, []FileError) {
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
		forms[i], errs[i] = s.parseFile(&job{leader: leader, task: tasks[i], file: files[i]}, files[i], texts[files[i]])
	})
	for i, form := range forms {
		if errs[i] == nil {
			s.withdraw(modulesOf(form), files[i])
		}
	}
	sideBySide(len(files), func(i int) {
		if errs[i] == nil {
			done := s.limit(tasks[i])
			_, err := s.runForms(&job{leader: leader, task: tasks[i], file: files[i]}, forms[i], lexical.NewEnv(files[i], 1))
			done()
			errs[i] = tasks[i].explain(files[i], err)
		}
		pl.mu.Lock()
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
			out = append(out, FileError{files[i], err})
		}
	}
	return pl.modules, out
}

// sideBySide calls do for 0 to n-1 at once and waits for all.
func sideBySide(n int, do func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
}

// parseFile reads the text of a file, and keeps the text for diagnostics, which show its lines.
func (s *Server) parseFile(j *job, file, text string) (term.Term, error) {
	s.setText(file, text)
	if pl := j.pool(); pl != nil {
		pl.mu.Lock()
		pl.files = append(pl.files, file)
		pl.mu.Unlock()
	}
	return s.parse(j, text, syntax.Options{File: file, Columns: true})
}

// runFile evaluates the text of a file in a process of its own.
func (s *Server) runFile(j *job, file, text string, env *lexical.Env) (term.Term, error) {
	if j.pool() == nil {
		defer s.dropText(file)
	}
	q, err := s.parseFile(j, file, text)
	if err != nil {
		return term.Nil, err
	}
	if env == nil {
		env = lexical.NewEnv(file, 1)
	}
	return s.runForms(j, q, env)
}

// runForms evaluates the forms of a file in a process of its own: {value, bindings}.
func (s *Server) runForms(j *job, q term.Term, env *lexical.Env) (term.Term, error) {
	v, err := s.tracked(j, env, func() (term.Term, error) {
		return s.within(j, func(p *vm.Process) vm.Step {
			return s.runAll(p, j, fileForms(q, false), term.Nil, term.Empty, env)
		})
	})
	return v, withoutFile(err, q)
}

// withoutFile is an error without the function of the file, where Elixir has none.
func withoutFile(err error, q term.Term) error {
	if e, ok := err.(*vm.Exception); ok && onlyModules(q) {
		e.Stack = slices.DeleteFunc(e.Stack, func(at vm.StackEntry) bool { return at.Name == compile.AFileFun })
	}
	return err
}

// onlyModules reports whether a file is modules and nothing else, each of which Elixir
// compiles by itself, without a function for the file.
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

// singlePool collects the modules that one file defines.
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

// drop forgets the checks: what is missing is missing because of an error.
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
	for _, check := range checks {
		check()
	}
	for _, file := range files {
		s.dropText(file)
	}
	return mods
}
