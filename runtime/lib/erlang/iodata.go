package erlang

import (
	"strings"
	"unicode/utf8"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// MaxIodata bounds the size of flattened iodata. A list that contains the same large binary many
// times is small until it is flattened.
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

// IOString is IOData but returns a string.
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

// IOSize returns the size of iodata in bytes, which may exceed the available memory.
func IOSize(p *vm.Process, t term.Term) (n int, ok bool) {
	ok = eachPart(p, t, func(s string, _ byte) bool {
		n += max(1, len(s))
		return true
	})
	return n, ok
}

// roomForIodata returns the size like IOSize. It reports false if the data does not fit into the
// memory of the process or, without a process, into MaxIodata. The caller needs the size in
// advance to allocate the binary once: growing it would need memory for the old and the new copy.
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

// eachPart calls part for each part of iodata until part returns false. A part is a non-empty
// binary, or a single byte; s is then "". It reports whether t is iodata. It uses a stack on the
// heap, because lists can be nested deeply.
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

// Chardata converts code points, UTF-8 binaries and lists of them to UTF-8. It returns false if an
// element is invalid.
func Chardata(p *vm.Process, t term.Term) (string, bool) {
	out, bad := ChardataPrefix(p, t)
	return out, bad.IsNone()
}

// ChardataPrefix converts like Chardata up to the first invalid element, and returns that element,
// or the zero Term if there is none. Of an invalid binary, it converts the valid beginning and
// returns the rest. An element beyond the memory limit counts as invalid. Like IOData, it allocates
// the result once.
func ChardataPrefix(p *vm.Process, t term.Term) (string, term.Term) {
	if s, ok := t.AsStr(); ok && utf8.ValidString(s) {
		return s, term.Term{}
	}
	n, most := 0, p.Most()
	if p == nil {
		most = MaxIodata
	}
	eachText(p, t, func(s string, r rune) bool {
		n += len(s)
		if s == "" {
			n += utf8.RuneLen(r)
		}
		return n <= most
	})
	p.Need(n)
	var out strings.Builder
	out.Grow(min(n, most))
	bad := eachText(p, t, func(s string, r rune) bool {
		if s == "" {
			out.WriteRune(r)
		} else {
			out.WriteString(s)
		}
		return out.Len() <= most
	})
	return out.String(), bad
}

// eachText calls part for each part of character data until part returns false. A part is a text,
// or a single character; s is then "". It returns the first invalid element.
func eachText(p *vm.Process, t term.Term, part func(s string, r rune) bool) (bad term.Term) {
	stack := []term.Term{t}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		p.Work(1)
		if c := top.Cons(); c != nil {
			stack = append(stack, c.Tail)
			n, ok := c.Head.AsInt()
			if !ok || !ValidRune(n) {
				stack = append(stack, c.Head)
			} else if !part("", rune(n)) {
				return top
			}
			continue
		}
		s, ok := top.AsStr()
		if !ok && !top.IsEmpty() {
			return top
		}
		n := ValidPrefix(s)
		if n > 0 && !part(s[:n], 0) {
			return top
		}
		if n < len(s) {
			return term.Str(s[n:])
		}
	}
	return term.Term{}
}
