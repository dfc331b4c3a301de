package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// A Host gives an Expander access to the node and its modules.
type Host interface {
	// Counter returns a unique number for each expansion of a macro.
	Counter() int64
	// Room returns an error if a form is nested too deeply, or if there is no room to compile it.
	Room(form term.Term) error
	// Call calls a function of Elixir code and waits for the result.
	Call(mod, fn term.Atom, args ...term.Term) (term.Term, error)
	// Load loads a module and reports whether it exists.
	Load(mod term.Atom) bool
	Loaded(mod term.Atom) bool
	// Absent reports whether a module exists in Elixir but not in lab.
	Absent(mod term.Atom) bool
	Exports(mod, fn term.Atom, arity int) bool
	// Names returns the functions and macros of a module.
	Names(mod term.Atom) (functions, macros map[quoted.NameArity]bool)
	// BeingDefined reports whether the module is being defined anywhere. DefinedAround reports
	// whether the code being expanded is inside it.
	BeingDefined(mod term.Atom) bool
	DefinedAround(mod term.Atom) bool
	// Struct returns the struct of a module, or nil. Enclosing returns the struct of a module that
	// is still being defined, or nil.
	Struct(mod term.Atom) *Struct
	Enclosing(mod term.Atom) *Struct
	// Outdated returns the reason given in @deprecated, or "".
	Outdated(mod term.Atom, n quoted.NameArity) string
	// Option returns a compiler option.
	Option(name string) term.Term
	Diagnose(d *diagnostic.Diagnostic)
	// TellTracers passes an event to the tracers of env.
	TellTracers(env *lexical.Env, event term.Term) error
	// Quiet reports whether warnings are off.
	Quiet() bool
	// Module returns the module being defined, or nil.
	Module() Module
}

// A Module is the module being defined, as the Expander sees it.
type Module interface {
	Name() term.Atom
	// Lazy reports whether functions are expanded on their first call.
	Lazy() bool
	// Taint records an error: the module will not be created.
	Taint()
	// DiagnoseAtEnd reports d once the module is complete, as Erlang's compiler does.
	DiagnoseAtEnd(d *diagnostic.Diagnostic)
	Struct() *Struct
	// NoteImport records a call of an imported function. NoteRemote records a call of a function in
	// another module.
	NoteImport(mod term.Atom, n quoted.NameArity)
	NoteRemote(mod term.Atom, n quoted.NameArity, meta term.Term)
	// NoteLocal records a call of a local function.
	NoteLocal(n quoted.NameArity, meta term.Term)
	// Defines reports whether n is defined. IsMacro reports whether n is a macro that can be
	// called already.
	Defines(n quoted.NameArity) bool
	IsMacro(n quoted.NameArity) bool
	// CallMacro expands a call of a local macro.
	CallMacro(name term.Atom, meta term.Term, args []term.Term) term.Term
	// InDefinition reports whether the body of a definition is being expanded. FillsDefaults
	// reports whether that body only calls n with default arguments.
	InDefinition() bool
	FillsDefaults(n quoted.NameArity) bool
	// Super expands a call of the overridden definition.
	Super(t, meta term.Term, args []term.Term) term.Term
}
