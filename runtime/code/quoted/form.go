package quoted

import (
	"lab/runtime/term"
)

// This file builds and takes apart quoted forms.

// Node returns the quoted call {name, meta, args}.
func Node(name string, meta term.Term, args ...term.Term) term.Term {
	return term.Tup(term.Sym(name), meta, term.List(args...))
}

// Form returns the quoted call {head, meta, args}. The head need not be an atom.
func Form(head, meta term.Term, args ...term.Term) term.Term {
	return term.Tup(head, meta, term.List(args...))
}

// Remote returns the quoted call mod.name(args).
func Remote(meta term.Term, mod term.Term, name string, args ...term.Term) term.Term {
	return Form(term.Tup(ADot.Term(), meta, term.List(mod, term.Sym(name))), meta, args...)
}

func Erlang(meta term.Term, name string, args ...term.Term) term.Term {
	return Remote(meta, AErlang.Term(), name, args...)
}

func Block(meta term.Term, es ...term.Term) term.Term {
	if len(es) == 1 {
		return es[0]
	}
	return Node("__block__", meta, es...)
}

// Variable returns a quoted variable of the hygiene context ctx.
func Variable(name string, meta term.Term, ctx term.Atom) term.Term {
	return term.Tup(term.Sym(name), meta, ctx.Term())
}

// Arrow returns the clause args -> body.
func Arrow(meta term.Term, body term.Term, args ...term.Term) term.Term {
	return Node("->", meta, term.List(args...), body)
}

// Pair returns {key, v}.
func Pair(key string, v term.Term) term.Term { return term.Tup(term.Sym(key), v) }

// IsNode returns the parts of a three-tuple with the shape of a quoted call or variable.
func IsNode(t term.Term) (head, meta, args term.Term, ok bool) {
	el := t.Elems()
	if len(el) != 3 || !el[1].IsList() {
		return
	}
	return el[0], el[1], el[2], true
}

// IsCall returns the parts of {name, meta, args} if the name is an atom.
func IsCall(t term.Term) (name term.Atom, meta term.Term, args []term.Term, ok bool) {
	h, m, a, ok := IsNode(t)
	if !ok || !h.IsAtom() || !a.IsList() {
		return 0, m, nil, false
	}
	args, ok = a.Slice()
	return h.Atom(), m, args, ok
}

// IsCallOf is like IsCall, but for one name and arity. An arity of -1 matches any arity.
func IsCallOf(t term.Term, name term.Atom, arity int) (meta term.Term, args []term.Term, ok bool) {
	h, m, a, ok := IsNode(t)
	if !ok || !h.Is(name) { // this case is common, so it is tested before the arguments are read
		return m, nil, false
	}
	args, ok = a.Slice()
	if !ok || arity >= 0 && len(args) != arity {
		return m, nil, false
	}
	return m, args, true
}

// IsVar returns the parts of a quoted variable.
func IsVar(t term.Term) (name term.Atom, meta term.Term, ctx term.Atom, ok bool) {
	h, m, c, ok := IsNode(t)
	if !ok || !h.IsAtom() || !c.IsAtom() {
		return 0, m, 0, false
	}
	return h.Atom(), m, c.Atom(), true
}

// IsRemote returns the parts of {{:., _, [mod, name]}, meta, args}.
func IsRemote(t term.Term) (mod term.Term, name term.Atom, meta term.Term, args []term.Term, ok bool) {
	h, m, a, ok := IsNode(t)
	if !ok {
		return
	}
	dot, _, of, ok := IsNode(h)
	left := of.Cons()
	if !ok || !dot.Is(ADot) || left == nil {
		return mod, 0, m, nil, false
	}
	right := left.Tail.Cons()
	if right == nil || !right.Tail.IsEmpty() || !right.Head.IsAtom() {
		return mod, 0, m, nil, false
	}
	args, ok = a.Slice()
	return left.Head, right.Head.Atom(), m, args, ok
}

// Keyword reports whether t is a keyword list.
func Keyword(t term.Term) bool {
	for ; t.Cons() != nil; t = t.Cons().Tail {
		el := t.Cons().Head.Elems()
		if len(el) != 2 || !el[0].IsAtom() {
			return false
		}
	}
	return t.IsEmpty()
}

// KwGet returns the value of key in a keyword list.
func KwGet(kw term.Term, key term.Atom) (term.Term, bool) {
	for c := kw.Cons(); c != nil; c = c.Tail.Cons() {
		if el := c.Head.Elems(); len(el) == 2 && el[0].Is(key) {
			return el[1], true
		}
	}
	return term.Term{}, false
}

// KwDelete returns kw without the entries of key.
func KwDelete(kw term.Term, key term.Atom) term.Term {
	if _, ok := KwGet(kw, key); !ok {
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

// KwStore replaces the value of key in kw, or appends the pair.
func KwStore(kw term.Term, key term.Atom, v term.Term) term.Term {
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

// KwNew prepends key to kw unless it is present.
func KwNew(kw term.Term, key term.Atom, v term.Term) term.Term {
	if _, ok := KwGet(kw, key); ok {
		return kw
	}
	return term.NewCons(term.Tup(key.Term(), v), kw)
}

// LineOf returns the line in a node's metadata, or 0 if there is none.
func LineOf(meta term.Term) int {
	v, _ := KwGet(meta, ALine)
	n, _ := v.AsInt()
	return int(n)
}

func ColumnOf(meta term.Term) int {
	v, _ := KwGet(meta, AColumn)
	n, _ := v.AsInt()
	return int(n)
}

func LineMeta(n int) term.Term {
	if n == 0 {
		return term.Empty
	}
	return term.List(term.Tup(ALine.Term(), term.Int(int64(n))))
}

// Slice returns the elements of t, which must be a proper list.
func Slice(t term.Term) []term.Term {
	s, _ := t.Slice()
	return s
}

// Str returns the binary t as a Go string, or "" if t is not a binary.
func Str(t term.Term) string {
	s, _ := t.AsStr()
	return s
}

// Escape returns the quoted form of a value (Macro.escape/1). It panics with term.ErrTooDeep if
// the value is nested too deeply.
func Escape(t term.Term) term.Term {
	var depth term.Depth
	return escape(t, &depth)
}

func escape(t term.Term, depth *term.Depth) term.Term {
	depth.Enter()
	defer depth.Leave()
	switch t.Kind() {
	case term.KindCons:
		return escapeList(t, depth)
	case term.KindTuple:
		el := t.Elems()
		out := make([]term.Term, len(el))
		for i := range el {
			out[i] = escape(el[i], depth)
		}
		if len(el) == 2 {
			return term.Tup(out...)
		}
		return Node("{}", term.Empty, out...)
	case term.KindMap:
		var out []term.Term
		t.Map().Each(func(k, v term.Term) bool {
			out = append(out, term.Tup(escape(k, depth), escape(v, depth)))
			return true
		})
		return Node("%{}", term.Empty, out...)
	case term.KindBits:
		if b := t.Bits(); b.N%8 != 0 {
			return escapeBits(b)
		}
	case term.KindFun:
		if f := t.Fun(); f.External {
			name := Form(term.Tup(ADot.Term(), term.Empty, term.List(f.Module.Term(), f.Name.Term())), term.List(Pair("no_parens", term.True)))
			return Node("&", term.Empty, Node("/", term.Empty, name, term.Int(int64(f.Arity))))
		}
	}
	return t
}

// escapeBits returns <<first::size(n), rest::binary>> for a bitstring with n spare bits.
func escapeBits(b term.Bits) term.Term {
	n := b.N % 8
	rest := make([]byte, b.N/8)
	for i := range rest {
		rest[i] = b.S[i]<<n | b.S[i+1]>>(8-n)
	}
	return Node("<<>>", term.Empty,
		Node("::", term.Empty, term.Int(int64(b.S[0]>>(8-n))), Node("size", term.Empty, term.Int(int64(n)))),
		Node("::", term.Empty, term.Str(string(rest)), term.Tup(term.Sym("binary"), term.Empty, term.Nil)))
}

func escapeList(t term.Term, depth *term.Depth) term.Term {
	var out []term.Term
	for c := t.Cons(); c != nil; c = t.Cons() {
		out = append(out, escape(c.Head, depth))
		t = c.Tail
	}
	if !t.IsEmpty() {
		last := len(out) - 1
		out[last] = Node("|", term.Empty, out[last], escape(t, depth))
	}
	return term.List(out...)
}

// Postwalk applies f to every part of t, innermost parts first, and replaces each part by the
// result.
func Postwalk(t term.Term, f func(term.Term) term.Term) term.Term {
	switch t.Kind() {
	case term.KindCons:
		var out []term.Term
		for c := t.Cons(); c != nil; c = t.Cons() {
			out = append(out, Postwalk(c.Head, f))
			t = c.Tail
		}
		if !t.IsEmpty() {
			t = Postwalk(t, f)
		}
		return f(term.ListTail(out, t))
	case term.KindTuple:
		el := t.Elems()
		switch len(el) {
		case 2:
			return f(term.Tup(Postwalk(el[0], f), Postwalk(el[1], f)))
		case 3:
			h := el[0]
			if !h.IsAtom() {
				h = Postwalk(h, f)
			}
			a := el[2]
			if !a.IsAtom() {
				a = Postwalk(a, f)
			}
			return f(term.Tup(h, el[1], a))
		}
	}
	return f(t)
}

// Contains reports whether pred holds for t or a part of it.
func Contains(t term.Term, pred func(term.Term) bool) bool {
	if pred(t) {
		return true
	}
	switch t.Kind() {
	case term.KindCons:
		for c := t.Cons(); c != nil; c = t.Cons() {
			if Contains(c.Head, pred) {
				return true
			}
			t = c.Tail
		}
		return !t.IsEmpty() && Contains(t, pred)
	case term.KindTuple:
		el := t.Elems()
		if len(el) == 3 && el[1].IsList() {
			return Contains(el[0], pred) || Contains(el[2], pred)
		}
		for _, e := range el {
			if Contains(e, pred) {
				return true
			}
		}
	}
	return false
}

func MetaOf(t term.Term) term.Term {
	_, m, _, ok := IsNode(t)
	if !ok {
		return term.Empty
	}
	return m
}
