package text

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"lab/runtime/lib/erlang"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file formats the arguments of directives.

// lineWidth is the width of a line for ~p.
const lineWidth = 80

// limited formats a term or text that starts at a column, counted from 0. If limit is not
// negative, the result has about that many characters.
func (d directive) limited(p *vm.Process, limit, column int) (string, bool) {
	if d.verb == 's' {
		s, ok := d.string(limit)
		return d.fill(s), ok
	}
	form := erlang.Form{Depth: -1, Chars: limit, Unicode: d.unicode, Strings: !d.numbers}
	if d.verb == 'W' || d.verb == 'P' {
		depth, ok := d.args[1].AsInt()
		if !ok {
			return "", false
		}
		form.Depth = int(depth)
	}
	if d.verb == 'w' || d.verb == 'W' {
		return d.fill(erlang.Write(p, d.args[0], form)), true
	}
	width, from := lineWidth, column+1
	if d.hasWidth { // the field of ~p is a line
		width = d.width
	}
	if d.hasPrecision {
		from = d.precision
	}
	return erlang.Pretty(p, d.args[0], form, from, width), true
}

// text returns the text of a directive for a character or a number. The text of ~i is empty. text
// reports false for a wrong argument or an unknown directive.
func (d directive) text() (string, bool) {
	t := d.args[0]
	switch d.verb {
	case 'c':
		n, ok := t.AsInt()
		return strings.Repeat(string(rune(n)), d.count()), ok && erlang.ValidRune(n)
	case 'b', 'B', 'x', 'X', '+', '#':
		return d.integer(t)
	case 'e', 'f', 'g':
		return d.float(t)
	case 'i':
		return "", true
	}
	return "", false
}

// allowed reports whether the verb allows the field. A negative width is one that pads on the
// right. OTP fails for a width of ~s and ~c below the precision, and for each negative precision
// that it uses: with an error, or without memory.
func (d directive) allowed() bool {
	switch d.verb {
	case 'p', 'P', 'n':
		return !d.left
	case 'i':
		return true
	case 's', 'c', '~':
		return d.precision >= 0 && (!d.hasWidth || d.width >= d.precision)
	}
	return d.precision >= 0
}

// count returns the number of characters of ~c and ~~: the precision, or else the width, or else 1.
func (d directive) count() int {
	switch {
	case d.hasPrecision:
		return d.precision
	case d.hasWidth:
		return d.width
	}
	return 1
}

// lines returns the number of lines that ~n ends.
func (d directive) lines() int {
	if d.hasWidth {
		return d.width
	}
	return 1
}

// string formats the argument of ~s. If limit is not negative, the text is cut after limit
// characters.
func (d directive) string(limit int) (string, bool) {
	t := d.args[0]
	var s string
	switch {
	case t.IsAtom():
		s = t.Atom().String()
	case d.unicode:
		text, ok := erlang.Chardata(nil, t)
		if !ok {
			return "", false
		}
		s = text
	default:
		b, ok := erlang.IOData(nil, t)
		if !ok {
			return "", false
		}
		s = latin1(b)
	}
	if limit >= 0 {
		limit = max(limit, len(ellipsis))
		if utf8.RuneCountInString(s) > limit {
			s = string([]rune(s)[:limit-len(ellipsis)]) + ellipsis
		}
	}
	if d.hasPrecision {
		cut := directive{verb: 's', width: d.precision, hasWidth: true, left: true, pad: d.pad}
		s = cut.fill(s)
	}
	return s, true
}

// ellipsis replaces text beyond a limit of characters.
const ellipsis = "..."

// latin1 converts each byte to a character.
func latin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

func (d directive) integer(t term.Term) (string, bool) {
	n, ok := t.AsBig()
	base := 10
	if d.hasPrecision {
		base = d.precision
	}
	if !ok || base < 2 || base > 36 {
		return "", false
	}
	digits, sign := n.Text(base), ""
	if n.Sign() < 0 {
		digits, sign = digits[1:], "-"
	}
	prefix := ""
	switch d.verb {
	case 'x', 'X':
		if prefix, ok = FormatText(d.args[1]); !ok {
			return "", false
		}
	case '+', '#':
		prefix = strconv.Itoa(base) + "#"
	}
	if d.verb == 'B' || d.verb == 'X' || d.verb == '#' {
		digits = strings.ToUpper(digits)
	}
	return sign + prefix + digits, true
}

func (d directive) float(t term.Term) (string, bool) {
	n, ok := t.AsFloat()
	if !ok {
		return "", false
	}
	digits := 6
	if d.hasPrecision {
		digits = d.precision
	}
	verb := d.verb
	if verb == 'g' {
		// ~g means ~f for 0.1 =< X < 10000, and otherwise ~e (io(3)). The precision counts all
		// digits in both cases.
		verb = 'e'
		if abs := math.Abs(n); abs >= 0.1 && abs < 10000 {
			verb = 'f'
			digits -= max(1, int(math.Floor(math.Log10(abs)))+1)
		}
	}
	if verb == 'e' {
		return shortExponent(erlang.FloatScientific(n, max(1, digits-1))), true
	}
	return strconv.FormatFloat(n, 'f', max(1, digits), 64), true
}

// shortExponent removes the leading zeros that Go puts into small exponents.
func shortExponent(s string) string {
	i := strings.IndexByte(s, 'e') + 2
	digits := strings.TrimLeft(s[i:], "0")
	if digits == "" {
		digits = "0"
	}
	return s[:i] + digits
}

// fill pads s to the field width. Text that is too long is replaced by asterisks, or cut for ~s.
func (d directive) fill(s string) string {
	if !d.hasWidth || d.verb == 'i' {
		return s
	}
	n := d.width
	size := utf8.RuneCountInString(s)
	switch {
	case size > n && d.verb == 's':
		return string([]rune(s)[:n])
	case size > n:
		return strings.Repeat("*", n)
	case d.left:
		return s + strings.Repeat(d.pad, n-size)
	}
	return strings.Repeat(d.pad, n-size) + s
}
