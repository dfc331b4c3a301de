package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file calls the @on_load function of a module after loading it.

// onLoad returns the function named by @on_load, or nil.
func (m *module) onLoad() *definition {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := m.attrs[term.Intern("on_load")]
	if list == nil || list.value.Cons() == nil {
		return nil
	}
	v := list.value.Cons().Head
	if el := v.Elems(); len(el) == 2 {
		v = el[0]
	}
	return m.defs[quoted.NameArity{Name: v.Atom(), Arity: 0}]
}

// loaded runs the @on_load function and continues with k. It deletes the module unless the
// function returns :ok.
func (r *bodyRun) loaded(p *vm.Process, k func(p *vm.Process) vm.Step) vm.Step {
	d := r.mod.onLoad()
	if d == nil || r.mod.lazy {
		return k(p)
	}
	return p.CallThen(funTerm(r.mod.unit.Function(d.callName(), 0)), nil, func(p *vm.Process, v term.Term) vm.Step {
		if v.Is(term.AOk) {
			return k(p)
		}
		r.s.m.Delete(r.mod.name)
		return p.Fail(vm.Raise("CompileError", "file", diagnostic.Relative(r.mod.file), "line", r.mod.line,
			"description", "could not load module "+diagnostic.Inspect(r.mod.name.Term())+" due to reason :on_load_failure"))
	})
}
