package text

import (
	"unicode/utf8"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installIoLib registers the formatting functions of :io_lib.
func installIoLib(x library.Module) {
	for _, name := range []string{"format", "fwrite"} {
		x.Func(name, 2, func(p *vm.Process, a []term.Term) (term.Term, error) { return formatted(p, a, -1) })
		x.Func(name, 3, func(p *vm.Process, a []term.Term) (term.Term, error) {
			chars, ok := option(a[2], "chars_limit", -1)
			if !ok {
				return term.Term{}, vm.Badarg()
			}
			return formatted(p, a, chars)
		})
	}
	installPrint(x)
	x.Func("write_atom", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return term.Charlist(erlang.AtomText(library.AtomName(a[0]))), nil
	})
	x.Func("nl", 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.Str("\n"), nil })
	predicate := func(name string, f func(t term.Term) bool) {
		x.Func(name, 1, func(_ *vm.Process, a []term.Term) (term.Term, error) { return term.Bool(f(a[0])), nil })
	}
	predicate("printable_list", func(t term.Term) bool { return erlang.PrintableList(t, 255) })
	predicate("printable_unicode_list", func(t term.Term) bool { return erlang.PrintableList(t, utf8.MaxRune) })
	predicate("printable_latin1_list", func(t term.Term) bool { return erlang.PrintableList(t, 255) })
	predicate("char_list", func(t term.Term) bool {
		_, what := erlang.ListText(t)
		return what == ""
	})
}

// installPrint registers the functions that write one term.
func installPrint(x library.Module) {
	x.Func("write", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return charlist(p, erlang.Write(p, a[0], erlang.All)), nil
	})
	x.Func("write", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		form := erlang.Form{Chars: -1}
		if n, ok := a[1].AsInt(); ok {
			form.Depth = int(n)
			return charlist(p, erlang.Write(p, a[0], form)), nil
		}
		depth, ok1 := option(a[1], "depth", -1)
		chars, ok2 := option(a[1], "chars_limit", -1)
		if !ok1 || !ok2 {
			return term.Term{}, vm.Badarg()
		}
		form = erlang.Form{Depth: depth, Chars: chars, Unicode: true}
		return charlist(p, erlang.Write(p, a[0], form)), nil
	})
	x.Func("print", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		form := erlang.Form{Depth: -1, Chars: -1, Strings: true}
		return charlist(p, erlang.Pretty(p, a[0], form, 1, lineWidth)), nil
	})
	x.Func("print", 4, func(p *vm.Process, a []term.Term) (term.Term, error) {
		column, ok1 := a[1].AsInt()
		width, ok2 := library.Index(a[2])
		depth, ok3 := a[3].AsInt()
		if !ok1 || !ok2 || !ok3 || column > maxField || width > maxField {
			return term.Term{}, vm.Badarg()
		}
		form := erlang.Form{Depth: int(depth), Chars: -1, Strings: true}
		return charlist(p, erlang.Pretty(p, a[0], form, int(column), width)), nil
	})
}

// formatted formats arguments like io_lib:format/2. If chars is not negative, the result has about
// that many characters.
func formatted(p *vm.Process, a []term.Term, chars int) (term.Term, error) {
	args, ok := a[1].Slice()
	text, isText := FormatText(a[0])
	if a[0].IsBinary() { // its bytes are Latin-1 characters, as in Erlang
		text, isText = latin1([]byte(a[0].Bits().S)), true
	}
	if !ok || !isText {
		return term.Term{}, vm.Badarg()
	}
	out, err := FormatErlang(p, text, args, chars)
	if err != nil {
		return term.Term{}, err
	}
	return charlist(p, out), nil
}

// charlist returns s as a list of characters, for which it claims the memory.
func charlist(p *vm.Process, s string) term.Term {
	n := len(s) * term.ConsBytes
	p.Need(n)
	defer p.Claim(n)()
	return term.Charlist(s)
}

// option returns a number among options, which are pairs.
func option(options term.Term, name string, otherwise int) (int, bool) {
	elems, ok := options.Options()
	for _, e := range elems {
		if pair := e.Elems(); len(pair) == 2 && pair[0].IsAtom() && pair[0].Atom().String() == name {
			n, isInt := pair[1].AsInt()
			return int(n), isInt
		}
	}
	return otherwise, ok
}

// FormatText converts a format argument: text in a list, a binary or an atom.
func FormatText(t term.Term) (string, bool) {
	if t.IsAtom() {
		return t.Atom().String(), true
	}
	return erlang.Chardata(nil, t)
}
