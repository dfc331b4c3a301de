package erlang

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// A Form is the form in which a term is written.
type Form struct {
	// Depth is the number of levels and elements to write before "...". If it is negative, there is
	// no limit.
	Depth int
	// Chars is the approximate number of characters to write. If it is negative, there is no limit.
	Chars int
	// Unicode keeps characters beyond Latin-1 in atoms and binaries.
	Unicode bool
	// Strings shows lists and binaries of characters as text.
	Strings bool
	// Tight writes the pairs of maps without spaces (for ~p).
	Tight bool
}

// All is the form with no limit.
var All = Form{Depth: -1, Chars: -1}

// Write formats t in Erlang's syntax like ~w and ~W. A value with shared parts can have a very long
// text, so Write requests memory for p.
func Write(p *vm.Process, t term.Term, form Form) string {
	form.Strings = false
	if form.Chars >= 0 {
		s := measured(p, t, form)
		return s.line()
	}
	w := erlangWriter{Text: vm.Text{P: p}, form: form}
	w.write(t, form.Depth, 0)
	return w.String()
}

// An erlangWriter formats terms. Parts deeper than maxErlangDepth are shown as "...", like the
// parts beyond Erlang's depth limit.
type erlangWriter struct {
	vm.Text
	form Form
}

const (
	maxErlangDepth = 10_000
	// writtenBytes is the minimum size of a value as text.
	writtenBytes = 4
)

// dots replace the parts that a limit omits.
const dots = "..."

// write formats t at a nesting of level containers. left is the number of levels or elements
// allowed.
func (w *erlangWriter) write(t term.Term, left, level int) {
	w.P.Need(writtenBytes)
	if left == 0 || level > maxErlangDepth {
		w.WriteString(dots)
		return
	}
	switch t.Kind() {
	case term.KindCons:
		w.list(t, left, level)
	case term.KindTuple:
		w.tuple(t.Elems(), left, level)
	case term.KindMap:
		w.mapping(t.Map(), left, level)
	case term.KindBits:
		s, _ := bitsText(t.Bits(), left, -1)
		w.WriteString(s)
	default:
		w.WriteString(scalarText(w.P, t, w.form.Unicode))
	}
}

func (w *erlangWriter) list(t term.Term, left, level int) {
	if left == 1 {
		w.WriteString("[...]")
		return
	}
	w.WriteByte('[')
	for i := 0; i == 0 || left != 1; i++ {
		c := t.Cons()
		if c == nil {
			break
		}
		w.comma(i)
		left--
		w.write(c.Head, left, level+1)
		t = c.Tail
	}
	switch {
	case t.IsEmpty():
	case left == 1:
		w.WriteString("|" + dots)
	default:
		w.WriteByte('|')
		w.write(t, left-1, level+1)
	}
	w.WriteByte(']')
}

func (w *erlangWriter) tuple(elems []term.Term, left, level int) {
	if left == 1 && len(elems) > 0 {
		w.WriteString("{...}")
		return
	}
	w.WriteByte('{')
	for i, e := range elems {
		w.comma(i)
		if left == 1 {
			w.WriteString(dots)
			break
		}
		left--
		w.write(e, left, level+1)
	}
	w.WriteByte('}')
}

// mapping formats a map. Like Erlang/OTP 25, it writes no dots for the pairs of a map at the last
// level. At other levels it writes dots after the last pair that the limit allows, even if no pair
// follows.
func (w *erlangWriter) mapping(m *term.Map, left, level int) {
	w.WriteString("#{")
	i, inner := 0, left-1
	m.Each(func(k, v term.Term) bool {
		if left == 1 {
			return false
		}
		left--
		w.comma(i)
		w.write(k, inner, level+1)
		w.WriteString(" => ")
		w.write(v, inner, level+1)
		i++
		return true
	})
	if left == 1 && i > 0 {
		w.WriteString("," + dots)
	}
	w.WriteByte('}')
}

func (w *erlangWriter) comma(i int) {
	if i > 0 {
		w.WriteByte(',')
	}
}

// scalarText formats a term that has no parts.
func scalarText(p *vm.Process, t term.Term, unicode bool) string {
	switch t.Kind() {
	case term.KindInt:
		return strconv.FormatInt(t.Small(), 10)
	case term.KindBig:
		n, _ := t.AsBig()
		return p.IntegerText(n, 10)
	case term.KindFloat:
		f, _ := t.AsFloat()
		return term.FormatFloat(f)
	case term.KindAtom:
		name := AtomText(t.Atom().String())
		if unicode {
			return name
		}
		return escapeBeyondLatin1(name)
	case term.KindEmpty:
		return "[]"
	case term.KindPid:
		return pidText(t)
	case term.KindRef:
		return refText(t)
	case term.KindPort:
		return term.Inspect(t, term.Opts{})
	case term.KindFun:
		return funText(t)
	}
	return ""
}

// escapeBeyondLatin1 writes the characters that Latin-1 lacks by their code.
func escapeBeyondLatin1(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r > maxPrintable {
			fmt.Fprintf(&b, `\x{%X}`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// bitsText formats the bytes of a bit string as numbers: fewer than left bytes, and about chars
// characters, if these are not negative. It reports whether the text has all of them.
func bitsText(bits term.Bits, left, chars int) (string, bool) {
	var b strings.Builder
	b.WriteString("<<")
	chars = minus(chars, 4)
	size, spare := bits.N/8, bits.N%8
	for i := range size {
		if i > 0 {
			b.WriteByte(',')
		}
		if left == 1 || chars == 0 {
			b.WriteString(dots + ">>")
			return b.String(), false
		}
		digits := strconv.Itoa(int(bits.S[i]))
		b.WriteString(digits)
		left, chars = left-1, minus(chars, len(digits)+1)
	}
	if spare > 0 {
		if size > 0 {
			b.WriteByte(',')
		}
		if left == 1 || chars == 0 {
			b.WriteString(dots + ">>")
			return b.String(), false
		}
		b.WriteString(strconv.Itoa(int(bits.S[size]>>(8-spare))) + ":" + strconv.Itoa(spare))
	}
	b.WriteString(">>")
	return b.String(), true
}

// minus subtracts n from a limit. A negative limit stays negative.
func minus(limit, n int) int {
	if limit < 0 {
		return limit
	}
	return max(0, limit-n)
}

// erlangReserved holds the reserved words, which are quoted as atoms.
var erlangReserved = map[string]bool{
	"after": true, "and": true, "andalso": true, "band": true, "begin": true, "bnot": true, "bor": true,
	"bsl": true, "bsr": true, "bxor": true, "case": true, "catch": true, "cond": true, "div": true,
	"end": true, "fun": true, "if": true, "let": true, "not": true, "of": true, "or": true, "orelse": true,
	"receive": true, "rem": true, "try": true, "when": true, "xor": true,
}

// AtomText returns an atom's name, quoted if necessary.
func AtomText(name string) string {
	first, n := utf8.DecodeRuneInString(name)
	plain := n > 0 && unicode.IsLower(first) && first <= 255 && !erlangReserved[name]
	for _, r := range name {
		if r != '_' && r != '@' && (r > 255 || !unicode.IsLetter(r) && !unicode.IsDigit(r)) {
			plain = false
		}
	}
	if plain {
		return name
	}
	return quoteErlang(name, '\'')
}

func pidText(t term.Term) string { return strings.TrimPrefix(term.Inspect(t, term.Opts{}), "#PID") }

func refText(t term.Term) string {
	return strings.Replace(term.Inspect(t, term.Opts{}), "#Reference", "#Ref", 1)
}

// funText formats a fun as #Fun<module.index.uniq>, or as fun M:F/A for a captured function.
func funText(t term.Term) string {
	f := t.Fun()
	if f.External {
		return "fun " + AtomText(f.Module.String()) + ":" + AtomText(f.Name.String()) + "/" + strconv.Itoa(f.Arity)
	}
	return "#Fun<" + AtomText(f.Module.String()) + "." + strconv.Itoa(int(f.Index)) + "." + strconv.Itoa(int(f.Uniq())) + ">"
}

// printableChar reports whether io_lib treats a character as printable: Latin-1 text, its control
// characters, and all other characters except surrogates and the last two characters of each
// plane.
func printableChar(n int64) bool {
	switch {
	case n >= 32 && n <= 126, n >= 8 && n <= 13, n == 27:
		return true
	case n < 0xA0:
		return false
	}
	return n < 0xD800 || n > 0xDFFF && n < 0xFFFE || n > 0xFFFF && n <= utf8.MaxRune
}

// maxPrintable is the last character in lists that are shown as text, as with +pc latin1, the mode
// in which Elixir starts Erlang.
const maxPrintable = 255

// PrintableList reports whether t is a proper list of printable characters up to limit. The empty
// list is one, too.
func PrintableList(t term.Term, limit int64) bool {
	elems, ok := t.Slice()
	if !ok {
		return false
	}
	return printableElems(elems, limit)
}

func printableElems(elems []term.Term, limit int64) bool {
	for _, e := range elems {
		n, ok := e.AsInt()
		if !ok || n > limit || !printableChar(n) {
			return false
		}
	}
	return true
}

// quoteErlang quotes and escapes text in Erlang's syntax.
func quoteErlang(s string, quote rune) string {
	var b strings.Builder
	b.WriteRune(quote)
	for _, r := range s {
		if esc, ok := erlangEscapes[r]; ok && (r != '"' && r != '\'' || r == quote) {
			b.WriteString(esc)
		} else if r < 32 || r == 127 {
			fmt.Fprintf(&b, "\\%03o", r)
		} else {
			b.WriteRune(r)
		}
	}
	b.WriteRune(quote)
	return b.String()
}

var erlangEscapes = map[rune]string{
	'\n': `\n`, '\t': `\t`, '\v': `\v`, '\b': `\b`, '\f': `\f`, '\r': `\r`, 27: `\e`,
	'\\': `\\`, '"': `\"`, '\'': `\'`,
}
