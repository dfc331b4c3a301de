package term

// An Atom is an index into the process-wide table of names. The zero Atom is
// no atom at all.
type Atom uint32

// MaxAtoms bounds the table, as the BEAM's +t flag does (Erlang efficiency
// guide, "System limits"): a program that makes atoms of its input is stopped
// with an error rather than by the operating system.
const MaxAtoms = 1_048_576

// MaxAtomRunes is the longest name an atom may have (erlang:binary_to_atom/2).
const MaxAtomRunes = 255

var atoms = newAtomTable()

// Intern returns the atom called name, making it if it is new. It panics when
// the table is full; use TryIntern for names that come from outside.
func Intern(name string) Atom {
	a, err := TryIntern(name)
	if err != nil {
		panic(err)
	}
	return a
}

// TryIntern is Intern with an error where the table is full.
func TryIntern(name string) (Atom, error) { return atoms.intern(name) }

// Atoms is how many atoms there are.
func Atoms() int { return int(atoms.count.Load()) }

// LookupAtom returns the atom called name if there is one already.
func LookupAtom(name string) (Atom, bool) {
	a := atoms.find(name, atoms.hash(name))
	return a, a != 0
}

// String returns the atom's name, without colon or quotes.
func (a Atom) String() string { return atoms.name(a) }

// Term returns the atom as a value.
func (a Atom) Term() Term { return Term{bits: uint64(a)<<tagBits | uint64(KindAtom)} }

// The atoms that the runtime itself speaks of.
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

// Bool returns true or false as an atom.
func Bool(b bool) Term {
	if b {
		return True
	}
	return False
}

// Sym returns the atom called name as a value. It looks the name up at every
// call; keep the result in a package variable where it is used often.
func Sym(name string) Term { return Intern(name).Term() }
