package text

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// runeRoom is the size in bytes of a character while it is decoded.
const runeRoom = 4

const notChardata = "not valid character data (an iodata term)"

// installUnicode registers :unicode.
func installUnicode(x library.Module) {
	toBinary := func(p *vm.Process, a []term.Term) (term.Term, error) {
		in, out, err := encodings(a)
		if err != nil {
			return term.Term{}, err
		}
		s, ok := erlang.Chardata(p, a[0])
		if ok && in == "utf8" && out == "utf8" && a[0].Atom() == 0 {
			return term.Str(s), nil
		}
		p.Need(2 * runeRoom * len(s))
		runes, rest, kind, err := decodeChars(a[0], in)
		if err != nil {
			return term.Term{}, err
		}
		b, done := encodeRunes(runes, out)
		switch {
		case done < len(runes):
			return term.Tup(term.Error, term.Str(string(b)), term.Str(string(runes[done:]))), nil
		case kind != "":
			return term.Tup(term.Sym(kind), term.Str(string(b)), rest), nil
		}
		return term.Str(string(b)), nil
	}
	toList := func(p *vm.Process, a []term.Term) (term.Term, error) {
		in, _, err := encodings(a)
		if err != nil {
			return term.Term{}, err
		}
		if s, ok := a[0].AsStr(); ok && in == "utf8" && utf8.ValidString(s) {
			p.Need(term.ConsBytes * len(s))
			return term.Charlist(s), nil
		}
		s, _ := erlang.Chardata(p, a[0])
		p.Need((2*runeRoom + term.ConsBytes + term.TermBytes) * len(s))
		runes, rest, kind, err := decodeChars(a[0], in)
		switch {
		case err != nil:
			return term.Term{}, err
		case kind != "":
			return term.Tup(term.Sym(kind), term.Charlist(string(runes)), rest), nil
		}
		return term.Charlist(string(runes)), nil
	}
	for arity := 1; arity <= 2; arity++ {
		x.Func("characters_to_binary", arity, toBinary)
		x.Func("characters_to_list", arity, toList)
	}
	installMarks(x)
	x.Func("characters_to_binary", 3, toBinary)
	for name, form := range map[string]norm.Form{"nfc": norm.NFC, "nfd": norm.NFD, "nfkc": norm.NFKC, "nfkd": norm.NFKD} {
		normal := func(to func(string) term.Term) vm.Native {
			return func(p *vm.Process, a []term.Term) (term.Term, error) {
				s, _ := erlang.Chardata(p, a[0])
				p.Need(2 * runeRoom * len(s))
				runes, rest, kind, err := decodeChars(a[0], "utf8")
				if err != nil {
					return term.Term{}, err
				}
				text := to(form.String(string(runes)))
				if kind != "" {
					return term.Tup(term.Error, text, rest), nil
				}
				return text, nil
			}
		}
		x.Func("characters_to_"+name+"_binary", 1, normal(term.Str))
		x.Func("characters_to_"+name+"_list", 1, normal(term.Charlist))
	}
}

// encodings returns the input and output encodings from the arguments.
func encodings(a []term.Term) (in, out string, err error) {
	names := []string{"utf8", "utf8"}
	for i := 1; i < len(a); i++ {
		name, ok := encodingName(a[i])
		if !ok {
			return "", "", library.Bad(i+1, "not a valid encoding")
		}
		names[i-1] = name
	}
	return names[0], names[1], nil
}

func encodingName(t term.Term) (string, bool) {
	name := ""
	if e := t.Elems(); len(e) == 2 {
		name = e[0].Atom().String() + "_" + e[1].Atom().String()
	} else if t.IsAtom() {
		name = t.Atom().String()
	}
	switch name {
	case "unicode", "utf8":
		return "utf8", true
	case "latin1":
		return name, true
	case "utf16", "utf16_big":
		return "utf16_big", true
	case "utf32", "utf32_big":
		return "utf32_big", true
	case "utf16_little", "utf32_little":
		return name, true
	}
	return "", false
}

// decodeChars decodes character data whose binaries are in the given encoding. At invalid data,
// kind is "error" or "incomplete", and rest is the remaining data.
func decodeChars(t term.Term, encoding string) (runes []rune, rest term.Term, kind string, err error) {
	stack := []term.Term{t}
	if _, isBinary := t.AsStr(); !isBinary && !t.IsList() {
		return nil, rest, "", library.Bad(1, notChardata)
	}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if c := top.Cons(); c != nil {
			if _, binary := c.Tail.AsStr(); !binary && !c.Tail.IsList() {
				return nil, rest, "", library.Bad(1, notChardata)
			}
			stack = append(stack, c.Tail, c.Head)
			continue
		}
		if n, ok := top.AsInt(); ok {
			if !erlang.ValidRune(n) {
				return runes, restOf(top, stack, true), "error", nil
			}
			runes = append(runes, rune(n))
			continue
		}
		s, ok := top.AsStr()
		if !ok && !top.IsEmpty() {
			return nil, rest, "", library.Bad(1, notChardata)
		}
		var n int
		runes, n = decodeBinary(runes, s, encoding)
		if n < len(s) {
			kind = "error"
			left := restOf(term.Str(s[n:]), stack, false)
			if _, alone := left.AsStr(); alone && incomplete(s[n:], encoding) {
				kind = "incomplete"
			}
			return runes, left, kind, nil
		}
	}
	return runes, rest, "", nil
}

// restOf returns the rest of a deep list when decoding stopped at t.
func restOf(t term.Term, stack []term.Term, list bool) term.Term {
	out := term.Empty
	for _, later := range stack {
		if !later.IsEmpty() {
			out = term.NewCons(later, out)
		}
	}
	if out.IsEmpty() && !list {
		return t
	}
	return term.NewCons(t, out)
}

// decodeBinary appends the characters of s and returns the number of bytes decoded.
func decodeBinary(runes []rune, s, encoding string) ([]rune, int) {
	switch encoding {
	case "latin1":
		for i := range len(s) {
			runes = append(runes, rune(s[i]))
		}
		return runes, len(s)
	case "utf8":
		n := erlang.ValidPrefix(s)
		return append(runes, []rune(s[:n])...), n
	}
	return decodeWide(runes, s, encoding)
}

// An endian reads and appends integers in one byte order.
type endian interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

func byteOrder(encoding string) endian {
	if encoding == "utf16_little" || encoding == "utf32_little" {
		return binary.LittleEndian
	}
	return binary.BigEndian
}

func decodeWide(runes []rune, s, encoding string) ([]rune, int) {
	order, i := byteOrder(encoding), 0
	b := []byte(s)
	if encoding[:5] == "utf32" {
		for ; i+4 <= len(b); i += 4 {
			r := rune(order.Uint32(b[i:]))
			if !utf8.ValidRune(r) {
				break
			}
			runes = append(runes, r)
		}
		return runes, i
	}
	for i+2 <= len(b) {
		r := rune(order.Uint16(b[i:]))
		if !utf16.IsSurrogate(r) {
			runes, i = append(runes, r), i+2
			continue
		}
		if i+4 > len(b) {
			break
		}
		if r = utf16.DecodeRune(r, rune(order.Uint16(b[i+2:]))); r == utf8.RuneError {
			break
		}
		runes, i = append(runes, r), i+4
	}
	return runes, i
}

// incomplete reports whether s can become valid with more bytes.
func incomplete(s, encoding string) bool {
	switch encoding[:4] {
	case "utf8":
		return !utf8.FullRuneInString(s)
	default:
		return len(s) < 4
	}
}

// encodeRunes encodes runes up to the first that the encoding lacks. done is the number of runes
// encoded.
func encodeRunes(runes []rune, encoding string) (b []byte, done int) {
	order := byteOrder(encoding)
	for i, r := range runes {
		switch encoding {
		case "utf8":
			b = utf8.AppendRune(b, r)
		case "latin1":
			if r > 255 {
				return b, i
			}
			b = append(b, byte(r))
		case "utf32_big", "utf32_little":
			b = order.AppendUint32(b, uint32(r))
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				b = order.AppendUint16(b, unit)
			}
		}
	}
	return b, len(runes)
}

// marks holds the byte order marks of the encodings. Longer marks come before their prefixes.
var marks = []struct {
	bytes    string
	encoding term.Term
}{
	{"\xEF\xBB\xBF", term.Sym("utf8")},
	{"\x00\x00\xFE\xFF", term.Tup(term.Sym("utf32"), term.Sym("big"))},
	{"\xFF\xFE\x00\x00", term.Tup(term.Sym("utf32"), term.Sym("little"))},
	{"\xFE\xFF", term.Tup(term.Sym("utf16"), term.Sym("big"))},
	{"\xFF\xFE", term.Tup(term.Sym("utf16"), term.Sym("little"))},
}

func installMarks(x library.Module) {
	x.Func("bom_to_encoding", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, vm.Badarg()
		}
		for _, m := range marks {
			if strings.HasPrefix(s, m.bytes) {
				return term.Tup(m.encoding, term.Int(int64(len(m.bytes)))), nil
			}
		}
		return term.Tup(term.Sym("latin1"), term.Int(0)), nil
	})
	x.Func("encoding_to_bom", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		for _, m := range marks {
			plain := m.encoding.Elems()
			if term.Equal(a[0], m.encoding) || len(plain) == 2 && plain[1].Is(term.Intern("big")) && term.Equal(a[0], plain[0]) {
				return term.Str(m.bytes), nil
			}
		}
		return term.Str(""), nil
	})
}
