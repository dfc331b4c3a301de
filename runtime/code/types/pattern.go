package types

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file infers patterns. A pattern is read into a shape, whose type depends on the types of
// its variables, and into the paths to its variables. The shape narrows the matched type, the
// paths narrow the variables, and the variables narrow the shape again, until nothing changes.

// A reason is the form that contains a pattern. It determines the text of a warning.
type reason struct {
	kind reasonKind
	t    Type
	expr term.Term
}

type reasonKind int

const (
	plainPattern reasonKind = iota
	caseClause
	conditional // and, or
	elseClause
	matchOf
)

// head matches the patterns of a clause with the types of its arguments, and visits the guards.
func (w *walk) head(args, guards []term.Term, given []Type, why reason, meta term.Term) []Type {
	before := w.meta
	w.meta = meta
	types := w.match(args, args, given, why)
	for _, g := range guards {
		w.guard(g, guardResult, g)
	}
	w.meta = before
	return types
}

var guardResult = atomsOf(term.ATrue, term.AFalse, term.Intern("fail"))

// match matches patterns with types, and returns the narrowed types. Messages show the forms.
func (w *walk) match(patterns, forms []term.Term, given []Type, why reason) []Type {
	r := &reading{w: w}
	shapes := make([]shape, len(patterns))
	for i, p := range patterns {
		r.at = path{argument: i}
		shapes[i] = r.shape(p)
	}
	slices.Reverse(r.paths) // the last occurrence of a repeated variable comes first
	slices.SortStableFunc(r.paths, func(a, b path) int { return int(r.version(a) - r.version(b)) })
	types := slices.Clone(given)
	if r.narrow(shapes, forms, types, why) {
		return types
	}
	for _, p := range r.paths {
		w.spoil(p.variable)
	}
	return types
}

func (r *reading) version(p path) int64 { return versionOf(quoted.MetaOf(p.variable)) }

// rounds bounds the number of times that a pattern is narrowed.
const rounds = 16

// narrow narrows the types of the arguments and the variables. It reports false if the patterns
// cannot match.
func (r *reading) narrow(shapes []shape, forms []term.Term, types []Type, why reason) bool {
	changed := make([]bool, len(shapes))
	for i := range changed {
		changed[i] = true
	}
	settled := r.settled(len(shapes))
	for range rounds {
		for i, s := range shapes {
			if !changed[i] {
				continue
			}
			if types[i] = intersection(s.typed(r.w), types[i]); types[i].empty() {
				r.w.tellOfPattern(forms[i], why)
				return false
			}
		}
		var ok bool
		if changed, ok = r.narrowVariables(forms, types, why); !ok {
			return false
		}
		for i := range changed {
			changed[i] = changed[i] && !settled[i]
		}
		if !slices.Contains(changed, true) {
			return true
		}
	}
	return true
}

// settled reports for each argument whether its variables occur only once. If so, the type of the
// argument does not depend on any other argument.
func (r *reading) settled(n int) []bool {
	count := map[int64]int{}
	for _, p := range r.paths {
		count[r.version(p)]++
	}
	out := make([]bool, n)
	for i := range out {
		out[i] = !slices.ContainsFunc(r.paths, func(p path) bool { return p.argument == i && count[r.version(p)] > 1 })
	}
	return out
}

// narrowVariables narrows the variables to the types at their places in the arguments.
func (r *reading) narrowVariables(forms []term.Term, types []Type, why reason) (changed []bool, ok bool) {
	changed = make([]bool, len(types))
	narrowed := map[int64]bool{}
	for _, p := range r.paths {
		t, reachable, ok := r.follow(p.steps, types[p.argument])
		if !ok {
			r.w.tellOfPattern(forms[p.argument], why)
			return nil, false
		}
		version := r.version(p)
		if v := r.w.vars[version]; v != nil && subtype(v.t, t) {
			continue
		}
		if _, ok := r.w.refine(p.variable, forms[p.argument], t, asWritten); !ok {
			return nil, false
		}
		narrowed[version] = narrowed[version] || reachable
	}
	for _, p := range r.paths {
		changed[p.argument] = changed[p.argument] || narrowed[r.version(p)]
	}
	return changed, true
}

// follow returns the type at the end of a path. reachable reports whether narrowing that type
// would narrow the argument.
func (r *reading) follow(steps []step, t Type) (_ Type, reachable, ok bool) {
	reachable = true
	for _, s := range steps {
		how := found
		switch s.kind {
		case elementStep:
			t, how = t.element(s.index)
		case keyStep:
			t, how = t.field(s.key)
		case otherKeyStep:
			t, reachable = dynamic, false
		case headStep:
			t, how = t.listPart(heads)
			t, reachable = intersection(s.head.typed(r.w), t), false
		case tailStep:
			t, how = t.listPart(tails)
		}
		if how != found {
			return none, false, false
		}
	}
	return t, reachable, true
}

// tellOfPattern warns that a pattern cannot match.
func (w *walk) tellOfPattern(form term.Term, why reason) {
	meta := placeOf(form, w.meta)
	switch why.kind {
	case caseClause:
		w.tell(meta, diagnostic.ClauseNeverMatches, w.traced(form), w.shown(form), w.shown(why.expr), w.indented(why.t))
	case conditional:
		w.tell(meta, diagnostic.ConditionIsOfOneType, w.traced(why.expr), w.text(why.t), w.shown(why.expr))
	case elseClause:
		w.tell(meta, diagnostic.ElseOfTryNeverMatches, w.traced(form), w.shown(form), w.indented(why.t))
	case matchOf:
		w.tell(meta, diagnostic.MatchNeverMatches, w.traced(form), w.shown(form), w.indented(why.t))
	default:
		w.tell(meta, diagnostic.PatternNeverMatches, w.traced(form), w.shown(form))
	}
}

// placeOf returns the location of a pattern. A literal has no location, so it gets the line of the
// surrounding form.
func placeOf(form, around term.Term) term.Term {
	meta := term.Empty
	if el := form.Elems(); len(el) == 3 && el[1].IsList() {
		meta = el[1]
	}
	for _, key := range []term.Atom{quoted.AGenerated, quoted.ALine} {
		if v, ok := quoted.KwGet(around, key); ok {
			if _, has := quoted.KwGet(meta, key); !has {
				meta = quoted.KwStore(meta, key, v)
			}
		}
	}
	return meta
}
