package syntax

import (
	"strings"

	"lab/runtime/term"
)

// This file converts the documents of the formatter to Inspect.Algebra documents, which Elixir
// programs can read.

// ParseWithComments parses src as Parse does, and also returns the comments of src. comments is a
// list of maps with the keys line, column, text, previous_eol_count and next_eol_count, as
// Code.string_to_quoted_with_comments/2 returns. The list is empty when err is not nil.
func ParseWithComments(src string, o Options) (q, comments term.Term, err error) {
	n := &notes{}
	o.notes = n
	q, err = Parse(src, o)
	if err != nil {
		return q, term.Empty, err
	}
	var out []term.Term
	for _, r := range remarks(src, n.comments) {
		out = append(out, term.MapOf(
			aLine, term.Int(int64(r.line)), aColumn, term.Int(int64(r.col)), term.Sym("text"), term.Str(r.text),
			term.Sym("previous_eol_count"), term.Int(int64(r.before)), term.Sym("next_eol_count"), term.Int(int64(r.next)),
		))
	}
	return q, term.List(out...), nil
}

// remarksFrom converts comment maps of the shape that ParseWithComments returns back into remarks.
func remarksFrom(list term.Term) []remark {
	var out []remark
	for c := list.Cons(); c != nil; c = c.Tail.Cons() {
		m := c.Head.Map()
		if m == nil {
			continue
		}
		number := func(key term.Term) int {
			v, _ := m.Get(key)
			n, _ := v.AsInt()
			return int(n)
		}
		text, _ := m.Get(term.Sym("text"))
		r := remark{line: number(aLine), col: number(aColumn), before: number(term.Sym("previous_eol_count")), next: number(term.Sym("next_eol_count"))}
		r.text, _ = text.AsStr()
		out = append(out, r)
	}
	return out
}

// Algebra returns the algebra document of a quoted form. If the form has wrapped literals or
// comments is not empty, the document keeps the layout and the comments of the source. Otherwise
// the form gets the layout of Macro.to_string/1. If escape is true, the strings in the form are
// values, and Algebra escapes them. If escape is false, the strings are source text.
func Algebra(q, comments term.Term, escape bool, o Options) term.Term {
	countLevels(q, new(term.Depth))
	notes := remarksFrom(comments)
	if len(notes) == 0 && !tellsLayout(q) {
		d := formatBody(closeCalls(markBare(q, o.Bare), standsAlone))
		if block, ok := laidOut(d, o); ok && escape {
			return docTerm(block)
		}
		return layoutTerm(d)
	}
	q = o.Migrate.rewrite(wrapBare(q))
	t := &tidier{comments: notes, bare: o.Bare, escape: escape}
	return docTerm(t.block(q, 0, maxLine))
}

// laidOut writes a form as Macro.to_string/1 does and returns the document that the source
// formatter builds from the text. It reports false if the text does not parse or is longer than
// laidOutUpTo.
func laidOut(d layout, o Options) (doc, bool) {
	text := renderIn(d, maxLine)
	if len(text) > laidOutUpTo {
		return nil, false
	}
	q, err := Parse(text, Options{TokenMetadata: true, Wrap: "__block__", Raw: true, notes: &notes{}})
	if err != nil {
		return nil, false
	}
	t := &tidier{bare: o.Bare}
	return t.block(q, 0, maxLine), true
}

// countLevels walks a form and counts its nesting in depth. It panics with term.ErrTooDeep if the
// form is too deep for Go's stack. The parser limits nesting, but a program can build any form.
func countLevels(q term.Term, depth *term.Depth) {
	depth.Enter()
	defer depth.Leave()
	for c := q.Cons(); c != nil; c = q.Cons() {
		countLevels(c.Head, depth)
		q = c.Tail
	}
	for _, e := range q.Elems() {
		countLevels(e, depth)
	}
}

// tellsLayout reports whether a form contains a wrapped literal: a __block__ with one literal,
// whose metadata records how the source wrote it.
func tellsLayout(q term.Term) bool {
	if elems, ok := q.Slice(); ok {
		for _, e := range elems {
			if tellsLayout(e) {
				return true
			}
		}
		return false
	}
	e := q.Elems()
	if s := shapeOf(q); s.is("__block__", 1) && literalBlock(s) && !s.meta.IsEmpty() {
		return true
	}
	for i, part := range e {
		if (len(e) != 3 || i != 1) && tellsLayout(part) {
			return true
		}
	}
	return false
}

// wrapBare wraps the literals that are not wrapped yet. The source formatter expects every literal
// to be wrapped, and a program can mix wrapped and bare literals.
func wrapBare(q term.Term) term.Term {
	s := shapeOf(q)
	if !s.call {
		return q
	}
	args := append([]term.Term{}, s.args...)
	if n := len(args) - 1; n >= 0 && !s.is("__block__", -1) {
		args[n] = withKeys(args[n])
	}
	for i, a := range args {
		switch {
		case a.IsList() || shapeOf(a).ok:
			args[i] = wrapBare(a)
		case s.is("%{}", -1) && a.IsTupleOf(2):
			args[i] = wrapPair(a.Elems(), s.meta)
		case s.is("__block__", 1), s.is("<<>>", -1), s.is(".", -1), s.is("__aliases__", -1), s.is("&", 1):
		default:
			args[i] = node(aBlock, atLine(s.meta), a)
		}
	}
	head := s.head
	if head.IsTuple() {
		head = wrapBare(head)
	}
	return term.Tup(head, s.meta, term.List(args...))
}

// wrapPair wraps the bare literals of a pair in a map.
func wrapPair(pair []term.Term, meta term.Term) term.Term {
	out := make([]term.Term, len(pair))
	for i, e := range pair {
		if shapeOf(e).ok {
			out[i] = wrapBare(e)
		} else {
			out[i] = node(aBlock, atLine(meta), e)
		}
	}
	return term.Tup(out...)
}

// withKeys adds format: :keyword to the metadata of the keys of q, the last argument of a call. It
// returns q unchanged unless q is a keyword list with wrapped keys. A form that was parsed without
// token metadata lacks these marks.
func withKeys(q term.Term) term.Term {
	pairs, ok := q.Slice()
	if !ok {
		return q
	}
	out := make([]term.Term, len(pairs))
	for i, p := range pairs {
		e := p.Elems()
		key := shapeOf(at(e, 0))
		if len(e) != 2 || !key.is("__block__", 1) || !isPlainKey(key.args[0]) {
			return q
		}
		out[i] = term.Tup(node(aBlock, with(key.meta, aFormat, aKeyword), key.args[0]), e[1])
	}
	return term.List(out...)
}

// aBare is the metadata key of a call that Options.Bare leaves without parentheses.
const aBare = "lab bare"

func markBare(q term.Term, bare map[string][]int) term.Term {
	if len(bare) == 0 {
		return q
	}
	t := &tidier{bare: bare}
	return rewritten(q, func(q term.Term) term.Term {
		s := shapeOf(q)
		if name := s.name(); s.call && name != "" && t.isBare(name, len(s.args)) {
			return term.Tup(s.head, with(s.meta, term.Sym(aBare), term.True), term.List(s.args...))
		}
		return q
	})
}

func isBareCall(s shape) bool {
	_, ok := hasMeta(s.meta, aBare)
	return ok
}

var (
	aNil      = term.Sym("doc_nil")
	aDocLine  = term.Sym("doc_line")
	aCons     = term.Sym("doc_cons")
	aNest     = term.Sym("doc_nest")
	aBreak    = term.Sym("doc_break")
	aForce    = term.Sym("doc_force")
	aFits     = term.Sym("doc_fits")
	aLimit    = term.Sym("doc_limit")
	aGroup    = term.Sym("doc_group")
	aCollapse = term.Sym("doc_collapse")
	aAlways   = term.Sym("always")
	aStrict   = term.Sym("strict")
)

func consTerm(parts []term.Term) term.Term {
	if len(parts) == 0 {
		return aNil
	}
	out := parts[len(parts)-1]
	for i := len(parts) - 2; i >= 0; i-- {
		out = term.Tup(aCons, parts[i], out)
	}
	return out
}

func docTerm(d doc) term.Term {
	switch d := d.(type) {
	case string:
		return term.Str(d)
	case dCat:
		flat := flatDocs(d, nil)
		parts := make([]term.Term, len(flat))
		for i, e := range flat {
			_, ends := e.(dLine)
			if _, again := at(flat, i+1).(dLine); ends && again {
				// An empty line has no indentation.
				parts[i] = term.Tup(aNest, aDocLine, term.Sym("reset"), aAlways)
				continue
			}
			parts[i] = docTerm(e)
		}
		return consTerm(parts)
	case dNest:
		return nestTerm(d)
	case dBreak:
		if d.flex {
			return term.Tup(aBreak, term.Str(d.flat), term.Sym("flex"))
		}
		return term.Tup(aBreak, term.Str(d.flat), aStrict)
	case dLine:
		return aDocLine
	case dForce:
		return term.Tup(aForce, docTerm(d.in))
	case dFits:
		if d.on {
			return term.Tup(aFits, docTerm(d.in), term.Sym("enabled"))
		}
		return term.Tup(aFits, docTerm(d.in), term.Sym("disabled"))
	case dGroup:
		if d.inherit {
			return term.Tup(aGroup, docTerm(d.in), term.Sym("inherit"))
		}
		return term.Tup(aGroup, docTerm(d.in), term.Sym("self"))
	case dWide:
		return term.Tup(aLimit, docTerm(d.in), term.Sym("infinity"))
	case dCollapse:
		return term.Tup(aCollapse, term.Int(2))
	}
	return aNil
}

// flatDocs appends the parts of d to out. It flattens nested concatenations and drops nil and empty
// strings.
func flatDocs(d dCat, out []doc) []doc {
	for _, e := range d {
		switch e := e.(type) {
		case nil:
		case dCat:
			out = flatDocs(e, out)
		case string:
			if e != "" {
				out = append(out, e)
			}
		default:
			out = append(out, e)
		}
	}
	return out
}

func nestTerm(d dNest) term.Term {
	by, mode := term.Int(int64(d.by)), aAlways
	switch d.by {
	case nestHere:
		by = term.Sym("cursor")
	case nestZero:
		by = term.Sym("reset")
	}
	if d.broken {
		mode = term.Sym("break")
	}
	return term.Tup(aNest, docTerm(d.in), by, mode)
}

func layoutTerm(d layout) term.Term {
	switch d := d.(type) {
	case text:
		return linesTerm(string(d))
	case cat:
		parts := make([]term.Term, 0, len(d))
		for i, e := range d {
			_, ends := e.(hard)
			if _, again := at(d, i+1).(hard); ends && again {
				// An empty line has no indentation.
				parts = append(parts, term.Tup(aNest, aDocLine, term.Sym("reset"), aAlways))
				continue
			}
			parts = append(parts, layoutTerm(e))
		}
		return consTerm(parts)
	case nest:
		return term.Tup(aNest, layoutTerm(d.inner), term.Int(2), aAlways)
	case here:
		return term.Tup(aNest, layoutTerm(d.inner), term.Sym("cursor"), aAlways)
	case soft:
		return term.Tup(aBreak, term.Str(string(d)), aStrict)
	case hard:
		return aDocLine
	case force:
		return term.Tup(aForce, layoutTerm(d.inner))
	case group:
		return term.Tup(aGroup, layoutTerm(d.inner), term.Sym("self"))
	}
	return aNil
}

// at returns elems[i], or the zero value if i is past the end.
func at[T any](elems []T, i int) (none T) {
	if i < len(elems) {
		return elems[i]
	}
	return none
}

// linesTerm returns the algebra document of a text. The lines after the first start in the first
// column, because a line end in a string or a heredoc is part of the value.
func linesTerm(s string) term.Term {
	lines := strings.Split(s, "\n")
	parts := []term.Term{term.Str(lines[0])}
	for _, l := range lines[1:] {
		parts = append(parts, term.Tup(aNest, aDocLine, term.Sym("reset"), aAlways), term.Str(l))
	}
	return consTerm(parts)
}
