package code

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file numbers the closures of a module, so that another node that has the
// same code finds the one that is meant.

const (
	// placeBits make room for the closures of one function that is compiled late.
	placeBits = 8
	// captureSlot is the slot of the function itself, when it is captured.
	captureSlot = 1<<placeBits - 1
)

// An enrolment is the list of closures of a unit.
type enrolment struct {
	// closures is nil while code is compiled that only macros of the module run.
	closures *vm.Closures
	next     uint32
	captures map[funKey]uint32
	// placeOf is set where functions are compiled late, in any order: closures are
	// numbered by the place of the function then.
	placeOf func(funKey) (uint32, bool)
}

// A host is a named function while it is compiled.
type host struct {
	fn       *vm.Func
	place    uint32
	closures int
}

// enrol takes up a closure of a function. It returns what its values have in
// common.
func (e *enrolment) enrol(in *host, mod, name term.Atom, code *vm.Func) term.Fun {
	f := term.Fun{Module: mod, Name: name, Arity: code.Arity, Index: e.index(in)}
	e.add(&f, code)
	return f
}

func (e *enrolment) index(in *host) uint32 {
	if e.placeOf != nil {
		return in.place<<placeBits | uint32(in.closures-1)
	}
	e.next++
	return e.next - 1
}

func (e *enrolment) add(f *term.Fun, code *vm.Func) {
	if e.closures != nil {
		f.Version = &e.closures.Version
		e.closures.Add(f.Index, vm.Closure{Name: f.Name, Func: code})
	}
}

// capture is &name/arity, a function of the unit itself. There is one for all
// captures of it.
func (u *Unit) capture(name term.Atom, arity int) *term.Fun {
	k := funKey{name, arity}
	f := &term.Fun{Module: u.module, Name: name, Arity: arity, Code: u.Function(name, arity)}
	switch place, late := u.latePlace(k); {
	case late:
		f.Index = place<<placeBits | captureSlot
	default:
		index, known := u.captures[k]
		if !known {
			if u.captures == nil {
				u.captures = map[funKey]uint32{}
			}
			index = u.next
			u.next++
			u.captures[k] = index
		}
		f.Index = index
	}
	u.add(f, u.Function(name, arity))
	return f
}

func (e *enrolment) latePlace(k funKey) (uint32, bool) {
	if e.placeOf == nil {
		return 0, false
	}
	return e.placeOf(k)
}
