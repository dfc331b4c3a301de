package term

import (
	"fmt"
	"sync/atomic"
)

// An Atom is an index into the process-wide table of names. The zero Atom is invalid.
type Atom uint32

// MaxAtoms bounds the table, as the BEAM's +t flag does (Erlang efficiency guide, "System
// limits"). A program that creates atoms from its input fails with an error instead of exhausting
// memory. The table has room for ReservedAtoms more, so that the runtime can still load its library
// and compile. All names in the sources of the library are about 15,000.
const (
	MaxAtoms      = 1_048_576
	ReservedAtoms = 65_536
)

// ErrAtoms is the error for a name that does not fit into the table.
var ErrAtoms = fmt.Errorf("the atom table is full (%d atoms)", MaxAtoms)

// loads is the number of parts of the library that are being loaded.
var loads atomic.Int32

// LoadLibrary lets InternDerived use all of the reserved part until done is called. It is for the
// time in which a part of the library is loaded.
func LoadLibrary() (done func()) {
	loads.Add(1)
	return func() { loads.Add(-1) }
}

// MaxAtomRunes is the maximum length of an atom's name (erlang:binary_to_atom/2).
const MaxAtomRunes = 255

var atoms = newAtomTable()

// Intern returns the atom called name and creates it if necessary. It is for the names of the
// runtime itself, and panics with ErrAtoms when even the reserved part of the table is full. Use
// TryIntern for names from programs and from outside, and InternDerived for those that the runtime
// derives from them.
func Intern(name string) Atom { return interned(name, MaxAtoms+ReservedAtoms) }

// InternDerived is Intern for a name that the runtime derives from a program's, such as that of a
// closure. It uses only half of the reserved part, unless a part of the library is being loaded. A
// program that makes the runtime derive names without end therefore leaves room for the library.
func InternDerived(name string) Atom {
	if loads.Load() > 0 {
		return Intern(name)
	}
	return interned(name, MaxAtoms+ReservedAtoms/2)
}

func interned(name string, limit Atom) Atom {
	a, err := atoms.intern(name, limit)
	if err != nil {
		panic(err)
	}
	return a
}

// TryIntern is Intern, but returns an error when the table has MaxAtoms.
func TryIntern(name string) (Atom, error) { return atoms.intern(name, MaxAtoms) }

// TryInternOwn is TryIntern for a name in the sources of the library. It may use the reserved part
// of the table.
func TryInternOwn(name string) (Atom, error) { return atoms.intern(name, MaxAtoms+ReservedAtoms) }

// Atoms returns the number of atoms in the table.
func Atoms() int { return int(atoms.count.Load()) }

// LookupAtom returns the atom called name if it exists.
func LookupAtom(name string) (Atom, bool) {
	a := atoms.find(name, atoms.hash(name))
	return a, a != 0
}

// String returns the atom's name, without colon or quotes.
func (a Atom) String() string { return atoms.name(a) }

// Term converts the atom to a Term.
func (a Atom) Term() Term { return Term{bits: uint64(a)<<tagBits | uint64(KindAtom)} }

// These are the atoms that the runtime itself uses.
var (
	ANil       = Intern("nil")
	ATrue      = Intern("true")
	AFalse     = Intern("false")
	AOk        = Intern("ok")
	AError     = Intern("error")
	AExit      = Intern("exit")
	AThrow     = Intern("throw")
	AUndefined = Intern("undefined")
	ANormal    = Intern("normal")
	AKill      = Intern("kill")
	AKilled    = Intern("killed")
	AStruct    = Intern("__struct__")
	AException = Intern("__exception__")
	ABadarg    = Intern("badarg")
	AInfinity  = Intern("infinity")
	ANoNode    = Intern("nonode@nohost")
	ANone      = Intern("none")
	AErlang    = Intern("erlang")
	Nil        = ANil.Term()
	True       = ATrue.Term()
	False      = AFalse.Term()
	Ok         = AOk.Term()
	Error      = AError.Term()
	Undefined  = AUndefined.Term()
)

// Bool returns the atom true or false.
func Bool(b bool) Term {
	if b {
		return True
	}
	return False
}

// Sym returns the atom called name as a Term. Every call looks up the name, so callers in hot code
// should keep the result in a package variable.
func Sym(name string) Term { return Intern(name).Term() }
