package syntax

import (
	"strings"

	"lab/runtime/term"
)

// FormatSource formats a source as mix format does. It keeps the author's choices, such as line
// ends in lists and pipelines, empty lines and the spelling of numbers.
func FormatSource(src string, o Options) (string, error) {
	n := &notes{}
	o.TokenMetadata, o.Wrap, o.Raw, o.notes = true, "__block__", true, n
	q, err := Parse(src, o)
	if err != nil {
		return "", err
	}
	q = o.Migrate.rewrite(q)
	t := &tidier{comments: remarks(src, n.comments), bare: o.Bare}
	return strings.TrimRight(printDocIn(t.block(q, 0, maxLine), o.LineWidth), "\n"), nil
}

const maxLine = 1 << 30

// A remark is a comment with the number of line ends before and after it. before is 0 for a comment
// after code on the same line.
type remark struct {
	line, col    int
	text         string
	before, next int
}

// remarks counts the line ends around comments. Before the first line, it counts one.
func remarks(src string, comments []comment) []remark {
	lines := strings.Split(src, "\n")
	empty := func(i int) bool { return i >= 0 && i < len(lines) && strings.TrimSpace(lines[i]) == "" }
	out := make([]remark, len(comments))
	for i, c := range comments {
		r := remark{line: c.line, col: c.col, text: c.text, before: 1, next: 1}
		at := c.line - 1
		if at < len(lines) && !strings.HasPrefix(strings.TrimSpace(lines[at]), "#") {
			r.before = 0
		}
		for j := at - 1; r.before > 0 && empty(j); j-- {
			r.before++
		}
		if r.before > 0 {
			r.before = max(min(r.before, at), 1)
		}
		for j := at + 1; empty(j); j++ {
			r.next++
		}
		// The last line has no line end.
		r.next = min(r.next, len(lines)-1-at)
		out[i] = r
	}
	return out
}

func (r remark) doc() doc {
	text := strings.TrimRight(r.text, " \t\r")
	body := strings.TrimLeft(text, "#")
	if marks := text[:len(text)-len(body)]; body != "" && !strings.ContainsRune(" !\t", rune(body[0])) {
		return marks + " " + body
	}
	return text
}

// where is the syntactic position of an expression.
type where uint8

const (
	inBlock where = iota
	inOperand
	inBareArg
	inBareOne
	inArg
	inOne
)

// A tidier turns quoted forms into algebra documents, in source order. A tidier removes each
// comment from comments when it reaches the line of the comment.
type tidier struct {
	comments []remark
	bare     map[string][]int // Options.Bare, in addition to bareCalls
	// deeper is the extra indentation of the right sides of operators in clause heads, in columns.
	deeper int
	// escape means that texts are values that need escaping. Otherwise they are source text.
	escape bool
}

// An entry is one document of a sequence. newlines is the number of line ends after it.
type entry struct {
	doc      doc
	spread   bool // an empty line follows if the document takes several lines
	newlines int
}

// sequence returns the documents of args and, as separate entries, the comments between lines from
// and to. noted reports whether there are comments.
func (t *tidier) sequence(args []term.Term, from, to int, make func(i int) entry) (out []entry, noted bool) {
	var early []remark
	for len(t.comments) > 0 && t.comments[0].line <= from {
		early = append(early, t.comments[0])
		t.comments = t.comments[1:]
	}
	take := func(upTo int) {
		for len(t.comments) > 0 && t.comments[0].line < upTo {
			r := t.comments[0]
			t.comments = t.comments[1:]
			if n := len(out); n > 0 {
				out[n-1].newlines = r.before
				if r.before == 0 {
					out[n-1].newlines = 1
				}
			}
			out = append(out, entry{doc: r.doc(), newlines: r.next})
			noted = true
		}
	}
	for i, a := range args {
		start, _ := span(a)
		_, end := linesOfNames(a)
		if start > 0 {
			take(start)
		}
		e := make(i)
		at := len(out)
		if end > 0 {
			take(end + 1) // comments inside a that make(i) left go before a
		}
		for j := at; j < len(out); j++ {
			out[j].newlines = 1
		}
		out = append(out, e)
	}
	take(to)
	t.comments = append(early, t.comments...)
	return out, noted
}

// span returns the first and the last line of a form, or 0 if its metadata has no line.
func span(t term.Term) (from, to int) {
	from, to = lines(t)
	if m, ok := hasMeta(shapeOf(t).meta, "end_of_expression"); ok {
		to = max(to, lineIn(m, "line"))
	}
	return from, to
}

// lines returns the first and the last line of a form, including its closing tokens.
func lines(t term.Term) (from, to int) { return linesWith(t, "closing", "end") }

// linesOfNames returns the first and the last line of a form without its closing tokens, because a
// comment at a closing token belongs after the form.
func linesOfNames(t term.Term) (from, to int) { return linesWith(t) }

func linesWith(t term.Term, closing ...string) (from, to int) {
	note := func(line int) {
		if line > 0 && (from == 0 || line < from) {
			from = line
		}
		to = max(to, line)
	}
	var walk func(t term.Term)
	walk = func(t term.Term) {
		for c := t.Cons(); c != nil; c = t.Cons() {
			walk(c.Head)
			t = c.Tail
		}
		el := t.Elems()
		if len(el) == 3 && el[1].IsList() {
			note(lineIn(el[1], "line"))
			for _, key := range closing {
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

func closingLine(meta term.Term, otherwise int) int {
	for _, key := range []string{"closing", "end"} {
		if m, ok := hasMeta(meta, key); ok {
			return lineIn(m, "line")
		}
	}
	return otherwise
}

// atLine returns metadata that has only the line of meta, and so no closing line.
func atLine(meta term.Term) term.Term {
	return term.List(term.Tup(aLine, term.Int(int64(lineIn(meta, "line")))))
}

// newlined reports whether a line end follows the opening token or the operator of a form.
func newlined(meta term.Term) bool {
	v, ok := hasMeta(meta, "newlines")
	n, _ := v.AsInt()
	return ok && n > 0
}

// block returns the document of a body, with each expression on its own line.
func (t *tidier) block(q term.Term, from, to int) doc {
	s := shapeOf(q)
	var args []term.Term
	switch {
	case s.is("__block__", 1) && shapeOf(s.args[0]).is("unquote_splicing", 1):
		return dCat{"(", t.expr(s.args[0], inBlock), ")"}
	case s.is("__block__", 0):
	case isSequence(s):
		args = s.args
	default:
		args = []term.Term{q}
	}
	entries, _ := t.sequence(args, from, to, func(i int) entry {
		a := args[i]
		sh := shapeOf(a)
		newlines := 1
		if m, ok := hasMeta(sh.meta, "end_of_expression"); ok {
			n, _ := hasMeta(m, "newlines")
			k, _ := n.AsInt()
			newlines = int(k)
		}
		spread := !sh.is("@", -1)
		var d doc
		if isSequence(sh) {
			d = t.parenthesised(sh)
		} else {
			d = t.expr(a, inBlock)
		}
		return entry{d, spread, newlines}
	})
	return joined(entries)
}

// isSequence reports whether a block is a sequence of expressions rather than a wrapped literal.
func isSequence(s shape) bool {
	if !s.is("__block__", -1) {
		return false
	}
	return len(s.args) != 1 || shapeOf(s.args[0]).ok && !literalBlock(s)
}

func literalBlock(s shape) bool {
	if len(s.args) != 1 {
		return false
	}
	a := s.args[0]
	return a.IsList() || a.IsAtom() || !shapeOf(a).ok
}

// joined puts each entry on its own line. Between two entries, it keeps an empty line of the
// source. It also adds an empty line next to a spread entry that takes several lines.
func joined(entries []entry) doc {
	if len(entries) == 0 {
		return nil
	}
	if len(entries) == 1 {
		return entries[0].doc
	}
	var out dCat
	var left doc
	for i, e := range entries {
		var right doc
		switch {
		case e.newlines >= 2:
			right = dLine{}
		case e.spread:
			right = dNest{in: breakEmpty(), by: nestZero}
		}
		d := dCat{left, e.doc}
		if i < len(entries)-1 && right != nil {
			d = append(d, dCollapse{}, right)
		}
		if i > 0 {
			out = append(out, dLine{})
		}
		out = append(out, groupDoc(d))
		left = right
		if i == len(entries)-1 {
			left = nil
		}
	}
	return forceDoc(out)
}

// parenthesised returns the document of a block in a position that allows only one expression.
func (t *tidier) parenthesised(s shape) doc {
	if len(s.args) == 0 {
		return "nil"
	}
	from := lineIn(s.meta, "line")
	if len(s.args) == 1 {
		return parensDoc(t.expr(s.args[0], inOperand))
	}
	b := t.block(term.Tup(s.head, s.meta, term.List(s.args...)), from, closingLine(s.meta, maxLine))
	return forceDoc(surroundDoc("(", b, ")"))
}
