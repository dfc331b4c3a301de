package syntax

import "lab/runtime/term"

// This file formats forms with bodies: do blocks, clauses and anonymous functions.

// sections returns the document of a do block's sections.
func (t *tidier) sections(s shape) doc {
	pairs, _ := s.args[len(s.args)-1].Slice()
	end, _ := hasMeta(s.meta, "end")
	to := lineIn(end, "line")
	var out dCat
	for i, p := range pairs {
		e := p.Elems()
		key := shapeOf(e[0])
		from, stop := lineIn(key.meta, "line"), to
		if i+1 < len(pairs) {
			stop = lineIn(shapeOf(pairs[i+1].Elems()[0]).meta, "line")
		}
		if i > 0 {
			out = append(out, dLine{}, key.args[0].Atom().String())
		}
		if d := t.section(e[1], from, stop); d != nil {
			out = append(out, nestDoc(dCat{dLine{}, d}, 2))
		}
	}
	return out
}

func (t *tidier) section(q term.Term, from, to int) doc {
	if elems, ok := q.Slice(); ok && isClauses(elems) {
		return t.clauses(elems, from, to)
	}
	return t.block(q, from, to)
}

// clauses returns the document of clauses. If one body starts on a new line, all of them do.
func (t *tidier) clauses(cs []term.Term, from, to int) doc {
	var out dCat
	long := false
	for i, c := range cs {
		stop := to
		if i+1 < len(cs) {
			stop, _ = lines(cs[i+1])
			if _, last := lines(c); last+1 < stop {
				stop = last + 1
			}
		}
		if i > 0 {
			out = append(out, dNest{in: breakEmpty(), by: nestZero}, dLine{})
		}
		out = append(out, t.clause(c, from, stop))
		long = long || newlined(shapeOf(c).meta)
		from = lineIn(shapeOf(c).meta, "line")
	}
	if long {
		return groupDoc(forceDoc(out))
	}
	return groupDoc(out)
}

func (t *tidier) clause(c term.Term, from, to int) doc {
	s := shapeOf(c)
	args, _ := s.args[0].Slice()
	line := lineIn(s.meta, "line")
	if len(args) == 0 {
		return nestDoc(glue("() ->", t.block(s.args[1], line, to)), 2)
	}
	t.deeper += 2
	head := t.clauseArgs(args, from)
	t.deeper -= 2
	body := t.block(s.args[1], behindHead(args, line), to)
	return dCat{groupDoc(dCat{ungroup(head), " ->"}), nestDoc(dCat{dBreak{flat: " "}, body}, 2)}
}

// behindHead returns the last line of the arguments of a clause. Comments after that line, even
// before the arrow, belong to the body of the clause.
func behindHead(args []term.Term, arrow int) int {
	if _, end := lines(term.List(args...)); end > 0 {
		return min(end, arrow)
	}
	return arrow
}

// clauseArgs returns the document of the part of a clause before the arrow.
func (t *tidier) clauseArgs(args []term.Term, from int) doc {
	at := term.Term(term.List(term.Tup(aLine, term.Int(int64(from)))))
	make := func(q term.Term) doc { return t.expr(q, inBareArg) }
	if len(args) == 1 {
		w := shapeOf(args[0])
		if n := len(w.args) - 1; w.is("when", -1) && !isPairs2(w.args[n]) {
			guard := func() doc { return t.guard(w.args[n]) }
			if n == 0 {
				return groupDoc(dCat{"() ", guard()})
			}
			before := w.args[:n:n]
			if isPairs2(before[n-1]) { // without brackets, the last value would include the guard
				before = append(w.args[:n-1:n-1], term.Tup(aBlock, term.Empty, term.List(before[n-1])))
			}
			notes, l := t.clauseList(before, at, make)
			d := doc(glue(groupDoc(l), guard()))
			if newlined(w.meta) {
				d = forceDoc(d)
			}
			return withNotes(notes, d)
		}
	}
	notes, d := t.clauseList(args, at, make)
	return withNotes(notes, d)
}

// withNotes puts comments before a group.
func withNotes(notes dCat, d doc) doc {
	if len(notes) == 0 {
		return groupDoc(d)
	}
	return dCat{notes, groupDoc(d)}
}

// guard returns the document of a when and its guard. Each further guard goes on its own line.
func (t *tidier) guard(q term.Term) doc {
	deeper := t.deeper
	t.deeper = 0
	defer func() { t.deeper = deeper }()
	if s := shapeOf(q); s.is("when", 2) {
		return dCat{"when ", t.binary("when", s, inArg, 2, operatorOf["when"].prec)}
	}
	return dCat{"when ", nestDoc(t.expr(q, inArg), 5)}
}

// clauseList returns the document of a clause's arguments. notes are the comments before them, each
// on its own line.
func (t *tidier) clauseList(args []term.Term, meta term.Term, make func(q term.Term) doc) (notes dCat, d doc) {
	from := lineIn(meta, "line")
	start, _ := lines(args[0])
	_, end := lines(term.List(args...))
	var before dCat
	var early []remark
	for len(t.comments) > 0 && t.comments[0].line <= from {
		early = append(early, t.comments[0])
		t.comments = t.comments[1:]
	}
	for len(t.comments) > 0 && t.comments[0].line <= max(start-1, end) {
		r := t.comments[0]
		t.comments = t.comments[1:]
		before = append(before, r.doc(), dLine{})
		if r.next > 1 {
			before = append(before, dLine{})
		}
	}
	t.comments = append(early, t.comments...)
	docs := dCat{}
	for i, a := range args {
		d := doc(nil)
		if isPairs2(a) {
			pairs, _ := a.Slice()
			var c dCat
			for j, p := range pairs {
				if j > 0 {
					c = append(c, ",", dBreak{flat: " "})
				}
				c = append(c, t.pair(p))
			}
			d = c
		} else {
			d = make(a)
		}
		if i > 0 {
			docs = append(docs, dBreak{flat: " "})
		}
		if i < len(args)-1 {
			d = withComma(d)
		}
		docs = append(docs, d)
	}
	return before, docs
}

// fn returns the document of an anonymous function.
func (t *tidier) fn(s shape) doc {
	from, to := lineIn(s.meta, "line"), closingLine(s.meta, maxLine)
	c := shapeOf(s.args[0])
	args, _ := c.args[0].Slice()
	if len(s.args) > 1 || len(args) > 0 && (newlined(s.meta) || t.noteBefore(s.args[0], from)) {
		return forceDoc(dCat{nestDoc(dCat{"fn", dLine{}, t.clauses(s.args, from, to)}, 2), dLine{}, "end"})
	}
	line := lineIn(c.meta, "line")
	var head doc = "->"
	if len(args) > 0 {
		head = groupDoc(nestDoc(dCat{ungroup(t.clauseArgs(args, from)), " ->"}, nestHere))
	}
	body := t.block(c.args[1], behindHead(args, line), to)
	var apart doc = dBreak{flat: " "}
	if newlined(c.meta) {
		apart = dLine{}
	}
	d := dCat{"fn ", head, nestDoc(dCat{apart, body}, 2), apart, "end"}
	if newlined(c.meta) {
		return groupDoc(forceDoc(d))
	}
	return groupDoc(d)
}

// noteBefore reports whether there is a comment between line from and the form q.
func (t *tidier) noteBefore(q term.Term, from int) bool {
	start, _ := lines(q)
	return t.noted(from, start)
}

// noted reports whether there is a comment between the lines from and to.
func (t *tidier) noted(from, to int) bool {
	for _, r := range t.comments {
		if r.line > from && r.line < to {
			return true
		}
	}
	return false
}

// parenClauses returns the document of clauses in parentheses.
func (t *tidier) parenClauses(cs []term.Term) doc {
	from, to := lines(term.List(cs...))
	if s := shapeOf(cs[0]); len(cs) == 1 && s.args[0].IsEmpty() {
		return dCat{"(-> ", nestDoc(t.block(s.args[1], from-1, to+1), nestHere), ")"}
	}
	d := t.clauses(cs, from-1, to+1)
	if len(cs) > 1 {
		return forceDoc(dCat{nestDoc(dCat{"(", dLine{}, d}, 2), dLine{}, ")"})
	}
	return groupDoc(parensDoc(d))
}
