package code

import (
	"lab/runtime/term"
)

// This file holds put_in/2 and its kin, which take a path written as code, and
// the sigils.

func pathMacros() {
	access := term.Sym("Elixir.Access")
	mod := aKernel.Term()
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
		fn := node("fn", meta, arrow(meta, v, variable("_", meta, term.ANil)))
		return block(meta, node("=", meta, v, a[1]), nest(meta, root, keys, fn))
	})
	defMacro("update_in", 2, func(x *expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("update_in/2", meta, a[0])
		return nest(meta, root, keys, a[1])
	})
	defMacro("get_and_update_in", 2, func(x *expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("get_and_update_in/2", meta, a[0])
		return remote(meta, mod, "get_and_update_in", root, keyList(meta, access, keys), a[1])
	})
	defMacro("pop_in", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		root, keys := x.path("pop_in/1", meta, a[0])
		return remote(meta, mod, "pop_in", root, keyList(meta, access, keys))
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
	mod, name, meta, args, ok := isRemote(t)
	if !ok {
		return t, nil
	}
	if mod.Is(term.Intern("Elixir.Access")) && name.String() == "get" && len(args) == 2 {
		root, keys := unpath(args[0])
		return root, append(keys, pathKey{args[1], false})
	}
	if _, np := kwGet(meta, aNoParens); np && len(args) == 0 {
		root, keys := unpath(mod)
		return root, append(keys, pathKey{name.Term(), true})
	}
	return t, nil
}

// safely reads one step of a path; of nil it is nil.
func (x *expander) safely(meta, from term.Term, k pathKey) term.Term {
	if !k.field {
		return remote(meta, term.Sym("Elixir.Access"), "get", from, k.key)
	}
	v := x.freshVar("value")
	field := remote(term.List(term.Tup(aNoParens.Term(), term.True)), v, k.key.Atom().String())
	clauses := term.List(arrow(meta, term.Nil, term.Nil), arrow(meta, field, v))
	return node("case", meta, from, term.List(pair("do", clauses)))
}

// nest makes the update of the value behind keys by fn.
func nest(meta, root term.Term, keys []pathKey, fn term.Term) term.Term {
	if len(keys) == 0 {
		return form(term.Tup(aDot.Term(), meta, term.List(fn)), meta, root)
	}
	return remote(meta, aKernel.Term(), "update_in", root, keyList(meta, term.Sym("Elixir.Access"), keys), fn)
}

func keyList(meta, access term.Term, keys []pathKey) term.Term {
	out := make([]term.Term, len(keys))
	for i, k := range keys {
		out[i] = k.key
		if k.field {
			out[i] = remote(meta, access, "key!", k.key)
		}
	}
	return term.List(out...)
}
