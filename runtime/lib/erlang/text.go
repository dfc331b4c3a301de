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

// Text formats t in Erlang's syntax like ~w, or if pretty is set like ~p, which shows lists and
// binaries of characters as text. It does not break lines. A value with shared parts can have a
// very long text, so Text requests memory for p.
func Text(p *vm.Process, t term.Term, pretty bool) string {
	w := erlangWriter{Text: vm.Text{P: p}, pretty: pretty}
	w.write(t, 0)
	return w.String()
}

// An erlangWriter formats terms. Parts deeper than maxErlangDepth are shown as "...", like those
// beyond Erlang's depth limit.
type erlangWriter struct {
	vm.Text
	pretty bool
}

const (
	maxErlangDepth = 10_000
	// writtenBytes is the minimum size of a value as text.
	writtenBytes = 4
)

func (w *erlangWriter) write(t term.Term, depth int) {
	w.P.Need(writtenBytes)
	if depth > maxErlangDepth {
		w.WriteString("...")
		return
	}
	switch t.Kind() {
	case term.KindInt:
		w.WriteString(strconv.FormatInt(t.Small(), 10))
	case term.KindBig:
		n, _ := t.AsBig()
		w.WriteString(n.String())
	case term.KindFloat:
		f, _ := t.AsFloat()
		w.WriteString(shortFloat(f))
	case term.KindAtom:
		w.WriteString(AtomText(t.Atom().String()))
	case term.KindEmpty:
		w.WriteString("[]")
	case term.KindCons:
		w.list(t, depth)
	case term.KindTuple:
		w.WriteByte('{')
		for i, e := range t.Elems() {
			w.comma(i)
			w.write(e, depth+1)
		}
		w.WriteByte('}')
	case term.KindMap:
		w.mapping(t.Map(), depth)
	case term.KindBits:
		w.bits(t.Bits())
	case term.KindPid:
		w.WriteString(pidText(t))
	case term.KindRef:
		w.WriteString(refText(t))
	case term.KindPort:
		w.WriteString(term.Inspect(t, term.Opts{}))
	case term.KindFun:
		w.WriteString(funText(t))
	}
}

func (w *erlangWriter) comma(i int) {
	if i > 0 {
		w.WriteByte(',')
	}
}

func (w *erlangWriter) list(t term.Term, depth int) {
	if w.pretty && PrintableList(t, maxPrintable) {
		text, _ := ListText(t)
		w.WriteString(quoteErlang(text, '"'))
		return
	}
	w.WriteByte('[')
	for i := 0; ; i++ {
		c := t.Cons()
		if c == nil {
			break
		}
		w.comma(i)
		w.write(c.Head, depth+1)
		t = c.Tail
	}
	if !t.IsEmpty() {
		w.WriteByte('|')
		w.write(t, depth+1)
	}
	w.WriteByte(']')
}

func (w *erlangWriter) mapping(m *term.Map, depth int) {
	w.WriteString("#{")
	i := 0
	m.Each(func(k, v term.Term) bool {
		w.comma(i)
		w.write(k, depth+1)
		w.WriteString(" => ")
		w.write(v, depth+1)
		i++
		return true
	})
	w.WriteByte('}')
}

func (w *erlangWriter) bits(b term.Bits) {
	if w.pretty && b.N%8 == 0 && b.N > 0 && utf8.ValidString(b.S) && printableText(b.S) {
		w.WriteString("<<" + quoteErlang(b.S, '"'))
		if strings.ContainsFunc(b.S, func(r rune) bool { return r > 127 }) {
			w.WriteString("/utf8")
		}
		w.WriteString(">>")
		return
	}
	w.WriteString("<<")
	for i := range b.N / 8 {
		w.comma(i)
		w.WriteString(strconv.Itoa(int(b.S[i])))
	}
	if spare := b.N % 8; spare > 0 {
		w.comma(b.N / 8)
		w.WriteString(strconv.Itoa(int(b.S[b.N/8]>>(8-spare))) + ":" + strconv.Itoa(spare))
	}
	w.WriteString(">>")
}

func printableText(s string) bool {
	for _, r := range s {
		if !printableChar(int64(r)) {
			return false
		}
	}
	return true
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
// characters, and all others except surrogates and the last two of each plane.
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

// PrintableList reports whether Erlang shows t as text.
func PrintableList(t term.Term, limit int64) bool {
	elems, ok := t.Slice()
	if !ok {
		return false
	}
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
