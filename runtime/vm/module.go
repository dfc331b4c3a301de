package vm

import (
	"fmt"
	"sort"
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// An Export is a function that can be called from anywhere by its name. It
// exists from the first time somebody speaks of it; the function behind it
// comes, changes and goes.
type Export struct {
	Module, Name term.Atom
	Arity        int
	fn           atomic.Pointer[Func]
}

// Func returns the function, nil when it is undefined.
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

// A Module is loaded code and what reflection tells of it.
type Module struct {
	Name term.Atom
	File string
	// Attributes, Docs and Info are for reflection; the engine passes them on.
	Attributes term.Term
	Docs       term.Term
	Info       map[term.Atom]term.Term
	// Funcs are the exported functions.
	Funcs []*Func
	// All returns its functions, the private ones too; nil for one in Go.
	All func() []*Func
	// Closures are the module's closures, nil where it has none to find.
	Closures *Closures
	// former are those of the version before: who still has one may call it.
	former *Closures
	// Native says that the module has functions in Go only.
	Native bool
}

// code is the table of modules and exports of a machine.
type code struct {
	mu      sync.RWMutex
	exports sync.Map // exportKey -> *Export
	modules map[term.Atom]*Module
	// natives are the functions in Go, which win over loaded ones.
	natives map[exportKey]*Func
	// scripts are the closures of code that is in no module.
	scripts sync.Map // term.Version -> *Closures
}

func (c *code) init() {
	c.modules = map[term.Atom]*Module{}
	c.natives = map[exportKey]*Func{}
}

// Export returns the export of the name, making it if it is new.
func (m *Machine) Export(mod, name term.Atom, arity int) *Export {
	k := exportKey{mod, name, arity}
	if x, ok := m.code.exports.Load(k); ok {
		return x.(*Export)
	}
	x, _ := m.code.exports.LoadOrStore(k, &Export{Module: mod, Name: name, Arity: arity})
	return x.(*Export)
}

// exportCache has the exports that a worker has looked up last.
type exportCache [64]*Export

// Export is Machine.Export for the one that runs p.
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

// Modules returns the loaded modules, those of only natives included.
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

// Exports returns the functions of a module that can be called, in the order
// of names and arities.
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

// Load makes a module known, in place of an older one of the same name.
// Functions that run in the old one go on there, as do its closures.
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

// drop makes the exports of a module undefined, but for those to keep and the
// natives.
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

// Delete forgets a module. It reports whether there was one.
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

// A Native is a function in Go that returns at once and calls nothing back.
// It must not keep the slice of arguments, which is used again, nor write to
// it.
type Native func(p *Process, a []term.Term) (term.Term, error)

// A StepNative is a function in Go that may call functions, wait, spawn or end
// the process. It owns the slice of arguments.
type StepNative func(p *Process, a []term.Term) Step

// Native registers a function in Go.
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

// StepNative registers a function in Go that is more than a leaf.
func (m *Machine) StepNative(mod, name string, arity int, fn StepNative) *Func {
	f := &Func{Module: ModuleAtom(mod), Name: term.Intern(name), Arity: arity, Regs: arity}
	f.Entry = func(p *Process) Step {
		p.native, p.args = f, append([]term.Term(nil), p.R[:arity]...)
		return fn(p, p.args)
	}
	m.native(f)
	return f
}

// PlainNative is StepNative without a copy of the arguments: they are the registers, which
// fn leaves once it calls anything. It says with ArgsAre what they were.
func (m *Machine) PlainNative(mod, name string, arity int, fn StepNative) *Func {
	f := &Func{Module: ModuleAtom(mod), Name: term.Intern(name), Arity: arity, Regs: arity}
	f.Entry = func(p *Process) Step {
		p.native, p.args = f, nil
		return fn(p, p.R[:arity])
	}
	m.native(f)
	return f
}

// ArgsAre says what the running native was called with, for errors.
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

// IsNative reports whether a function is one in Go.
func (m *Machine) IsNative(mod, name term.Atom, arity int) bool {
	return m.NativeOf(mod, name, arity) != nil
}

// NativeOf is a function in Go, nil for none of that name.
func (m *Machine) NativeOf(mod, name term.Atom, arity int) *Func {
	m.code.mu.RLock()
	defer m.code.mu.RUnlock()
	return m.code.natives[exportKey{mod, name, arity}]
}

// Apply1 runs a leaf in the middle of an expression.
func (f *Func) Apply1(p *Process, a term.Term) term.Term {
	s := p.worker.scratch[:1]
	s[0] = a
	v, err := f.Leaf(p, s)
	if err != nil {
		panic(InNative(err, f, s))
	}
	return v
}

// Try1 runs a leaf of one argument; ok is false where it fails.
func (f *Func) Try1(p *Process, a term.Term) (v term.Term, ok bool) {
	s := p.worker.scratch[:1]
	s[0] = a
	v, err := f.Leaf(p, s)
	return v, err == nil
}

// Try2 runs a leaf of two arguments; ok is false where it fails.
func (f *Func) Try2(p *Process, a, b term.Term) (v term.Term, ok bool) {
	s := p.worker.scratch[:2]
	s[0], s[1] = a, b
	v, err := f.Leaf(p, s)
	return v, err == nil
}

// Apply2 is Apply1 for two arguments.
func (f *Func) Apply2(p *Process, a, b term.Term) term.Term {
	s := p.worker.scratch[:2]
	s[0], s[1] = a, b
	v, err := f.Leaf(p, s)
	if err != nil {
		panic(InNative(err, f, s))
	}
	return v
}

// Scratch is a slice for the arguments of a leaf.
func (p *Process) Scratch(n int) []term.Term {
	if w := p.worker; w != nil && n <= len(w.scratch) {
		return w.scratch[:n]
	}
	return make([]term.Term, n)
}

// undefined asks the loader for a module that is not there, then raises.
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

// callLoaded calls a function of a module that is there by now: another process
// may have loaded it after the caller found the function missing.
func (p *Process) callLoaded(x *Export, args []term.Term) Step {
	f := x.Func()
	if f == nil {
		return p.undef(x, args)
	}
	p.resize(f.Regs, 0)
	copy(p.R, args)
	return p.Start(f)
}

// undef raises what calling an undefined function raises.
func (p *Process) undef(x *Export, args []term.Term) Step {
	e := ErrorOf(aUndef)
	e.Stack = []StackEntry{{Module: x.Module, Name: x.Name, Arity: x.Arity, Args: append([]term.Term{}, args...)}}
	return p.Fail(e)
}

// String names the function.
func (f *Func) String() string { return fmt.Sprintf("%s.%s/%d", f.Module, f.Name, f.Arity) }
