package expand

import (
	"fmt"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands variables: it looks up or creates their bindings.

func (x *Expander) expandPin(t, meta term.Term, args []term.Term) term.Term {
	size := x.sizes && x.Env.Context == quoted.AGuard
	if x.Env.Context != quoted.AMatchCtx && !size {
		x.Fail(meta, diagnostic.MisplacedPin, written(args[0]))
	}
	name, vm, ctx, ok := quoted.IsVar(args[0])
	if !ok { // a macro such as var!/1
		name, vm, ctx, ok = quoted.IsVar(x.MacroExpand(args[0]))
	}
	if !ok {
		x.Fail(meta, diagnostic.InvalidPin, written(args[0]))
	}
	b := x.pre.Find(name, lexical.KindOf(vm, ctx))
	if b == nil {
		x.Fault(vm, diagnostic.UndefinedPinned, name, name, contextInfo(ctx))
		return t
	}
	*b.Used = true
	if size {
		return Versioned(name, vm, b.Version, ctx)
	}
	return quoted.Node("^", meta, Versioned(name, vm, b.Version, ctx))
}

func Versioned(name term.Atom, meta term.Term, version int, ctx term.Atom) term.Term {
	return term.Tup(name.Term(), term.NewCons(term.Tup(quoted.AVersion.Term(), term.Int(int64(version))), meta), ctx.Term())
}

func contextInfo(ctx term.Atom) string {
	if ctx == term.ANil {
		return ""
	}
	return fmt.Sprintf(" (context %s)", diagnostic.Inspect(ctx.Term()))
}

// ExpandVar expands {name, meta, ctx}.
func (x *Expander) ExpandVar(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	switch name {
	case quoted.AModuleVar, quoted.AEnvVar, quoted.ADirVar, quoted.AStacktrace, quoted.ACaller:
		return x.expandPseudo(name, meta, ctx)
	case quoted.AUnderscore:
		if x.Env.Context != quoted.AMatchCtx {
			x.Fail(meta, diagnostic.InvalidUnderscore)
		}
		return term.Tup(name.Term(), meta, ctx.Term())
	}
	kind := lexical.KindOf(meta, ctx)
	if x.Env.Context == quoted.AMatchCtx {
		for b := x.Env.Scope; b != x.pre && b != nil; b = b.Next {
			if b.Name == name && b.Kind == kind {
				if len(name.String()) > 0 && name.String()[0] == '_' && ctx == term.ANil {
					x.Warn(meta, diagnostic.UnderscoredTwice, name, name)
				}
				*b.Used = true
				return Versioned(name, meta, b.Version, ctx)
			}
		}
		return x.Bind(name, meta, ctx)
	}
	b := x.Env.Scope.Find(name, kind)
	if b == nil {
		return x.undefinedVar(name, meta, ctx)
	}
	if s := name.String(); s[0] == '_' && ctx == term.ANil && !(len(s) > 1 && s[1] == '_') && !*b.Used {
		if _, gen := quoted.KwGet(meta, quoted.AGenerated); !gen {
			x.Warn(meta, diagnostic.UnderscoredUsed, name)
		}
	}
	*b.Used = true
	return Versioned(name, meta, b.Version, ctx)
}

// Bind creates a new variable in scope.
func (x *Expander) Bind(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	x.Next++
	kind := lexical.KindOf(meta, ctx)
	before := x.Env.Scope.Find(name, kind)
	b := &lexical.Binding{Name: name, Kind: kind, Version: x.Next, Used: new(bool), Next: x.Env.Scope}
	x.Env.Scope = b
	if _, gen := quoted.KwGet(meta, quoted.AGenerated); ctx == term.ANil && b.Kind > 0 && (name.String()[0] != '_' || isCompilerVar(name.String())) && !gen && !(x.Top && x.depth == 0) {
		env := *x.Env
		x.seen = append(x.seen, &seen{name: name, meta: meta, used: b.Used, env: &env, again: before != nil})
	}
	return Versioned(name, meta, x.Next, ctx)
}

// isCompilerVar reports whether a name looks like a pseudo-variable of the compiler, such as
// __MODULE__.
func isCompilerVar(name string) bool {
	return len(name) > 1 && strings.HasSuffix(name, "_") && strings.Trim(name, "_ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && name != "__CALLER__"
}

var (
	aIfUndefined = term.Intern("if_undefined")
	aApply       = term.Intern("apply")
	aWarn        = term.Intern("warn")
)

// ifUndefined returns how to treat an undefined variable: as a call, as a call with a warning, or
// as an error.
func (x *Expander) ifUndefined(meta term.Term) term.Atom {
	if v, ok := quoted.KwGet(meta, aIfUndefined); ok && v.IsAtom() {
		return v.Atom()
	}
	return x.Host.Option("on_undefined_variable").Atom()
}

func (x *Expander) undefinedVar(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	if im, ok := quoted.KwGet(meta, quoted.AImports); ok {
		if _, ok := importOf(im, 0); ok && ctx != term.ANil {
			return x.Expand(term.Tup(name.Term(), meta, term.Empty))
		}
	}
	switch x.ifUndefined(meta) {
	case aApply:
		return x.Expand(term.Tup(name.Term(), meta, term.Empty))
	case aWarn:
		x.Warn(meta, diagnostic.VariableTakenAsCall, name, name)
		return x.Expand(term.Tup(name.Term(), quoted.KwStore(meta, aIfUndefined, aWarn.Term()), term.Empty))
	}
	x.FaultSpan(meta, len([]rune(name.String())), diagnostic.UndefinedVariable, name, contextInfo(ctx))
	return term.Nil
}

// expandPseudo expands __MODULE__, __ENV__, __DIR__, __CALLER__ and __STACKTRACE__.
func (x *Expander) expandPseudo(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	if x.Env.Context == quoted.AMatchCtx && name != quoted.AModuleVar && name != quoted.ADirVar {
		x.notHere(meta, name.String())
	}
	switch name {
	case quoted.AModuleVar:
		return x.Env.ModuleTerm()
	case quoted.ADirVar:
		return term.Str(dirOf(x.Env))
	case quoted.AEnvVar:
		return x.expandEnvVar(term.Term{}, meta, nil)
	case quoted.AStacktrace:
		if !x.inStacktrace {
			x.Fail(meta, diagnostic.StacktraceOutsideRescue)
		}
		return term.Tup(name.Term(), meta, ctx.Term())
	}
	b := x.Env.Scope.Find(quoted.ACaller, int64(term.ANil))
	if b == nil {
		x.Fail(meta, diagnostic.CallerOutsideMacro)
	}
	return Versioned(name, meta, b.Version, term.ANil)
}

func (x *Expander) expandModuleVar(_, _ term.Term, _ []term.Term) term.Term {
	return x.Env.ModuleTerm()
}

func (x *Expander) expandEnvVar(_, meta term.Term, _ []term.Term) term.Term {
	if x.Env.Context == quoted.AMatchCtx {
		x.notHere(meta, quoted.AEnvVar.String())
	}
	env := *x.Env
	if l := quoted.LineOf(meta); l > 0 {
		env.Line = l
	}
	return constant(env.Term())
}

// constant returns the expanded form of a value.
func constant(t term.Term) term.Term { return quoted.Escape(t) }
