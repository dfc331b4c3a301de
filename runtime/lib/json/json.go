package json

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements :lab_json, the basis of Elixir's JSON and Jason (RFC 8259).

// maxNesting bounds the nesting of a text, because the decoder is recursive.
const maxNesting = 10_000

func installJSON(x library.Module) {
	x.Func("decode", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, vm.Badarg()
		}
		p.Charge(len(s) / 64)
		d := &jsonDecoder{s: s, keys: library.AtomName(a[1])}
		return d.document(), nil
	})
	// encode(Term, Escape) returns {:ok, Text}; :other if the term contains a struct or another
	// value with its own encoder; :deep if it is nested too deeply; or {:error, Byte, String}.
	x.Func("encode", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		e := &jsonEncoder{p: p, html: a[1].Is(term.Intern("html_safe"))}
		if !e.value(a[0], 0) {
			if !e.bad.IsNone() {
				return e.bad, nil
			}
			if e.deep {
				return term.Sym("deep"), nil
			}
			return term.Sym("other"), nil
		}
		p.Charge(len(e.out) / 64)
		return term.Tup(term.Ok, term.Str(p.Copy(e.out))), nil
	})
}
