package text

import (
	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installUnicodeUtil registers gc/1 and cp/1, which return the first grapheme or code point of
// character data, and the rest.
func installUnicodeUtil(x library.Module) {
	first := func(name string, size func(string) int) {
		x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			s, invalid := erlang.ChardataPrefix(p, a[0])
			switch {
			case s == "" && invalid.IsNone():
				return term.Empty, nil
			case s == "":
				return term.Tup(term.Error, invalid), nil
			}
			n := size(s)
			runes, _ := term.Charlist(s[:n]).Slice()
			head := runes[0]
			if len(runes) > 1 {
				head = term.List(runes...)
			}
			return term.NewCons(head, dropRunes(a[0], len(runes))), nil
		})
	}
	first("gc", firstGrapheme)
	first("cp", firstCodepoint)
}

// dropRunes returns character data without its first n characters. The rest keeps its form: a rest of
// a binary within a list stays an element of the list.
func dropRunes(data term.Term, n int) term.Term {
	var pending []term.Term // what follows each list that is open
	for {
		if s, ok := data.AsStr(); ok {
			at := 0
			for ; n > 0 && at < len(s); n-- {
				at += firstCodepoint(s[at:])
			}
			if n == 0 {
				return joinRest(term.Str(s[at:]), pending)
			}
			data = term.Empty
		}
		switch c := data.Cons(); {
		case c == nil && len(pending) == 0:
			return term.Empty
		case c == nil:
			data, pending = pending[len(pending)-1], pending[:len(pending)-1]
		case c.Head.Kind() == term.KindInt:
			n, data = n-1, c.Tail
			if n == 0 {
				return joinRest(data, pending)
			}
		default:
			if data = c.Head; c.Tail.Kind() != term.KindEmpty {
				pending = append(pending, c.Tail)
			}
		}
	}
}

// joinRest returns rest in front of the data that follows it.
func joinRest(rest term.Term, pending []term.Term) term.Term {
	for i := len(pending) - 1; i >= 0; i-- {
		if rest.Kind() == term.KindEmpty {
			rest = pending[i]
		} else {
			rest = term.NewCons(rest, pending[i])
		}
	}
	return rest
}
