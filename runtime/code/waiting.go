package code

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file lets a file wait for a module of another file. When all files are waiting, some are
// released without their modules. When a file fails, the waiting files are stopped, as in Elixir.

// A waiter is a file waiting for a module or its struct.
type waiter struct {
	mod      term.Atom
	need     need
	task     *compileTask // may be nil
	released bool
}

// A need is the part of a module that a file is waiting for.
type need int

const (
	wholeModule need = iota
	// itsStruct is available as soon as defstruct has run in the module's body.
	itsStruct
	// ifThereIsOne is the need of Code.ensure_compiled, which accepts that the module does not
	// exist.
	ifThereIsOne
)

// come reports whether w no longer needs to wait.
func (pl *pool) come(w *waiter) bool {
	return pl.s.loaded(w.mod) || w.need == itsStruct && pl.s.structDefined(w.mod) != nil
}

// inDeadlock is the rank of the waiters for modules that other waiting files define.
const inDeadlock = 3

// rank orders waiters that cannot be served. Those with the lowest rank are released first, as in
// Elixir: first ensure_compiled, then modules that no file defines, so that a misspelt name is not
// reported as a deadlock.
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
	return inDeadlock
}

// awaitModule waits for a module that another file may define. It reports whether the module is
// available.
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
		return false // the module would wait for itself
	}
	pl.mu.Lock()
	defer pl.mu.Unlock()
	w := &waiter{mod: mod, need: need, task: j.ofTask()}
	pl.waiting = append(pl.waiting, w)
	defer pl.leave(w)
	for {
		if pl.come(w) {
			return true
		}
		if w.released || pl.running == 0 {
			return false
		}
		if t := j.ofTask(); pl.failed && t != nil {
			t.cancelled.Store(true)
			return false
		}
		if pl.stuck() {
			pl.release()
			continue
		}
		pl.changed.Wait()
	}
}

// stuck reports whether no file can continue. A waiter that is released, or whose module is
// available, will wake up and is not stuck.
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

// awaitLoad waits for a source that another file is loading. The other file may itself be waiting
// for a module, so the file that calls awaitLoad counts as blocked.
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

// release lets the waiters of the lowest rank continue without their modules. If they wait for each
// other, their files fail.
func (pl *pool) release() {
	least := inDeadlock
	for _, w := range pl.waiting {
		if !w.released {
			least = min(least, pl.rank(w))
		}
	}
	for _, w := range pl.waiting {
		if w.released || pl.rank(w) != least {
			continue
		}
		w.released = true
		if least == inDeadlock && w.task != nil {
			w.task.deadlock.CompareAndSwap(0, uint32(w.mod))
		}
	}
	pl.changed.Broadcast()
}

// quiet reports whether the errors of a task are not shown, because it did not get a module.
func (t *compileTask) quiet() bool { return t != nil && (t.cancelled.Load() || t.deadlock.Load() != 0) }

// outcome returns the error of a task that ended with err. A task that was stopped because another
// file failed has none.
func (t *compileTask) outcome(err error) error {
	switch mod := term.Atom(t.deadlock.Load()); {
	case err == nil || t.cancelled.Load():
		return nil
	case mod != 0:
		return deadlocked(mod, err)
	}
	return err
}

// deadlocked returns the error of a file that waits for mod, which waits for the file. The stack
// trace of err begins with the function that the file would have called.
func deadlocked(mod term.Atom, err error) error {
	e := vm.Raise("CompileError", "file", term.Nil, "line", term.Nil, "description", "deadlocked waiting on module "+diagnostic.Inspect(mod.Term()))
	if was := expand.AsException(err); was.Reason.Is(aUndef) && len(was.Stack) > 0 {
		e.Stack = was.Stack[1:]
	}
	return e
}
