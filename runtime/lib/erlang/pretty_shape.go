package erlang

import (
	"strings"
	"unicode/utf8"
)

// This file defines the shapes of terms, which ~p lays out on lines.

// A shapeKind determines how a shape breaks into lines.
type shapeKind int

const (
	// textShape never breaks.
	textShape shapeKind = iota
	// bytesShape is a binary as numbers. It can break after each comma.
	bytesShape
	listShape
	tupleShape
	// taggedShape is a tuple whose first element is an atom.
	taggedShape
	mapShape
	// pairShape is a key and its value in a map, with the text between them.
	pairShape
)

// A shape is a term with the size of its text.
type shape struct {
	kind  shapeKind
	text  string
	parts []shape
	// tail is the end of an improper list.
	tail *shape
	// size is the number of characters on one line.
	size int
	// cut adds dots after the last part.
	cut bool
	// dotted is set if the text omits a part of the term.
	dotted bool
}

// shapeBytes is the memory requested for each shape.
const shapeBytes = 128

func textOf(s string) shape { return shape{text: s, size: utf8.RuneCountInString(s)} }

func dottedText(s string) shape {
	sh := textOf(s)
	sh.dotted = true
	return sh
}

// atomic reports whether s, or both halves of a pair, are plain text.
func (s *shape) atomic() bool {
	if s.kind == pairShape {
		return s.parts[0].kind == textShape && s.parts[1].kind == textShape
	}
	return s.kind == textShape
}

// brackets maps the kinds of containers to the text around them.
var brackets = map[shapeKind][2]string{
	listShape: {"[", "]"}, tupleShape: {"{", "}"}, taggedShape: {"{", "}"}, mapShape: {"#{", "}"},
}

// beforeTail returns the separator before the tail of a list, or before the dots in a container.
func (s *shape) beforeTail() string {
	if s.kind == listShape {
		return "|"
	}
	return ","
}

// line returns the text of s on one line.
func (s *shape) line() string {
	var b strings.Builder
	s.writeLine(&b)
	return b.String()
}

func (s *shape) writeLine(b *strings.Builder) {
	switch s.kind {
	case textShape, bytesShape:
		b.WriteString(s.text)
		return
	case pairShape:
		s.parts[0].writeLine(b)
		b.WriteString(s.text)
		s.parts[1].writeLine(b)
		return
	}
	b.WriteString(brackets[s.kind][0])
	for i := range s.parts {
		if i > 0 {
			b.WriteByte(',')
		}
		s.parts[i].writeLine(b)
	}
	if s.cut && len(s.parts) > 0 || s.tail != nil {
		b.WriteString(s.beforeTail())
	}
	if s.cut {
		b.WriteString(dots)
	}
	if s.tail != nil {
		s.tail.writeLine(b)
	}
	b.WriteString(brackets[s.kind][1])
}

// sum sets the size of a container from its parts.
func (s shape) sum() shape {
	s.size = len(brackets[s.kind][0]) + len(brackets[s.kind][1]) + max(0, len(s.parts)-1)
	for i := range s.parts {
		s.size += s.parts[i].size
		s.dotted = s.dotted || s.parts[i].dotted
	}
	if s.tail != nil {
		s.size += 1 + s.tail.size
		s.dotted = s.dotted || s.tail.dotted
	}
	if s.cut {
		s.size += len(dots)
		s.dotted = true
		if len(s.parts) > 0 {
			s.size++
		}
	}
	return s
}
