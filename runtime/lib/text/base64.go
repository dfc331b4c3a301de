package text

import (
	"encoding/base64"
	"strings"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installBase64 registers :base64.
func installBase64(x library.Module) {
	encode := func(name string, to func(string) term.Term) {
		x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			b, ok := erlang.IOData(p, a[0])
			if !ok {
				return term.Term{}, library.NoClause("base64", name, a...)
			}
			return to(base64.StdEncoding.EncodeToString(b)), nil
		})
	}
	encode("encode", term.Str)
	encode("encode_to_string", term.Charlist)
	for _, name := range []string{"decode", "mime_decode"} {
		x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			b, ok := erlang.IOData(p, a[0])
			if !ok {
				return term.Term{}, library.NoClause("base64", name, a...)
			}
			// OTP skips white space anywhere in the text.
			text := strings.Map(dropSpace, string(b))
			out, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				return term.Term{}, library.NoClause("base64", "decode_binary", term.Str(text), term.Str(""))
			}
			return term.Str(string(out)), nil
		})
	}
}

func dropSpace(r rune) rune {
	switch r {
	case ' ', '\t', '\r', '\n':
		return -1
	}
	return r
}
