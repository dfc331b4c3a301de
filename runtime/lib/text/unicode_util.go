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
			rest := term.Str(s[n:])
			if n == len(s) && invalid.IsNone() {
				rest = term.Empty
			}
			return term.NewCons(head, rest), nil
		})
	}
	first("gc", firstGrapheme)
	first("cp", firstCodepoint)
}
