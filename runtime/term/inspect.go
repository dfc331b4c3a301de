package term

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file formats values as inspect/2 does.

// Opts are the options of inspect/2 (Inspect.Opts). The zero value has Elixir's defaults, except
// that Width 0 means a single line of any length.
type Opts struct {
	Width int
	// Limit is the maximum number of elements shown in collections. 0 means Elixir's default of
	// 50, a negative number means no limit, and None means 0.
	Limit int
	// PrintableLimit is the maximum number of characters shown of strings. 0 means Elixir's
	// default of 4096 and None means 0.
	PrintableLimit int
	// Charlists is "infer" (also when empty), "as_charlists" or "as_lists". Binaries is "infer"
	// (also when empty), "as_strings" or "as_binaries".
	Charlists, Binaries string
	// Base is the base of integers and binaries: 2, 8, 10 or 16. 0 means 10.
	Base int
	// RawStructs formats structs as plain maps (structs: false).
	RawStructs bool
	// Colours maps atom, boolean, list, map, nil, number, regex, string, tuple and reset to ANSI
	// sequences.
	Colours map[string]string
	// Custom returns the document of a struct that implements Inspect, in the shape of
	// Inspect.Algebra. ok is false for any other struct.
	Custom func(t Term) (Term, bool)
	// Need is called with the number of bytes about to be allocated. If Need is nil, as for values
	// in error messages, and there is a limit, then at most mostShown values are shown.
	Need func(bytes int)
	// Integer returns the digits of an integer, as big.Int.Text does, which it replaces if set.
	Integer func(n *big.Int, base int) string
	// Fields returns the fields of a struct in the order of their definition.
	Fields func(module Atom) []Atom
}

// None is a Limit or PrintableLimit of zero.
const None = math.MinInt

// Inspect formats t as inspect/2 does.
func Inspect(t Term, o Opts) string {
	in := newInspector(o)
	return layout(docGroup{inner: in.doc(t, in.limit())}, o.Width, o.Need)
}

// docBytes is the approximate size of the document of one value, in bytes.
const docBytes = 128

// mostShown bounds the number of values shown when there is no Need to interrupt the walk. The
// limit on elements applies to each branch only, and a value with shared parts can have an
// enormous number of branches.
const mostShown = 1 << 16

type inspector struct {
	Opts
	depth Depth
	met   int // values shown so far, if Need is nil
}

func newInspector(o Opts) *inspector {
	switch o.PrintableLimit {
	case 0:
		o.PrintableLimit = 4096
	case None:
		o.PrintableLimit = 0
	}
	return &inspector{Opts: o}
}

// limit returns the number of elements that may be shown in all. A negative number means no limit.
func (in *inspector) limit() int {
	switch in.Limit {
	case 0:
		return 50
	case None:
		return 0
	}
	return in.Limit
}

func (in *inspector) colour(kind string, d doc) doc {
	c := in.Colours[kind]
	if c == "" {
		return d
	}
	return concat(zero(c), d, zero(in.Colours["reset"]))
}

func (in *inspector) text(kind, s string) doc { return in.colour(kind, docText(s)) }

// doc returns the document of t. limit is the number of elements that may still be shown. A
// negative number means no limit.
func (in *inspector) doc(t Term, limit int) doc {
	if t.ref == nil {
		return in.shown(t, limit)
	}
	if in.depth == MaxDepth {
		return docText("...")
	}
	if in.Need != nil {
		in.Need(docBytes)
	} else if in.met++; in.met > mostShown && limit >= 0 {
		return docText("...")
	}
	in.depth++
	d := in.shown(t, limit)
	in.depth--
	return d
}

func (in *inspector) shown(t Term, limit int) doc {
	switch t.Kind() {
	case KindInt, KindBig:
		return in.text("number", in.integer(t))
	case KindFloat:
		f, _ := t.AsFloat()
		return in.text("number", floatText(f))
	case KindAtom:
		return in.atom(t.Atom())
	case KindEmpty, KindCons:
		return in.list(t, limit)
	case KindTuple:
		return in.tuple(t.Elems(), limit)
	case KindMap:
		return in.mapOrStruct(t, limit)
	case KindBits:
		return in.bits(t.Bits(), limit)
	case KindFun:
		return docText(funText(t.Fun()))
	case KindPid:
		return docText("#PID" + PidText(t.Pid()))
	case KindPort:
		p := t.Port()
		return docText(fmt.Sprintf("#Port<%d.%d>", NodeNumber(p.Node), p.ID))
	case KindRef:
		return docText("#Reference" + RefText(t.Ref()))
	}
	return docText("#None<>")
}

// floatText formats a float for inspect/2. Unlike to_string/1, it writes whole numbers below
// 1.0e16 with all digits.
func floatText(f float64) string {
	if abs := math.Abs(f); abs >= 1 && abs < 1e16 && f == math.Trunc(f) {
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return FormatFloat(f)
}

func (in *inspector) integer(t Term) string {
	if t.IsSmall() && in.Base == 0 {
		return strconv.FormatInt(t.Small(), 10)
	}
	n, _ := t.AsBig()
	digits := in.Integer
	if digits == nil {
		digits = (*big.Int).Text
	}
	prefix := map[int]string{2: "0b", 8: "0o", 16: "0x"}[in.Base]
	if prefix == "" {
		return digits(n, 10)
	}
	sign := ""
	if n.Sign() < 0 {
		sign, n = "-", new(big.Int).Neg(n)
	}
	return sign + prefix + strings.ToUpper(digits(n, in.Base))
}

func (in *inspector) atom(a Atom) doc {
	switch a {
	case ATrue, AFalse:
		return in.text("boolean", a.String())
	case ANil:
		return in.text("nil", "nil")
	}
	return in.text("atom", AtomText(a))
}

// elements returns the documents of at most limit elements, and "..." in place of the others. A
// negative limit means no limit.
func (in *inspector) elements(elems []Term, limit int, show func(Term, int) doc) []doc {
	var docs []doc
	for _, e := range elems {
		if limit == 0 {
			return append(docs, docText("..."))
		}
		if limit > 0 {
			limit--
		}
		docs = append(docs, show(e, limit))
	}
	return docs
}

func (in *inspector) list(t Term, limit int) doc {
	elems, tail := listParts(t)
	if tail.IsEmpty() {
		if s, ok := in.charlist(elems); ok {
			return s
		}
	}
	if len(elems) == 0 {
		return in.text("list", "[]")
	}
	f := frame{left: in.text("list", "["), comma: in.text("list", ","), right: in.text("list", "]"), width: 1, how: maybe}
	if tail.IsEmpty() {
		if isKeyword(elems) {
			f.how = strict
			return f.container(in.elements(elems, limit, in.keywordPair), nil)
		}
		return f.container(in.elements(elems, limit, in.doc), nil)
	}
	var last doc
	if left := limit - len(elems); limit < 0 || left >= 0 {
		last = in.doc(tail, max(left, min(limit, 0)))
	}
	return f.container(in.elements(elems, limit, in.doc), last)
}

func listParts(t Term) (elems []Term, tail Term) {
	for c := t.Cons(); c != nil; c = t.Cons() {
		elems = append(elems, c.Head)
		t = c.Tail
	}
	return elems, t
}

func isKeyword(elems []Term) bool {
	for _, e := range elems {
		pair := e.Elems()
		if len(pair) != 2 || !pair[0].IsAtom() || strings.HasPrefix(pair[0].Atom().String(), "Elixir.") {
			return false
		}
	}
	return true
}

func (in *inspector) keywordPair(e Term, limit int) doc {
	pair := e.Elems()
	return in.pair(pair[0].Atom(), pair[1], limit)
}

func (in *inspector) pair(key Atom, value Term, limit int) doc {
	return concat(in.text("atom", KeyText(key)+":"), docText(" "), in.doc(value, limit))
}

func (in *inspector) charlist(elems []Term) (doc, bool) {
	if in.Charlists != "" && in.Charlists != "infer" && in.Charlists != "as_charlists" || len(elems) == 0 {
		return nil, false
	}
	runes := make([]rune, 0, len(elems))
	for i, e := range elems {
		if i == in.PrintableLimit && in.Charlists != "as_charlists" {
			return in.colour("charlist", docText("~c"+quote(string(runes), '"', -1)+" ++ ...")), true
		}
		if !e.IsSmall() || in.Charlists != "as_charlists" && !printableASCII(e.Small()) {
			return nil, false
		}
		runes = append(runes, rune(e.Small()))
	}
	return in.colour("charlist", docText("~c"+quote(string(runes), '"', -1))), true
}

// printableASCII reports whether List.ascii_printable?/1 accepts n.
func printableASCII(n int64) bool { return n >= 32 && n <= 126 || n >= 7 && n <= 13 || n == 27 }

func (in *inspector) tuple(elems []Term, limit int) doc {
	f := frame{left: in.text("tuple", "{"), comma: in.text("tuple", ","), right: in.text("tuple", "}"), width: 1, how: flex}
	return f.container(in.elements(elems, limit, in.doc), nil)
}

func (in *inspector) bits(b Bits, limit int) doc {
	decimal := in.Base == 0 || in.Base == 10
	if b.N&7 == 0 && (in.Binaries == "as_strings" || (in.Binaries == "" || in.Binaries == "infer") && decimal && printable(b.S, in.PrintableLimit)) {
		return in.text("string", quote(b.S, '"', in.PrintableLimit))
	}
	var docs []doc
	for i := 0; i < len(b.S); i++ {
		if limit == 0 {
			docs = append(docs, docText("..."))
			break
		}
		limit--
		if spare := b.N & 7; spare != 0 && i == len(b.S)-1 {
			n := in.text("number", in.integer(Int(int64(b.S[i]>>(8-spare)))))
			docs = append(docs, concat(n, docText("::size("+strconv.Itoa(spare)+")")))
			break
		}
		docs = append(docs, in.text("number", in.integer(Int(int64(b.S[i])))))
	}
	return frame{left: in.text("binary", "<<"), comma: docText(","), right: in.text("binary", ">>"), width: 2, how: flex}.container(docs, nil)
}

// printable reports whether String.printable?/2 accepts s.
func printable(s string, limit int) bool {
	for i := 0; i < len(s) && limit != 0; limit-- {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n <= 1 || !printableRune(r) {
			return false
		}
		i += n
	}
	return true
}

func printableRune(r rune) bool {
	switch {
	case r < 128:
		return printableASCII(int64(r)) || r == 0x7f
	case r < 0xA0, r > 0x10FFFF, r >= 0xD800 && r < 0xE000:
		return false
	case r >= 0xFFFE && r <= 0xFFFF:
		return false
	}
	return true
}

var escapes = map[rune]string{
	'\a': `\a`, '\b': `\b`, '\t': `\t`, '\n': `\n`, '\v': `\v`, '\f': `\f`, '\r': `\r`,
	0x1b: `\e`, 0x7f: `\d`, 0: `\0`, '\\': `\\`, 0xA0: `\u00A0`, 0xFEFF: `\uFEFF`,
}

// invisible reports whether a character has no glyph or changes the direction of text.
func invisible(r rune) bool {
	switch {
	case r == 0x34F, r == 0x61C, 0x2000 <= r && r <= 0x200F, 0x2028 <= r && r <= 0x202E:
		return true
	}
	return 0x205F <= r && r <= 0x2064 || 0x2066 <= r && r <= 0x2069 || 0xFFF9 <= r && r <= 0xFFFC
}

// quote encloses s in q, escapes it, and shows at most limit characters. A negative limit means no
// limit.
func quote(s string, q rune, limit int) string {
	var b strings.Builder
	b.WriteRune(q)
	for i := 0; i < len(s); {
		if limit == 0 {
			b.WriteRune(q)
			return b.String() + " <> ..."
		}
		limit--
		r, n := utf8.DecodeRuneInString(s[i:])
		escapeRune(&b, s[i], s[i:], r, n, q)
		i += n
	}
	b.WriteRune(q)
	return b.String()
}

func escapeRune(b *strings.Builder, first byte, s string, r rune, n int, q rune) {
	switch {
	case r == utf8.RuneError && n <= 1:
		fmt.Fprintf(b, `\x%02X`, first)
	case r == q:
		b.WriteString(`\` + string(q))
	case r == '#' && strings.HasPrefix(s, "#{"):
		b.WriteString(`\#`)
	default:
		EscapeRune(b, r)
	}
}

// EscapeRune writes a character of a string, as an escape if it is a control character, invisible or
// not printable.
func EscapeRune(b *strings.Builder, r rune) {
	switch {
	case escapes[r] != "":
		b.WriteString(escapes[r])
	case invisible(r):
		fmt.Fprintf(b, `\u%04X`, r)
	case printableRune(r) || unicode.IsPrint(r):
		b.WriteRune(r)
	case r < 0x100:
		fmt.Fprintf(b, `\x%02X`, r)
	default:
		fmt.Fprintf(b, `\x{%X}`, r)
	}
}
