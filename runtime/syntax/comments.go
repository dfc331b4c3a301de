package syntax

import (
	"strings"

	"lab/runtime/term"
)

// This file puts the comments of a source, and its empty lines, back into what is
// written of its quoted form: as expressions of their own in the blocks around them.

// notes is what a source has that its quoted form has not.
type notes struct {
	comments []comment
	sections []int // lines of else, rescue, catch and after
}

type comment struct {
	line int
	text string
}

var (
	aComment = term.Sym("lab comment")
	// aParens is the metadata of a call that keeps its parentheses.
	aParens    = term.Sym("lab parens")
	tokenDo    = term.Intern("do")
	aBlankLine = term.Sym("lab blank line")
	aInlineDo  = term.Sym("lab do")
	// aComments is the metadata of a clause that comments stand before.
	aComments = term.Sym("lab comments")
)

// FormatSource writes a source as the formatter does, comments in their places.
func FormatSource(src string, o Options) (string, error) {
	n := &notes{}
	o.TokenMetadata, o.notes = true, n
	q, err := Parse(src, o)
	if err != nil {
		return "", err
	}
	w := &weaver{notes: n}
	return render(formatBody(w.body(q, 1<<30))), nil
}

// A weaver goes through a quoted form in the order of the source.
type weaver struct{ *notes }

// before takes the comments of the lines before line.
func (w *weaver) before(line int) []comment {
	i := 0
	for i < len(w.comments) && w.comments[i].line < line {
		i++
	}
	out := w.comments[:i]
	w.comments = w.comments[i:]
	return out
}

// body weaves a body whose last line is before end.
func (w *weaver) body(t term.Term, end int) term.Term {
	exprs := []term.Term{t}
	meta := term.Term(term.Empty)
	if s := shapeOf(t); s.is("__block__", -1) && !isWrapped(s) {
		exprs, meta = s.args, s.meta
	}
	var out []term.Term
	last := 0
	add := func(line int, form term.Term) {
		if last > 0 && line > last+1 {
			out = append(out, node(aBlankLine, term.Empty))
		}
		out = append(out, form)
	}
	comments := func(cs []comment) {
		for _, c := range cs {
			add(c.line, node(aComment, term.Empty, term.Str(c.text)))
			last = c.line
		}
	}
	for _, e := range exprs {
		from, to := lines(e)
		if m, ok := hasMeta(shapeOf(e).meta, "end_of_expression"); ok {
			to = max(to, lineIn(m, "line"))
		}
		comments(w.before(from))
		woven := w.expr(e)
		inside := w.before(to + 1)
		if last == 0 || from > 0 {
			add(from, term.Nil)
			out = out[:len(out)-1]
		}
		for _, c := range inside {
			out = append(out, node(aComment, term.Empty, term.Str(c.text)))
		}
		out = append(out, woven)
		last = to
	}
	comments(w.before(end))
	if len(out) == 1 {
		return out[0]
	}
	return node(aBlock, meta, out...)
}

// isWrapped reports a literal that the parser has put into a block for its line.
func isWrapped(s shape) bool { return len(s.args) == 1 && !shapeOf(s.args[0]).ok }

// lines are the first and the last line of a form, 0 where no part of it tells.
func lines(t term.Term) (from, to int) {
	note := func(line int) {
		if line > 0 && (from == 0 || line < from) {
			from = line
		}
		to = max(to, line)
	}
	var walk func(t term.Term)
	walk = func(t term.Term) {
		if t.IsList() {
			for c := t.Cons(); c != nil; c = t.Cons() {
				walk(c.Head)
				t = c.Tail
			}
			return
		}
		el := t.Elems()
		if len(el) == 3 && el[1].IsList() {
			note(lineIn(el[1], "line"))
			for _, key := range []string{"closing", "end"} {
				if m, ok := hasMeta(el[1], key); ok {
					note(lineIn(m, "line"))
				}
			}
			walk(el[0])
			walk(el[2])
			return
		}
		for _, e := range el {
			walk(e)
		}
	}
	walk(t)
	return from, to
}

func lineIn(meta term.Term, key string) int {
	v, _ := hasMeta(meta, key)
	n, _ := v.AsInt()
	return int(n)
}

// expr weaves the bodies within an expression.
func (w *weaver) expr(t term.Term) term.Term {
	switch {
	case t.Cons() != nil:
		elems, ok := t.Slice()
		if !ok {
			return t
		}
		return term.List(w.each(elems)...)
	case t.IsTuple():
		s := shapeOf(t)
		if !s.ok {
			return term.Tup(w.each(t.Elems())...)
		}
		if !s.call {
			return t
		}
		head := s.head
		if head.IsTuple() {
			head = w.expr(head)
		}
		meta := s.meta
		if _, parens := hasMeta(meta, "closing"); parens && s.head.IsAtom() {
			meta = with(meta, aParens, term.True)
		}
		args := w.args(s)
		if s.head.IsTuple() || isName(s.name()) && s.name() != "__block__" {
			args = arguments(args)
		}
		return term.Tup(head, meta, term.List(args...))
	}
	return t
}

// arguments gives the calls among arguments, and among the values of keys, parentheses.
func arguments(args []term.Term) []term.Term {
	out := make([]term.Term, len(args))
	for i, a := range args {
		s := shapeOf(a)
		_, block := hasMeta(s.meta, "do")
		switch {
		case s.call && s.head.IsAtom() && isName(s.name()) && !block:
			out[i] = term.Tup(s.head, with(s.meta, aParens, term.True), term.List(s.args...))
		case isPairs(a):
			pairs, _ := a.Slice()
			out[i] = a
			if !pairs[0].Elems()[0].Is(tokenDo) {
				out[i] = term.List(arguments(pairs)...)
			}
		case !s.ok && len(a.Elems()) == 2 && a.Elems()[0].IsAtom():
			e := a.Elems()
			out[i] = term.Tup(e[0], arguments(e[1:])[0])
		default:
			out[i] = a
		}
	}
	return out
}

func (w *weaver) each(ts []term.Term) []term.Term {
	out := make([]term.Term, len(ts))
	for i, t := range ts {
		out[i] = w.expr(t)
	}
	return out
}

func (w *weaver) args(s shape) []term.Term {
	if s.is("fn", -1) && isClauses(s.args) {
		end := 1 << 30
		if m, ok := hasMeta(s.meta, "closing"); ok {
			end = lineIn(m, "line")
		}
		return w.clauses(s.args, end)
	}
	sections, ok := blockSections(s.args)
	if !ok {
		return w.each(s.args)
	}
	n := len(s.args) - 1
	out := w.each(s.args[:n])
	do, block := hasMeta(s.meta, "do")
	if !block {
		pairs := w.each(sections)
		first := pairs[0].Elems()
		pairs[0] = term.Tup(aInlineDo, first[1])
		return append(out, term.List(pairs...))
	}
	end, _ := hasMeta(s.meta, "end")
	last := lineIn(end, "line")
	at := lineIn(do, "line")
	var pairs []term.Term
	for i, p := range sections {
		e := p.Elems()
		_, to := lines(e[1])
		stop := last
		if i < len(sections)-1 {
			stop = w.section(max(at, to), last)
		}
		pairs = append(pairs, term.Tup(e[0], w.sectionBody(e[1], stop)))
		at = stop
	}
	return append(out, term.List(pairs...))
}

// section is the line of the first keyword of a section from a line on.
func (w *weaver) section(from, last int) int {
	for _, l := range w.sections {
		if l >= from && l <= last {
			return l
		}
	}
	return last
}

func (w *weaver) sectionBody(t term.Term, end int) term.Term {
	if elems, ok := t.Slice(); ok && isClauses(elems) {
		return term.List(w.clauses(elems, end)...)
	}
	if s := shapeOf(t); s.is("__block__", 0) {
		if cs := w.before(end); len(cs) > 0 {
			w.comments = append(append([]comment(nil), cs...), w.comments...)
			return w.body(node(aBlankLine, term.Empty), end)
		}
		return t
	}
	return w.body(t, end)
}

func (w *weaver) clauses(cs []term.Term, end int) []term.Term {
	out := make([]term.Term, len(cs))
	for i, c := range cs {
		s := shapeOf(c)
		from, _ := lines(c)
		var texts []term.Term
		for _, n := range w.before(from) {
			texts = append(texts, term.Str(n.text))
		}
		stop := end
		if i+1 < len(cs) {
			if next, _ := lines(cs[i+1]); next > 0 {
				stop = w.between(c, next)
			}
		}
		meta := s.meta
		if len(texts) > 0 {
			meta = with(meta, aComments, term.List(texts...))
		}
		out[i] = term.Tup(s.head, meta, term.List(w.expr(s.args[0]), w.body(s.args[1], stop)))
	}
	return out
}

// between is the line after the last of a clause: what follows it stands before the next.
func (w *weaver) between(c term.Term, next int) int {
	_, to := lines(c)
	return min(to+1, next)
}

// commentText is the text of a comment that was woven in.
func commentText(t term.Term) (string, bool) {
	s := shapeOf(t)
	if !s.is("lab comment", 1) {
		return "", false
	}
	text, _ := s.args[0].AsStr()
	text = strings.TrimRight(text, " \t\r")
	if len(text) > 1 && !strings.ContainsRune("# !\t", rune(text[1])) {
		text = "# " + text[1:]
	}
	return text, true
}

func isBlankLine(t term.Term) bool { return shapeOf(t).is("lab blank line", 0) }
