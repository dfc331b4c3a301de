package syntax

import "lab/runtime/term"

// named parses the arguments and the do block after a name. The arguments may be in parentheses. A
// name without arguments and without a do block is a variable. t is the token of the name. If args
// is true, arguments without parentheses and a do block may follow the name directly.
func (p *parser) named(c callee, t *token, args bool) expr {
	switch t.kind {
	case tParenIdent:
		return p.parenCall(c)
	case tBracketIdent:
		return expr{t: c.variable(), base: true}
	}
	n := p.peek()
	if args && (startsArg(n) || t.kind == tOpIdent && n.kind == tDual) {
		return p.bareCall(c)
	}
	if n.kind == tDo && args && !p.noDo {
		meta, blocks := p.doBlock()
		return expr{t: c.call([]term.Term{blocks}, meta), class: unmatched}
	}
	return expr{t: c.variable(), base: true}
}

// parenCall parses (args) or (args)(args), and an optional do block.
func (p *parser) parenCall(c callee) expr {
	args, open, end := p.parenArgs()
	meta := func(m term.Term) term.Term { return p.pair(open, end, m) }
	if p.kind() == tLParen {
		c = callee{dot: c.call(args, meta), meta: meta(c.meta)}
		var open2, end2 *token
		args, open2, end2 = p.parenArgs()
		meta = func(m term.Term) term.Term { return p.pair(open2, end2, m) }
	}
	if p.kind() != tDo || p.noDo {
		return expr{t: c.call(args, meta), base: true}
	}
	doMeta, blocks := p.doBlock()
	return expr{t: c.call(append(args, blocks), func(m term.Term) term.Term { return doMeta(meta(m)) }), class: unmatched}
}

// parenArgs parses the arguments in parentheses, and returns them with both parentheses.
func (p *parser) parenArgs() (args []term.Term, open, end *token) {
	open = p.next()
	saved := p.noDo
	p.noDo = false
	defer func() { p.noDo = saved }()
	p.enter()
	defer p.leave()
	p.skipOpEol(open)
	if p.kind() == tRParen {
		return nil, open, p.next()
	}
	for {
		if p.atKey() {
			args = append(args, p.callPairs())
			break
		}
		e := p.expr(0)
		if e.class == noParen && (len(args) > 0 || p.kind() == tComma) {
			p.nestedCall(e)
		}
		args = append(args, e.t)
		if !p.accept(tComma) {
			break
		}
	}
	return args, open, p.close(tRParen)
}

// close takes a closing token and the line end before it.
func (p *parser) close(k tokenKind) *token {
	p.skipEol()
	if p.kind() != k {
		p.unexpected()
	}
	return p.next()
}

// atKey reports whether a keyword key is next.
func (p *parser) atKey() bool {
	k := p.kind()
	return k == tKw || k == tKwParts
}

// key parses a keyword key and the line end after it. It returns the key and its token.
func (p *parser) key() (term.Term, *token) {
	t := p.next()
	k := p.wrappedKey(t)
	if t.kind == tKwParts {
		k = p.atomOfParts(t)
	}
	p.skipEol()
	return k, t
}

// callPairs parses the keywords at the end of a call with parentheses.
func (p *parser) callPairs() term.Term {
	var pairs []term.Term
	for {
		k, _ := p.key()
		pairs = append(pairs, term.Tup(k, p.element()))
		comma := p.peek()
		if !p.accept(tComma) {
			break
		}
		if p.atKey() {
			continue
		}
		if p.cursorNext() {
			pairs = append(pairs, p.element())
			break
		}
		if k := p.kind(); k == tRParen || k == tEol {
			p.warn(comma.place, "trailing commas are not allowed inside function/macro call arguments")
			break
		}
		p.expr(0)
		p.fail(comma.place, pairsNotLast)
	}
	return term.List(pairs...)
}

const pairsNotLast = "unexpected expression after keyword list. Keyword lists must always come as the last argument. " +
	"Therefore, this is not allowed:\n\n" +
	"    function_call(1, some: :option, 2)\n\n" +
	"Instead, wrap the keyword in brackets:\n\n" +
	"    function_call(1, [some: :option], 2)\n\n" +
	"Syntax error after: ','"

// bareCall parses the arguments of a call without parentheses and the optional do block after them.
func (p *parser) bareCall(c callee) expr {
	saved := p.noDo
	p.noDo = true
	args, cl := p.bareArgs()
	p.noDo = saved
	if p.kind() == tDo && !p.noDo {
		meta, blocks := p.doBlock()
		// The call gets no ambiguous_op, which only calls with one argument have. The block is a
		// second argument.
		return expr{t: c.call(append(args, blocks), meta), class: unmatched}
	}
	return expr{t: c.call(args, nil), class: cl, call: true}
}

// bareArgs parses arguments without parentheses, and returns them with the class of the call.
func (p *parser) bareArgs() ([]term.Term, class) {
	if p.atKey() {
		return []term.Term{p.barePairs()}, matched
	}
	var first expr
	if t := p.peek(); t.kind == tLParen {
		p.enter()
		first = p.infix(p.spacedParen(t), 0, false)
		p.leave()
	} else {
		first = p.expr(0)
	}
	args := []term.Term{first.t}
	if first.class != matched || p.kind() != tComma {
		return args, first.class
	}
	return p.moreBareArgs(args), noParen
}

// moreBareArgs parses the arguments after the first.
func (p *parser) moreBareArgs(args []term.Term) []term.Term {
	for p.accept(tComma) {
		if p.atKey() {
			return append(args, p.barePairs())
		}
		e := p.expr(0)
		if e.class == noParen {
			p.nestedCall(e)
		}
		args = append(args, e.t)
	}
	return args
}

// spacedParen parses parentheses after a name and a space.
func (p *parser) spacedParen(t *token) expr {
	saved := p.noDo
	p.noDo = false
	p.pos++
	e := expr{t: p.paren(t, nil, true), base: true}
	p.noDo = saved
	e = p.brackets(e)
	p.noKeyAfter()
	return e
}

// barePairs parses keywords that end a call without parentheses.
func (p *parser) barePairs() term.Term {
	var pairs []term.Term
	for {
		k, t := p.key()
		e := p.expr(0)
		if e.class == noParen && t.kind == tKw {
			p.nestedKeyword(t, e)
		}
		pairs = append(pairs, term.Tup(k, e.t))
		comma := p.peek()
		if !p.accept(tComma) {
			return term.List(pairs...)
		}
		if p.cursorNext() {
			return term.List(append(pairs, p.expr(0).t)...)
		}
		if !p.atKey() {
			p.expr(0)
			p.fail(comma.place, pairsNotLast)
		}
	}
}

func (p *parser) nestedKeyword(t *token, e expr) {
	p.warn(place{metaPlace(nodeMeta(e.t)).line, 0}, "missing parentheses for expression following \""+t.val.Atom().String()+
		":\" keyword. Parentheses are required to solve ambiguity inside keywords.\n\n"+
		"This error happens when you have function calls without parentheses inside keywords. For example:\n\n"+
		"    function(arg, one: nested_call a, b, c)\n"+
		"    function(arg, one: if expr, do: :this, else: :that)\n\n"+
		"In the examples above, we don't know if the arguments \"b\" and \"c\" apply to the function \"function\" or \"nested_call\". "+
		"Or if the keywords \"do\" and \"else\" apply to the function \"function\" or \"if\". You can solve this by explicitly adding parentheses:\n\n"+
		"    function(arg, one: if(expr, do: :this, else: :that))\n"+
		"    function(arg, one: nested_call(a, b, c))\n\n"+
		"Ambiguity found at:")
}

// nestedCall records the error of f a, g b, c.
func (p *parser) nestedCall(e expr) {
	p.fail(metaPlace(nodeMeta(e.t)), "unexpected comma. Parentheses are required to solve ambiguity in nested calls.\n\n"+
		"This error happens when you have nested function calls without parentheses. For example:\n\n"+
		"    parent_call a, nested_call b, c, d\n\n"+
		"In the example above, we don't know if the parameters \"c\" and \"d\" apply "+
		"to the function \"parent_call\" or \"nested_call\". You can solve this by explicitly adding parentheses:\n\n"+
		"    parent_call a, nested_call(b, c, d)\n\n"+
		"Or by adding commas (in case a nested call is not intended):\n\n"+
		"    parent_call a, nested_call, b, c, d\n\n"+
		"Elixir cannot compile otherwise. Syntax error before: ','")
}

// dotted parses a dot and the name, alias, tuple or arguments after it. left is the expression
// before the dot. structBase refuses a tuple and arguments without parentheses.
func (p *parser) dotted(left expr, structBase bool) expr {
	dot := p.next()
	m := p.meta(dot.place)
	if dot.kind == tDotCall {
		e := p.parenCall(callee{dot: node(aDot, m, left.t), meta: m})
		return p.afterCall(e)
	}
	p.skipEol()
	t := p.peek()
	switch t.kind {
	case tIdent, tOpIdent, tParenIdent, tBracketIdent:
		p.pos++
		c := callee{dot: node(aDot, m, left.t, t.val), meta: p.quoteMeta(t, p.meta(t.place)), op: t.kind == tOpIdent}
		e := p.named(c, t, !structBase)
		if t.kind == tParenIdent || t.kind == tBracketIdent {
			return p.afterCall(e)
		}
		return e
	case tAlias:
		p.pos++
		return p.afterCall(expr{t: p.dottedAlias(left.t, dot, t), base: true})
	case tLCurly:
		if structBase {
			break
		}
		p.pos++
		p.skipOpEol(t)
		args, end := p.elements(tRCurly)
		return p.afterCall(expr{t: term.Tup(node(aDot, m, left.t, aTuple), p.pair(t, end, m), term.List(args...)), base: true})
	}
	p.unexpected()
	return left
}

// afterCall parses the accesses [key] after a complete call.
func (p *parser) afterCall(e expr) expr {
	if e.class == matched {
		e = p.brackets(e)
		p.noKeyAfter()
	}
	return e
}

func (p *parser) dottedAlias(left term.Term, dot, t *token) term.Term {
	if left.IsAtom() {
		p.fail(t.place, "atom cannot be followed by an alias. If the '.' was meant to be part of the atom's name, "+
			"the atom name must be quoted. Syntax error before: '.'")
		return left
	}
	if e := left.Elems(); len(e) == 3 && e[0].Is(aAliases.Atom()) {
		parts, _ := e[2].Slice()
		m := e[1]
		if p.opts.TokenMetadata && m.Cons() != nil {
			m = with(m.Cons().Tail, aLast, p.meta(t.place))
		}
		return node(aAliases, m, append(parts, t.val)...)
	}
	m := p.meta(dot.place)
	if p.opts.TokenMetadata {
		m = with(m, aLast, p.meta(t.place))
	}
	return node(aAliases, m, left, t.val)
}
