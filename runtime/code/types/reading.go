package types

import (
	"slices"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file reads patterns into shapes and paths.

// A step goes from a pattern to a part of it.
type step struct {
	kind  stepKind
	index int
	key   term.Atom
	head  shape
}

type stepKind int

const (
	elementStep stepKind = iota
	keyStep
	otherKeyStep // a key that is not an atom, whose value has an unknown type
	headStep
	tailStep
)

// A path goes from an argument to a variable.
type path struct {
	variable term.Term
	argument int
	steps    []step
}

// A reading collects the variables of patterns that are read together.
type reading struct {
	w     *walk
	paths []path
	at    path // path to the current pattern
}

// within reads a part of the current pattern.
func (r *reading) within(s step, p term.Term) shape {
	at := r.at
	r.at.steps = append(slices.Clone(at.steps), s)
	out := r.shape(p)
	r.at = at
	return out
}

// shape reads a pattern and returns its shape. It records the paths to the pattern's variables.
func (r *reading) shape(p term.Term) shape {
	defer func() { r.w.depth-- }()
	if !r.w.enter() {
		return fixedShape{dynamic}
	}
	if t, ok := literalType(p); ok {
		return fixedShape{t}
	}
	if p.Kind() == term.KindCons {
		heads, tail := unpacked(p)
		return r.list(heads, tail)
	}
	if el := p.Elems(); len(el) == 2 {
		return r.tuple(el)
	}
	if name, meta, _, ok := quoted.IsVar(p); ok {
		if name == quoted.AUnderscore {
			return fixedShape{anyTerm}
		}
		r.paths = append(r.paths, path{p, r.at.argument, r.at.steps})
		return variableShape{versionOf(meta)}
	}
	if _, name, _, args, ok := quoted.IsRemote(p); ok && name.String() == "++" && len(args) == 2 {
		return r.joined(args[0], args[1])
	}
	return r.node(p)
}

// joined reads a ++ pattern. Its left side is a literal list.
func (r *reading) joined(left, right term.Term) shape {
	if left.IsEmpty() {
		return r.shape(right)
	}
	heads, _ := unpacked(left)
	return r.list(heads, right)
}

func (r *reading) node(p term.Term) shape {
	name, meta, args, ok := quoted.IsCall(p)
	if !ok {
		return fixedShape{dynamic}
	}
	switch name {
	case quoted.ATuple:
		return r.tuple(args)
	case quoted.AMatch:
		return r.both(p)
	case quoted.AMapForm:
		return r.mapPattern(p, meta, args)
	case quoted.ABits:
		r.w.segments(args, inPattern)
		return fixedShape{binary}
	case quoted.APin:
		return fixedShape{r.w.typeOf(quoted.MetaOf(args[0]))}
	}
	return fixedShape{dynamic}
}

// both reads a = b. The value must match both patterns.
func (r *reading) both(p term.Term) shape {
	var all []shape
	static := anyTerm
	for _, p := range sides(p) {
		s := r.shape(p)
		if f, ok := s.(fixedShape); ok {
			static = intersection(f.t, static)
		} else {
			all = append(all, s)
		}
	}
	if all == nil {
		return fixedShape{static}
	}
	if static != anyTerm {
		all = append([]shape{fixedShape{static}}, all...)
	}
	return bothShape{all}
}

// sides returns the patterns of a = b = c.
func sides(p term.Term) []term.Term {
	var out []term.Term
	for open := []term.Term{p}; len(open) > 0; {
		p, open = open[len(open)-1], open[:len(open)-1]
		if _, a, ok := quoted.IsCallOf(p, quoted.AMatch, 2); ok {
			open = append(open, a[1], a[0])
			continue
		}
		out = append(out, p)
	}
	return out
}

func (r *reading) tuple(elems []term.Term) shape {
	out := make([]shape, len(elems))
	fixed := true
	for i, e := range elems {
		out[i] = r.within(step{kind: elementStep, index: i}, e)
		_, is := out[i].(fixedShape)
		fixed = fixed && is
	}
	if fixed {
		return fixedShape{tupleShape{out}.typed(r.w)}
	}
	return tupleShape{out}
}

func (r *reading) list(heads []term.Term, tail term.Term) shape {
	out := listShape{tail: r.within(step{kind: tailStep}, tail)}
	_, fixed := out.tail.(fixedShape)
	for _, h := range heads {
		s := r.headShape(h)
		_, is := s.(fixedShape)
		fixed = fixed && is
		out.heads = append(out.heads, s)
	}
	if fixed {
		return fixedShape{out.typed(r.w)}
	}
	return out
}

// headShape reads an element of a list. A variable in the element gets the type of this element
// only.
func (r *reading) headShape(p term.Term) shape {
	first := len(r.paths)
	s := r.within(step{kind: headStep}, p)
	level := len(r.at.steps)
	for i := range r.paths[first:] {
		r.paths[first+i].steps[level].head = s
	}
	return s
}

// mapPattern reads a map or struct pattern. Only atom keys become part of the type.
func (r *reading) mapPattern(p, meta term.Term, args []term.Term) shape {
	out := mapShape{open: true}
	mod, isStruct := structOf(meta, args)
	if isStruct {
		r.structFields(&out, mod, args)
	}
	_, anyStruct := quoted.KwGet(meta, quoted.AAnyStruct)
	fixed := true
	for i, a := range args {
		el := a.Elems()
		if len(el) != 2 {
			continue
		}
		if !el[0].IsAtom() {
			r.within(step{kind: otherKeyStep}, el[1])
			continue
		}
		key := el[0].Atom()
		var s shape
		if i == 0 && anyStruct {
			s = r.structName(p, el[1])
		} else {
			s = r.within(step{kind: keyStep, key: key}, el[1])
		}
		_, is := s.(fixedShape)
		fixed = fixed && is
		if at := slices.Index(out.keys, key); at >= 0 {
			out.values[at] = s
			continue
		}
		out.keys, out.values = append(out.keys, key), append(out.values, s)
	}
	if fixed {
		return fixedShape{out.typed(r.w)}
	}
	return out
}

// structFields adds all fields of a struct to a shape, if the struct is known.
func (r *reading) structFields(s *mapShape, mod term.Atom, args []term.Term) {
	fields := r.w.Host.Fields(mod)
	s.open = fields == nil
	for _, f := range fields {
		s.keys, s.values = append(s.keys, f), append(s.values, shape(fixedShape{anyTerm}))
	}
}

// structName reads the name in a struct pattern: a variable, a pinned variable, or _.
func (r *reading) structName(whole, p term.Term) shape {
	if _, a, pinned := quoted.IsCallOf(p, quoted.APin, 1); pinned {
		t, _ := r.w.expect(r.w.typeOf(quoted.MetaOf(a[0])), atom, whole)
		return fixedShape{t}
	}
	if name, _, _, ok := quoted.IsVar(p); ok && name == quoted.AUnderscore {
		return fixedShape{atom}
	}
	return bothShape{[]shape{fixedShape{atom}, r.within(step{kind: keyStep, key: term.AStruct}, p)}}
}

// structOf returns the name of a struct written as %Name{}.
func structOf(meta term.Term, args []term.Term) (term.Atom, bool) {
	if _, ok := quoted.KwGet(meta, quoted.AStructForm); !ok {
		return 0, false
	}
	for _, a := range args {
		if el := a.Elems(); len(el) == 2 && el[0].Is(term.AStruct) && el[1].IsAtom() {
			return el[1].Atom(), true
		}
	}
	return 0, false
}
