package syntax

import (
	"strings"

	"lab/runtime/term"
)

var (
	pipes      = set("|> ~>> <<~ ~> <~ <~>")
	sameLine   = set("\\\\ in")
	tightOps   = set(".. //")
	operatorOf = operatorByName
	// hugs holds the operators that keep a right side such as a list, a map or a function on the
	// line of the operator.
	hugs = set("<- == != =~ === !== < > <= >= = ::")
)

// binary returns the document of left op right. If depth is above 0, a right side on its own line
// is indented. outer is the precedence of the enclosing operator.
func (t *tidier) binary(name string, s shape, at where, depth, outer int) doc {
	op := name
	if name == "not in" {
		op = "in"
	}
	if at == inArg {
		at = inOperand
	}
	if op == "when" && isPairs2(s.args[1]) && (at == inOperand || at == inBareArg) {
		return parensDoc(t.binary(name, s, inOne, depth, outer))
	}
	prec := operatorOf[op].prec
	if depth > 0 {
		depth = 2 + t.deeper
	}
	l := t.operand(s.args[0], op, left, at, 2)
	notes := t.notesBefore(s, op, lineIn(s.meta, "line"))
	var r doc
	if isPairs2(s.args[1]) {
		pairs, _ := s.args[1].Slice()
		how := byBreak
		if apart(pairs) {
			how = byLine
		}
		r, _ = t.args(pairs, s.meta, plainEnd, how, func(q term.Term) doc { return t.pair(q) })
		r = groupDoc(r)
	} else {
		r = t.operand(s.args[1], op, right, at, 0)
	}
	if _, end := linesOfNames(s.args[1]); end > 0 {
		notes = dCat{notes, t.notesBefore(s, op, end+1)}
	}
	switch {
	case tightOps[op]:
		return dCat{groupDoc(l), op, groupDoc(r)}
	case sameLine[op]:
		return dCat{groupDoc(l), " " + name + " ", groupDoc(r)}
	case pipes[op] || op == "|" || op == "when":
		by := len(op) + 1
		if pipes[op] {
			by = 0
		}
		if outer == prec && !pipes[op] {
			l = nestDoc(l, by)
		}
		if shapeOf(s.args[1]).is(op, 2) {
			by = 0
		}
		d := doc(glue(l, dCat{notes, op + " ", nestDoc(r, by)}))
		if newlined(s.meta) {
			d = forceDoc(d)
		}
		if outer == prec {
			return d
		}
		return groupDoc(d)
	}
	if hugs[op] && t.fitsNext(s.args[1]) && !newlined(s.meta) {
		return fitsNext(dCat{groupDoc(l), " " + name + " ", groupDoc(fitsNext(r, true))}, false)
	}
	in := doc(dNest{in: glue(" "+name, groupDoc(r)), by: depth, broken: true})
	if newlined(s.meta) {
		in = forceDoc(in)
	}
	return dCat{groupDoc(l), groupDoc(in)}
}

// notesBefore returns the comments between the left side and the given line, which go before an
// operator at the start of a line. It returns nil for other operators.
func (t *tidier) notesBefore(s shape, op string, line int) doc {
	if !newlined(s.meta) || !pipes[op] && op != "|" && op != "when" {
		return nil
	}
	from, _ := lines(s.args[0])
	var out dCat
	var left []remark
	for _, r := range t.comments {
		if r.line > from && r.line < line {
			out = append(out, r.doc(), dLine{})
		} else {
			left = append(left, r)
		}
	}
	t.comments = left
	return out
}

// operand returns the document of one side of an operator, in parentheses if that side needs
// parentheses.
func (t *tidier) operand(q term.Term, op string, on side, at where, depth int) doc {
	s := shapeOf(q)
	name := s.name()
	inner := name
	if s.is("not", 1) && shapeOf(s.args[0]).is("in", 2) {
		name, inner, s = "not in", "in", shapeOf(s.args[0])
	}
	q2, known := operatorOf[inner]
	if !known || !s.call || len(s.args) != 2 || inner == "." {
		if s.is("&", 1) && !s.args[0].IsInteger() && (on == left || !operatorOf[op].right && op != "\\\\" && op != "<-") {
			return parensDoc(t.expr(q, at))
		}
		if s.is("..", 0) && (at == inBareArg || at == inBareOne) {
			return "(..)"
		}
		return t.expr(q, at)
	}
	p := operatorOf[op]
	same := p.prec == q2.prec
	good := p.right == (on == right)
	switch {
	case same && good && (alike(op, inner) || !wrapsOperands[op]):
		return t.binary(name, s, at, depth, p.prec)
	case wrapsOperands[op] && inner != ".." || logical[op] && logical[inner] || p.prec > q2.prec || same && !good:
		deeper := t.deeper
		t.deeper = 0
		d := parensDoc(t.binary(name, s, inOperand, 2, -1))
		t.deeper = deeper
		return d
	}
	return t.binary(name, s, at, 2, -1)
}

// unaryOf returns the document of a prefix operator and its operand.
func (t *tidier) unaryOf(name string, arg term.Term) doc {
	s := shapeOf(arg)
	d := t.expr(arg, inOperand)
	text := name
	if name == "not" {
		text = "not "
	}
	nested := s.is(name, 1) && (name == "!" || name == "not")
	switch {
	case isBinary(arg) && !(name == "not" && s.is("in", 2)), isUnary(arg) && !nested && !isAttribute(s) && !s.is("&", 1):
		return dCat{text, parensDoc(d)}
	}
	return dCat{text, d}
}

// alike reports whether op and inner can be chained without parentheses.
func alike(op, inner string) bool {
	return inner == op && op != "--" && op != "---" || pipes[inner] && pipes[op]
}

// isAttribute reports whether a form is @name.
func isAttribute(s shape) bool {
	return s.is("@", 1) && isName(shapeOf(s.args[0]).name())
}

// capture returns the document of &1, &name/arity or &(expression).
func (t *tidier) capture(arg term.Term) doc {
	if arg.IsInteger() {
		return "&" + term.Inspect(arg, term.Opts{})
	}
	if s := shapeOf(arg); s.is("/", 2) {
		f, n := shapeOf(s.args[0]), shapeOf(s.args[1])
		if src, ok := hasMeta(n.meta, "token"); ok {
			arity, _ := src.AsStr()
			if target, name, ok := f.dotted(); ok && name.IsAtom() && len(f.args) == 0 {
				return dCat{"&", t.target(target), "." + t.name(name) + "/" + arity}
			}
			if f.ok && !f.call {
				gap := ""
				if strings.HasPrefix(f.name(), "&") {
					gap = " "
				}
				return "&" + gap + f.name() + "/" + arity
			}
		}
	}
	d := t.expr(arg, inOne)
	s := shapeOf(arg)
	if isBinary(arg) || isUnary(arg) && !s.is("&", 1) && !s.is("@", 1) {
		return dCat{"&", parensDoc(d)}
	}
	if s.is("&", 1) && !s.args[0].IsInteger() {
		return dCat{"&", parensDoc(d)}
	}
	if isSequence(s) && len(s.args) > 0 {
		return dCat{"&", d}
	}
	if text := printWide(d); text != "" && (text[0] == '&' || '0' <= text[0] && text[0] <= '9') {
		return dCat{"& ", d}
	}
	return dCat{"&", d}
}

// printWide returns the text of a document without a limit on the line width.
func printWide(d doc) string { return printDoc(wideDoc(d)) }

// wideDoc returns d with its soft breaks removed, so that no width changes its layout.
func wideDoc(d doc) doc {
	switch d := d.(type) {
	case dCat:
		out := make(dCat, len(d))
		for i, e := range d {
			out[i] = wideDoc(e)
		}
		return out
	case dNest:
		return dNest{wideDoc(d.in), d.by, d.broken}
	case dForce:
		return wideDoc(d.in)
	case dFits:
		return wideDoc(d.in)
	case dWide:
		return wideDoc(d.in)
	case dGroup:
		if forced(d.in) {
			return dGroup{in: d.in}
		}
		return wideDoc(d.in)
	case dBreak:
		return d.flat
	}
	return d
}

func forced(d doc) bool {
	switch d := d.(type) {
	case dCat:
		for _, e := range d {
			if forced(e) {
				return true
			}
		}
	case dNest:
		return forced(d.in)
	case dFits:
		return forced(d.in)
	case dGroup:
		return forced(d.in)
	case dForce, dLine:
		return true
	}
	return false
}

// attribute returns the document of @name or @name value.
func (t *tidier) attribute(arg term.Term, at where) doc {
	s := shapeOf(arg)
	if s.call && len(s.args) == 1 && s.head.IsAtom() && isName(s.name()) && s.name() != "__aliases__" && s.name() != "__block__" {
		d := dCat{"@" + s.name(), t.callArgs(s, at, parensUnlessMany, false)}
		if _, do := hasMeta(s.meta, "do"); do && (at == inBareArg || at == inBareOne) {
			return parensDoc(d)
		}
		return d
	}
	if s.is("__aliases__", -1) && len(s.args) > 1 {
		return dCat{"@", parensDoc(t.expr(arg, inOperand))}
	}
	return t.unaryOf("@", arg)
}

// bits returns the document of a bitstring, or of the string with interpolation that it represents.
func (t *tidier) bits(s shape) doc {
	if d, ok := hasMeta(s.meta, "delimiter"); ok {
		delim, _ := d.AsStr()
		return t.quoted(delim, s.args)
	}
	if len(s.args) == 0 {
		return "<<>>"
	}
	how := byFill
	if newlined(s.meta) {
		how = byLine
	}
	i := -1
	d, how := t.args(s.args, s.meta, plainEnd, how, func(q term.Term) doc {
		i++
		return t.segment(q, i == 0, i == len(s.args)-1)
	})
	if how == byFill {
		return groupDoc(dCat{nestDoc(dCat{"<<", d}, 2), ">>"})
	}
	return surroundDoc("<<", d, ">>")
}

func (t *tidier) segment(q term.Term, first, last bool) doc {
	s := shapeOf(q)
	var d doc
	switch {
	case s.is("<-", 2):
		d = dCat{t.segment(s.args[0], false, false), " <- ", t.expr(s.args[1], inOperand)}
	case s.is("::", 2):
		v := t.operand(s.args[0], "::", left, inOne, 2)
		if first && strings.HasPrefix(printWide(v), "<<") {
			v = parensDoc(v)
		}
		if first && (strings.HasPrefix(printWide(v), "~")) {
			v = parensDoc(v)
		}
		of := doc(t.spec(s.args[1]))
		if last && strings.HasSuffix(printWide(of), ">>") {
			of = parensDoc(of)
		}
		return dCat{v, "::", of}
	default:
		d = t.expr(q, inArg)
	}
	text := printWide(d)
	if first && strings.HasPrefix(text, "<<") || last && strings.HasSuffix(text, ">>") {
		return parensDoc(d)
	}
	return d
}

func (t *tidier) spec(q term.Term) doc {
	s := shapeOf(q)
	switch {
	case s.is("*", 2):
		return dCat{t.factor(s.args[0]), "*", t.factor(s.args[1])}
	case s.is("-", 2):
		return dCat{t.spec(s.args[0]), "-", t.specPart(s.args[1])}
	}
	return t.specPart(q)
}

// factor returns the document of one operand of * in a segment's size.
func (t *tidier) factor(q term.Term) doc {
	if s := shapeOf(q); s.is("*", 2) || s.is("-", 2) {
		return parensDoc(t.spec(q))
	}
	return t.specPart(q)
}

func (t *tidier) specPart(q term.Term) doc {
	s := shapeOf(q)
	if isBinary(q) || isUnary(q) && !s.is("@", 1) {
		return parensDoc(t.expr(q, inOne))
	}
	return t.expr(q, inOne)
}

func (t *tidier) sigil(name string, s shape) (doc, bool) {
	d, ok := hasMeta(s.meta, "delimiter")
	delim, _ := d.AsStr()
	b := shapeOf(s.args[0])
	mods, isMods := s.args[1].Slice()
	if !ok || delim == "" || !b.is("<<>>", -1) || !isMods {
		return nil, false
	}
	letters := ""
	for _, m := range mods {
		n, _ := m.AsInt()
		letters += string(rune(n))
	}
	if len(delim) == 3 {
		return dCat{t.heredoc("~"+name+delim, delim, b.args), letters}, true
	}
	end := string(sigilEnd(delim[0]))
	body := t.parts(b.args, func(s string) doc { return strings.ReplaceAll(s, end, `\`+end) })
	return dCat{"~" + name + delim, body, end + letters}, true
}
