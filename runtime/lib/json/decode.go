package json

import (
	"math"
	"math/big"
	"strconv"
	"unicode/utf8"

	"lab/runtime/term"
)

// This file decodes JSON.

// A jsonDecoder decodes a text. err holds an error and its offset.
type jsonDecoder struct {
	s    string
	i    int
	keys string // how to decode keys: strings, atoms or atoms!
	err  term.Term
}

// document returns {:ok, Value} or {:error, Reason, Offset, Bytes}. The reason is :unexpected_end,
// :invalid_byte or :unexpected_sequence.
func (d *jsonDecoder) document() term.Term {
	v, ok := d.value(0)
	if ok {
		d.space()
		if d.i < len(d.s) {
			ok = d.invalid()
		}
	}
	if !ok {
		return d.err
	}
	return term.Tup(term.Ok, v)
}

func (d *jsonDecoder) fail(what string, at int, bytes string) bool {
	if d.err.IsNone() {
		d.err = term.Tup(term.Error, term.Sym(what), term.Int(int64(at)), term.Str(bytes))
	}
	return false
}

// invalid records an error at the next byte and returns false.
func (d *jsonDecoder) invalid() bool {
	if d.i >= len(d.s) {
		return d.fail("unexpected_end", len(d.s), "")
	}
	return d.fail("invalid_byte", d.i, d.s[d.i:d.i+1])
}

func (d *jsonDecoder) space() {
	for d.i < len(d.s) {
		switch d.s[d.i] {
		case ' ', '\t', '\n', '\r':
			d.i++
		default:
			return
		}
	}
}

func (d *jsonDecoder) next() byte {
	if d.i < len(d.s) {
		return d.s[d.i]
	}
	return 0
}

func (d *jsonDecoder) value(depth int) (term.Term, bool) {
	d.space()
	if depth > maxNesting {
		return term.Term{}, d.invalid()
	}
	switch c := d.next(); {
	case c == '{':
		return d.object(depth)
	case c == '[':
		return d.array(depth)
	case c == '"':
		s, ok := d.str()
		return term.Str(s), ok
	case c == '-' || c >= '0' && c <= '9':
		return d.number()
	case c == 't':
		return term.True, d.word("true")
	case c == 'f':
		return term.False, d.word("false")
	case c == 'n':
		return term.Nil, d.word("null")
	}
	return term.Term{}, d.invalid()
}

func (d *jsonDecoder) word(w string) bool {
	for k := range len(w) {
		if d.next() != w[k] {
			return d.invalid()
		}
		d.i++
	}
	return true
}

func (d *jsonDecoder) array(depth int) (term.Term, bool) {
	d.i++
	if d.space(); d.next() == ']' {
		d.i++
		return term.Empty, true
	}
	var out []term.Term
	for {
		v, ok := d.value(depth + 1)
		if !ok {
			return v, false
		}
		out = append(out, v)
		switch d.space(); d.next() {
		case ',':
			d.i++
		case ']':
			d.i++
			return term.List(out...), true
		default:
			return v, d.invalid()
		}
	}
}

func (d *jsonDecoder) object(depth int) (term.Term, bool) {
	d.i++
	m := term.NewMap()
	if d.space(); d.next() == '}' {
		d.i++
		return term.FromMap(m), true
	}
	for {
		d.space()
		if d.next() != '"' {
			return term.Term{}, d.invalid()
		}
		at := d.i
		s, ok := d.str()
		if !ok {
			return term.Term{}, false
		}
		k, ok := d.key(s)
		if !ok {
			return k, d.fail("unexpected_sequence", at, s)
		}
		if d.space(); d.next() != ':' {
			return k, d.invalid()
		}
		d.i++
		v, ok := d.value(depth + 1)
		if !ok {
			return v, false
		}
		if _, known := m.Get(k); !known { // the first of two equal keys counts
			m = m.Put(k, v)
		}
		switch d.space(); d.next() {
		case ',':
			d.i++
		case '}':
			d.i++
			return term.FromMap(m), true
		default:
			return v, d.invalid()
		}
	}
}

func (d *jsonDecoder) key(s string) (term.Term, bool) {
	switch d.keys {
	case "atoms":
		a, err := term.TryIntern(s)
		return a.Term(), err == nil && utf8.RuneCountInString(s) <= term.MaxAtomRunes
	case "atoms!":
		a, ok := term.LookupAtom(s)
		return a.Term(), ok
	}
	return term.Str(s), true
}

func (d *jsonDecoder) number() (term.Term, bool) {
	from, float := d.i, false
	digits := func() bool {
		if c := d.next(); c < '0' || c > '9' {
			return d.invalid()
		}
		for c := d.next(); c >= '0' && c <= '9'; c = d.next() {
			d.i++
		}
		return true
	}
	if d.next() == '-' {
		d.i++
	}
	if d.next() == '0' {
		d.i++
	} else if !digits() {
		return term.Term{}, false
	}
	if d.next() == '.' {
		d.i++
		if float = true; !digits() {
			return term.Term{}, false
		}
	}
	if c := d.next(); c == 'e' || c == 'E' {
		d.i++
		if c := d.next(); c == '+' || c == '-' {
			d.i++
		}
		if float = true; !digits() {
			return term.Term{}, false
		}
	}
	text := d.s[from:d.i]
	if !float {
		n, ok := new(big.Int).SetString(text, 10)
		if !ok {
			return term.Term{}, d.fail("unexpected_sequence", from, text)
		}
		return term.Big(n), true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) {
		return term.Term{}, d.fail("unexpected_sequence", from, text)
	}
	return term.Float(f), true
}

func (d *jsonDecoder) str() (string, bool) {
	d.i++
	from := d.i
	var out []byte // nil while the string needs no decoding
	for {
		if d.i >= len(d.s) {
			return "", d.invalid()
		}
		switch c := d.s[d.i]; {
		case c == '"':
			s := d.s[from:d.i]
			if out != nil {
				s = string(append(out, s...))
			}
			d.i++
			return s, true
		case c == '\\':
			out = append(out, d.s[from:d.i]...)
			r, ok := d.escape()
			if !ok {
				return "", false
			}
			if out = utf8.AppendRune(out, r); out == nil {
				out = []byte{}
			}
			from = d.i
		case c < ' ':
			return "", d.invalid()
		case c < utf8.RuneSelf:
			d.i++
		default:
			r, n := utf8.DecodeRuneInString(d.s[d.i:])
			if r == utf8.RuneError && n < 2 {
				return "", d.invalid()
			}
			d.i += n
		}
	}
}

// escape decodes the escape after a backslash, including surrogate pairs.
func (d *jsonDecoder) escape() (rune, bool) {
	from := d.i
	d.i++
	c := d.next()
	switch c {
	case '"', '\\', '/':
		d.i++
		return rune(c), true
	case 'b', 'f', 'n', 'r', 't':
		d.i++
		return map[byte]rune{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}[c], true
	case 'u':
		r, ok := d.hex()
		switch {
		case !ok && d.i+4 > len(d.s):
			d.i = len(d.s)
			return 0, d.invalid()
		case !ok:
			return 0, d.fail("unexpected_sequence", from, d.s[from:d.i+4])
		case r < 0xD800 || r > 0xDFFF:
			return r, true
		}
		return d.low(from, r)
	}
	return 0, d.invalid()
}

// low decodes the second escape of a surrogate pair.
func (d *jsonDecoder) low(from int, high rune) (rune, bool) {
	if high < 0xDC00 && d.i+1 < len(d.s) && d.s[d.i] == '\\' && d.s[d.i+1] == 'u' {
		d.i++
		if low, ok := d.hex(); ok && low >= 0xDC00 && low <= 0xDFFF {
			return 0x10000 + (high-0xD800)<<10 + (low - 0xDC00), true
		}
	}
	return 0, d.fail("unexpected_sequence", from, d.s[from:min(from+12, len(d.s))])
}

// hex decodes the four digits after u. If they are invalid, it does not advance past them.
func (d *jsonDecoder) hex() (rune, bool) {
	d.i++
	if d.i+4 > len(d.s) {
		return 0, false
	}
	n, err := strconv.ParseUint(d.s[d.i:d.i+4], 16, 16)
	if err != nil {
		return 0, false
	}
	d.i += 4
	return rune(n), true
}
