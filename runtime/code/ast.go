package code

import (
	"lab/runtime/term"
)

// This file builds and takes apart quoted forms.

// node is the quoted call {name, meta, args}.
func node(name string, meta term.Term, args ...term.Term) term.Term {
	return term.Tup(term.Sym(name), meta, term.List(args...))
}

// form is the quoted call {head, meta, args} of any head.
func form(head, meta term.Term, args ...term.Term) term.Term {
	return term.Tup(head, meta, term.List(args...))
}

// remote is the quoted call mod.name(args).
func remote(meta term.Term, mod term.Term, name string, args ...term.Term) term.Term {
	return form(term.Tup(aDot.Term(), meta, term.List(mod, term.Sym(name))), meta, args...)
}

func erlang(meta term.Term, name string, args ...term.Term) term.Term {
	return remote(meta, aErlang.Term(), name, args...)
}

func block(meta term.Term, es ...term.Term) term.Term {
	if len(es) == 1 {
		return es[0]
	}
	return node("__block__", meta, es...)
}

// variable is the quoted variable name of the hygiene context ctx.
func variable(name string, meta term.Term, ctx term.Atom) term.Term {
	return term.Tup(term.Sym(name), meta, ctx.Term())
}

// arrow is the clause args -> body.
func arrow(meta term.Term, body term.Term, args ...term.Term) term.Term {
	return node("->", meta, term.List(args...), body)
}

// pair is the two-tuple {key, v}.
func pair(key string, v term.Term) term.Term { return term.Tup(term.Sym(key), v) }

// isNode takes a three-tuple that looks like a quoted call or variable apart.
func isNode(t term.Term) (head, meta, args term.Term, ok bool) {
	el := t.Elems()
	if len(el) != 3 || !el[1].IsList() {
		return
	}
	return el[0], el[1], el[2], true
}

// isCall takes {name, meta, args} with an atom for name apart.
func isCall(t term.Term) (name term.Atom, meta term.Term, args []term.Term, ok bool) {
	h, m, a, ok := isNode(t)
	if !ok || !h.IsAtom() || !a.IsList() {
		return 0, m, nil, false
	}
	args, ok = a.Slice()
	return h.Atom(), m, args, ok
}

// isCallOf is isCall for one name and number of arguments (-1 for any).
func isCallOf(t term.Term, name term.Atom, arity int) (meta term.Term, args []term.Term, ok bool) {
	n, m, a, ok := isCall(t)
	if !ok || n != name || arity >= 0 && len(a) != arity {
		return m, nil, false
	}
	return m, a, true
}

// isVar takes a quoted variable apart.
func isVar(t term.Term) (name term.Atom, meta term.Term, ctx term.Atom, ok bool) {
	h, m, c, ok := isNode(t)
	if !ok || !h.IsAtom() || !c.IsAtom() {
		return 0, m, 0, false
	}
	return h.Atom(), m, c.Atom(), true
}

// isRemote takes {{:., _, [mod, name]}, meta, args} apart.
func isRemote(t term.Term) (mod term.Term, name term.Atom, meta term.Term, args []term.Term, ok bool) {
	h, m, a, ok := isNode(t)
	if !ok {
		return
	}
	_, dot, ok := isCallOf(h, aDot, 2)
	if !ok || !dot[1].IsAtom() {
		return mod, 0, m, nil, false
	}
	args, ok = a.Slice()
	return dot[0], dot[1].Atom(), m, args, ok
}

// keyword reports whether t is a keyword list.
func keyword(t term.Term) bool {
	for ; t.Cons() != nil; t = t.Cons().Tail {
		el := t.Cons().Head.Elems()
		if len(el) != 2 || !el[0].IsAtom() {
			return false
		}
	}
	return t.IsEmpty()
}

// kwGet returns the value of key in a keyword list.
func kwGet(kw term.Term, key term.Atom) (term.Term, bool) {
	for c := kw.Cons(); c != nil; c = c.Tail.Cons() {
		if el := c.Head.Elems(); len(el) == 2 && el[0].Is(key) {
			return el[1], true
		}
	}
	return term.Term{}, false
}

// kwDelete returns kw without key.
func kwDelete(kw term.Term, key term.Atom) term.Term {
	if _, ok := kwGet(kw, key); !ok {
		return kw
	}
	var out []term.Term
	for c := kw.Cons(); c != nil; c = c.Tail.Cons() {
		if el := c.Head.Elems(); len(el) == 2 && el[0].Is(key) {
			continue
		}
		out = append(out, c.Head)
	}
	return term.List(out...)
}

// kwStore replaces key in kw, or appends it.
func kwStore(kw term.Term, key term.Atom, v term.Term) term.Term {
	var out []term.Term
	done := false
	for c := kw.Cons(); c != nil; c = c.Tail.Cons() {
		if el := c.Head.Elems(); len(el) == 2 && el[0].Is(key) {
			if !done {
				out = append(out, term.Tup(key.Term(), v))
				done = true
			}
			continue
		}
		out = append(out, c.Head)
	}
	if !done {
		out = append(out, term.Tup(key.Term(), v))
	}
	return term.List(out...)
}

// kwNew puts key into kw if it is not there.
func kwNew(kw term.Term, key term.Atom, v term.Term) term.Term {
	if _, ok := kwGet(kw, key); ok {
		return kw
	}
	return term.NewCons(term.Tup(key.Term(), v), kw)
}

// lineOf returns the line of a meta, 0 when it has none.
func lineOf(meta term.Term) int {
	v, _ := kwGet(meta, aLine)
	n, _ := v.AsInt()
	return int(n)
}

func columnOf(meta term.Term) int {
	v, _ := kwGet(meta, aColumn)
	n, _ := v.AsInt()
	return int(n)
}

func lineMeta(n int) term.Term {
	if n == 0 {
		return term.Empty
	}
	return term.List(term.Tup(aLine.Term(), term.Int(int64(n))))
}

// slice is t.Slice without the second result, for lists known to be proper.
func slice(t term.Term) []term.Term {
	s, _ := t.Slice()
	return s
}

// str returns t as a Go string, or "".
func str(t term.Term) string {
	s, _ := t.AsStr()
	return s
}

// escape makes the quoted form of a value (Macro.escape/1).
func escape(t term.Term) term.Term {
	switch t.Kind() {
	case term.KindCons:
		var out []term.Term
		for c := t.Cons(); c != nil; c = t.Cons() {
			out = append(out, escape(c.Head))
			t = c.Tail
		}
		if !t.IsEmpty() {
			last := len(out) - 1
			out[last] = node("|", term.Empty, out[last], escape(t))
		}
		return term.List(out...)
	case term.KindTuple:
		el := t.Elems()
		out := make([]term.Term, len(el))
		for i := range el {
			out[i] = escape(el[i])
		}
		if len(el) == 2 {
			return term.Tup(out...)
		}
		return node("{}", term.Empty, out...)
	case term.KindMap:
		var out []term.Term
		t.Map().Each(func(k, v term.Term) bool {
			out = append(out, term.Tup(escape(k), escape(v)))
			return true
		})
		return node("%{}", term.Empty, out...)
	}
	return t
}

// postwalk replaces the parts of t by f of them, the innermost first.
func postwalk(t term.Term, f func(term.Term) term.Term) term.Term {
	switch t.Kind() {
	case term.KindCons:
		var out []term.Term
		for c := t.Cons(); c != nil; c = t.Cons() {
			out = append(out, postwalk(c.Head, f))
			t = c.Tail
		}
		if !t.IsEmpty() {
			t = postwalk(t, f)
		}
		return f(term.ListTail(out, t))
	case term.KindTuple:
		el := t.Elems()
		switch len(el) {
		case 2:
			return f(term.Tup(postwalk(el[0], f), postwalk(el[1], f)))
		case 3:
			h := el[0]
			if !h.IsAtom() {
				h = postwalk(h, f)
			}
			a := el[2]
			if !a.IsAtom() {
				a = postwalk(a, f)
			}
			return f(term.Tup(h, el[1], a))
		}
	}
	return f(t)
}

// contains reports whether pred holds for a part of t.
func contains(t term.Term, pred func(term.Term) bool) bool {
	if pred(t) {
		return true
	}
	switch t.Kind() {
	case term.KindCons:
		for c := t.Cons(); c != nil; c = t.Cons() {
			if contains(c.Head, pred) {
				return true
			}
			t = c.Tail
		}
		return !t.IsEmpty() && contains(t, pred)
	case term.KindTuple:
		el := t.Elems()
		if len(el) == 3 && el[1].IsList() {
			return contains(el[0], pred) || contains(el[2], pred)
		}
		for _, e := range el {
			if contains(e, pred) {
				return true
			}
		}
	}
	return false
}

func metaOf(t term.Term) term.Term {
	_, m, _, ok := isNode(t)
	if !ok {
		return term.Empty
	}
	return m
}
