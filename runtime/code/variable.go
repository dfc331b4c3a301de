package code

import (
	"fmt"

	"lab/runtime/term"
)

// This file expands variables: it finds or makes the binding that one stands for.

func (x *expander) expandPin(t, meta term.Term, args []term.Term) term.Term {
	if x.env.Context != aMatchCtx {
		x.fail(meta, "misplaced operator ^%s\n\nThe pin operator ^ is supported only inside matches or inside custom macros. Make sure you are inside a match or all necessary macros have been required", x.s.text(args[0]))
	}
	name, vm, ctx, ok := isVar(args[0])
	if !ok {
		x.fail(meta, "invalid argument for unary operator ^, expected an existing variable, got: ^%s", x.s.text(args[0]))
	}
	b := x.pre.find(name, kindOf(vm, ctx))
	if b == nil {
		x.error(meta, "undefined variable ^%s. No variable \"%s\"%s has been defined before the current pattern", name, name, contextInfo(ctx))
		return t
	}
	*b.used = true
	return node("^", meta, versioned(name, vm, b.version, ctx))
}

func versioned(name term.Atom, meta term.Term, version int, ctx term.Atom) term.Term {
	return term.Tup(name.Term(), term.NewCons(term.Tup(aVersion.Term(), term.Int(int64(version))), meta), ctx.Term())
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
	case aModuleVar, aEnvVar, aDirVar, aStacktrace, aCaller:
		return x.expandPseudo(name, meta, ctx)
	case aUnderscore:
		if x.env.Context != aMatchCtx {
			x.fail(meta, "invalid use of _. _ can only be used inside patterns to ignore values and cannot be used in expressions. Make sure you are inside a pattern or change it accordingly")
		}
		return term.Tup(name.Term(), meta, ctx.Term())
	}
	kind := kindOf(meta, ctx)
	if x.env.Context == aMatchCtx {
		for b := x.env.Scope; b != x.pre && b != nil; b = b.next {
			if b.name == name && b.kind == kind {
				if len(name.String()) > 0 && name.String()[0] == '_' && ctx == term.ANil {
					x.warn(meta, "the underscored variable \"%s\" appears more than once in a match. This means the pattern will only match if all \"%s\" bind to the same value. If this is the intended behaviour, please remove the leading underscore from the variable name, otherwise give the variables different names", name, name)
				}
				*b.used = true
				return versioned(name, meta, b.version, ctx)
			}
		}
		return x.bind(name, meta, ctx)
	}
	b := x.env.Scope.find(name, kind)
	if b == nil {
		return x.undefinedVar(name, meta, ctx)
	}
	if s := name.String(); s[0] == '_' && ctx == term.ANil && !(len(s) > 1 && s[1] == '_') && !*b.used {
		if _, gen := kwGet(meta, aGenerated); !gen {
			x.warn(meta, "the underscored variable \"%s\" is used after being set. A leading underscore indicates that the value of the variable should be ignored. If this is intended please rename the variable to remove the underscore", name)
		}
	}
	*b.used = true
	return versioned(name, meta, b.version, ctx)
}

// bind makes a new variable in scope.
func (x *expander) bind(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	x.next++
	b := &binding{name: name, kind: kindOf(meta, ctx), version: x.next, used: new(bool), next: x.env.Scope}
	x.env.Scope = b
	if _, gen := kwGet(meta, aGenerated); ctx == term.ANil && b.kind > 0 && name.String()[0] != '_' && !gen && !(x.top && x.depth == 0) {
		env := *x.env
		x.seen = append(x.seen, &seen{name: name, meta: meta, used: b.used, env: &env})
	}
	return versioned(name, meta, x.next, ctx)
}

func (x *expander) undefinedVar(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	if im, ok := kwGet(meta, aImports); ok {
		if _, ok := importOf(im, 0); ok && ctx != term.ANil {
			return x.expand(term.Tup(name.Term(), meta, term.Empty))
		}
	}
	from, _ := x.findImport(meta, name, 0)
	if v, _ := kwGet(meta, term.Intern("if_undefined")); v.Is(term.Intern("apply")) && from != 0 {
		return x.expand(term.Tup(name.Term(), kwDelete(meta, term.Intern("if_undefined")), term.Empty))
	}
	x.errorSpan(meta, len([]rune(name.String())), "undefined variable \"%s\"%s", name, contextInfo(ctx))
	return term.Nil
}

// expandPseudo expands __MODULE__ and the like.
func (x *expander) expandPseudo(name term.Atom, meta term.Term, ctx term.Atom) term.Term {
	switch name {
	case aModuleVar:
		return x.env.moduleTerm()
	case aDirVar:
		return term.Str(dirOf(x.env.File))
	case aEnvVar:
		return x.expandEnvVar(term.Term{}, meta, nil)
	case aStacktrace:
		if !x.inStacktrace {
			x.fail(meta, "__STACKTRACE__ is available only inside catch and rescue clauses of try expressions")
		}
		return term.Tup(name.Term(), meta, ctx.Term())
	}
	b := x.env.Scope.find(aCaller, int64(term.ANil))
	if b == nil {
		x.fail(meta, "__CALLER__ is available only inside defmacro and defmacrop")
	}
	return versioned(name, meta, b.version, term.ANil)
}

func (x *expander) expandModuleVar(_, _ term.Term, _ []term.Term) term.Term {
	return x.env.moduleTerm()
}

func (x *expander) expandEnvVar(_, meta term.Term, _ []term.Term) term.Term {
	env := *x.env
	if l := lineOf(meta); l > 0 {
		env.Line = l
	}
	return constant(env.Term())
}

// constant is the expanded form of any value.
func constant(t term.Term) term.Term { return escape(t) }
