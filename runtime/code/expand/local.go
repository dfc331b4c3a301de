package expand

import (
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file asks the module being defined about its own functions and macros.

// written is how a quoted form is written.
func written(t term.Term) string { return syntax.Format(t) }

// localMacro reports whether a name is a macro of the module that can be called by now.
func (x *Expander) localMacro(name term.Atom, arity int) bool {
	m := x.Host.Module()
	return m != nil && x.Env.Function != nil && m.IsMacro(quoted.NameArity{Name: name, Arity: arity})
}

func (x *Expander) definesLocally(name term.Atom, arity int) bool {
	m := x.Host.Module()
	return m != nil && x.Env.Function != nil && m.Defines(quoted.NameArity{Name: name, Arity: arity})
}

func (x *Expander) expandLocalMacro(name term.Atom, meta term.Term, args []term.Term) term.Term {
	return x.expandResult(meta, x.Host.Module().Name(), name, func(x *Expander, meta term.Term, args []term.Term) term.Term {
		return x.Host.Module().CallMacro(name, meta, args)
	}, args)
}

// functionCall notes a call of what is not a macro so far.
func (x *Expander) functionCall(name term.Atom, arity int, meta term.Term) {
	if m := x.Host.Module(); m != nil {
		m.NoteLocal(quoted.NameArity{Name: name, Arity: arity}, meta)
	}
}

// remoteCall notes a call of a function of another module, to be checked later. A call outside of
// functions runs while the file is compiled: of such a call it says at once that it is outdated.
func (x *Expander) remoteCall(mod term.Atom, fn quoted.NameArity, meta term.Term) {
	m := x.Host.Module()
	switch {
	case m != nil && m.Lazy():
	case x.Env.Function == nil && !strings.HasPrefix(mod.String(), "Elixir."):
		// Elixir looks at calls of Erlang in functions alone.
	case x.Env.Function == nil:
		x.warnOutdated(mod, fn, meta)
	case m != nil:
		m.NoteRemote(mod, fn, meta)
	}
}

// discouraged are the functions of Application whose value may differ when the program runs.
var discouraged = map[string]bool{"get_env": true, "fetch_env": true, "fetch_env!": true}

func (x *Expander) warnOutdated(mod term.Atom, fn quoted.NameArity, meta term.Term) {
	kind, reason := diagnostic.Deprecated, x.Host.Outdated(mod, fn)
	name := diagnostic.FunctionName(mod, fn)
	switch {
	case reason != "" && fn.Name == aUsing:
		name, meta = "use "+diagnostic.Inspect(mod.Term()), quoted.KwDelete(meta, quoted.AColumn)
	case reason != "":
	case mod == aApplication && discouraged[fn.Name.String()] && x.Env.Module != 0:
		kind, reason = diagnostic.Discouraged, "Application.compile_env/3"
	default:
		return
	}
	d := kind.At(x.Env, meta, name, reason)
	if d.Column > 0 {
		d.Span = 1
	}
	x.Print(d)
}

var (
	aUsing       = term.Intern("__using__")
	aApplication = vm.ModuleAtom("Application")
)

// expandSuper calls the definition that the one at hand overrides.
func (x *Expander) expandSuper(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	m := x.Host.Module()
	if x.Env.Function == nil || m == nil {
		if x.Env.Module == 0 {
			x.Fail(meta, diagnostic.SuperOutsideModule)
		}
		x.Fail(meta, diagnostic.SuperOutsideFunction)
	}
	if x.Env.Function.Arity != len(args) {
		x.Fail(meta, diagnostic.SuperOfOtherArity)
	}
	return m.Super(t, meta, args)
}
