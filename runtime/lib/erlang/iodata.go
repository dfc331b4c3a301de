package erlang

import (
	"strings"
	"unicode/utf8"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// MaxIodata bounds what iodata may flatten to: a list that holds the same large
// binary many times costs nothing until it is joined.
const MaxIodata = 1 << 30

// IOData flattens bytes, binaries and (improper) lists of them.
func IOData(p *vm.Process, t term.Term) ([]byte, bool) {
	n, ok := roomForIodata(p, t)
	if !ok {
		return nil, false
	}
	out := make([]byte, 0, n)
	eachPart(p, t, func(s string, b byte) bool {
		if s == "" {
			out = append(out, b)
		} else {
			out = append(out, s...)
		}
		return true
	})
	return out, true
}

// IOString is IOData as a string.
func IOString(p *vm.Process, t term.Term) (string, bool) {
	if s, ok := t.AsStr(); ok {
		return s, true
	}
	n, ok := roomForIodata(p, t)
	if !ok {
		return "", false
	}
	var out strings.Builder
	out.Grow(n)
	eachPart(p, t, func(s string, b byte) bool {
		if s == "" {
			out.WriteByte(b)
		} else {
			out.WriteString(s)
		}
		return true
	})
	return out.String(), true
}

// IOSize is how many bytes iodata has, which may be more than memory holds.
func IOSize(p *vm.Process, t term.Term) (n int, ok bool) {
	ok = eachPart(p, t, func(s string, _ byte) bool {
		n += max(1, len(s))
		return true
	})
	return n, ok
}

// roomForIodata is IOSize, of what there is room for: it is made in one piece, as the
// pieces of one that grows would be held together with it. Without a process it is false
// for more than MaxIodata.
func roomForIodata(p *vm.Process, t term.Term) (n int, ok bool) {
	most := p.Most()
	if p == nil {
		most = MaxIodata
	}
	ok = eachPart(p, t, func(s string, _ byte) bool {
		n += max(1, len(s))
		return n <= most
	})
	p.Need(n)
	return n, ok
}

// eachPart gives the binaries of iodata that are not empty, and the single bytes with an
// empty string, until part returns false. It reports whether t is iodata. It keeps its own
// stack, as lists may nest deeply.
func eachPart(p *vm.Process, t term.Term, part func(s string, b byte) bool) bool {
	if s, ok := t.AsStr(); ok {
		return s == "" || part(s, 0) || p != nil
	}
	if !t.IsList() {
		return false
	}
	stack := []term.Term{t}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		c := top.Cons()
		p.Work(1)
		if c == nil {
			s, ok := top.AsStr()
			if !ok && !top.IsEmpty() {
				return false
			}
			if s != "" && !part(s, 0) {
				return p != nil
			}
			continue
		}
		stack = append(stack, c.Tail)
		if n, ok := c.Head.AsInt(); ok {
			if n < 0 || n > 255 || c.Tail.IsInteger() {
				return false
			}
			if !part("", byte(n)) {
				return p != nil
			}
			continue
		}
		stack = append(stack, c.Head)
	}
	return true
}

// Chardata flattens code points, UTF-8 binaries and lists of them to UTF-8.
func Chardata(t term.Term) (string, bool) {
	out, bad := ChardataPrefix(t)
	return out, bad.IsNone()
}

// ChardataPrefix is chardata, up to the first thing that is no character, which
// it returns (the zero Term when there is none).
func ChardataPrefix(t term.Term) (string, term.Term) {
	var out []byte
	stack := []term.Term{t}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if c := top.Cons(); c != nil {
			stack = append(stack, c.Tail)
			if n, ok := c.Head.AsInt(); ok && ValidRune(n) {
				out = utf8.AppendRune(out, rune(n))
				continue
			}
			stack = append(stack, c.Head)
			continue
		}
		s, ok := top.AsStr()
		if !ok && !top.IsEmpty() {
			return string(out), top
		}
		n := ValidPrefix(s)
		out = append(out, s[:n]...)
		if n < len(s) {
			return string(out), term.Str(s[n:])
		}
	}
	return string(out), term.Term{}
}
