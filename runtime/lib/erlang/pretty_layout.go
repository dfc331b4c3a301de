package erlang

import (
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file breaks the texts of terms into lines, like ~p.

// Pretty formats t like ~p and ~P for lines of width characters, of which the first has column-1
// characters already. With a width of 0, the text stays on one line. A value with shared parts can
// have a very long text, so Pretty requests memory for p.
func Pretty(p *vm.Process, t term.Term, form Form, column, width int) string {
	s := measured(p, t, form)
	if width == 0 || s.size < width-column {
		return s.line()
	}
	start := place{col: max(1, column)}
	l := layout{p: p, width: width, most: s.size}
	for _, step := range []int{afterTag, narrowStep, narrowestStep} {
		l.step, l.trial, l.crowded = step, true, step != narrowestStep
		if l.crowded {
			l.crowded = false
			l.put(&s, start)
		}
		if !l.crowded {
			break
		}
	}
	l.trial = false
	l.put(&s, start)
	return l.out.String()
}

// These are special values of layout.step, the indentation of a tagged tuple's elements.
const (
	// afterTag aligns the elements with the first element after the tag.
	afterTag = -1
	// narrowStep indents the elements by 4 columns from the bracket, if the tag is longer.
	narrowStep = 4
	// narrowestStep is used if every larger step starts a tuple in the right half of the line.
	narrowestStep = 1
)

// pairStep is the indentation of a value below its key if layout.step is afterTag.
const pairStep = 4

// A layout writes shapes to lines.
type layout struct {
	p   *vm.Process
	out strings.Builder
	// width is the width of a line. most is the size of the whole text on one line.
	width, most int
	// step indents the elements of tagged tuples, and the values of maps unless it is afterTag.
	step int
	// trial suppresses the output. crowded is set if a trial finds a tuple too far right.
	trial, crowded bool
}

// A place is the position at which a shape begins.
type place struct {
	// col is the column of the next character, from 1.
	col int
	// used counts the characters before the place on its line, without the indentation.
	used int
	// closers counts the brackets that follow on the same line.
	closers int
}

func (at place) right(n int) place {
	at.col, at.used = at.col+n, at.used+n
	return at
}

// below returns at on a new line, with closers after it.
func (at place) below(closers int) place { return place{col: at.col, closers: closers} }

func (l *layout) write(text string) {
	if !l.trial {
		l.p.Need(len(text))
		l.out.WriteString(text)
	}
}

func (l *layout) writeLine(s *shape) {
	if !l.trial {
		l.p.Need(s.size)
		s.writeLine(&l.out)
	}
}

// newline starts a line with the indentation of at.
func (l *layout) newline(at place) { l.write("\n" + strings.Repeat(" ", at.col-1)) }

func (l *layout) fits(size int, at place) bool {
	return size < l.width-at.col-at.closers && size+at.used+at.closers <= l.most
}

// put writes s, on one line if there is room.
func (l *layout) put(s *shape, at place) {
	switch {
	case l.crowded:
	case l.fits(s.size, at):
		l.writeLine(s)
	case s.kind == textShape:
		l.write(s.text)
	case s.kind == bytesShape:
		l.bytes(s.text, at)
	case s.kind == pairShape:
		l.pair(s, at)
	default:
		l.write(brackets[s.kind][0])
		if s.kind == taggedShape {
			l.tagged(s, at)
		} else {
			l.parts(s, 0, at.right(len(brackets[s.kind][0])))
		}
		l.write(brackets[s.kind][1])
	}
}

// tagged writes the elements of a tuple after an atom.
func (l *layout) tagged(s *shape, at place) {
	tag := s.parts[0].size + 2
	inside, next := at.right(tag), at.right(tag)
	near := l.step > 0 && tag > l.step
	if near {
		inside = at.right(l.step)
		next.used--
	}
	limit := l.width / 2
	if near {
		limit++
	}
	if l.trial && inside.col+l.most > l.width && inside.col >= limit {
		l.crowded = true
		return
	}
	l.writeLine(&s.parts[0])
	if near {
		l.rest(s, 1, inside, next)
		return
	}
	l.write(",")
	l.parts(s, 1, inside)
}

// parts writes the parts of s from index from on. The first part starts at the given place.
func (l *layout) parts(s *shape, from int, at place) {
	if from == len(s.parts) { // the limit cuts all of them off
		l.write(dots)
		return
	}
	n := l.part(&s.parts[from], at.withClosers(s, from))
	l.rest(s, from+1, at, at.right(n))
}

// withClosers counts one more bracket after the last part of s.
func (at place) withClosers(s *shape, i int) place {
	if i == len(s.parts)-1 {
		at.closers++
	} else {
		at.closers = 0
	}
	return at
}

// part writes a part and returns the number of columns used. A part that is not atomic counts as a
// whole line, so that the next part starts on a new line.
func (l *layout) part(s *shape, at place) int {
	if l.fits(s.size, at) && s.atomic() {
		l.writeLine(s)
		return s.size
	}
	l.put(s, at)
	return l.width
}

// rest writes the parts of s from index from on. An atomic part that fits is written at next. Any
// other part goes on a new line at inside. At the end, rest writes the dots or the tail.
func (l *layout) rest(s *shape, from int, inside, next place) {
	for i := from; i < len(s.parts) && !l.crowded; i++ {
		part, after := &s.parts[i], next.withClosers(s, i)
		room := part.size + 1
		if i < len(s.parts)-1 {
			room++ // for the comma after it
		}
		l.write(",")
		if l.fits(room, after) && part.atomic() {
			l.writeLine(part)
			next = next.right(part.size + 1)
			continue
		}
		l.newline(inside)
		n := l.part(part, inside.below(after.closers))
		next = place{col: inside.col + n, used: n, closers: next.closers}
	}
	switch {
	case s.cut:
		l.write(s.beforeTail() + dots)
	case s.tail != nil:
		l.tail(s, inside, next)
	}
}

// tail writes the end of an improper list.
func (l *layout) tail(s *shape, inside, next place) {
	next.closers++
	l.write(s.beforeTail())
	if l.fits(s.tail.size+1, next) && s.tail.atomic() {
		l.writeLine(s.tail)
		return
	}
	l.newline(inside)
	l.put(s.tail, inside.below(next.closers))
}

// pair writes a key, and its value on the next line.
func (l *layout) pair(s *shape, at place) {
	l.put(&s.parts[0], at)
	step := pairStep
	if l.step > 0 {
		step = l.step
	}
	value := place{col: at.col + step, closers: at.closers}
	l.write(" =>")
	l.newline(value)
	l.put(&s.parts[1], value)
}

// bytes writes a binary as numbers. It starts a new line before a number that does not fit.
func (l *layout) bytes(text string, at place) {
	const bracket, leastRoom = 2, 8
	inside := at.right(bracket)
	width := max(leastRoom, min(l.width-inside.col, l.most-2*bracket-at.used)-at.closers)
	l.write(text[:bracket])
	room := width
	for _, number := range strings.SplitAfter(text[bracket:len(text)-bracket], ",") {
		if len(number) > room {
			l.newline(inside)
			room = width
		}
		l.write(number)
		room -= len(number)
	}
	l.write(text[len(text)-bracket:])
}
