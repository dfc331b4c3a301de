package vm

import (
	"sync"

	"lab/runtime/term"
)

// This file finds the code of closures that come from other nodes or from decoded bytes. Such a
// closure uses the code of this node's module with the same name, if both modules have the same
// version.

// A Closure is the code of a fn, or of a captured local function.
type Closure struct {
	Name term.Atom
	Func *Func
}

// Closures holds the closures of one version of a module by index.
type Closures struct {
	Version term.Version
	// Compile compiles the function that contains the closure with the given index. It is nil if
	// all closures are compiled from the start.
	Compile func(index uint32) error

	mu   sync.RWMutex
	made map[uint32]Closure
}

// NewClosures returns an empty set of closures for a version.
func NewClosures(v term.Version) *Closures {
	return &Closures{Version: v, made: map[uint32]Closure{}}
}

// Add adds the closure with the given index.
func (c *Closures) Add(index uint32, made Closure) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made[index] = made
}

// Len returns the number of closures.
func (c *Closures) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.made)
}

// find returns the closure with the index of f, if its arity and number of captured values are
// those of f.
func (c *Closures) find(f *term.Fun) (Closure, bool) {
	if c == nil {
		return Closure{}, false
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	made, ok := c.made[f.Index]
	return made, ok && made.Func.Free == len(f.Free) && made.Func.Arity == f.Arity
}

// KeepScript registers the closures of code outside of modules, such as a script.
func (m *Machine) KeepScript(c *Closures) { m.code.scripts.Store(c.Version, c) }

// closuresOf returns the set of closures that f belongs to, or nil if its module is missing or has
// another version.
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

// Bind sets the code of a decoded closure if this node has that code. It reports whether it has set
// the code. No other goroutine may use the closure yet.
func (m *Machine) Bind(f *term.Fun) bool {
	made, ok := m.closuresOf(f).find(f)
	if ok {
		f.Name, f.Code = made.Name, made.Func
	}
	return ok
}

// bound returns a copy of f with its code, or nil if this node does not have the code. The code may
// have been loaded after f was decoded. bound may compile the containing function, so it must not
// be called from a worker.
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

// revive calls a closure that has no code yet. Either the module of the closure was loaded after
// the closure was decoded, or the closure was typed at a prompt and carries its source.
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

// codeless returns the error for calling a closure whose module is missing or has another version.
func (m *Machine) codeless(f *term.Fun, args []term.Term) *Exception {
	if m.Module(f.Module) != nil {
		return ErrorOf(term.Tup(aBadfun, term.FromFun(f)))
	}
	e := ErrorOf(aUndef)
	e.Stack = []StackEntry{{Fun: term.FromFun(f), Module: f.Module, Arity: f.Arity, Args: append([]term.Term{}, args...)}}
	return e
}
