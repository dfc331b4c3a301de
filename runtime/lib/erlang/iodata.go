package erlang

import (
	"unicode/utf8"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// MaxIodata bounds what iodata may flatten to: a list that holds the same large
// binary many times costs nothing until it is joined.
const MaxIodata = 1 << 30

// asksEach is how many bytes are made until it is asked whether there is room.
const asksEach = 64 << 10

// IOData flattens bytes, binaries and (improper) lists of them. It keeps its own stack, as lists may nest deeply.
func IOData(p *vm.Process, t term.Term) ([]byte, bool) {
	if s, ok := t.AsStr(); ok {
		p.Need(2 * len(s))
		return []byte(s), true
	}
	if !t.IsList() {
		return nil, false
	}
	var out []byte
	asked := 0
	stack := []term.Term{t}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		c := top.Cons()
		p.Work(1)
		if c == nil {
			s, ok := top.AsStr()
			if !ok && !top.IsEmpty() {
				return nil, false
			}
			if len(out)+len(s) > asked+asksEach {
				p.Need(2 * (len(out) + len(s) - asked))
				asked = len(out) + len(s)
			}
			out = append(out, s...)
			continue
		}
		stack = append(stack, c.Tail)
		if n, ok := c.Head.AsInt(); ok {
			if n < 0 || n > 255 || c.Tail.IsInteger() {
				return nil, false
			}
			out = append(out, byte(n))
			continue
		}
		stack = append(stack, c.Head)
		if len(out) > MaxIodata {
			return nil, false
		}
	}
	return out, true
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
