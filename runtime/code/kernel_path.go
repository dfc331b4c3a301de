package code

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file holds put_in/2 and its kin, which take a path written as code, and
// the sigils.

func pathMacros() {
	access := term.Sym("Elixir.Access")
	mod := quoted.AKernel.Term()
	defMacro("get_in", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		root, keys := unpath(a[0])
		if len(keys) == 0 {
			x.raise(argumentError("expected get_in/1 to receive at least one dot or bracket access, got: %s", x.s.text(a[0])))
		}
		for _, k := range keys {
			root = x.safely(meta, root, k)
		}
		return root
	})
	defMacro("put_in", 2, func(x *expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("put_in/2", meta, a[0])
		v := x.freshVar("value")
		fn := quoted.Node("fn", meta, quoted.Arrow(meta, v, quoted.Variable("_", meta, term.ANil)))
		return quoted.Block(meta, quoted.Node("=", meta, v, a[1]), nest(meta, root, keys, fn))
	})
	defMacro("update_in", 2, func(x *expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("update_in/2", meta, a[0])
		return nest(meta, root, keys, a[1])
	})
	defMacro("get_and_update_in", 2, func(x *expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("get_and_update_in/2", meta, a[0])
		return quoted.Remote(meta, mod, "get_and_update_in", root, keyList(meta, access, keys), a[1])
	})
	defMacro("pop_in", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("pop_in/1", meta, a[0])
		return quoted.Remote(meta, mod, "pop_in", root, keyList(meta, access, keys))
	})
}

// A pathKey is one step of a path: [key] or .field.
type pathKey struct {
	key   term.Term
	field bool
}

// path takes expr[key].field apart.
func (x *expander) path(what string, meta, t term.Term) (term.Term, []pathKey) {
	root, keys := unpath(t)
	if len(keys) == 0 {
		x.raise(argumentError("cannot use %s directly on a variable. Instead of:\n\n    %s\n\na path is expected, such as users[\"john\"] or conn.assigns", what, x.s.text(t)))
	}
	return root, keys
}

func unpath(t term.Term) (term.Term, []pathKey) {
	mod, name, meta, args, ok := quoted.IsRemote(t)
	if !ok {
		return t, nil
	}
	if mod.Is(term.Intern("Elixir.Access")) && name.String() == "get" && len(args) == 2 {
		root, keys := unpath(args[0])
		return root, append(keys, pathKey{args[1], false})
	}
	if _, np := quoted.KwGet(meta, quoted.ANoParens); np && len(args) == 0 {
		root, keys := unpath(mod)
		return root, append(keys, pathKey{name.Term(), true})
	}
	return t, nil
}

// safely reads one step of a path; of nil it is nil.
func (x *expander) safely(meta, from term.Term, k pathKey) term.Term {
	if !k.field {
		return quoted.Remote(meta, term.Sym("Elixir.Access"), "get", from, k.key)
	}
	v := x.freshVar("value")
	field := quoted.Remote(term.List(term.Tup(quoted.ANoParens.Term(), term.True)), v, k.key.Atom().String())
	clauses := term.List(quoted.Arrow(meta, term.Nil, term.Nil), quoted.Arrow(meta, field, v))
	return quoted.Node("case", meta, from, term.List(quoted.Pair("do", clauses)))
}

// nest makes the update of the value behind keys by fn.
func nest(meta, root term.Term, keys []pathKey, fn term.Term) term.Term {
	if len(keys) == 0 {
		return quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(fn)), meta, root)
	}
	return quoted.Remote(meta, quoted.AKernel.Term(), "update_in", root, keyList(meta, term.Sym("Elixir.Access"), keys), fn)
}

func keyList(meta, access term.Term, keys []pathKey) term.Term {
	out := make([]term.Term, len(keys))
	for i, k := range keys {
		out[i] = k.key
		if k.field {
			out[i] = quoted.Remote(meta, access, "key!", k.key)
		}
	}
	return term.List(out...)
}
