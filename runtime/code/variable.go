package code

import (
	"fmt"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands variables: it finds or makes the binding that one stands for.

func (x *expander) expandPin(t, meta term.Term, args []term.Term) term.Term {
	size := x.sizes && x.env.Context == quoted.AGuard
	if x.env.Context != quoted.AMatchCtx && !size {
		x.fail(meta, diagnostic.MisplacedPin, x.s.text(args[0]))
	}
	name, vm, ctx, ok := quoted.IsVar(args[0])
	if !ok { // a macro such as var!/1
		name, vm, ctx, ok = quoted.IsVar(x.macroExpand(args[0]))
	}
	if !ok {
		x.fail(meta, diagnostic.InvalidPin, x.s.text(args[0]))
	}
	b := x.pre.Find(name, lexical.KindOf(vm, ctx))
	if b == nil {
		x.error(vm, diagnostic.UndefinedPinned, name, name, contextInfo(ctx))
		return t
	}
	*b.Used = true
	if size {
		return versioned(name, vm, b.Version, ctx)
	}
	return quoted.Node("^", meta, versioned(name, vm, b.Version, ctx))
}

func versioned(name term.Atom, meta term.Term, version int, ctx term.Atom) term.Term {
	return term.Tup(name.Term(), term.NewCons(term.Tup(quoted.AVersion.Term(), term.Int(int64(version))), meta), ctx.Term())
}

func contextInfo(ctx term.Atom) string {
	if ctx == term.ANil {
		return ""
	}
	return fmt.Sprintf(" (context %s)", inspect(ctx.Term()))
}

// expandVar expands {name, meta, ctx}.
func (x *expander) expandVar(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	switch name {
	case quoted.AModuleVar, quoted.AEnvVar, quoted.ADirVar, quoted.AStacktrace, quoted.ACaller:
		return x.expandPseudo(name, meta, ctx)
	case quoted.AUnderscore:
		if x.env.Context != quoted.AMatchCtx {
			x.fail(meta, diagnostic.InvalidUnderscore)
		}
		return term.Tup(name.Term(), meta, ctx.Term())
	}
	kind := lexical.KindOf(meta, ctx)
	if x.env.Context == quoted.AMatchCtx {
		for b := x.env.Scope; b != x.pre && b != nil; b = b.Next {
			if b.Name == name && b.Kind == kind {
				if len(name.String()) > 0 && name.String()[0] == '_' && ctx == term.ANil {
					x.warn(meta, diagnostic.UnderscoredTwice, name, name)
				}
				*b.Used = true
				return versioned(name, meta, b.Version, ctx)
			}
		}
		return x.bind(name, meta, ctx)
	}
	b := x.env.Scope.Find(name, kind)
	if b == nil {
		return x.undefinedVar(name, meta, ctx)
	}
	if s := name.String(); s[0] == '_' && ctx == term.ANil && !(len(s) > 1 && s[1] == '_') && !*b.Used {
		if _, gen := quoted.KwGet(meta, quoted.AGenerated); !gen {
			x.warn(meta, diagnostic.UnderscoredUsed, name)
		}
	}
	*b.Used = true
	return versioned(name, meta, b.Version, ctx)
}

// bind makes a new variable in scope.
func (x *expander) bind(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	x.next++
	kind := lexical.KindOf(meta, ctx)
	before := x.env.Scope.Find(name, kind)
	b := &lexical.Binding{Name: name, Kind: kind, Version: x.next, Used: new(bool), Next: x.env.Scope}
	x.env.Scope = b
	if _, gen := quoted.KwGet(meta, quoted.AGenerated); ctx == term.ANil && b.Kind > 0 && (name.String()[0] != '_' || isCompilerVar(name.String())) && !gen && !(x.top && x.depth == 0) {
		env := *x.env
		x.seen = append(x.seen, &seen{name: name, meta: meta, used: b.Used, env: &env, again: before != nil})
	}
	return versioned(name, meta, x.next, ctx)
}

// isCompilerVar reports whether a name looks like one of the compiler's own, such as __MODULE__.
func isCompilerVar(name string) bool {
	return len(name) > 2 && strings.HasSuffix(name, "_") && strings.Trim(name, "_ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && name != "__CALLER__"
}

var (
	aIfUndefined = term.Intern("if_undefined")
	aApply       = term.Intern("apply")
	aWarn        = term.Intern("warn")
)

// ifUndefined is what becomes of a variable that is not defined: it is a call, with or
// without a warning, or an error.
func (x *expander) ifUndefined(meta term.Term) term.Atom {
	if v, ok := quoted.KwGet(meta, aIfUndefined); ok && v.IsAtom() {
		return v.Atom()
	}
	return x.s.option("on_undefined_variable").Atom()
}

func (x *expander) undefinedVar(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	if im, ok := quoted.KwGet(meta, quoted.AImports); ok {
		if _, ok := importOf(im, 0); ok && ctx != term.ANil {
			return x.expand(term.Tup(name.Term(), meta, term.Empty))
		}
	}
	switch x.ifUndefined(meta) {
	case aApply:
		return x.expand(term.Tup(name.Term(), meta, term.Empty))
	case aWarn:
		x.warn(meta, diagnostic.VariableTakenAsCall, name, name)
		return x.expand(term.Tup(name.Term(), quoted.KwStore(meta, aIfUndefined, aWarn.Term()), term.Empty))
	}
	x.errorSpan(meta, len([]rune(name.String())), diagnostic.UndefinedVariable, name, contextInfo(ctx))
	return term.Nil
}

// expandPseudo expands __MODULE__ and the like.
func (x *expander) expandPseudo(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	if x.env.Context == quoted.AMatchCtx && name != quoted.AModuleVar && name != quoted.ADirVar {
		x.notHere(meta, name.String())
	}
	switch name {
	case quoted.AModuleVar:
		return x.env.ModuleTerm()
	case quoted.ADirVar:
		return term.Str(dirOf(x.env.File))
	case quoted.AEnvVar:
		return x.expandEnvVar(term.Term{}, meta, nil)
	case quoted.AStacktrace:
		if !x.inStacktrace {
			x.fail(meta, diagnostic.StacktraceOutsideRescue)
		}
		return term.Tup(name.Term(), meta, ctx.Term())
	}
	b := x.env.Scope.Find(quoted.ACaller, int64(term.ANil))
	if b == nil {
		x.fail(meta, diagnostic.CallerOutsideMacro)
	}
	return versioned(name, meta, b.Version, term.ANil)
}

func (x *expander) expandModuleVar(_, _ term.Term, _ []term.Term) term.Term {
	return x.env.ModuleTerm()
}

func (x *expander) expandEnvVar(_, meta term.Term, _ []term.Term) term.Term {
	if x.env.Context == quoted.AMatchCtx {
		x.notHere(meta, quoted.AEnvVar.String())
	}
	env := *x.env
	if l := quoted.LineOf(meta); l > 0 {
		env.Line = l
	}
	return constant(env.Term())
}

// constant is the expanded form of any value.
func constant(t term.Term) term.Term { return quoted.Escape(t) }
