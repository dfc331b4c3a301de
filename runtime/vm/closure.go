package vm

import (
	"sync"

	"lab/runtime/term"
)

// This file finds the code of a closure that was made elsewhere: on another
// node, or read from bytes. It has the code of this node's module of that name,
// if that is the same version.

// A Closure is what a fn, or a capture of a function of its own module, is made
// of.
type Closure struct {
	Name term.Atom
	Func *Func
}

// Closures are those of one version of a module, by their index.
type Closures struct {
	Version term.Version
	// Compile makes the closures of functions that are compiled late, up to the
	// one of the index; nil where all are there from the start.
	Compile func(index uint32) error

	mu   sync.RWMutex
	made map[uint32]Closure
}

// NewClosures returns the closures of a version, none yet.
func NewClosures(v term.Version) *Closures {
	return &Closures{Version: v, made: map[uint32]Closure{}}
}

// Add makes a closure known.
func (c *Closures) Add(index uint32, made Closure) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made[index] = made
}

// Len is the number of closures.
func (c *Closures) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.made)
}

// find returns the closure that f is one of.
func (c *Closures) find(f *term.Fun) (Closure, bool) {
	if c == nil {
		return Closure{}, false
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	made, ok := c.made[f.Index]
	return made, ok && made.Func.Free == len(f.Free) && made.Func.Arity == f.Arity
}

// KeepScript makes the closures of code known that is in no module, such as that
// of a script.
func (m *Machine) KeepScript(c *Closures) { m.code.scripts.Store(c.Version, c) }

// closuresOf returns the closures among which f is, nil where its module is
// missing or another version.
func (m *Machine) closuresOf(f *term.Fun) *Closures {
	if f.Version == nil {
		return nil
	}
	if md := m.Module(f.Module); md != nil {
		for _, c := range []*Closures{md.Closures, md.former} {
			if c != nil && c.Version == *f.Version {
				return c
			}
		}
		return nil
	}
	c, _ := m.code.scripts.Load(*f.Version)
	found, _ := c.(*Closures)
	return found
}

// Bind gives a closure that was read from bytes its code, if that is here. It
// reports whether it is. Nobody else may have the closure yet.
func (m *Machine) Bind(f *term.Fun) bool {
	made, ok := m.closuresOf(f).find(f)
	if ok {
		f.Name, f.Code = made.Name, made.Func
	}
	return ok
}

// bound is a copy of f with code, which may have come since f was read. It
// compiles that of a function that is compiled late, so it must not be called by
// a worker.
func (m *Machine) bound(f *term.Fun) (*term.Fun, error) {
	own := *f
	own.Foreign = nil
	if m.Bind(&own) {
		return &own, nil
	}
	c := m.closuresOf(f)
	if c == nil || c.Compile == nil {
		return nil, nil
	}
	if err := c.Compile(f.Index); err != nil {
		return nil, err
	}
	if m.Bind(&own) {
		return &own, nil
	}
	return nil, nil
}

// revive calls a closure that has no code yet: one of a module whose code may
// have come meanwhile, or one of a prompt with its source.
func (p *Process) revive(f *term.Fun, args []term.Term) Step {
	var made *term.Fun
	p.resize(0, 0)
	return p.BlockThen(func() (term.Term, error) {
		var err error
		if !f.Source.IsNone() && p.m.Revive != nil {
			made, err = p.m.Revive(f)
			return term.Nil, err
		}
		if md := p.m.Module(f.Module); (md == nil || md.Native) && p.m.OnUndefined != nil {
			if err = p.m.OnUndefined(p, f.Module); err != nil {
				return term.Nil, err
			}
		}
		made, err = p.m.bound(f)
		return term.Nil, err
	}, func(p *Process, _ term.Term) Step {
		if made == nil {
			return p.Fail(p.m.codeless(f, args))
		}
		return p.TailCall(term.FromFun(made), args...)
	})
}

// codeless is what calling a closure raises whose code is not here: its module
// is missing, or another version.
func (m *Machine) codeless(f *term.Fun, args []term.Term) *Exception {
	if m.Module(f.Module) != nil {
		return ErrorOf(term.Tup(aBadfun, term.FromFun(f)))
	}
	e := ErrorOf(aUndef)
	e.Stack = []StackEntry{{Fun: term.FromFun(f), Module: f.Module, Arity: f.Arity, Args: append([]term.Term{}, args...)}}
	return e
}
