package expand

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file converts expanded forms back to source form, for messages.

// Shown rewrites the segments of bitstrings to the form of Elixir's compiler: a single specifier,
// or several in nested pairs.
func Shown(t term.Term) term.Term {
	return quoted.Postwalk(t, func(t term.Term) term.Term {
		meta, segments, ok := quoted.IsCallOf(t, quoted.ABits, -1)
		if !ok {
			return t
		}
		out := make([]term.Term, len(segments))
		for i, s := range segments {
			out[i] = shownSegment(s)
		}
		if n := len(out) - 1; n >= 0 {
			if m, a, ok := quoted.IsCallOf(out[n], quoted.ALeftArrow, 2); ok {
				out[n] = quoted.Node("<-", m, quoted.Node("<<>>", meta, append(out[:n:n], shownSegment(a[0]))...), a[1])
				out = out[n:]
			}
		}
		return quoted.Node("<<>>", meta, out...)
	})
}

func shownSegment(s term.Term) term.Term {
	meta, a, ok := quoted.IsCallOf(s, quoted.AColons, 2)
	if !ok {
		return s
	}
	sm, specs, ok := quoted.IsCallOf(a[1], quoted.AMinus, -1)
	if !ok || len(specs) == 0 {
		return s
	}
	whole := bareSpec(specs[0])
	for _, of := range []term.Atom{term.Intern("little"), term.Intern("native"), term.Intern("signed"), quoted.AUnit, quoted.ASize} {
		for _, spec := range specs[1:] {
			if spec.Elems()[0].Is(of) {
				whole = quoted.Node("-", sm, whole, bareSpec(spec))
			}
		}
	}
	return quoted.Node("::", meta, a[0], whole)
}

// bareSpec removes the parentheses of a specifier without arguments.
func bareSpec(t term.Term) term.Term {
	name, meta, args, ok := quoted.IsCall(t)
	if !ok || len(args) > 0 {
		return t
	}
	return term.Tup(name.Term(), meta, term.Nil)
}
