package expand

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file warns of clauses after a clause that always matches.

// MatchesAll reports whether the patterns of a clause match any values. Each pattern must be _, a
// variable that no other pattern has, or a match of such patterns.
func MatchesAll(patterns []term.Term) bool { return matchAll(patterns, map[int64]bool{}) }

// matchAll is MatchesAll for patterns that follow others with the variables in seen. It adds the
// variables of the patterns.
func matchAll(patterns []term.Term, seen map[int64]bool) bool {
	for _, p := range patterns {
		for {
			_, a, ok := quoted.IsCallOf(p, quoted.AMatch, 2)
			if !ok {
				break
			}
			if !matchAll(a[:1], seen) {
				return false
			}
			p = a[1]
		}
		name, meta, _, ok := quoted.IsVar(p)
		if !ok {
			return false
		}
		if name == quoted.AUnderscore {
			continue
		}
		v, _ := quoted.KwGet(meta, quoted.AVersion)
		n, _ := v.AsInt()
		if seen[n] {
			return false
		}
		seen[n] = true
	}
	return true
}

// warnShadowed warns of clauses of a case, fn, receive or else that can never match, because an
// earlier clause matches first. subject is the value of a case. Erlang's compiler evaluates a case
// of a literal, and looks into a tuple. Elixir has no such warnings outside of functions.
func (x *Expander) warnShadowed(clauses []term.Term, subject term.Term) {
	if x.Host.Quiet() || x.Env.Function == nil || !subject.IsNone() && isLiteral(subject) {
		return
	}
	size := tupleSize(subject)
	var before Shadows
	for _, c := range clauses {
		m, a, ok := quoted.IsCallOf(c, quoted.AArrow, 2)
		if _, made := quoted.KwGet(m, quoted.AGenerated); !ok || made {
			return
		}
		head := quoted.Slice(a[0])
		guarded := false
		if len(head) == 1 {
			if _, w, ok := quoted.IsCallOf(head[0], quoted.AWhen, -1); ok {
				head, guarded = w[:len(w)-1], true
			}
		}
		if s := before.Of(whole(head, size)); s != nil {
			if size < 0 || tupleSize(head[0]) == size || MatchesAll(head) {
				x.shadowed(m, s)
			}
			continue
		}
		if !guarded {
			before = append(before, Shadow{head, quoted.LineOf(m)})
		}
	}
}

// tupleSize returns the size of an expanded tuple, or -1 for another form.
func tupleSize(form term.Term) int {
	if _, a, ok := quoted.IsCallOf(form, quoted.ATuple, -1); ok {
		return len(a)
	}
	if len(form.Elems()) == 2 {
		return 2
	}
	return -1
}

// whole replaces a variable by a tuple of variables, if the subject is a tuple of that size.
func whole(head []term.Term, size int) []term.Term {
	if size < 0 || !MatchesAll(head) {
		return head
	}
	parts := slices.Repeat([]term.Term{quoted.Variable("_", term.Empty, term.ANil)}, size)
	if size == 2 {
		return []term.Term{term.Tup(parts...)}
	}
	return []term.Term{quoted.Node("{}", term.Empty, parts...)}
}

// shadowed reports a clause that can never match. The warning is printed once the module is
// complete.
func (x *Expander) shadowed(meta term.Term, by *Shadow) {
	d := diagnostic.ShadowedClause.At(x.Env, meta, by.Line)
	d.Span = 1
	if m := x.Host.Module(); m != nil {
		m.DiagnoseAtEnd(d)
	}
}

// A Shadow is a clause without a guard.
type Shadow struct {
	Patterns []term.Term
	Line     int
}

// Shadows are clauses without guards, in source order.
type Shadows []Shadow

// Of returns the first clause that matches every value matched by patterns, as far as Erlang's
// compiler can tell. It returns nil if there is none.
func (all Shadows) Of(patterns []term.Term) *Shadow {
	for i, s := range all {
		if MatchesAll(s.Patterns) || covers(s.Patterns, patterns) {
			return &all[i]
		}
	}
	return nil
}

// covers reports whether the patterns p match all values that the patterns q match. It compares
// from left to right. Once a variable of p covers a non-variable of q, the rest of p must be
// variables, because Erlang's compiler splits the clauses at that point.
func covers(p, q []term.Term) bool {
	c := covering{seen: map[int64]bool{}}
	return c.all(p, q)
}

type covering struct {
	seen   map[int64]bool // variables of p
	loose  bool           // a variable covered a non-variable
	nested term.Depth
}

func (c *covering) all(p, q []term.Term) bool {
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if !c.one(p[i], q[i]) {
			return false
		}
	}
	return true
}

func (c *covering) one(p, q term.Term) bool {
	c.nested.Enter()
	defer c.nested.Leave()
	p, names := unnamed(p)
	q, _ = unnamed(q)
	if !matchAll(names, c.seen) {
		return false
	}
	if _, _, _, ok := quoted.IsVar(p); ok {
		_, _, _, plain := quoted.IsVar(q)
		c.loose = c.loose || !plain
		return matchAll([]term.Term{p}, c.seen)
	}
	if _, _, _, plain := quoted.IsVar(q); plain || c.loose {
		return false
	}
	return c.same(p, q)
}

// same compares patterns that are not variables.
func (c *covering) same(p, q term.Term) bool {
	if p.Kind() != q.Kind() {
		return false
	}
	switch p.Kind() {
	case term.KindCons:
		return c.list(p, q)
	case term.KindTuple:
	case term.KindFloat: // 0.0 and -0.0 are different patterns
		return diagnostic.Inspect(p) == diagnostic.Inspect(q)
	default:
		return term.CompareExact(p, q) == 0
	}
	if a, b := p.Elems(), q.Elems(); len(a) == 2 || len(b) == 2 {
		return c.all(a, b)
	}
	name, _, a, ok := quoted.IsCall(p)
	other, _, b, also := quoted.IsCall(q)
	if !ok || !also || name != other {
		return false
	}
	switch name {
	case quoted.ATuple, quoted.AMapForm, quoted.ABits, quoted.AColons, quoted.APipe, quoted.AMinus, quoted.ASize:
		return c.all(a, b)
	}
	return name != quoted.APin && len(a) == 0 && len(b) == 0 // a modifier of a segment
}

// list iterates over the cells of two lists, because lists can be long.
func (c *covering) list(p, q term.Term) bool {
	for p.Kind() == term.KindCons && q.Kind() == term.KindCons {
		head, tail := cell(p)
		other, rest := cell(q)
		if c.loose || !c.one(head, other) {
			return false
		}
		p, q = tail, rest
	}
	return c.one(p, q)
}

// cell returns the head and the tail of a list pattern.
func cell(p term.Term) (head, tail term.Term) {
	first := p.Cons()
	if _, a, ok := quoted.IsCallOf(first.Head, quoted.APipe, 2); ok && first.Tail.IsEmpty() {
		return a[0], a[1]
	}
	return first.Head, first.Tail
}

// unnamed splits a match such as x = pattern into the pattern and its names, which match any value.
func unnamed(p term.Term) (pattern term.Term, names []term.Term) {
	for {
		_, a, ok := quoted.IsCallOf(p, quoted.AMatch, 2)
		switch {
		case !ok:
			return p, names
		case MatchesAll(a[:1]):
			names, p = append(names, a[0]), a[1]
		case MatchesAll(a[1:]):
			names, p = append(names, a[1]), a[0]
		default:
			return p, names
		}
	}
}
