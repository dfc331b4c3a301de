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
	for name, to := range map[string]func(string) term.Term{
		"decode": term.Str, "mime_decode": term.Str, "decode_to_string": erlang.ByteList, "mime_decode_to_string": erlang.ByteList,
	} {
		x.Func(name, 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			b, ok := erlang.IOData(p, a[0])
			if !ok {
				return term.Term{}, library.NoClause("base64", name, a...)
			}
			mime := strings.HasPrefix(name, "mime")
			text := strings.Map(dropSpace, string(b))
			if mime {
				text = onlyBase64(text)
			}
			out, err := base64.StdEncoding.DecodeString(text)
			switch {
			case err != nil && mime:
				return term.Term{}, library.NoClause("base64", "mime_decode_binary", term.Str(text), term.Str(""), term.Int(0), term.Empty)
			case err != nil:
				return term.Term{}, library.NoClause("base64", "decode_binary", term.Str(text), term.Str(""))
			}
			return to(string(out)), nil
		})
	}
}

// installBase registers :lab_base: encode(Data, Alphabet, Padded) and decode(Text, Alphabet,
// Padded). decode returns :error for an invalid text.
func installBase(x library.Module) {
	x.Func("encode", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, vm.Badarg()
		}
		return term.Str(alphabet(a[1], a[2].Is(term.ATrue)).EncodeToString([]byte(s))), nil
	})
	x.Func("decode", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		s, ok := a[0].AsStr()
		if !ok {
			return term.Term{}, vm.Badarg()
		}
		padded := a[2].Is(term.ATrue)
		out, err := alphabet(a[1], padded || len(s)%4 == 0).DecodeString(s)
		if err != nil || strings.ContainsAny(s, "\r\n") { // Go ignores line breaks
			return term.Error, nil
		}
		return term.Str(string(out)), nil
	})
}

func alphabet(name term.Term, padded bool) *base64.Encoding {
	url := name.Is(aURL)
	switch {
	case url && padded:
		return base64.URLEncoding
	case url:
		return base64.RawURLEncoding
	case padded:
		return base64.StdEncoding
	}
	return base64.RawStdEncoding
}

var aURL = term.Intern("url")

// onlyBase64 removes the characters that mime_decode/1 ignores: all that are not of the alphabet, and
// padding in front of more text.
func onlyBase64(text string) string {
	digit := func(r rune) bool {
		return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '/'
	}
	last := strings.LastIndexFunc(text, digit) + 1
	keep := func(ok func(rune) bool) func(rune) rune {
		return func(r rune) rune {
			if ok(r) {
				return r
			}
			return -1
		}
	}
	return strings.Map(keep(digit), text[:last]) + strings.Map(keep(func(r rune) bool { return r == '=' }), text[last:])
}

// dropSpace removes white space, which OTP ignores anywhere in the text.
func dropSpace(r rune) rune {
	switch r {
	case ' ', '\t', '\r', '\n':
		return -1
	}
	return r
}
