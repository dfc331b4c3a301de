package expand

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file defines the sigils of Kernel.

func sigilMacros() {
	DefMacro("sigil_s", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term { return x.unescaped(a[0]) })
	DefMacro("sigil_S", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term { return literalPart(a[0]) })
	DefMacro("sigil_c", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		v := x.unescaped(a[0])
		if s, ok := v.AsStr(); ok {
			return term.Charlist(s)
		}
		return quoted.Remote(meta, term.Sym("Elixir.List"), "to_charlist", term.List(v))
	})
	DefMacro("sigil_C", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		return term.Charlist(quoted.Str(literalPart(a[0])))
	})
	DefMacro("sigil_w", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		return x.words(meta, x.unescaped(a[0]), a[1])
	})
	DefMacro("sigil_W", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		return x.words(meta, literalPart(a[0]), a[1])
	})
	DefMacro("sigil_r", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		return x.regex(meta, x.unescapedWith(a[0], unescapeRegex), a[1])
	})
	DefMacro("sigil_R", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		x.Warn(meta, diagnostic.DeprecatedRegexSigil)
		return x.regex(meta, literalPart(a[0]), a[1])
	})
	for _, sigil := range calendarSigils {
		DefMacro(sigil.macro, 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
			return x.calendarStruct(sigil, literalPart(a[0]))
		})
	}
}

// regex compiles a regular expression at compile time if it has no interpolation.
func (x *Expander) regex(meta, source, modifiers term.Term) term.Term {
	options := x.regexModifiers(modifiers)
	if !source.IsBits() {
		return quoted.Remote(meta, term.Sym("Elixir.Regex"), "compile!", source, options)
	}
	return constant(x.called(term.Intern("Elixir.Regex"), "compile!", source, options))
}

// called calls a function of Elixir code and returns its result. An error of the call ends the
// expansion.
func (x *Expander) called(mod term.Atom, name string, args ...term.Term) term.Term {
	out, err := x.Host.Call(mod, term.Intern(name), args...)
	if err != nil {
		x.Raise(err)
	}
	return out
}

func (x *Expander) regexModifiers(t term.Term) term.Term {
	var b strings.Builder
	for _, m := range quoted.Slice(t) {
		n, _ := m.AsInt()
		b.WriteRune(rune(n))
	}
	return term.Str(b.String())
}

// literalPart returns the text of a sigil without interpolation.
func literalPart(t term.Term) term.Term {
	_, parts, ok := quoted.IsCallOf(t, quoted.ABits, -1)
	if !ok || len(parts) != 1 {
		if t.IsBits() {
			return t
		}
		return term.Str("")
	}
	return parts[0]
}

func (x *Expander) unescaped(t term.Term) term.Term {
	return x.unescapedWith(t, func(s string) string {
		out, err := syntax.Unescape(s)
		if err != nil {
			x.Raise(ArgumentError("%s", err.Error()))
		}
		return out
	})
}

func (x *Expander) unescapedWith(t term.Term, f func(string) string) term.Term {
	m, parts, ok := quoted.IsCallOf(t, quoted.ABits, -1)
	if !ok {
		return t
	}
	out := make([]term.Term, len(parts))
	for i, p := range parts {
		out[i] = p
		if s, ok := p.AsStr(); ok {
			out[i] = term.Str(f(s))
		}
	}
	if len(out) == 1 && out[0].IsBits() {
		return out[0]
	}
	if len(out) == 0 {
		return term.Str("")
	}
	return quoted.Node("<<>>", m, out...)
}

// unescapeRegex removes escaped line ends. Other escapes are left to the regular expression, also
// that of a backslash before a line end.
func unescapeRegex(s string) string { return regexEscapes.Replace(s) }

// regexEscapes replaces from left to right, so a line end after an escaped backslash stays.
var regexEscapes = strings.NewReplacer(`\\`, `\\`, "\\\n", "", "\\\r\n", "")

func (x *Expander) words(meta, text, mods term.Term) term.Term {
	mod := 's'
	if ms := quoted.Slice(mods); len(ms) > 0 {
		n, _ := ms[0].AsInt()
		mod = rune(n)
	}
	s, ok := text.AsStr()
	if !ok {
		split := quoted.Remote(meta, term.Sym("Elixir.String"), "split", text)
		switch mod {
		case 'a':
			return quoted.Remote(meta, term.Sym("Elixir.Enum"), "map", split, captureOf(meta, "String", "to_atom"))
		case 'c':
			return quoted.Remote(meta, term.Sym("Elixir.Enum"), "map", split, captureOf(meta, "String", "to_charlist"))
		}
		return split
	}
	var out []term.Term
	words := strings.Fields(s)
	if slices.ContainsFunc(words, func(w string) bool { return len(w) > 1 && strings.HasSuffix(w, ",") }) {
		x.Warn(meta, diagnostic.CommaInWords)
	}
	for _, w := range words {
		switch mod {
		case 'a':
			out = append(out, term.InternDerived(w).Term())
		case 'c':
			out = append(out, term.Charlist(w))
		case 's':
			out = append(out, term.Str(w))
		default:
			x.Raise(ArgumentError("modifier must be one of: s, a, c"))
		}
	}
	return term.List(out...)
}

func captureOf(meta term.Term, mod, name string) term.Term {
	f := quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(term.Sym("Elixir."+mod), term.Sym(name))), meta)
	return quoted.Node("&", meta, quoted.Node("/", meta, f, term.Int(1)))
}
