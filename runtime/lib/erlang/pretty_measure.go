package erlang

import (
	"unicode/utf8"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file measures terms for their layout on lines.

// A measurer converts terms to shapes.
type measurer struct {
	p    *vm.Process
	form Form
}

// measured returns the shape of t. If the form limits the characters, measured searches a depth for
// the text. It takes the whole text, or the text at the depth of the form, if that is short enough.
// Otherwise, it takes the largest depth at which the text has exactly the allowed number of
// characters. If there is none, it takes the smallest depth at which the text has more.
func measured(p *vm.Process, t term.Term, form Form) shape {
	m := measurer{p: p, form: form}
	if form.Chars == 0 {
		return dottedText(dots)
	}
	if form.Chars < 0 || form.Depth == 0 {
		return m.term(t, form.Depth, form.Chars, 0)
	}
	depth, step := 1, 2
	low := m.term(t, depth, form.Chars, 0)
	for low.dotted && low.size <= form.Chars && depth != form.Depth {
		step *= 2
		next := depth + step
		if form.Depth >= 0 {
			next = min(next, form.Depth)
		}
		high := m.term(t, next, form.Chars, 0)
		if !high.dotted {
			return high
		}
		if high.size > form.Chars {
			return m.between(t, low, high, depth, next)
		}
		low, depth = high, next
	}
	return low
}

// between searches the depths between from and to. low is the shape at from, which is short
// enough. high is the shape at to, which is too long.
func (m measurer) between(t term.Term, low, high shape, from, to int) shape {
	for to-from > 1 {
		depth := (from + to) / 2
		if s := m.term(t, depth, m.form.Chars, 0); s.size > m.form.Chars {
			high, to = s, depth
		} else {
			low, from = s, depth
		}
	}
	if low.size == m.form.Chars {
		return low
	}
	return high
}

// term measures t at a nesting of level containers. left is the number of levels or elements
// allowed. chars is the number of characters allowed.
func (m measurer) term(t term.Term, left, chars, level int) shape {
	m.p.Need(shapeBytes)
	if left == 0 || level > maxErlangDepth {
		return dottedText(dots)
	}
	switch t.Kind() {
	case term.KindCons:
		return m.list(t, left, chars, level)
	case term.KindTuple:
		return m.tuple(t.Elems(), left, chars, level)
	case term.KindMap:
		return m.mapping(t.Map(), left, chars, level)
	case term.KindBits:
		return m.bits(t.Bits(), left, chars)
	}
	return textOf(scalarText(m.p, t, m.form.Unicode))
}

func (m measurer) list(t term.Term, left, chars, level int) shape {
	if s, ok := m.string(t, left, chars); ok {
		return s
	}
	s := shape{kind: listShape}
	chars = minus(chars, 2)
	for {
		c := t.Cons()
		if c == nil {
			break
		}
		if left == 1 || chars == 0 {
			s.cut = true
			return s.sum()
		}
		left--
		part := m.term(c.Head, left, chars, level+1)
		chars = minus(chars, part.size+1)
		s.parts = append(s.parts, part)
		t = c.Tail
	}
	switch {
	case t.IsEmpty():
	case left == 1 || chars == 0:
		s.cut = true
	default:
		tail := m.term(t, left-1, chars, level+1)
		s.tail = &tail
	}
	return s.sum()
}

// string measures a list that ~p shows as text, or as the start of a text.
func (m measurer) string(t term.Term, left, chars int) (shape, bool) {
	if !m.form.Strings || left == 1 {
		return shape{}, false
	}
	elems, proper := t.Slice()
	if !proper {
		return shape{}, false
	}
	room, short := minus(chars, 2), false
	if room >= 0 && len(elems) > room {
		elems, short = elems[:room], true
	}
	if short && room == 0 && m.form.Unicode {
		return shape{}, false
	}
	if !printableElems(elems, maxPrintable) {
		return shape{}, false
	}
	text, _ := ListText(term.List(elems...))
	quoted := quoteErlang(text, '"')
	if short {
		quoted += dots
	}
	return textOf(quoted), true
}

func (m measurer) tuple(elems []term.Term, left, chars, level int) shape {
	if len(elems) == 0 {
		return textOf("{}")
	}
	if left == 1 {
		return dottedText("{...}")
	}
	s := shape{kind: tupleShape}
	if len(elems) > 1 && elems[0].IsAtom() {
		s.kind = taggedShape
	}
	chars = minus(chars, 2)
	for _, e := range elems {
		if left == 1 || chars == 0 {
			s.cut = true
			break
		}
		left--
		part := m.term(e, left, chars, level+1)
		chars = minus(chars, part.size+1)
		s.parts = append(s.parts, part)
	}
	return s.sum()
}

func (m measurer) mapping(kv *term.Map, left, chars, level int) shape {
	if kv.Len() == 0 {
		return textOf("#{}")
	}
	if left == 1 {
		return dottedText("#{...}")
	}
	s := shape{kind: mapShape}
	inner := left - 1
	chars = minus(chars, 3)
	kv.Each(func(k, v term.Term) bool {
		if left == 1 || chars == 0 {
			s.cut = true
			return false
		}
		left--
		pair := m.pair(k, v, inner, chars, level+1)
		chars = minus(chars, pair.size+1)
		s.parts = append(s.parts, pair)
		return true
	})
	return s.sum()
}

func (m measurer) pair(k, v term.Term, left, chars, level int) shape {
	arrow := " => "
	if m.form.Tight {
		arrow = "=>"
	}
	key := m.term(k, left, chars, level)
	value := m.term(v, left, minus(chars, key.size+len(arrow)), level)
	return shape{
		kind: pairShape, text: arrow, parts: []shape{key, value}, size: key.size + len(arrow) + value.size,
		dotted: key.dotted || value.dotted,
	}
}

func (m measurer) bits(bits term.Bits, left, chars int) shape {
	switch {
	case bits.N == 0:
		return textOf("<<>>")
	case left == 1:
		return dottedText("<<...>>")
	}
	if m.form.Strings && bits.N%8 == 0 {
		if s, ok := m.binaryText(bits.S, left-1, minus(chars, 6)); ok {
			return s
		}
	}
	text, all := bitsText(bits, left, chars)
	return shape{kind: bytesShape, text: text, size: len(text), dotted: !all}
}

// charsPerLevel is the number of characters of a binary that are shown for each level of depth.
const charsPerLevel = 4

// binaryText measures a binary that ~p shows as text, or as the start of a text.
func (m measurer) binaryText(s string, left, chars int) (shape, bool) {
	room := len(s)
	if left >= 0 {
		room = min(room, charsPerLevel*left)
	}
	if chars >= 0 {
		room = min(room, chars)
	}
	text, rest, suffix := "", "", ""
	if m.form.Unicode && validStart(s, room) {
		text, rest = printableStart(s, room)
		if len(s)-len(rest) != utf8.RuneCountInString(text) {
			suffix = "/utf8"
		}
	} else {
		text, rest = printableStart(latin1(s), room)
	}
	shown := "<<" + quoteErlang(text, '"') + suffix
	switch {
	case rest == "":
		return textOf(shown + ">>"), true
	case left > 0 && utf8.RuneCountInString(text) >= left:
		return dottedText(shown + "...>>"), true
	}
	return shape{}, false
}

// latin1 converts each byte to a character.
func latin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// validStart reports whether the first n characters of s are UTF-8.
func validStart(s string, n int) bool {
	for ; n > 0 && s != ""; n-- {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size < 2 {
			return false
		}
		s = s[size:]
	}
	return true
}

// printableStart splits s after at most n characters, before the first that is not printable.
func printableStart(s string, n int) (start, rest string) {
	for i, r := range s {
		if n == 0 || r > maxPrintable || !printableChar(int64(r)) {
			return s[:i], s[i:]
		}
		n--
	}
	return s, ""
}
