package compile

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file numbers the closures of a module, so that another node that has the
// same code finds the one that is meant.

const (
	// PlaceBits make room for the closures of one function that is compiled late.
	PlaceBits = 8
	// CaptureSlot is the slot of the function itself, when it is captured.
	CaptureSlot = 1<<PlaceBits - 1
)

// An Enrolment is the list of closures of a unit.
type Enrolment struct {
	// Closures is nil while code is compiled that only macros of the module run.
	Closures *vm.Closures
	next     uint32
	captures map[Key]uint32
	// PlaceOf is set where functions are compiled late, in any order: closures are
	// numbered by the place of the function then.
	PlaceOf func(Key) (uint32, bool)
}

// A host is a named function while it is compiled.
type host struct {
	fn       *vm.Func
	place    uint32
	closures int
}

// enrol takes up a closure of a function. It returns what its values have in
// common.
func (e *Enrolment) enrol(in *host, mod, name term.Atom, code *vm.Func) term.Fun {
	f := term.Fun{Module: mod, Name: name, Arity: code.Arity, Index: e.index(in)}
	e.add(&f, code)
	return f
}

func (e *Enrolment) index(in *host) uint32 {
	if e.PlaceOf != nil {
		return in.place<<PlaceBits | uint32(in.closures-1)
	}
	e.next++
	return e.next - 1
}

func (e *Enrolment) add(f *term.Fun, code *vm.Func) {
	if e.Closures != nil {
		f.Version = &e.Closures.Version
		e.Closures.Add(f.Index, vm.Closure{Name: f.Name, Func: code})
	}
}

// Capture is &name/arity, a function of the unit itself. There is one for all
// captures of it.
func (u *Unit) Capture(name term.Atom, arity int) *term.Fun {
	k := Key{name, arity}
	f := &term.Fun{Module: u.module, Name: name, Arity: arity, Code: u.Function(name, arity)}
	switch place, late := u.latePlace(k); {
	case late:
		f.Index = place<<PlaceBits | CaptureSlot
	default:
		index, known := u.captures[k]
		if !known {
			if u.captures == nil {
				u.captures = map[Key]uint32{}
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

func (e *Enrolment) latePlace(k Key) (uint32, bool) {
	if e.PlaceOf == nil {
		return 0, false
	}
	return e.PlaceOf(k)
}
