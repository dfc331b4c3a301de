package syntax

import "lab/runtime/term"

// A parser turns tokens into a quoted form. After the first error, fail moves to the end of the
// tokens, so every loop ends.
type parser struct {
	toks  []token
	pos   int
	err   *Error
	depth int
	opts  *Options
	warn  func(place, string)
	// noDo is true inside the arguments of a call without parentheses. A do block there belongs to
	// the outermost such call.
	noDo     bool
	eof      token
	lineMeta struct {
		line int
		meta term.Term
	}
}

// class is the grammatical class of an expression and decides where the expression is allowed. The
// classes are matched_expr, no_parens_expr and unmatched_expr in Elixir's elixir_parser.yrl.
type class uint8

const (
	matched   class = iota
	noParen         // a call without parentheses whose arguments contain commas
	unmatched       // ends with a do block
)

// expr is a parsed expression.
type expr struct {
	t     term.Term
	class class
	base  bool // has only unary operators, so it may name a struct
	call  bool // is a call without parentheses that has arguments
}

// binding is the precedence and associativity of an operator.
type binding struct {
	prec  int
	right bool
}

// operators holds the infix operators, weakest first. See "Operators reference" in Elixir's
// documentation.
var operators = [...]binding{
	tInMatch: {40, false},
	tWhen:    {50, true},
	tType:    {60, true},
	tPipe:    {70, true},
	tMatch:   {100, true},
	tOr:      {120, false},
	tAnd:     {130, false},
	tComp:    {140, false},
	tRel:     {150, false},
	tArrow:   {160, false},
	tIn:      {170, false},
	tNotIn:   {170, false},
	tXor:     {180, false},
	tTernary: {190, true},
	tConcat:  {200, true},
	tRange:   {200, true},
	tDual:    {210, false},
	tMult:    {220, false},
	tPower:   {230, false},
}

// These are the precedences of the prefix operators and of the dot.
const (
	precCapture = 90
	precUnary   = 300
	precDot     = 310
	precAt      = 320
)

func (p *parser) peek() *token {
	if p.pos < len(p.toks) {
		return &p.toks[p.pos]
	}
	return &p.eof
}

func (p *parser) kind() tokenKind { return p.peek().kind }

func (p *parser) next() *token {
	t := p.peek()
	if p.pos < len(p.toks) {
		p.pos++
	}
	return t
}

// accept takes the next token if its kind is k, and reports whether it did.
func (p *parser) accept(k tokenKind) bool {
	if p.kind() == k {
		p.pos++
		return true
	}
	return false
}

func (p *parser) skipEol() { p.accept(tEol) }

// separator takes the separator after an expression: a line end, a semicolon or both. It returns
// the first token of the separator, or nil if there is none.
func (p *parser) separator() *token {
	t := p.peek()
	if t.kind == tEol {
		p.pos++
		p.accept(tSemi)
		return t
	}
	if p.accept(tSemi) {
		return t
	}
	return nil
}

// fail keeps the first error and moves to the end of the tokens.
func (p *parser) fail(at place, msg string) {
	if p.err == nil {
		p.err = fail(at, msg)
	}
	p.pos = len(p.toks)
}

// enter counts one level of nesting. The caller must call leave afterwards.
func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.peek().place, "the code is nested too deeply")
	}
}

func (p *parser) leave() { p.depth-- }

// begin sets the token that marks the end of the text.
func (p *parser) begin() {
	p.eof = token{kind: tEOF, place: place{p.opts.Line, p.opts.Column}, detail: noDetail}
	if n := len(p.toks); n > 0 {
		p.eof.place = p.toks[n-1].place
	}
}

// grammar parses a whole text:
//
//	[separator] [expr {separator expr}] [separator]
func (p *parser) grammar() (term.Term, *Error) {
	p.begin()
	first := p.separator()
	if p.kind() == tEOF && p.err == nil {
		if first != nil {
			return term.Tup(aBlock, p.meta(first.place), term.Empty), nil
		}
		return emptyBlock(), nil
	}
	var exprs []term.Term
	for {
		exprs = append(exprs, p.expr(0).t)
		sep := p.separator()
		if sep != nil {
			p.annotate(exprs, sep)
		}
		if p.kind() == tEOF || sep == nil {
			break
		}
	}
	if p.kind() != tEOF {
		p.unexpected()
	}
	if p.err != nil {
		return term.Term{}, p.err
	}
	return block(exprs, term.Empty), nil
}

// annotate adds end_of_expression: to the metadata of the last expression if TokenMetadata is set.
// sep is the separator after that expression.
func (p *parser) annotate(exprs []term.Term, sep *token) {
	if !p.opts.TokenMetadata || len(exprs) == 0 {
		return
	}
	last := &exprs[len(exprs)-1]
	e := last.Elems()
	if len(e) != 3 || !e[1].IsList() || e[0].Is(aArrow.Atom()) {
		return
	}
	m := with(p.meta(sep.place), aNewlines, term.Int(int64(sep.eols)))
	*last = term.Tup(e[0], with(e[1], aEndOfExpr, m), e[2])
}

// expr parses an expression whose infix operators have at least the precedence min.
func (p *parser) expr(min int) expr {
	p.enter()
	defer p.leave()
	return p.infix(p.prefix(), min, false)
}

// infix parses the operators and dots after left, with their right sides. If stopPipe is true, the
// expression ends at a | on this level.
func (p *parser) infix(left expr, min int, stopPipe bool) expr {
	for left.class != noParen {
		op := p.peek()
		if op.kind == tDot || op.kind == tDotCall {
			if min > precDot || left.class != matched {
				return left
			}
			left = p.dotted(left, false)
			continue
		}
		if int(op.kind) >= len(operators) {
			return left
		}
		b := operators[op.kind]
		if b.prec == 0 || b.prec < min || stopPipe && op.kind == tPipe {
			return left
		}
		p.pos++
		p.skipOpEol(op)
		right := p.operand(op, b)
		if op.kind == tArrow && right.call {
			p.ambiguousPipe(op)
		}
		c := right.class
		if left.class == unmatched {
			if c == noParen {
				p.warn(place{op.place.line, 0}, "missing parentheses on expression following operator \""+
					op.val.Atom().String()+"\", you must add parentheses to avoid ambiguities")
			}
			c = unmatched
		}
		left = expr{t: p.binary(left.t, op, right.t), class: c}
	}
	return left
}

// skipOpEol skips the line end after an operator or an opening bracket, and stores the number of
// line ends in op.
func (p *parser) skipOpEol(op *token) {
	if t := p.peek(); t.kind == tEol {
		op.eols = t.eols
		p.pos++
	}
}

// operand parses the right side of op.
func (p *parser) operand(op *token, b binding) expr {
	if op.kind == tWhen && p.atKey() {
		return expr{t: p.barePairs(), class: noParen}
	}
	if b.right {
		return p.expr(b.prec)
	}
	return p.expr(b.prec + 1)
}

func (p *parser) ambiguousPipe(op *token) {
	o := op.val.Atom().String()
	p.warn(op.place, "parentheses are required when piping into a function call. For example:\n\n"+
		"    foo 1 "+o+" bar 2 "+o+" baz 3\n\n"+
		"is ambiguous and should be written as\n\n"+
		"    foo(1) "+o+" bar(2) "+o+" baz(3)\n\n"+
		"Ambiguous pipe found at:")
}

// prefix parses an operand and the unary operators before it.
func (p *parser) prefix() expr {
	op := p.peek()
	prec := precUnary
	switch op.kind {
	case tUnary, tDual, tTernary:
	case tCapture:
		prec = precCapture
	case tAt:
		return p.attribute()
	case tEllipsis:
		p.pos++
		if !startsArg(p.peek()) {
			return expr{t: node(op.val, p.meta(op.place)), base: true}
		}
		e := p.expr(precCapture)
		return expr{t: p.unary(op, e.t), class: e.class, base: e.base}
	default:
		return p.primary(true, true)
	}
	p.pos++
	p.skipEol()
	e := p.expr(prec)
	return expr{t: p.unary(op, e.t), class: e.class, base: e.base && op.kind != tCapture}
}

// attribute parses @name. In @name[key], the access applies to the whole attribute.
func (p *parser) attribute() expr {
	op := p.next()
	p.skipEol()
	var e expr
	switch p.kind() {
	case tUnary, tDual, tTernary, tCapture, tAt, tEllipsis:
		e = p.expr(precAt)
	default:
		p.enter()
		e = p.primary(true, false)
		p.leave()
	}
	r := expr{t: p.unary(op, e.t), class: e.class, base: e.base}
	if e.class == matched && !e.call {
		r = p.brackets(r)
	}
	return r
}

// startsArg reports whether t can begin an argument of a call without parentheses.
func startsArg(t *token) bool {
	switch t.kind {
	case tInt, tFloat, tChar, tAtom, tAtomQuoted, tAtomParts, tString, tCharlist, tHeredoc, tCharlistHeredoc, tSigil,
		tAlias, tIdent, tOpIdent, tParenIdent, tBracketIdent, tKw, tKwParts, tTrue, tFalse, tNil, tFn,
		tLParen, tLBracket, tLCurly, tLBits, tMapOp, tPercent, tCaptureInt, tUnary, tAt, tCapture, tEllipsis:
		return true
	}
	return false
}
