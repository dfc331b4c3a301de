package syntax

import "lab/runtime/term"

// A stab is one entry of a body: an expression, or a clause "args -> body".
type stab struct {
	t      term.Term // the expression, or the first expression of the clause's body
	clause bool
	args   []term.Term
	meta   term.Term
}

// paren parses the contents of parentheses and the closing parenthesis. If the caller has already
// parsed the first expression inside, first is that expression. Otherwise first is nil. If spaced
// is true, a name and a space come before open.
func (p *parser) paren(open *token, first *expr, spaced bool) term.Term {
	if first == nil {
		p.skipOpEol(open)
		if end := p.peek(); end.kind == tRParen {
			p.pos++
			p.warn(open.place, "invalid expression (). If you want to invoke or define a function, make sure there are "+
				"no spaces between the function name and its arguments. If you wanted "+
				"to pass an empty block or code, pass a value instead, such as a nil or an atom")
			return p.marked(emptyBlock(), aParens, p.parens(open, end))
		}
		if p.accept(tSemi) && (p.kind() == tRParen || p.kind() == tEol) {
			end := p.close(tRParen)
			return term.Tup(aBlock, p.closedMeta(open, end), term.Empty)
		}
	}
	var strict *token
	if spaced {
		strict = open
	}
	stabs := p.stabs(first, strict)
	end := p.peek()
	if end.kind != tRParen {
		p.unexpected()
		return term.Nil
	}
	p.pos++
	if len(stabs) == 1 && !stabs[0].clause {
		if e := stabs[0].t.Elems(); len(e) == 3 && (e[0].Is(aNot.Atom()) || e[0].Is(aBang.Atom())) && oneArg(e[2]) {
			return p.marked(node(aBlock, term.Empty, stabs[0].t), aParens, p.parens(open, end))
		}
		return p.marked(p.body(stabs, p.closedMeta(open, end)), aParens, p.parens(open, end))
	}
	body := p.body(stabs, p.closedMeta(open, end))
	if hasClause(stabs) {
		return p.enclosing(open, end, body)
	}
	return body
}

func (p *parser) closedMeta(open, end *token) term.Term {
	m := p.meta(open.place)
	if p.opts.TokenMetadata {
		m = with(m, aClosing, p.meta(end.place))
	}
	return m
}

// function parses an anonymous function after fn.
func (p *parser) function(t *token) term.Term {
	if sep := p.separator(); sep != nil {
		t.eols = sep.eols
	}
	stabs := p.stabs(nil, nil)
	end := p.peek()
	if end.kind != tEnd {
		p.unexpected()
		return term.Nil
	}
	p.pos++
	if len(stabs) > 0 && !hasClause(stabs) {
		p.fail(t.place, "expected anonymous functions to be defined with -> inside: 'fn'")
		return term.Nil
	}
	return term.Tup(aFn, p.newlines(t.eols, p.closedMeta(t, end)), p.body(stabs, term.Empty))
}

// doBlock parses do ... end. It returns a function that adds do: and end: to the metadata of the
// call, and the keyword list of the block's sections.
func (p *parser) doBlock() (func(term.Term) term.Term, term.Term) {
	p.enter()
	defer p.leave()
	begin := p.next()
	p.separator()
	sections := []term.Term{term.Tup(p.wrapped(begin, aDo), p.section())}
	for p.kind() == tBlock {
		name := p.next()
		p.separator()
		sections = append(sections, term.Tup(p.wrapped(name, name.val), p.section()))
	}
	end := p.peek()
	if end.kind != tEnd {
		p.unexpected()
	}
	p.next()
	meta := func(m term.Term) term.Term {
		if !p.opts.TokenMetadata {
			return m
		}
		return with(with(m, aEnd, p.meta(end.place)), aDo, p.meta(begin.place))
	}
	return meta, term.List(sections...)
}

// section parses the body of one section of a do block.
func (p *parser) section() term.Term {
	if k := p.kind(); k == tEnd || k == tBlock {
		return emptyBlock()
	}
	return p.body(p.stabs(nil, nil), term.Empty)
}

// stabs parses the entries of a body up to the closing token of the body. It does not take that
// token.
func (p *parser) stabs(first *expr, strict *token) []stab {
	var all []stab
	for {
		all = append(all, p.stab(first, strict))
		first, strict = nil, nil
		sep := p.separator()
		if sep == nil {
			return all
		}
		last := []term.Term{all[len(all)-1].t}
		p.annotate(last, sep)
		all[len(all)-1].t = last[0]
		if k := p.kind(); k == tRParen || k == tEnd || k == tBlock || k == tEOF {
			return all
		}
	}
}

// stab parses one entry. strict is the opening parenthesis of f (a, b), which is an error, or nil.
func (p *parser) stab(first *expr, strict *token) stab {
	t := p.peek()
	if first == nil {
		switch {
		case t.kind == tStab:
			return p.clause(nil)
		case p.atKey():
			args := []term.Term{p.barePairs()}
			return p.clauseAfter(args, strict)
		case t.kind == tLParen && p.argsInParens(t):
			return p.parenClause(t)
		}
		e := p.expr(0)
		first = &e
	}
	switch {
	case p.kind() == tComma && first.class == matched:
		p.enter()
		args := p.moreBareArgs([]term.Term{first.t})
		p.leave()
		return p.clauseAfter(args, strict)
	case p.kind() == tStab && first.class != unmatched:
		return p.clause([]term.Term{first.t})
	}
	return stab{t: first.t}
}

// clauseAfter parses the rest of a clause after args, which can only be the arguments of a clause.
func (p *parser) clauseAfter(args []term.Term, strict *token) stab {
	if p.kind() == tStab {
		return p.clause(args)
	}
	if strict != nil && (p.kind() == tRParen || p.kind() == tEol) {
		p.fail(strict.place, "unexpected parentheses. If you are making a function call, do not insert spaces between "+
			"the function name and the opening parentheses. Syntax error before: '('")
	}
	p.unexpected()
	return stab{}
}

// argsInParens reports whether the parenthesis t encloses the arguments of a clause. It does if ->
// or when follows the closing parenthesis.
func (p *parser) argsInParens(t *token) bool {
	if t.match == 0 || t.match+1 >= len(p.toks) {
		return false
	}
	k := p.toks[t.match+1].kind
	return k == tStab || k == tWhen
}

// parenClause parses (a, b) -> body. A single argument in parentheses is an ordinary expression.
func (p *parser) parenClause(open *token) stab {
	p.pos++
	p.enter()
	defer p.leave()
	saved := p.noDo
	p.noDo = false
	p.skipEol()
	var args []term.Term
	switch {
	case p.kind() == tRParen:
		end := p.next()
		p.noDo = saved
		return p.inParens(p.guarded(nil), open, end)
	case p.atKey():
		args = []term.Term{p.barePairs()}
	case p.kind() == tStab || p.kind() == tSemi || p.kind() == tLParen && p.argsInParens(p.peek()):
		return p.parenRest(open, nil, saved)
	default:
		e := p.expr(0)
		if p.kind() != tComma || e.class != matched {
			return p.parenRest(open, &e, saved)
		}
		args = p.moreBareArgs([]term.Term{e.t})
	}
	end := p.close(tRParen)
	p.noDo = saved
	return p.inParens(p.guarded(unwrapSplice(args)), open, end)
}

// inParens adds parens: to the metadata of a clause, because its arguments are in parentheses.
func (p *parser) inParens(s stab, open, end *token) stab {
	if p.opts.TokenMetadata && s.clause {
		s.meta = with(s.meta, aParens, p.parens(open, end))
	}
	return s
}

// parenRest parses the rest of an entry that starts with an ordinary parenthesis.
func (p *parser) parenRest(open *token, first *expr, noDo bool) stab {
	e := expr{t: p.paren(open, first, false), base: true}
	p.noDo = noDo
	e = p.infix(p.afterCall(e), 0, false)
	return p.stab(&e, nil)
}

// guarded parses an optional guard and the rest of a clause.
func (p *parser) guarded(args []term.Term) stab {
	if when := p.peek(); p.accept(tWhen) {
		g := p.expr(0)
		args = []term.Term{node(aWhen, p.meta(when.place), append(args, g.t)...)}
	}
	if p.kind() != tStab {
		p.unexpected()
		return stab{}
	}
	return p.clauseOf(args)
}

// clause parses -> and the body of a clause whose arguments have no parentheses around them.
func (p *parser) clause(args []term.Term) stab {
	return p.clauseOf(unwrapWhen(unwrapSplice(args)))
}

func (p *parser) clauseOf(args []term.Term) stab {
	op := p.next()
	p.skipOpEol(op)
	s := stab{clause: true, args: args, meta: p.newlines(op.eols, p.meta(op.place))}
	switch p.kind() {
	case tRParen, tEnd, tBlock, tSemi, tEol:
		p.warn(op.place, "an expression is always required on the right side of ->. Please provide a value after ->")
		s.t = p.wrapped(op, term.Nil)
	default:
		s.t = p.expr(0).t
	}
	return s
}

// unwrapSplice removes the block around (unquote_splicing(...)) if this block is the only argument
// of a clause.
func unwrapSplice(args []term.Term) []term.Term {
	if len(args) != 1 {
		return args
	}
	e := args[0].Elems()
	if len(e) != 3 || !e[0].Is(aBlock.Atom()) || !oneArg(e[2]) {
		return args
	}
	inner := e[2].Cons().Head
	if in := inner.Elems(); len(in) == 3 && in[0].Is(aUnquotes.Atom()) {
		return []term.Term{inner}
	}
	return args
}

// unwrapWhen converts the arguments [a, b when g] to [when(a, b, g)].
func unwrapWhen(args []term.Term) []term.Term {
	if len(args) == 0 {
		return args
	}
	e := args[len(args)-1].Elems()
	if len(e) != 3 || !e[0].Is(aWhen.Atom()) {
		return args
	}
	pair, ok := e[2].Slice()
	if !ok || len(pair) != 2 {
		return args
	}
	all := append(append([]term.Term{}, args[:len(args)-1]...), pair...)
	return []term.Term{term.Tup(aWhen, e[1], term.List(all...))}
}

func hasClause(stabs []stab) bool {
	for _, s := range stabs {
		if s.clause {
			return true
		}
	}
	return false
}

// body returns a block of expressions, or a list of clauses.
func (p *parser) body(stabs []stab, meta term.Term) term.Term {
	var clauses, exprs []term.Term
	var open *stab
	finish := func() {
		if open != nil {
			clauses = append(clauses, node(aArrow, open.meta, term.List(open.args...), block(exprs, term.Empty)))
		}
		exprs = nil
	}
	for i := range stabs {
		s := &stabs[i]
		if s.clause {
			if open == nil && i > 0 {
				p.fail(metaPlace(s.meta), "unexpected operator ->. If you want to define multiple clauses, "+
					"the first expression must use ->. Syntax error before: '->'")
				return term.Nil
			}
			finish()
			open = s
		}
		exprs = append(exprs, s.t)
	}
	if open == nil {
		return block(exprs, meta)
	}
	finish()
	return term.List(clauses...)
}
