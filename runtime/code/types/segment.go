package types

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file infers the segments of binaries.

// A place is the context of a binary. It determines the types that a segment accepts.
type place int

const (
	inPattern place = iota
	inGuard
	inExpression
)

var (
	numeric    = union(integer, float)
	integerOr  = union(integer, binary)
	dots       = quoted.Variable("...", term.Empty, term.ANil)
	unitOfName = map[string]func(at place) Type{
		"float":     func(at place) Type { return map[bool]Type{true: float, false: numeric}[at == inPattern] },
		"integer":   func(place) Type { return integer },
		"utf8":      encoded,
		"utf16":     encoded,
		"utf32":     encoded,
		"binary":    func(place) Type { return binary },
		"bytes":     func(place) Type { return binary },
		"bits":      func(place) Type { return binary },
		"bitstring": func(place) Type { return binary },
	}
)

// encoded returns the type of a utf segment: a code point in a pattern, and a code point or a
// string in an expression.
func encoded(at place) Type {
	if at == inPattern {
		return integer
	}
	return integerOr
}

// segments visits the sizes of all segments, and the values that are not literals.
func (w *walk) segments(args []term.Term, at place) {
	for i, a := range args {
		_, sides, ok := quoted.IsCallOf(a, quoted.AColons, 2)
		if !ok {
			continue
		}
		whole := aroundSegment(args, i)
		if v := sides[0]; !v.IsBits() && !v.IsNumber() {
			w.segment(v, specified(sides[1], at), whole, at)
		}
		w.sizes(sides[1], at)
	}
}

// aroundSegment returns a segment with dots in place of its neighbours.
func aroundSegment(args []term.Term, i int) term.Term {
	var shown []term.Term
	if i > 0 {
		shown = append(shown, dots)
	}
	shown = append(shown, args[i])
	if i < len(args)-1 {
		shown = append(shown, dots)
	}
	return quoted.Node("<<>>", quoted.MetaOf(args[i]), shown...)
}

func (w *walk) segment(v term.Term, want Type, whole term.Term, at place) {
	switch at {
	case inPattern:
		w.segmentPattern(v, want, whole)
	case inGuard:
		w.guard(v, want, whole)
	default:
		w.expect(w.expression(v), want, whole)
	}
}

func (w *walk) segmentPattern(v term.Term, want Type, whole term.Term) {
	if _, a, ok := quoted.IsCallOf(v, quoted.APin, 1); ok {
		w.expect(w.typeOf(quoted.MetaOf(a[0])), want, whole)
		return
	}
	if name, _, _, ok := quoted.IsVar(v); ok {
		if name != quoted.AUnderscore {
			w.refine(v, whole, want, asWritten)
		}
		return
	}
	if _, a, ok := quoted.IsCallOf(v, quoted.ABits, -1); ok {
		w.segments(a, inPattern)
		return
	}
	w.match([]term.Term{v}, []term.Term{whole}, []Type{want}, reason{})
}

// modifiers returns the parts of a specification: type, size, unit, sign, order.
func modifiers(spec term.Term) []term.Term {
	if _, all, ok := quoted.IsCallOf(spec, quoted.AMinus, -1); ok {
		return all
	}
	return []term.Term{spec}
}

// specified returns the type of a segment. The default is an integer.
func specified(spec term.Term, at place) Type {
	for _, m := range modifiers(spec) {
		if el := m.Elems(); len(el) == 3 && el[0].IsAtom() {
			if of := unitOfName[el[0].Atom().String()]; of != nil {
				return of(at)
			}
		}
	}
	return integer
}

func (w *walk) sizes(spec term.Term, at place) {
	for _, m := range modifiers(spec) {
		_, a, ok := quoted.IsCallOf(m, quoted.ASize, 1)
		if !ok || a[0].IsInteger() {
			continue
		}
		if at == inExpression {
			w.expect(w.expression(a[0]), integer, m)
		} else {
			w.guard(a[0], integer, m)
		}
	}
}

// inferredSegment reports whether a binary has a segment without a written type.
func inferredSegment(whole term.Term) bool {
	_, args, ok := quoted.IsCallOf(whole, quoted.ABits, -1)
	if !ok {
		return false
	}
	for _, a := range args {
		if meta, sides, ok := quoted.IsCallOf(a, quoted.AColons, 2); ok {
			return withoutSpecification(meta, sides)
		}
	}
	return false
}

// withoutSpecification reports whether a segment was written without ::. Its location is then the
// location of the value.
func withoutSpecification(meta term.Term, sides []term.Term) bool {
	if len(modifiers(sides[1])) > 1 {
		return false
	}
	if v := sides[0]; v.IsBits() || v.IsNumber() {
		return quoted.ColumnOf(meta) == 0
	}
	of := quoted.MetaOf(sides[0])
	if _, interpolated := quoted.KwGet(of, quoted.AFromInterpolation); interpolated {
		return false
	}
	return quoted.ColumnOf(meta) > 0 && quoted.ColumnOf(meta) == quoted.ColumnOf(of)
}
