package vm

import (
	"fmt"
	"sort"
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// An Export is a function that can be called by name from anywhere. It is created on first
// reference. Its code can be defined, replaced and deleted later.
type Export struct {
	Module, Name term.Atom
	Arity        int
	fn           atomic.Pointer[Func]
}

// Func returns the function, or nil if it is undefined.
func (x *Export) Func() *Func {
	f := x.fn.Load()
	if f == nil {
		return nil
	}
	return f.Now()
}

type exportKey struct {
	mod, name term.Atom
	arity     int
}

// A Module is a loaded version of a module.
type Module struct {
	Name term.Atom
	File string
	// Attributes, Docs and Info are reflection data that the engine only passes on.
	Attributes term.Term
	Docs       term.Term
	Info       map[term.Atom]term.Term
	// Funcs holds the exported functions.
	Funcs []*Func
	// All returns all functions, including private functions. It is nil for a module in Go.
	All func() []*Func
	// Closures holds the module's closures, or nil.
	Closures *Closures
	// former holds the closures of the previous version, which can still be called.
	former *Closures
	// Native marks a module with Go functions only.
	Native bool
}

// code is the table of modules and exports of a machine.
type code struct {
	mu      sync.RWMutex
	exports sync.Map // exportKey to *Export
	modules map[term.Atom]*Module
	// natives holds the Go functions. They take precedence over loaded functions.
	natives map[exportKey]*Func
	// scripts holds the closures of code outside of modules.
	scripts sync.Map // term.Version to *Closures
}

func (c *code) init() {
	c.modules = map[term.Atom]*Module{}
	c.natives = map[exportKey]*Func{}
}

// Export returns the export of a function and creates it if necessary.
func (m *Machine) Export(mod, name term.Atom, arity int) *Export {
	k := exportKey{mod, name, arity}
	if x, ok := m.code.exports.Load(k); ok {
		return x.(*Export)
	}
	x, _ := m.code.exports.LoadOrStore(k, &Export{Module: mod, Name: name, Arity: arity})
	return x.(*Export)
}

// exportCache caches a worker's most recent export lookups.
type exportCache [64]*Export

// Export is like Machine.Export, but uses the cache of p's worker.
func (p *Process) Export(mod, name term.Atom, arity int) *Export {
	w := p.worker
	if w == nil {
		return p.m.Export(mod, name, arity)
	}
	at := &w.exports[(uint32(mod)*31+uint32(name)*7+uint32(arity))%uint32(len(exportCache{}))]
	if x := *at; x != nil && x.Module == mod && x.Name == name && x.Arity == arity {
		return x
	}
	*at = p.m.Export(mod, name, arity)
	return *at
}

// Module returns a loaded module, or nil.
func (m *Machine) Module(name term.Atom) *Module {
	m.code.mu.RLock()
	defer m.code.mu.RUnlock()
	return m.code.modules[name]
}

// Modules returns the loaded modules, including those with natives only.
func (m *Machine) Modules() []*Module {
	m.code.mu.RLock()
	defer m.code.mu.RUnlock()
	out := make([]*Module, 0, len(m.code.modules))
	for _, mod := range m.code.modules {
		out = append(out, mod)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name.String() < out[j].Name.String() })
	return out
}

// Exports returns the exported functions of a module, sorted by name and arity.
func (m *Machine) Exports(mod term.Atom) []*Func {
	m.code.mu.RLock()
	defer m.code.mu.RUnlock()
	var out []*Func
	if md := m.code.modules[mod]; md != nil {
		for _, f := range md.Funcs {
			if m.code.natives[exportKey{mod, f.Name, f.Arity}] == nil {
				out = append(out, f)
			}
		}
	}
	for k, f := range m.code.natives {
		if k.mod == mod {
			out = append(out, f)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.Name != b.Name {
			return a.Name.String() < b.Name.String()
		}
		return a.Arity < b.Arity
	})
	return out
}

// Load loads a module and replaces an older module of the same name. Running functions and closures
// of the older module continue.
func (m *Machine) Load(mod *Module) {
	m.code.mu.Lock()
	defer m.code.mu.Unlock()
	old := m.code.modules[mod.Name]
	m.code.modules[mod.Name] = mod
	if old != nil {
		mod.former = old.Closures
	}
	keep := map[exportKey]bool{}
	for _, f := range mod.Funcs {
		k := exportKey{mod.Name, f.Name, f.Arity}
		keep[k] = true
		f.Owner = mod
		if m.code.natives[k] == nil {
			m.Export(mod.Name, f.Name, f.Arity).fn.Store(f)
		}
	}
	m.drop(old, keep)
}

// drop undefines the exports of a module, except for those in keep and natives.
func (m *Machine) drop(old *Module, keep map[exportKey]bool) {
	if old == nil {
		return
	}
	for _, f := range old.Funcs {
		k := exportKey{old.Name, f.Name, f.Arity}
		if !keep[k] && m.code.natives[k] == nil {
			m.Export(old.Name, f.Name, f.Arity).fn.Store(nil)
		}
	}
}

// Delete deletes a module. It reports whether the module existed.
func (m *Machine) Delete(name term.Atom) bool {
	m.code.mu.Lock()
	defer m.code.mu.Unlock()
	old := m.code.modules[name]
	if old == nil {
		return false
	}
	delete(m.code.modules, name)
	m.drop(old, nil)
	return true
}

// A Native is a Go function that returns at once and does not call back into the engine. It must
// neither keep nor modify the argument slice, which is reused.
type Native func(p *Process, a []term.Term) (term.Term, error)

// A StepNative is a Go function that may call functions, wait, spawn or end the process. It owns
// the argument slice.
type StepNative func(p *Process, a []term.Term) Step

// Native registers fn as a leaf: compiled code may call it inside an expression.
func (m *Machine) Native(mod, name string, arity int, fn Native) {
	f := &Func{Module: ModuleAtom(mod), Name: term.Intern(name), Arity: arity, Regs: arity, Leaf: fn}
	f.Entry = func(p *Process) Step {
		p.native = f
		v, err := fn(p, p.R[:arity])
		if err != nil {
			return p.Fail(InNative(err, f, p.R[:arity]))
		}
		return p.Return(v)
	}
	m.native(f)
}

// StepNative registers fn, which gets a copy of the arguments, and returns its Func.
func (m *Machine) StepNative(mod, name string, arity int, fn StepNative) *Func {
	f := &Func{Module: ModuleAtom(mod), Name: term.Intern(name), Arity: arity, Regs: arity}
	f.Entry = func(p *Process) Step {
		p.native, p.args = f, append([]term.Term(nil), p.R[:arity]...)
		return fn(p, p.args)
	}
	m.native(f)
	return f
}

// PlainNative is like StepNative without a copy of the arguments. The arguments are in the
// registers, which any call overwrites. For errors, fn must pass a copy of them to ArgsAre.
func (m *Machine) PlainNative(mod, name string, arity int, fn StepNative) *Func {
	f := &Func{Module: ModuleAtom(mod), Name: term.Intern(name), Arity: arity, Regs: arity}
	f.Entry = func(p *Process) Step {
		p.native, p.args = f, nil
		return fn(p, p.R[:arity])
	}
	m.native(f)
	return f
}

// ArgsAre sets the arguments of the running native, for errors.
func (p *Process) ArgsAre(args []term.Term) { p.args = args }

func (m *Machine) native(f *Func) {
	m.code.mu.Lock()
	defer m.code.mu.Unlock()
	m.code.natives[exportKey{f.Module, f.Name, f.Arity}] = f
	if m.code.modules[f.Module] == nil {
		m.code.modules[f.Module] = &Module{Name: f.Module, Native: true}
	}
	m.Export(f.Module, f.Name, f.Arity).fn.Store(f)
}

// IsNative reports whether a function is implemented in Go.
func (m *Machine) IsNative(mod, name term.Atom, arity int) bool {
	return m.NativeOf(mod, name, arity) != nil
}

// NativeOf returns a Go function, or nil.
func (m *Machine) NativeOf(mod, name term.Atom, arity int) *Func {
	m.code.mu.RLock()
	defer m.code.mu.RUnlock()
	return m.code.natives[exportKey{mod, name, arity}]
}

// Apply1 calls a leaf with one argument inside an expression. It panics with the error of the leaf.
func (f *Func) Apply1(p *Process, a term.Term) term.Term {
	s := p.worker.scratch[:1]
	s[0] = a
	v, err := f.Leaf(p, s)
	if err != nil {
		panic(InNative(err, f, s))
	}
	return v
}

// Try1 calls a leaf with one argument. ok is false if the leaf fails.
func (f *Func) Try1(p *Process, a term.Term) (v term.Term, ok bool) {
	s := p.worker.scratch[:1]
	s[0] = a
	v, err := f.Leaf(p, s)
	return v, err == nil
}

// Try2 calls a leaf with two arguments. ok is false if the leaf fails.
func (f *Func) Try2(p *Process, a, b term.Term) (v term.Term, ok bool) {
	s := p.worker.scratch[:2]
	s[0], s[1] = a, b
	v, err := f.Leaf(p, s)
	return v, err == nil
}

// Apply2 is like Apply1 for two arguments.
func (f *Func) Apply2(p *Process, a, b term.Term) term.Term {
	s := p.worker.scratch[:2]
	s[0], s[1] = a, b
	v, err := f.Leaf(p, s)
	if err != nil {
		panic(InNative(err, f, s))
	}
	return v
}

// Scratch returns a slice for the arguments of a leaf.
func (p *Process) Scratch(n int) []term.Term {
	if w := p.worker; w != nil && n <= len(w.scratch) {
		return w.scratch[:n]
	}
	return make([]term.Term, n)
}

// undefined asks the loader for the module of an undefined function, then calls the function.
func (p *Process) undefined(x *Export, args []term.Term) Step {
	load := p.m.OnUndefined
	md := p.m.Module(x.Module)
	if load == nil || md != nil && !md.Native {
		return p.callLoaded(x, args)
	}
	p.resize(0, 0)
	return p.BlockThen(func() (term.Term, error) {
		return term.Nil, load(p, x.Module)
	}, func(p *Process, _ term.Term) Step { return p.callLoaded(x, args) })
}

// callLoaded calls a function again whose module may have been loaded meanwhile.
func (p *Process) callLoaded(x *Export, args []term.Term) Step {
	f := x.Func()
	if f == nil {
		return p.undef(x, args)
	}
	p.resize(f.Regs, 0)
	copy(p.R, args)
	return p.Start(f)
}

// undef raises the error for an undefined function.
func (p *Process) undef(x *Export, args []term.Term) Step {
	e := ErrorOf(aUndef)
	e.Stack = []StackEntry{{Module: x.Module, Name: x.Name, Arity: x.Arity, Args: append([]term.Term{}, args...)}}
	return p.Fail(e)
}

// String returns module.name/arity.
func (f *Func) String() string { return fmt.Sprintf("%s.%s/%d", f.Module, f.Name, f.Arity) }
