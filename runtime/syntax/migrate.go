package syntax

import (
	"slices"
	"strings"

	"lab/runtime/term"
)

// A Migration selects the outdated constructs that the formatter rewrites.
type Migration struct {
	Charlists bool // 'abc' becomes ~c"abc"
	Modifiers bool // <<n::binary()>> becomes <<n::binary>>, <<n::mine>> becomes <<n::mine()>>
	Unless    bool // unless becomes if with the opposite condition
	DoEnd     bool // do: becomes a do block
}

// rewrite applies the selected migrations to a form with wrapped literals.
func (m Migration) rewrite(q term.Term) term.Term {
	if m == (Migration{}) {
		return q
	}
	return rewritten(q, func(t term.Term) term.Term {
		s := shapeOf(t)
		if !s.call {
			return t
		}
		if m.Charlists {
			t = charlistSigil(t, s)
		}
		if m.Modifiers && s.is("<<>>", -1) {
			t = bareModifiers(s)
		}
		if m.Unless {
			t = unlessAsIf(t, s)
		}
		if m.DoEnd {
			t = withDoBlock(t)
		}
		return t
	})
}

// rewritten applies f to q and then to the parts of the result, except metadata.
func rewritten(q term.Term, f func(term.Term) term.Term) term.Term {
	q = f(q)
	if elems, ok := q.Slice(); ok && len(elems) > 0 {
		for i, e := range elems {
			elems[i] = rewritten(e, f)
		}
		return term.List(elems...)
	}
	e := q.Elems()
	switch {
	case len(e) == 2:
		return term.Tup(rewritten(e[0], f), rewritten(e[1], f))
	case len(e) == 3 && e[1].IsList():
		return term.Tup(rewritten(e[0], f), e[1], rewritten(e[2], f))
	}
	return q
}

// charlistSigil converts a charlist in single quotes to a ~c sigil. The delimiter is a double
// quote, or a single quote if the text contains a double quote. A heredoc remains a heredoc.
// charlistSigil returns any other form unchanged.
func charlistSigil(t term.Term, s shape) term.Term {
	var parts []term.Term
	if v, ok := charlistLiteral(s); ok {
		parts = []term.Term{term.Str(v)}
	} else if target, name, ok := s.dotted(); ok && target.Is(aList.Atom()) && name.Is(aToCharlist.Atom()) && len(s.args) == 1 {
		if _, quoted := hasMeta(s.meta, "delimiter"); !quoted {
			return t
		}
		parts, _ = s.args[0].Slice()
	} else {
		return t
	}
	quotes := strings.Repeat(`"`, len(quotesOf(s.meta)))
	if quotes == `"` && slices.ContainsFunc(parts, hasDoubleQuote) {
		quotes = "'"
	}
	for i, p := range parts {
		if text, ok := p.AsStr(); ok && len(quotes) == 1 {
			parts[i] = term.Str(strings.ReplaceAll(text, `\'`, "'"))
		}
	}
	meta := with(without(s.meta, "delimiter"), aDelimiter, term.Str(quotes))
	return node(term.Sym("sigil_c"), meta, term.Tup(aBits, atLine(s.meta), term.List(parts...)), term.Empty)
}

func charlistLiteral(s shape) (string, bool) {
	if !s.is("__block__", 1) || quotesOf(s.meta)[0] != '\'' || !s.args[0].IsList() {
		return "", false
	}
	if _, quoted := hasMeta(s.meta, "delimiter"); !quoted {
		return "", false
	}
	return literalText(s.meta, s.args[0])
}

func hasDoubleQuote(part term.Term) bool {
	text, ok := part.AsStr()
	return ok && strings.Contains(text, `"`)
}

// without returns meta without the pairs of key.
func without(meta term.Term, key string) term.Term {
	var out []term.Term
	for c := meta.Cons(); c != nil; c = c.Tail.Cons() {
		if kv := c.Head.Elems(); len(kv) != 2 || !kv[0].IsAtom() || kv[0].Atom().String() != key {
			out = append(out, c.Head)
		}
	}
	return term.List(out...)
}

// ownModifiers are the built-in specifiers of bitstrings that take no argument.
var ownModifiers = set("integer float bits bitstring binary bytes utf8 utf16 utf32 signed unsigned little big native")

// bareModifiers removes the parentheses of built-in bitstring specifiers and adds parentheses to
// custom specifiers.
func bareModifiers(s shape) term.Term {
	args := append([]term.Term{}, s.args...)
	for i, a := range args {
		args[i] = bareSegment(a)
	}
	return term.Tup(s.head, s.meta, term.List(args...))
}

func bareSegment(t term.Term) term.Term {
	s := shapeOf(t)
	switch {
	case s.is("<-", 2):
		return node(s.head, s.meta, bareSegment(s.args[0]), s.args[1])
	case s.is("::", 2):
		return node(s.head, s.meta, s.args[0], bareModifier(s.args[1]))
	}
	return t
}

func bareModifier(t term.Term) term.Term {
	s := shapeOf(t)
	switch name := s.name(); {
	case s.is("-", 2):
		return node(s.head, s.meta, bareModifier(s.args[0]), bareModifier(s.args[1]))
	case s.is(name, 0) && ownModifiers[name]:
		return term.Tup(s.head, without(s.meta, "closing"), term.Nil)
	case s.ok && !s.call && name != "_" && !ownModifiers[name]:
		return term.Tup(s.head, with(s.meta, aClosing, atLine(s.meta)), term.Empty)
	}
	return t
}

// unlessAsIf converts unless to if with the opposite condition, also at the end of a pipeline. It
// returns any other form unchanged.
func unlessAsIf(t term.Term, s shape) term.Term {
	aIf, meta := term.Sym("if"), atLine(s.meta)
	if s.is("unless", -1) && len(s.args) >= 2 {
		args := append([]term.Term{opposite(s.args[0])}, s.args[1:]...)
		return node(aIf, s.meta, args...)
	}
	if !s.is("|>", 2) {
		return t
	}
	last := shapeOf(s.args[1])
	if !last.is("unless", 1) {
		return t
	}
	left := s.args[0]
	if shapeOf(left).is("|>", 2) {
		kernel := node(aAliases, meta, term.Sym("Kernel"))
		not := term.Tup(node(aDot, meta, kernel, aBang), with(meta, aClosing, meta), term.Empty)
		left = node(s.head, s.meta, left, not)
	} else {
		left = opposite(left)
	}
	return node(s.head, s.meta, left, node(aIf, last.meta, last.args...))
}

// withDoBlock converts keywords such as do: and else: at the end of a call to a do block. It adds
// do: and end: to the metadata, because the formatter recognizes a block by them.
func withDoBlock(t term.Term) term.Term {
	s := shapeOf(t)
	if _, do := hasMeta(s.meta, "do"); do || !s.call || len(s.args) == 0 {
		return t
	}
	pairs, ok := s.args[len(s.args)-1].Slice()
	seen := map[string]bool{}
	for i, p := range pairs {
		key := shapeOf(at(p.Elems(), 0))
		if len(p.Elems()) != 2 || !key.is("__block__", 1) || !key.args[0].IsAtom() {
			return t
		}
		name := key.args[0].Atom().String()
		if seen[name] || i == 0 && name != "do" || i > 0 && words[name] != tBlock {
			return t
		}
		seen[name] = true
	}
	if !ok || len(pairs) == 0 {
		return t
	}
	line := atLine(s.meta)
	return term.Tup(s.head, with(with(s.meta, aEnd, line), aDo, line), term.List(s.args...))
}

// contrary maps a comparison operator to its negation. booleans are the operators that return a
// boolean. opposite negates them with not, which accepts only booleans. It negates other forms with
// !.
var (
	contrary = map[string]string{"==": "!=", "!=": "==", "===": "!==", "!==": "==="}
	booleans = set("> < >= <= and or in not xor =~")
)

func opposite(t term.Term) term.Term {
	s := shapeOf(t)
	name := s.name()
	meta := atLine(s.meta)
	switch {
	case s.is("!", 1), s.is("not", 1):
		return s.args[0]
	case s.is(name, 2) && contrary[name] != "":
		return node(term.Sym(contrary[name]), s.meta, s.args...)
	case s.is(name, 2) && booleans[name], s.call && strings.HasPrefix(name, "is_"):
		return node(aNot, meta, t)
	}
	return node(aBang, meta, t)
}
