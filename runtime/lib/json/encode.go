package json

import (
	"strconv"
	"unicode/utf8"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file encodes JSON.

// A jsonEncoder encodes terms. Its method value reports whether the encoding succeeded. If a
// string is not UTF-8, bad is {error, Byte, String}.
type jsonEncoder struct {
	p    *vm.Process
	out  []byte
	html bool
	bad  term.Term
	deep bool // nested too deeply
}

// jsonBytes is the approximate size of an encoded value without the text of strings.
const jsonBytes = 16

func (e *jsonEncoder) value(t term.Term, depth int) bool {
	if depth > maxNesting {
		e.deep = true
		return false
	}
	e.out = e.p.Grow(e.out, jsonBytes)
	switch t.Kind() {
	case term.KindAtom:
		switch {
		case t.Is(term.ANil):
			e.out = append(e.out, "null"...)
		case t.Is(term.ATrue), t.Is(term.AFalse):
			e.out = append(e.out, t.Atom().String()...)
		default:
			return e.text(t.Atom().String())
		}
		return true
	case term.KindBig:
		n, _ := t.AsBig()
		s := e.p.IntegerText(n, 10)
		e.out = append(e.p.Grow(e.out, len(s)), s...)
		return true
	case term.KindInt:
		e.out = strconv.AppendInt(e.out, t.Small(), 10)
		return true
	case term.KindFloat:
		f, _ := t.AsFloat()
		e.out = append(e.out, term.FormatFloat(f)...)
		return true
	case term.KindBits:
		s, ok := t.AsStr()
		return ok && e.text(s)
	case term.KindEmpty, term.KindCons:
		return e.list(t, depth)
	case term.KindMap:
		return e.object(t.Map(), depth)
	}
	return false
}

func (e *jsonEncoder) list(t term.Term, depth int) bool {
	e.out = append(e.out, '[')
	for c := t.Cons(); c != nil; c = t.Cons() {
		if !e.value(c.Head, depth+1) {
			return false
		}
		if t = c.Tail; t.Cons() != nil {
			e.out = append(e.out, ',')
		}
	}
	e.out = append(e.out, ']')
	return t.IsEmpty()
}

func (e *jsonEncoder) object(m *term.Map, depth int) bool {
	if _, ok := m.Get(term.AStruct.Term()); ok {
		return false
	}
	e.out = append(e.out, '{')
	first, ok := true, true
	m.Each(func(k, v term.Term) bool {
		if !first {
			e.out = append(e.out, ',')
		}
		first = false
		ok = e.key(k)
		e.out = append(e.out, ':')
		ok = ok && e.value(v, depth+1)
		return ok
	})
	e.out = append(e.out, '}')
	return ok
}

func (e *jsonEncoder) key(k term.Term) bool {
	switch {
	case k.IsAtom():
		return e.text(k.Atom().String())
	case k.IsNumber():
		return e.text(term.Inspect(k, term.Opts{}))
	}
	s, ok := k.AsStr()
	return ok && e.text(s)
}

const jsonHex = "0123456789ABCDEF"

func (e *jsonEncoder) text(s string) bool {
	e.out = e.p.Grow(e.out, len(s)+jsonBytes)
	e.out = append(e.out, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n < 2 {
				e.bad = term.Tup(term.Error, term.Int(int64(c)), term.Str(s))
				return false
			}
			if e.html && (r == '\u2028' || r == '\u2029') {
				e.out = append(e.out, `\u202`...)
				e.out = append(e.out, jsonHex[r&15])
			} else {
				e.out = append(e.out, s[i:i+n]...)
			}
			i += n
			continue
		}
		if room := len(s) - i + jsonBytes; cap(e.out)-len(e.out) < room { // escapes took the room
			e.out = e.p.Grow(e.out, room)
		}
		e.byte(c)
		i++
	}
	e.out = append(e.out, '"')
	return true
}

func (e *jsonEncoder) byte(c byte) {
	switch {
	case c == '"' || c == '\\':
		e.out = append(e.out, '\\', c)
	case c == '\b':
		e.out = append(e.out, `\b`...)
	case c == '\t':
		e.out = append(e.out, `\t`...)
	case c == '\n':
		e.out = append(e.out, `\n`...)
	case c == '\f':
		e.out = append(e.out, `\f`...)
	case c == '\r':
		e.out = append(e.out, `\r`...)
	case c < ' ', e.html && (c == '<' || c == '>' || c == '&'):
		e.out = append(e.out, '\\', 'u', '0', '0', jsonHex[c>>4], jsonHex[c&15])
	case e.html && c == '/':
		e.out = append(e.out, `\/`...)
	default:
		e.out = append(e.out, c)
	}
}
