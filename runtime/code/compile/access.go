package compile

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles container[key]. It looks up keys of plain maps, keyword lists and nil in
// place. Access.get/2 handles structs and errors.

var (
	aAccess = vm.ModuleAtom("Access")
	aGet    = term.Intern("get")
)

// access compiles Access.get(container, key).
func (c *compiler) access(args []term.Term, line int, k then) vm.Step {
	x := c.m.Export(aAccess, aGet, 2)
	r := c.temp()
	found := k.finish(inRegister(r))
	return c.operands(args, func(os []operand) vm.Step {
		call := c.callExport(x, os, line, k)
		container, key := os[0], os[1]
		return func(p *vm.Process) vm.Step {
			v, ok := lookedUp(container.value(p), key.value(p))
			if !ok || c.m.TracesCalls() {
				return call(p)
			}
			p.Charge(1)
			p.R[r] = v
			return found(p)
		}
	})
}

// lookedUp returns container[key], or nil for a missing key. ok is false if Access has to handle
// the container.
func lookedUp(container, key term.Term) (v term.Term, ok bool) {
	if m := container.Map(); m != nil {
		if _, is := m.Get(term.AStruct.Term()); is {
			return v, false
		}
		if v, ok := m.Get(key); ok {
			return v, true
		}
		return term.Nil, true
	}
	if container.Is(term.ANil) {
		return term.Nil, true
	}
	if !key.IsAtom() {
		return v, false
	}
	for cell := container.Cons(); cell != nil; cell = container.Cons() {
		pair := cell.Head.Elems()
		if len(pair) != 2 {
			return v, false
		}
		if pair[0].IsSame(key) {
			return pair[1], true
		}
		container = cell.Tail
	}
	return term.Nil, container.IsEmpty()
}
