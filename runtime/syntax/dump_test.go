package syntax

import (
	"fmt"
	"math"
	"strings"

	"lab/runtime/term"
)

// dump writes a quoted form so that two forms have the same dump only if they are equal. Atoms are
// in single quotes, binaries are in double quotes, and floats are the hexadecimal digits of their
// bits.
func dump(t term.Term) string {
	var b strings.Builder
	dumpTo(&b, t)
	return b.String()
}

func dumpTo(b *strings.Builder, t term.Term) {
	switch {
	case t.IsAtom():
		b.WriteString("'" + escapeBytes(t.Atom().String()) + "'")
	case t.IsInteger():
		n, _ := t.AsBig()
		b.WriteString(n.String())
	case t.Kind() == term.KindFloat:
		f, _ := t.AsFloat()
		fmt.Fprintf(b, "f%016X", math.Float64bits(f))
	case t.IsTuple():
		b.WriteString("{")
		for i, e := range t.Elems() {
			if i > 0 {
				b.WriteString(" ")
			}
			dumpTo(b, e)
		}
		b.WriteString("}")
	case t.IsList():
		b.WriteString("[")
		for c, i := t.Cons(), 0; c != nil; c, i = c.Tail.Cons(), i+1 {
			if i > 0 {
				b.WriteString(" ")
			}
			dumpTo(b, c.Head)
		}
		b.WriteString("]")
	default:
		s, ok := t.AsStr()
		if !ok {
			panic("BUG: a quoted form holds something odd")
		}
		b.WriteString(`"` + escapeBytes(s) + `"`)
	}
}

// escapeBytes writes each byte as \HH, unless it is printable ASCII other than a quote or a
// backslash.
func escapeBytes(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c < 32 || c > 126 || c == '\'' || c == '"' || c == '\\' {
			fmt.Fprintf(&b, "\\%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unescapeBytes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		var c byte
		fmt.Sscanf(s[i+1:i+3], "%02X", &c)
		b.WriteByte(c)
		i += 2
	}
	return b.String()
}
