package syntax

import (
	"strings"

	"lab/runtime/term"
)

// expr returns the document of an expression.
func (t *tidier) expr(q term.Term, at where) doc {
	s := shapeOf(q)
	if !s.ok {
		return t.bareValue(q)
	}
	if !s.call {
		return s.name()
	}
	if target, name, ok := s.dotted(); ok {
		return t.remote(target, name, s, at)
	}
	if s.head.IsTuple() {
		return t.callOf(t.target(s.head), s, at, parensNeeded, false)
	}
	if d, ok := t.special(q, s, at); ok {
		return d
	}
	name := s.name()
	if _, op := operatorByName[name]; op && len(s.args) == 2 {
		return t.binary(name, s, at, 2, -1)
	}
	if unaryNames[name] && len(s.args) == 1 {
		return t.unaryOf(name, s.args[0])
	}
	return t.local(s, at)
}

// bareValue returns the document of a form that the parser does not wrap, such as keywords without
// brackets, clauses in parentheses or the number of a capture.
func (t *tidier) bareValue(q term.Term) doc {
	elems, ok := q.Slice()
	switch {
	case ok && isClauses(elems):
		return t.parenClauses(elems)
	case ok:
		return t.container("[", "]", elems, term.Empty, false)
	case len(q.Elems()) == 2:
		return t.pair(q)
	}
	return term.Inspect(q, term.Opts{Limit: -1, PrintableLimit: -1})
}

func (t *tidier) special(q term.Term, s shape, at where) (doc, bool) {
	name := s.name()
	switch {
	case name == "__block__":
		if isSequence(s) || len(s.args) == 0 {
			return t.parenthesised(s), true
		}
		return t.literal(s, at), true
	case name == "__aliases__":
		return t.aliases(s.args), true
	case name == "{}":
		return t.container("{", "}", s.args, s.meta, true), true
	case name == "<<>>":
		return t.bits(s), true
	case name == "%{}":
		return t.mapOf("%{", s), true
	case name == "%" && len(s.args) == 2 && shapeOf(s.args[1]).is("%{}", -1):
		return dCat{"%", t.expr(s.args[0], inOne), t.mapOf("{", shapeOf(s.args[1]))}, true
	case name == "fn" && isClauses(s.args):
		return t.fn(s), true
	case name == "..//" && len(s.args) == 3:
		return dCat{t.rangeEnd(s.args[0], left), "..", t.rangeEnd(s.args[1], right), "//", t.rangeEnd(s.args[2], right)}, true
	case (name == ".." || name == "...") && len(s.args) == 0:
		return name, true
	case name == "&" && len(s.args) == 1:
		return t.capture(s.args[0]), true
	case name == "@" && len(s.args) == 1:
		return t.attribute(s.args[0], at), true
	case (name == "not" || name == "!") && len(s.args) == 1 && name == "not" && shapeOf(s.args[0]).is("in", 2):
		return t.binary("not in", shapeOf(s.args[0]), at, 2, -1), true
	case strings.HasPrefix(name, "sigil_") && len(s.args) == 2:
		return t.sigil(name[6:], s)
	case strings.HasPrefix(name, "sigil_"), s.head.IsTuple():
	}
	return nil, false
}

func (t *tidier) rangeEnd(q term.Term, on side) doc { return t.operand(q, "..", on, inOperand, 2) }

func (t *tidier) aliases(parts []term.Term) doc {
	var c dCat
	for i, p := range parts {
		if i > 0 {
			c = append(c, ".")
		}
		if p.IsAtom() {
			c = append(c, strings.TrimPrefix(p.Atom().String(), "Elixir."))
		} else {
			c = append(c, t.target(p))
		}
	}
	return c
}

// container returns the document of a list or a tuple. If fill is true, each line has as many
// elements as fit.
func (t *tidier) container(open, end string, elems []term.Term, meta term.Term, fill bool) doc {
	if len(elems) == 0 && !t.pending(meta) {
		return open + end
	}
	how := byBreak
	switch {
	case newlined(meta):
		how = byLine
	case fill:
		how = byFill
	}
	d, how := t.args(elems, meta, plainEnd, how, func(q term.Term) doc { return t.element(q) })
	if how == byFill {
		return groupDoc(dCat{nestDoc(dCat{open, d}, 1), end})
	}
	return surroundDoc(open, d, end)
}

// pending reports whether an empty container has comments inside.
func (t *tidier) pending(meta term.Term) bool {
	from, to := lineIn(meta, "line"), closingLine(meta, 0)
	return len(t.comments) > 0 && t.comments[0].line > from && t.comments[0].line < to
}

func (t *tidier) element(q term.Term) doc {
	if len(q.Elems()) == 2 {
		return t.pair(q)
	}
	if isPairs2(q) {
		pairs, _ := q.Slice()
		from, to := lines(q)
		meta := term.List(term.Tup(aLine, term.Int(int64(from))), term.Tup(aClosing, term.List(term.Tup(aLine, term.Int(int64(to))))))
		d, _ := t.args(pairs, meta, plainEnd, byBreak, func(q term.Term) doc { return t.pair(q) })
		return groupDoc(d)
	}
	return t.expr(q, inArg)
}

// isPairs2 reports whether q is a keyword list without brackets.
func isPairs2(q term.Term) bool {
	elems, ok := q.Slice()
	return ok && len(elems) > 0 && len(elems[0].Elems()) == 2 && isKey(elems[0].Elems()[0])
}

// isKey reports whether q is a key with a colon after it.
func isKey(q term.Term) bool {
	format, _ := hasMeta(shapeOf(q).meta, "format")
	return format.Is(aKeyword.Atom()) || isTextKey(q)
}

// isTextKey reports whether q is a key that consists of a string with interpolation.
func isTextKey(q term.Term) bool {
	target, name, ok := shapeOf(q).dotted()
	return ok && target.Is(aErlang.Atom()) && name.IsAtom() && strings.HasPrefix(name.Atom().String(), "binary_to_") && shapeOf(q).call && len(shapeOf(q).args) == 2
}

// pair returns the document of key: value, or of key => value.
func (t *tidier) pair(q term.Term) doc {
	e := q.Elems()
	if !isKey(e[0]) {
		return t.assoc(e)
	}
	var key doc
	if isTextKey(e[0]) {
		b := shapeOf(shapeOf(e[0]).args[0])
		key = dCat{`"`, t.parts(b.args, func(s string) doc { return strings.ReplaceAll(s, `"`, `\"`) }), `":`}
	} else {
		key = t.key(shapeOf(e[0]).args[0])
	}
	return groupDoc(t.afterKey(key, e[1]))
}

// afterKey returns the document of a key and its value. A value that does not fit goes on the next
// line, unless it can break inside.
func (t *tidier) afterKey(key doc, v term.Term) doc {
	d := t.expr(v, inArg)
	if t.fitsNext(v) {
		return fitsNext(dCat{key, " ", fitsNext(d, true)}, false)
	}
	return dCat{key, dNest{dCat{dBreak{flat: " "}, groupDoc(d)}, 2, true}}
}

// mapOf returns the document of a map or a struct.
func (t *tidier) mapOf(open string, s shape) doc {
	if len(s.args) == 1 {
		if up := shapeOf(s.args[0]); up.is("|", 2) {
			if elems, ok := up.args[1].Slice(); ok {
				before := t.updated(up.args[0])
				return t.assocs(open, before, elems, s.meta)
			}
		}
	}
	return t.assocs(open, nil, s.args, s.meta)
}

func (t *tidier) assocs(open string, before doc, elems []term.Term, meta term.Term) doc {
	if len(elems) == 0 && !t.pending(meta) {
		return open + "}"
	}
	how := byBreak
	if newlined(meta) {
		how = byLine
	}
	d, _ := t.args(elems, meta, plainEnd, how, t.element)
	if before != nil {
		d = dCat{before, dBreak{flat: " "}, "| ", nestDoc(d, 2)}
	}
	return surroundDoc(open, d, "}")
}

func (t *tidier) assoc(e []term.Term) doc {
	l := t.updated(e[0])
	r := t.expr(e[1], inArg)
	if t.fitsNext(e[1]) {
		return groupDoc(fitsNext(dCat{groupDoc(l), " => ", groupDoc(fitsNext(r, true))}, false))
	}
	return dCat{groupDoc(l), groupDoc(dNest{dCat{" =>", dBreak{flat: " "}, groupDoc(r)}, 2, true})}
}

// updated returns the document of a key in a map, or of the map in an update.
func (t *tidier) updated(q term.Term) doc {
	d := t.expr(q, inOperand)
	if isBinary(q) {
		return parensDoc(d)
	}
	return d
}

// isModule reports whether q can only be a module, as the target of a call.
func isModule(q term.Term) bool {
	s := shapeOf(q)
	return s.is("__aliases__", -1) || s.is("__block__", 1) && s.args[0].IsAtom() || s.ok && !s.call && s.name() == "__MODULE__"
}

// target returns the document of the part before a dot, an access or an argument list.
func (t *tidier) target(q term.Term) doc {
	s := shapeOf(q)
	at := inOne
	if s.is("@", 1) {
		at = inArg
	}
	d := t.expr(q, at)
	_, block := hasMeta(s.meta, "do")
	if isBinary(q) || s.is("..//", 3) || isUnary(q) && !(s.is("@", 1) && !shapeOf(s.args[0]).call) || s.is("fn", -1) || block {
		return parensDoc(d)
	}
	return d
}
