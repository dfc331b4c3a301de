package syntax

import "lab/runtime/term"

// These atoms and metadata pairs occur in quoted forms.
var (
	aBlock      = term.Sym("__block__")
	aAliases    = term.Sym("__aliases__")
	aLine       = term.Sym("line")
	aColumn     = term.Sym("column")
	aDot        = term.Sym(".")
	aTuple      = term.Sym("{}")
	aMap        = term.Sym("%{}")
	aStruct     = term.Sym("%")
	aBits       = term.Sym("<<>>")
	aArrow      = term.Sym("->")
	aWhen       = term.Sym("when")
	aFn         = term.Sym("fn")
	aDo         = term.Sym("do")
	aEnd        = term.Sym("end")
	aNot        = term.Sym("not")
	aBang       = term.Sym("!")
	aIn         = term.Sym("in")
	aRange      = term.Sym("..")
	aRangeStep  = term.Sym("..//")
	aType       = term.Sym("::")
	aSlash      = term.Sym("/")
	aUnquotes   = term.Sym("unquote_splicing")
	aAccess     = term.Sym("Elixir.Access")
	aGet        = term.Sym("get")
	aKernel     = term.Sym("Elixir.Kernel")
	aToString   = term.Sym("to_string")
	aList       = term.Sym("Elixir.List")
	aToCharlist = term.Sym("to_charlist")
	aErlang     = term.Sym("erlang")
	aToAtom     = term.Sym("binary_to_atom")
	aToExisting = term.Sym("binary_to_existing_atom")
	aUTF8       = term.Sym("utf8")
	aBinary     = term.Sym("binary")
	aDelimiter  = term.Sym("delimiter")
	aIndent     = term.Sym("indentation")
	aNewlines   = term.Sym("newlines")
	aClosing    = term.Sym("closing")
	aLast       = term.Sym("last")
	aEndOfExpr  = term.Sym("end_of_expression")
	aParens     = term.Sym("parens")
	aAssoc      = term.Sym("assoc")

	noParens     = term.Tup(term.Sym("no_parens"), term.True)
	ambiguousOp  = term.Tup(term.Sym("ambiguous_op"), term.Nil)
	fromBrackets = term.Tup(term.Sym("from_brackets"), term.True)
	fromCode     = term.Tup(term.Sym("from_interpolation"), term.True)
)

// node builds the quoted form {name, meta, args}.
func node(name, meta term.Term, args ...term.Term) term.Term {
	return term.Tup(name, meta, term.List(args...))
}

func emptyBlock() term.Term { return node(aBlock, term.Empty) }

// meta returns the metadata of a place: line:, and column: if Options.Columns is set. Without
// columns, consecutive tokens of one line share one list, which saves memory.
func (p *parser) meta(at place) term.Term {
	if !p.opts.Columns {
		if p.lineMeta.line != at.line || p.lineMeta.meta.IsNone() {
			p.lineMeta.line = at.line
			p.lineMeta.meta = term.List(term.Tup(aLine, term.Int(int64(at.line))))
		}
		return p.lineMeta.meta
	}
	return term.List(term.Tup(aLine, term.Int(int64(at.line))), term.Tup(aColumn, term.Int(int64(at.col))))
}

// with prepends key: val to meta.
func with(meta, key, val term.Term) term.Term { return term.NewCons(term.Tup(key, val), meta) }

// marked adds key: val to the metadata of t. It returns t unchanged if TokenMetadata is not set or
// t has no metadata.
func (p *parser) marked(t, key, val term.Term) term.Term {
	e := t.Elems()
	if !p.opts.TokenMetadata || len(e) != 3 || !e[1].IsList() {
		return t
	}
	return term.Tup(e[0], with(e[1], key, val), e[2])
}

// parens returns the value of parens: in the metadata. The value is the place of the opening
// parenthesis, followed by closing: with the place of the closing parenthesis.
func (p *parser) parens(open, end *token) term.Term {
	closing := term.List(term.Tup(aClosing, p.meta(end.place)))
	return term.ListTail(quotedSlice(p.meta(open.place)), closing)
}

func quotedSlice(t term.Term) []term.Term {
	elems, _ := t.Slice()
	return elems
}

// newlines adds newlines: n to meta. It returns meta unchanged if TokenMetadata is not set or n is
// 0.
func (p *parser) newlines(n int, meta term.Term) term.Term {
	if !p.opts.TokenMetadata || n == 0 {
		return meta
	}
	return with(meta, aNewlines, term.Int(int64(n)))
}

// pair adds two keys to meta: closing:, the place of end, and newlines:, the number of line ends
// after open. It omits newlines: if there are none. It returns meta unchanged if TokenMetadata is
// not set.
func (p *parser) pair(open, end *token, meta term.Term) term.Term {
	if !p.opts.TokenMetadata {
		return meta
	}
	return p.newlines(open.eols, with(meta, aClosing, p.meta(end.place)))
}

// block builds the quoted form of several expressions. It returns a single expression without a
// block, unless the expression is an unquote_splicing, which can expand to several expressions.
func block(exprs []term.Term, meta term.Term) term.Term {
	if len(exprs) == 1 {
		e := exprs[0].Elems()
		if len(e) != 3 || !e[0].Is(aUnquotes.Atom()) || !oneArg(e[2]) {
			return exprs[0]
		}
	}
	return term.Tup(aBlock, meta, term.List(exprs...))
}

// oneArg reports whether args is a list of one element.
func oneArg(args term.Term) bool {
	c := args.Cons()
	return c != nil && c.Tail.IsEmpty()
}

// nodeMeta returns the metadata of a quoted call or variable, or the empty list for other forms.
func nodeMeta(t term.Term) term.Term {
	if e := t.Elems(); len(e) == 3 {
		return e[1]
	}
	return term.Empty
}

// metaPlace returns the place in metadata. The line or column is 0 if the metadata has none.
func metaPlace(meta term.Term) place {
	var at place
	for c := meta.Cons(); c != nil; c = c.Tail.Cons() {
		kv := c.Head.Elems()
		if len(kv) != 2 {
			continue
		}
		n, _ := kv[1].AsInt()
		switch {
		case kv[0].Is(aLine.Atom()):
			at.line = int(n)
		case kv[0].Is(aColumn.Atom()):
			at.col = int(n)
		}
	}
	return at
}

// binary builds the quoted call of an infix operator.
func (p *parser) binary(left term.Term, op *token, right term.Term) term.Term {
	switch op.kind {
	case tTernary:
		if e := left.Elems(); len(e) == 3 && e[0].Is(aRange.Atom()) {
			if args, ok := e[2].Slice(); ok && len(args) == 2 {
				return node(aRangeStep, e[1], args[0], args[1], right)
			}
		}
		p.fail(op.place, "the range step operator (//) must immediately follow the range definition operator (..), "+
			"for example: 1..9//2. If you wanted to define a default argument, use (\\\\) instead. Syntax error before: '//'")
		return left
	case tIn:
		if e := left.Elems(); len(e) == 3 && (e[0].Is(aNot.Atom()) || e[0].Is(aBang.Atom())) && oneArg(e[2]) {
			p.warn(op.place, `"not expr1 in expr2" is deprecated, use "expr1 not in expr2" instead`)
			m := p.meta(op.place)
			return node(e[0], m, node(aIn, m, e[2].Cons().Head, right))
		}
	case tNotIn:
		m := p.meta(op.place)
		return node(aNot, m, node(aIn, m, left, right))
	}
	return node(op.val, p.newlines(op.eols, p.meta(op.place)), left, right)
}

// unary builds the quoted call of a prefix operator. A prefix // is part of the capture &//2: the
// first slash is the name of the function, and the second slash separates the name from the arity.
func (p *parser) unary(op *token, operand term.Term) term.Term {
	if op.kind == tTernary {
		inner := place{op.place.line, op.place.col}
		outer := place{op.place.line, op.place.col + 1}
		return node(aSlash, p.meta(outer), term.Tup(aSlash, p.meta(inner), term.Nil), operand)
	}
	return node(op.val, p.meta(op.place), operand)
}

// A callee is the called part of a call: a name, a remote name, or the value before the dot of
// f.().
type callee struct {
	name term.Term // a local name; dot is none then
	dot  term.Term // {:., _, _} of a remote or anonymous call
	meta term.Term
	op   bool // the token was a tOpIdent
}

func (c callee) variable() term.Term {
	if c.dot.IsNone() {
		return term.Tup(c.name, c.meta, term.Nil)
	}
	return term.Tup(c.dot, term.NewCons(noParens, c.meta), term.Empty)
}

func (c callee) call(args []term.Term, extra func(term.Term) term.Term) term.Term {
	meta := c.meta
	if c.op && c.dot.IsNone() && len(args) == 1 {
		meta = term.NewCons(ambiguousOp, meta)
	}
	if extra != nil {
		meta = extra(meta)
	}
	if c.dot.IsNone() {
		return term.Tup(c.name, meta, term.List(args...))
	}
	return term.Tup(c.dot, meta, term.List(args...))
}

// access builds the quoted form of value[key], a call of Access.get/2.
func (p *parser) access(value, key term.Term, open, end *token) term.Term {
	meta := term.NewCons(fromBrackets, p.pair(open, end, p.meta(open.place)))
	return node(node(aDot, meta, aAccess, aGet), meta, value, key)
}
