package text

import (
	"strings"
	"unicode"

	"lab/runtime/lib/data"
	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installErlangString registers the functions of Erlang's :string that Elixir code commonly calls.
// Results have the type of the argument: a binary or a list.
func installErlangString(x library.Module) {
	change := func(name string, f func(s string) string) {
		x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			s, ok := erlang.Chardata(p, a[0])
			if !ok {
				return term.Term{}, library.NoClause("string", name, a...)
			}
			return like(a[0], f(s)), nil
		})
	}
	plain := casing{"default"}
	change("uppercase", plain.upper)
	change("lowercase", plain.lower)
	old := func(name string, ascii, latin rune, shift int64) {
		x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			if n, ok := a[0].AsInt(); ok {
				return term.Int(latinCase(n, ascii, latin, shift)), nil
			}
			chars, ok := a[0].Slice()
			if !ok {
				return term.Term{}, library.NoClause("string", name, a...)
			}
			defer p.Secure(len(chars) * term.ConsBytes)()
			out := make([]term.Term, len(chars))
			for i, c := range chars {
				out[i] = c
				if n, ok := c.AsInt(); ok {
					out[i] = term.Int(latinCase(n, ascii, latin, shift))
				}
			}
			return term.List(out...), nil
		})
	}
	old("to_upper", 'a', 'à', 'A'-'a')
	old("to_lower", 'A', 'À', 'a'-'A')
	change("casefold", plain.lower)
	change("titlecase", func(s string) string {
		if s == "" {
			return s
		}
		n := firstCodepoint(s)
		return plain.capital(s[:n]) + s[n:]
	})
	change("trim", func(s string) string { return strings.TrimFunc(s, unicode.IsSpace) })
	change("chomp", func(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r") })
	onChars(x, "reverse", 1, func(s string, _ []term.Term) (term.Term, error) {
		out := term.Empty
		for _, part := range graphemes(s) {
			if cluster := []rune(part); len(cluster) == 1 {
				out = term.NewCons(term.Int(int64(cluster[0])), out)
			} else {
				out = term.NewCons(term.Charlist(part), out)
			}
		}
		return out, nil
	})
	onChars(x, "length", 1, func(s string, _ []term.Term) (term.Term, error) {
		return term.Int(int64(graphemeCount(s))), nil
	})
	onChars(x, "is_empty", 1, func(s string, _ []term.Term) (term.Term, error) { return term.Bool(s == ""), nil })
	number := func(name string, f func(s string, a []term.Term) term.Term) {
		x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			s, ok := erlang.Chardata(p, a[0])
			if !ok {
				return term.Tup(term.Error, term.Sym("badarg")), nil
			}
			return f(s, a), nil
		})
	}
	number("to_integer", func(s string, a []term.Term) term.Term {
		e := data.IntegerPrefix(s, 10).Elems()
		if e == nil {
			return term.Tup(term.Error, term.Sym("no_integer"))
		}
		rest, _ := e[1].AsStr()
		return term.Tup(e[0], like(a[0], rest))
	})
	number("to_float", func(s string, a []term.Term) term.Term {
		f, rest, ok := erlang.ParseFloat(s)
		if !ok {
			return term.Tup(term.Error, term.Sym("no_float"))
		}
		return term.Tup(term.Float(f), like(a[0], rest))
	})
	onChars(x, "equal", 2, func(s string, a []term.Term) (term.Term, error) {
		other, ok := erlang.Chardata(nil, a[1])
		return term.Bool(ok && s == other), nil
	})
	onChars(x, "prefix", 2, func(s string, a []term.Term) (term.Term, error) {
		prefix, ok := erlang.Chardata(nil, a[1])
		rest, found := strings.CutPrefix(s, prefix)
		if !ok || !found {
			return term.Sym("nomatch"), nil
		}
		return like(a[0], rest), nil
	})
	onChars(x, "find", 2, func(s string, a []term.Term) (term.Term, error) {
		what, _ := erlang.Chardata(nil, a[1])
		i := strings.Index(s, what)
		if i < 0 {
			return term.Sym("nomatch"), nil
		}
		return like(a[0], s[i:]), nil
	})
	split := func(s string, a []term.Term) (term.Term, error) {
		by, ok := erlang.Chardata(nil, a[1])
		if !ok {
			return term.Term{}, library.NoClause("string", "split", a...)
		}
		return likeAll(a[0], splitErlang(s, by, a[2:])), nil
	}
	onChars(x, "split", 2, split)
	onChars(x, "split", 3, split)
	tokens := func(s string, a []term.Term) (term.Term, error) {
		separators, ok := erlang.Chardata(nil, a[1])
		if !ok {
			return term.Term{}, library.NoClause("string", "lexemes", a...)
		}
		fields := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) })
		return likeAll(a[0], fields), nil
	}
	onChars(x, "lexemes", 2, tokens)
	onChars(x, "tokens", 2, tokens)
}

func onChars(x library.Module, name string, arity int, f func(s string, a []term.Term) (term.Term, error)) {
	x.Func(name, arity, func(p *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := erlang.Chardata(p, a[0])
		if !ok {
			return term.Term{}, library.NoClause("string", name, a...)
		}
		return f(s, a)
	})
}

// like returns s as a binary if t is a binary, and otherwise as a list.
func like(t term.Term, s string) term.Term {
	if t.IsBits() {
		return term.Str(s)
	}
	return term.Charlist(s)
}

func likeAll(t term.Term, texts []string) term.Term {
	out := make([]term.Term, len(texts))
	for i, s := range texts {
		out[i] = like(t, s)
	}
	return term.List(out...)
}

// splitErlang splits s at the first separator, at the last separator, or at all separators.
func splitErlang(s, by string, where []term.Term) []string {
	name := "leading"
	if len(where) > 0 {
		name = library.AtomName(where[0])
	}
	at := strings.Index(s, by)
	if name == "trailing" {
		at = strings.LastIndex(s, by)
	}
	switch {
	case by == "" || at < 0:
		return []string{s}
	case name == "all":
		return strings.Split(s, by)
	}
	return []string{s[:at], s[at+len(by):]}
}

// latinCase changes the case of a letter of Latin-1. ascii and latin are the first letters of the
// two ranges of letters with the other case. The second range has no letter in its middle (× and ÷).
func latinCase(n int64, ascii, latin rune, shift int64) int64 {
	const letters, latinLetters, sign = 26, 31, 23
	fromASCII, fromLatin := n-int64(ascii), n-int64(latin)
	if fromASCII >= 0 && fromASCII < letters || fromLatin >= 0 && fromLatin < latinLetters && fromLatin != sign {
		return n + shift
	}
	return n
}
