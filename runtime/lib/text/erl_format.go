package text

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file reads formats of io_lib:format/2, and puts the texts of their directives together.

// A directive is one control sequence ~F.P.PadModC of a format, with its arguments.
type directive struct {
	verb                   rune
	width, precision       int
	hasWidth, hasPrecision bool
	left, unicode          bool
	// numbers writes lists and binaries as numbers (~lp).
	numbers bool
	pad     string
	args    []term.Term
}

// A piece is plain text of a format, or a directive whose text depends on the text before it.
type piece struct {
	text      string
	directive *directive
}

// A formatter formats arguments according to a format.
type formatter struct {
	p      *vm.Process
	text   string
	args   []term.Term
	pieces []piece
}

// FormatErlang implements io_lib:format/2 for process p. If chars is not negative, it omits parts
// of terms so that the text has about that many characters.
func FormatErlang(p *vm.Process, text string, args []term.Term, chars int) (string, error) {
	f := &formatter{p: p, text: text, args: args}
	for f.text != "" {
		i := strings.IndexByte(f.text, '~')
		if i < 0 {
			f.plain(f.text)
			break
		}
		f.plain(f.text[:i])
		f.text = f.text[i+1:]
		if !f.directive() {
			return "", vm.Badarg()
		}
	}
	if len(f.args) > 0 {
		return "", vm.Badarg()
	}
	out, ok := f.join(chars)
	if !ok {
		return "", vm.Badarg()
	}
	return out, nil
}

func (f *formatter) plain(s string) { f.pieces = append(f.pieces, piece{text: s}) }

// join formats the remaining directives. They share the characters that the other pieces do not
// use.
func (f *formatter) join(chars int) (string, bool) {
	shares := 0
	for _, piece := range f.pieces {
		if piece.directive != nil {
			shares++
		} else {
			chars = sub(chars, utf8.RuneCountInString(piece.text))
		}
	}
	var out strings.Builder
	column := 0
	for _, piece := range f.pieces {
		s := piece.text
		if d := piece.directive; d != nil {
			limit := chars
			if chars >= 0 {
				limit = chars / shares
			}
			shown, ok := d.limited(f.p, limit, column)
			if !ok {
				return "", false
			}
			s = shown
			shares--
			chars = sub(chars, utf8.RuneCountInString(s))
		}
		out.WriteString(s)
		column = columnAfter(s, column)
	}
	return out.String(), true
}

// sub subtracts n from a limit. A negative limit stays negative.
func sub(limit, n int) int {
	if limit < 0 {
		return limit
	}
	return max(0, limit-n)
}

// tabStop is the distance between tab stops.
const tabStop = 8

// columnAfter returns the column at the end of s, if s starts at the given column. Columns count
// from 0.
func columnAfter(s string, column int) int {
	for _, r := range s {
		switch r {
		case '\n':
			column = 0
		case '\t':
			column = (column/tabStop + 1) * tabStop
		default:
			column++
		}
	}
	return column
}

func (f *formatter) directive() bool {
	d := directive{pad: " "}
	if !f.field(&d) {
		return false
	}
	for strings.HasPrefix(f.text, "t") || strings.HasPrefix(f.text, "l") {
		d.unicode = d.unicode || f.text[0] == 't'
		d.numbers = d.numbers || f.text[0] == 'l'
		f.text = f.text[1:]
	}
	verb, n := utf8.DecodeRuneInString(f.text)
	if n == 0 {
		return false
	}
	f.text = f.text[n:]
	d.verb = verb
	return f.write(d)
}

// field parses width, precision and pad character.
func (f *formatter) field(d *directive) bool {
	if strings.HasPrefix(f.text, "-") {
		d.left = true
		f.text = f.text[1:]
	}
	var ok bool
	if d.width, d.hasWidth, ok = f.number(); !ok {
		return false
	}
	if d.width < 0 {
		d.left, d.width = !d.left, -d.width
	}
	if !strings.HasPrefix(f.text, ".") {
		return true
	}
	f.text = f.text[1:]
	if d.precision, d.hasPrecision, ok = f.number(); !ok {
		return false
	}
	if strings.HasPrefix(f.text, ".") {
		pad, n := utf8.DecodeRuneInString(f.text[1:])
		if n == 0 {
			return false
		}
		if pad == '*' {
			c, ok := f.next()
			r, isInt := c.AsInt()
			if !ok || !isInt || !erlang.ValidRune(r) {
				return false
			}
			pad = rune(r)
		}
		d.pad, f.text = string(pad), f.text[1+n:]
	}
	return true
}

// maxField is the maximum width and precision of a directive.
const maxField = 1 << 16

// number parses digits, or *, which takes the number from the arguments.
func (f *formatter) number() (n int, has, ok bool) {
	if strings.HasPrefix(f.text, "*") {
		f.text = f.text[1:]
		t, more := f.next()
		n, isInt := library.Index(t)
		return n, true, more && isInt && -maxField <= n && n <= maxField
	}
	digits := erlang.DigitsAt(f.text, 0)
	if digits == 0 {
		return 0, false, true
	}
	n, err := strconv.Atoi(f.text[:digits])
	f.text = f.text[digits:]
	return n, true, err == nil && n <= maxField
}

func (f *formatter) next() (term.Term, bool) {
	if len(f.args) == 0 {
		return term.Term{}, false
	}
	t := f.args[0]
	f.args = f.args[1:]
	return t, true
}

// write formats a directive. If the text of the directive depends on the text before it, write
// keeps the directive with its arguments.
func (f *formatter) write(d directive) bool {
	if !d.allowed() {
		return false
	}
	f.p.Need(utf8.UTFMax * (d.width + max(0, d.precision)))
	switch d.verb {
	case '~':
		f.plain(d.fill(strings.Repeat("~", d.count())))
		return true
	case 'n':
		f.plain(strings.Repeat("\n", d.lines()))
		return true
	}
	count := 1
	switch d.verb {
	case 'W', 'P', 'x', 'X':
		count = 2
	}
	for range count {
		t, ok := f.next()
		if !ok {
			return false
		}
		d.args = append(d.args, t)
	}
	switch d.verb {
	case 'w', 'W', 'p', 'P', 's':
		f.pieces = append(f.pieces, piece{directive: &d})
		return true
	}
	s, ok := d.text()
	f.plain(d.fill(s))
	return ok
}
