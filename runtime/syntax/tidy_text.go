package syntax

import (
	"strings"

	"lab/runtime/term"
)

// This file formats literals and strings, including interpolated code.

// literal returns the document of a wrapped literal.
func (t *tidier) literal(s shape, at where) doc {
	v := s.args[0]
	// A program can put another literal in the place of a number, with the metadata of the number.
	if src, ok := hasMeta(s.meta, "token"); ok && (v.IsInteger() || v.Kind() == term.KindFloat) {
		text, _ := src.AsStr()
		return numberText(text)
	}
	if text, ok := literalText(s.meta, v); ok {
		return t.quoted(quotesOf(s.meta), []term.Term{term.Str(text)})
	}
	if elems, ok := v.Slice(); ok && isClauses(elems) {
		return t.parenClauses(elems)
	} else if ok {
		return t.container("[", "]", elems, s.meta, false)
	}
	if len(v.Elems()) == 2 {
		return t.container("{", "}", v.Elems(), s.meta, true)
	}
	if _, quoted := hasMeta(s.meta, "delimiter"); quoted && v.Is(term.Intern(`\\`)) && !t.escape {
		return `:"\\"` // an escaped backslash, not the operator
	}
	text := term.Inspect(v, term.Opts{Limit: -1, PrintableLimit: -1})
	if v.IsAtom() && (strings.HasPrefix(text, `:"`) || mustQuote(v.Atom().String())) {
		return ":" + t.quotedName(v)
	}
	return text
}

// quotedName returns the name of an atom in quotes.
func (t *tidier) quotedName(atom term.Term) string {
	name := atom.Atom().String()
	if t.escape {
		return quoteText(name, '"', false)
	}
	return `"` + strings.ReplaceAll(name, `"`, `\"`) + `"`
}

// name returns the name of a function in a remote call.
func (t *tidier) name(name term.Term) string {
	if text := remoteName(name); text[0] != '"' {
		return text
	}
	return t.quotedName(name)
}

// key returns the document of a key and its colon.
func (t *tidier) key(key term.Term) doc {
	text := keyText(key)
	if text[0] == '"' || mustQuote(key.Atom().String()) {
		return t.quotedName(key) + ":"
	}
	return text
}

// quotesOf returns the delimiter of a string.
func quotesOf(meta term.Term) string {
	d, _ := hasMeta(meta, "delimiter")
	delim, ok := d.AsStr()
	if !ok || delim == "" {
		return `"`
	}
	return delim
}

// literalText returns the text of a string, or of a charlist in single quotes. It returns false for
// other literals.
func literalText(meta, v term.Term) (string, bool) {
	if text, ok := v.AsStr(); ok {
		return text, true
	}
	if quotes := quotesOf(meta); !v.IsList() || quotes[0] != '\'' {
		return "", false
	}
	var b strings.Builder
	for c := v.Cons(); c != nil; c = c.Tail.Cons() {
		n, _ := c.Head.AsInt()
		b.WriteRune(rune(n))
	}
	return b.String(), true
}

// mustQuote reports whether an atom needs quotes. Without them, the parser would read some atoms as
// another token or with a warning.
func mustQuote(name string) bool {
	switch name {
	case "Elixir", "~~~", "^^^", "<|>":
		return true
	}
	return strings.HasPrefix(name, "Elixir.")
}

// numberText normalizes the spelling of a number. It writes base 16 in upper-case digits, and adds
// underscores to decimals that have six or more digits and no underscore.
func numberText(src string) string {
	switch {
	case strings.HasPrefix(src, "0x"):
		return "0x" + strings.ToUpper(src[2:])
	case strings.HasPrefix(src, "0b"), strings.HasPrefix(src, "0o"), strings.HasPrefix(src, "?"):
		return src
	}
	whole, rest, float := strings.Cut(src, ".")
	if !strings.Contains(whole, "_") {
		whole = underscores(whole)
	}
	if !float {
		return whole
	}
	return whole + "." + strings.ToLower(rest)
}

// quoted returns the document of a string or a charlist of several parts.
func (t *tidier) quoted(delim string, parts []term.Term) doc {
	if len(delim) == 3 {
		return t.heredoc(delim, delim, parts)
	}
	return dCat{delim, t.parts(parts, func(s string) doc {
		if t.escape {
			return escapeText(s, delim[0], false)
		}
		return textLines(strings.ReplaceAll(s, delim, `\`+delim))
	}), delim}
}

// textLines returns the document of a text whose lines have no indentation.
func textLines(s string) doc {
	var out dCat
	for i, l := range strings.Split(s, "\n") {
		if i > 0 {
			out = append(out, dNest{in: dLine{}, by: nestZero})
		}
		out = append(out, l)
	}
	return out
}

// parts returns the document of the text and the interpolations of a string.
func (t *tidier) parts(parts []term.Term, write func(string) doc) doc {
	var out dCat
	for _, p := range parts {
		if s, ok := p.AsStr(); ok {
			out = append(out, write(s))
		} else if code, ok := interpolatedCode(p); ok {
			out = append(out, t.interpolation(code, p))
		}
	}
	return out
}

// interpolation returns the document of an interpolation. The line width never breaks it.
func (t *tidier) interpolation(code, whole term.Term) doc {
	from, to := lines(whole)
	notes := t.comments
	t.comments = nil // comments inside the interpolation go before the form that contains the text
	d := t.block(unbroken(code), from-1, to+1)
	t.comments = notes
	return dWide{surroundDoc("#{", d, "}")}
}

// unbroken removes the metadata about the author's line ends from a form.
func unbroken(q term.Term) term.Term {
	return rewritten(q, func(t term.Term) term.Term {
		if e := t.Elems(); len(e) == 3 && e[1].IsList() && newlined(e[1]) {
			return term.Tup(e[0], without(e[1], "newlines"), e[2])
		}
		return t
	})
}

func (t *tidier) heredoc(open, end string, parts []term.Term) doc {
	out := dCat{open, dLine{}}
	out = append(out, t.parts(parts, func(s string) doc {
		var c dCat
		for i, l := range strings.Split(s, "\n") {
			if i > 0 && l == "\r" { // an empty line of a file with the line ends of Windows
				c = append(c, dNest{in: dLine{}, by: nestZero})
			} else if i > 0 {
				c = append(c, dLine{})
			}
			if t.escape {
				l = escapeText(l, 0, false)
			}
			c = append(c, strings.ReplaceAll(l, end, `\`+end))
		}
		return c
	}))
	return forceDoc(append(out, end))
}
