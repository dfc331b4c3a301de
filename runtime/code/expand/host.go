package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// A Host is what an expander asks of those who use it: the node, with its modules.
type Host interface {
	// Counter is a number that tells one expansion of a macro from another.
	Counter() int64
	// Room is an error where a form is nested too deeply, or there is no room for what is made of it.
	Room(form term.Term) error
	// Call runs a function of Elixir code and waits for it.
	Call(mod, fn term.Atom, args ...term.Term) (term.Term, error)
	// Load has a module loaded, and reports whether it is there.
	Load(mod term.Atom) bool
	Loaded(mod term.Atom) bool
	// Absent reports whether Elixir has the module and lab has not.
	Absent(mod term.Atom) bool
	Exports(mod, fn term.Atom, arity int) bool
	// Names are the functions and macros of a module.
	Names(mod term.Atom) (functions, macros map[quoted.NameArity]bool)
	// BeingDefined reports whether anybody defines the module now; DefinedAround, whether what is expanded does.
	BeingDefined(mod term.Atom) bool
	DefinedAround(mod term.Atom) bool
	// Struct is what is known of the struct of a module, Enclosing of one that is still being defined; nil for none.
	Struct(mod term.Atom) *Struct
	Enclosing(mod term.Atom) *Struct
	// Outdated is the reason of a function or a macro with @deprecated, "" for others.
	Outdated(mod term.Atom, n quoted.NameArity) string
	// Option is one of the compiler's.
	Option(name string) term.Term
	Diagnose(d *diagnostic.Diagnostic)
	// Quiet says that nobody wants warnings.
	Quiet() bool
	// Module is the one being defined, nil outside.
	Module() Module
}

// A Module is the module being defined, as its expander sees it.
type Module interface {
	Name() term.Atom
	// Lazy says that its functions are expanded when first called.
	Lazy() bool
	// Taint says that there was an error: the module is not made.
	Taint()
	// DiagnoseAtEnd tells something once the module is there, as Erlang's compiler does.
	DiagnoseAtEnd(d *diagnostic.Diagnostic)
	Struct() *Struct
	// NoteImport and NoteRemote note a call: of a name that is imported, of a function of another module.
	NoteImport(mod term.Atom, n quoted.NameArity)
	NoteRemote(mod term.Atom, n quoted.NameArity, meta term.Term)
	// NoteLocal notes a call of a function of the module itself.
	NoteLocal(n quoted.NameArity, meta term.Term)
	// Defines reports whether there is a definition, IsMacro whether a macro that can be called by now.
	Defines(n quoted.NameArity) bool
	IsMacro(n quoted.NameArity) bool
	// CallMacro expands a call of a macro of the module itself.
	CallMacro(name term.Atom, meta term.Term, args []term.Term) term.Term
	// InDefinition says that the body of a definition is expanded, FillsDefaults that it does nothing but call n.
	InDefinition() bool
	FillsDefaults(n quoted.NameArity) bool
	// Super expands a call of what the definition overrides.
	Super(t, meta term.Term, args []term.Term) term.Term
}
