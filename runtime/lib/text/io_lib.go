package text

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installIoLib registers the formatting functions of :io_lib.
func installIoLib(x library.Module) {
	for _, name := range []string{"format", "fwrite"} {
		x.Func(name, 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
			args, ok := a[1].Slice()
			text, isText := FormatText(a[0])
			if !ok || !isText {
				return term.Term{}, vm.Badarg()
			}
			out, err := FormatErlang(p, text, args)
			if err != nil {
				return term.Term{}, err
			}
			return term.Charlist(out), nil
		})
	}
	x.Func("print", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return term.Charlist(erlang.Text(p, a[0], true)), nil
	})
	x.Func("write", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return term.Charlist(erlang.Text(p, a[0], false)), nil
	})
	x.Func("write_atom", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return term.Charlist(erlang.AtomText(library.AtomName(a[0]))), nil
	})
	x.Func("nl", 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.Str("\n"), nil })
	predicate := func(name string, f func(t term.Term) bool) {
		x.Func(name, 1, func(_ *vm.Process, a []term.Term) (term.Term, error) { return term.Bool(f(a[0])), nil })
	}
	predicate("printable_list", func(t term.Term) bool { return erlang.PrintableList(t, 255) })
	predicate("printable_unicode_list", func(t term.Term) bool { return erlang.PrintableList(t, utf8.MaxRune) })
	predicate("printable_latin1_list", func(t term.Term) bool { return erlang.PrintableList(t, 255) })
	predicate("char_list", func(t term.Term) bool {
		_, what := erlang.ListText(t)
		return what == ""
	})
}

// FormatText converts a format argument: text in a list, a binary or an atom.
func FormatText(t term.Term) (string, bool) {
	if t.IsAtom() {
		return t.Atom().String(), true
	}
	return erlang.Chardata(nil, t)
}

// A directive is one control sequence ~F.P.PadModC of a format.
type directive struct {
	verb                   rune
	width, precision       int
	hasWidth, hasPrecision bool
	left, unicode          bool
	pad                    string
}

// A formatter formats arguments according to a format.
type formatter struct {
	p    *vm.Process
	text string
	args []term.Term
	out  strings.Builder
}

// FormatErlang implements io_lib:format/2 for process p.
func FormatErlang(p *vm.Process, text string, args []term.Term) (string, error) {
	f := &formatter{p: p, text: text, args: args}
	for f.text != "" {
		i := strings.IndexByte(f.text, '~')
		if i < 0 {
			f.out.WriteString(f.text)
			break
		}
		f.out.WriteString(f.text[:i])
		f.text = f.text[i+1:]
		if !f.directive() {
			return "", vm.Badarg()
		}
	}
	if len(f.args) > 0 {
		return "", vm.Badarg()
	}
	return f.out.String(), nil
}

func (f *formatter) directive() bool {
	d := directive{pad: " "}
	if !f.field(&d) {
		return false
	}
	for strings.HasPrefix(f.text, "t") || strings.HasPrefix(f.text, "l") {
		d.unicode = d.unicode || f.text[0] == 't'
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

// maxField is the maximum width of a field.
const maxField = 1 << 16

// number parses digits, or *, which takes the number from the arguments.
func (f *formatter) number() (n int, has, ok bool) {
	if strings.HasPrefix(f.text, "*") {
		f.text = f.text[1:]
		t, more := f.next()
		n, isInt := library.Index(t)
		return n, true, more && isInt && n <= maxField
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

func (f *formatter) write(d directive) bool {
	switch d.verb {
	case '~':
		f.out.WriteByte('~')
		return true
	case 'n':
		f.out.WriteString(strings.Repeat("\n", max(1, d.width)))
		return true
	}
	t, ok := f.next()
	if !ok {
		return false
	}
	s, ok := d.text(t, f)
	if !ok {
		return false
	}
	if d.verb != 'p' && d.verb != 'P' { // their width is that of a line
		s = d.fill(s)
	}
	f.out.WriteString(s)
	return true
}

// text formats an argument for the directive.
func (d directive) text(t term.Term, f *formatter) (string, bool) {
	switch d.verb {
	case 'w':
		return erlang.Text(f.p, t, false), true
	case 'p':
		return erlang.Text(f.p, t, true), true
	case 'W', 'P':
		depth, ok := f.next()
		return erlang.Text(f.p, t, d.verb == 'P'), ok && depth.IsInteger()
	case 's':
		return d.string(t)
	case 'c':
		n, ok := t.AsInt()
		return strings.Repeat(string(rune(n)), max(1, d.count())), ok && erlang.ValidRune(n)
	case 'b', 'B', 'x', 'X', '+', '#':
		return d.integer(t, f)
	case 'e', 'f', 'g':
		return d.float(t)
	case 'i':
		return "", true
	}
	return "", false
}

// count returns the number of repetitions of ~c: the precision, or else the width.
func (d directive) count() int {
	if d.hasPrecision {
		return d.precision
	}
	return d.width
}

func (d directive) string(t term.Term) (string, bool) {
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
	if d.hasPrecision && utf8.RuneCountInString(s) > d.precision {
		s = string([]rune(s)[:d.precision])
	}
	return s, true
}

// latin1 converts each byte to a character.
func latin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

func (d directive) integer(t term.Term, f *formatter) (string, bool) {
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
		p, more := f.next()
		if prefix, ok = FormatText(p); !more || !ok {
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
	if !d.hasWidth || d.verb == 'c' && !d.hasPrecision {
		return s
	}
	n, left := d.width, d.left
	if n < 0 {
		n, left = -n, true
	}
	size := utf8.RuneCountInString(s)
	switch {
	case size > n && d.verb == 's':
		return string([]rune(s)[:n])
	case size > n:
		return strings.Repeat("*", n)
	case left:
		return s + strings.Repeat(d.pad, n-size)
	}
	return strings.Repeat(d.pad, n-size) + s
}
