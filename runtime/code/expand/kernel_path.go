package expand

import (
	"slices"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file defines put_in/2 and related macros, which take a path written as code.

func pathMacros() {
	mod := quoted.AKernel.Term()
	DefMacro("get_in", 1, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		root, keys := unpath(a[0])
		if len(keys) == 0 {
			x.Raise(ArgumentError("expected get_in/1 to receive at least one dot or bracket access, got: %s", written(a[0])))
		}
		for _, k := range keys {
			root = x.safely(meta, root, k)
		}
		return root
	})
	DefMacro("put_in", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("put_in/2", meta, a[0])
		fn := quoted.Node("fn", meta, quoted.Arrow(meta, a[1], quoted.Variable("_", meta, term.ANil)))
		return x.updated(meta, root, keys, fn, quoted.Variable("_", meta, term.ANil), a[1])
	})
	DefMacro("update_in", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("update_in/2", meta, a[0])
		v := x.FreshVar("x")
		return x.updated(meta, root, keys, a[1], v, quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(a[1])), meta, v))
	})
	DefMacro("get_and_update_in", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("get_and_update_in/2", meta, a[0])
		return x.behind(meta, root, keys, "get_and_update!", a[1])
	})
	DefMacro("pop_in", 1, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("pop_in/1", meta, a[0])
		return quoted.Remote(meta, mod, "pop_in", root, keyList(meta, keys))
	})
}

// A pathKey is one step of a path: [key] or .field.
type pathKey struct {
	key   term.Term
	field bool
}

// path splits expr[key].field into the expression and its keys.
func (x *Expander) path(what string, meta, t term.Term) (term.Term, []pathKey) {
	root, keys := unpath(t)
	if len(keys) == 0 {
		x.badPath(3355, "expected expression given to %s to access at least one element, got: %s", what, written(t))
	}
	if !properStart(root) {
		x.badPath(3365, "expression given to %s must start with a variable, local or remote call and be followed by an element access, got: %s", what, written(root))
	}
	return root, keys
}

// badPath raises with the stack entry of unnest/4 in Elixir's Kernel.
func (x *Expander) badPath(line int, format string, args ...any) {
	e := AsException(ArgumentError(format, args...))
	e.Stack = []vm.StackEntry{kernelPlace("unnest", 4, line)}
	x.Raise(e)
}

func unpath(t term.Term) (term.Term, []pathKey) {
	mod, name, _, args, ok := quoted.IsRemote(t)
	if !ok {
		return t, nil
	}
	if mod.Is(term.Intern("Elixir.Access")) && name.String() == "get" && len(args) == 2 {
		root, keys := unpath(args[0])
		return root, append(keys, pathKey{args[1], false})
	}
	if el := mod.Elems(); len(el) > 0 && len(args) == 0 && !isModuleRef(el[0]) {
		root, keys := unpath(mod)
		return root, append(keys, pathKey{name.Term(), true})
	}
	return t, nil
}

func isModuleRef(head term.Term) bool { return head.Is(quoted.AAliases) || head.Is(quoted.AModuleVar) }

// properStart reports whether a path may start with t.
func properStart(t term.Term) bool {
	el := t.Elems()
	if el == nil || el[0].IsAtom() {
		return true
	}
	mod, _, _, _, ok := quoted.IsRemote(t)
	return ok && (mod.IsAtom() || len(mod.Elems()) > 0 && isModuleRef(mod.Elems()[0]))
}

// safely returns code that reads one step of a path. Reading from nil gives nil.
func (x *Expander) safely(meta, from term.Term, k pathKey) term.Term {
	if !k.field {
		return quoted.Remote(meta, term.Sym("Elixir.Access"), "get", from, k.key)
	}
	v := x.FreshVar("x")
	field := quoted.Remote(term.List(term.Tup(quoted.ANoParens.Term(), term.True)), v, k.key.Atom().String())
	clauses := term.List(quoted.Arrow(meta, term.Nil, term.Nil), quoted.Arrow(meta, field, v))
	return quoted.Node("case", meta, from, term.List(quoted.Pair("do", clauses)))
}

// updated returns code that updates the value at keys below root. If all keys are fields, the code
// calls the function change with the value. Otherwise it calls a function with parameter v that
// returns {nil, made}.
func (x *Expander) updated(meta, root term.Term, keys []pathKey, change, v, made term.Term) term.Term {
	if !slices.ContainsFunc(keys, func(k pathKey) bool { return !k.field }) {
		return x.behind(meta, root, keys, "update!", change)
	}
	fn := quoted.Node("fn", meta, quoted.Arrow(meta, term.Tup(term.Nil, made), v))
	return quoted.Remote(meta, quoted.AErlang.Term(), "element", term.Int(2), x.behind(meta, root, keys, "get_and_update!", fn))
}

// behind returns code that applies fn to the value at keys. Each step is a function passed to the
// step before it. ofField is the function of Map for fields.
func (x *Expander) behind(meta, from term.Term, keys []pathKey, ofField string, fn term.Term) term.Term {
	if len(keys) > 1 {
		v := x.FreshVar("x")
		fn = quoted.Node("fn", meta, quoted.Arrow(meta, x.behind(meta, v, keys[1:], ofField, fn), v))
	}
	if keys[0].field {
		return quoted.Remote(meta, term.Sym("Elixir.Map"), ofField, from, keys[0].key, fn)
	}
	return quoted.Remote(meta, term.Sym("Elixir.Access"), "get_and_update", from, keys[0].key, fn)
}

func keyList(meta term.Term, keys []pathKey) term.Term {
	out := make([]term.Term, len(keys))
	for i, k := range keys {
		out[i] = k.key
		if k.field {
			out[i] = quoted.Remote(meta, quoted.AKernel.Term(), "__field__", k.key)
		}
	}
	return term.List(out...)
}
