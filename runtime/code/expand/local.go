package expand

import (
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file handles calls to functions and macros of the module being defined, and records its
// remote calls.

// written formats a quoted form as source code.
func written(t term.Term) string { return syntax.Format(t) }

// localMacro reports whether a name is a local macro that can be called already.
func (x *Expander) localMacro(name term.Atom, arity int) bool {
	m := x.Host.Module()
	return m != nil && x.Env.Function != nil && m.IsMacro(quoted.NameArity{Name: name, Arity: arity})
}

func (x *Expander) definesLocally(name term.Atom, arity int) bool {
	m := x.Host.Module()
	return m != nil && x.Env.Function != nil && m.Defines(quoted.NameArity{Name: name, Arity: arity})
}

func (x *Expander) expandLocalMacro(name term.Atom, meta term.Term, args []term.Term) term.Term {
	x.Trace("local_macro", meta, name.Term(), term.Int(int64(len(args))))
	return x.expandResult(meta, x.Host.Module().Name(), name, func(x *Expander, meta term.Term, args []term.Term) term.Term {
		return x.Host.Module().CallMacro(name, meta, args)
	}, args)
}

// functionCall records a call of a local function. A macro of that name may still be defined
// later.
func (x *Expander) functionCall(name term.Atom, arity int, meta term.Term) {
	if !x.passesOn(name, arity) {
		x.Trace("local_function", meta, name.Term(), term.Int(int64(arity)))
	}
	if m := x.Host.Module(); m != nil {
		m.NoteLocal(quoted.NameArity{Name: name, Arity: arity}, meta)
	}
}

// remoteCall records a call of a function in another module for a later check. A call outside of
// functions runs at compile time, so the warning for a deprecated function is printed at once.
func (x *Expander) remoteCall(mod term.Atom, fn quoted.NameArity, meta term.Term) {
	m := x.Host.Module()
	switch {
	case m != nil && m.Lazy():
	case x.Env.Function == nil && !strings.HasPrefix(mod.String(), "Elixir."):
		// Elixir checks calls to Erlang only inside functions.
	case x.Env.Function == nil:
		x.warnOutdated(mod, fn, meta)
	case m != nil:
		m.NoteRemote(mod, fn, meta)
	}
}

// discouraged holds the functions of Application whose result can change between compilation and
// run time.
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

// expandSuper expands a call of the overridden definition.
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
