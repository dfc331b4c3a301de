package compile

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file numbers the closures of a module, so that another node with the same code can identify
// them.

const (
	// PlaceBits is the number of bits for the closures of one function that is compiled late.
	PlaceBits = 8
	// CaptureSlot stands for a capture such as &f/1 where a closure has its number.
	CaptureSlot = 1<<PlaceBits - 1
)

// An Enrolment numbers the closures of a unit.
type Enrolment struct {
	// Closures is nil during the compilation of code that only the module's macros run. Such code
	// has no numbered closures.
	Closures *vm.Closures
	next     uint32
	captures map[Key]uint32
	// PlaceOf is set if functions are compiled on demand, in any order. The index of a closure
	// then includes the place of its function.
	PlaceOf func(Key) (uint32, bool)
}

// A host is a named function during compilation.
type host struct {
	fn       *vm.Func
	place    uint32
	closures int
}

// enrol registers a closure of a function. It returns the template for the values of the closure.
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

// Capture returns &name/arity for a function of the unit. All captures of a function share an
// index.
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
