package types

import "lab/runtime/term"

// This file implements the shapes of patterns.

// A shape is the structure of a pattern. typed returns the type of the shape for the current types
// of its variables.
type shape interface {
	typed(w *walk) Type
}

type (
	fixedShape    struct{ t Type }
	variableShape struct{ version int64 }
	tupleShape    struct{ elems []shape }
	listShape     struct {
		heads []shape
		tail  shape
	}
	mapShape struct {
		open   bool
		keys   []term.Atom
		values []shape
	}
	bothShape struct{ all []shape }
)

func (s fixedShape) typed(*walk) Type { return s.t }

func (s variableShape) typed(w *walk) Type {
	if v := w.vars[s.version]; v != nil {
		return v.t
	}
	return anyTerm
}

func (s tupleShape) typed(w *walk) Type { return tupleOf(typedAll(w, s.elems)...) }

func typedAll(w *walk, shapes []shape) []Type {
	out := make([]Type, len(shapes))
	for i, s := range shapes {
		out[i] = s.typed(w)
	}
	return out
}

func (s listShape) typed(w *walk) Type {
	head := none
	for _, h := range s.heads {
		head = union(head, h.typed(w))
	}
	return nonEmptyList(head, s.tail.typed(w))
}

func (s mapShape) typed(w *walk) Type {
	pairs := make([]pair, len(s.keys))
	for i, k := range s.keys {
		pairs[i] = pair{k, s.values[i].typed(w)}
	}
	return mapOf(s.open, pairs)
}

func (s bothShape) typed(w *walk) Type {
	out := s.all[0].typed(w)
	for _, o := range s.all[1:] {
		out = intersection(out, o.typed(w))
	}
	return out
}
