package syntax

import "lab/runtime/term"

// element parses an expression inside brackets.
func (p *parser) element() term.Term {
	e := p.expr(0)
	if e.class == noParen {
		p.ambiguousElement(e)
	}
	return e.t
}

func (p *parser) ambiguousElement(e expr) {
	p.fail(metaPlace(nodeMeta(e.t)), "unexpected comma. Parentheses are required to solve ambiguity inside containers.\n\n"+
		"This error may happen when you forget a comma in a list or other container:\n\n"+
		"    [a, b c, d]\n\n"+
		"Or when you have ambiguous calls:\n\n"+
		"    [function a, b, c]\n\n"+
		"In the example above, we don't know if the values \"b\" and \"c\" belongs to the list or the function \"function\". "+
		"You can solve this by explicitly adding parentheses:\n\n"+
		"    [one, function(a, b, c)]\n\n"+
		"Elixir cannot compile otherwise. Syntax error before: ','")
}

// pairs parses key: value, ... up to the closing token. It does not take that token.
func (p *parser) pairs() []term.Term {
	var pairs []term.Term
	for {
		k, _ := p.key()
		pairs = append(pairs, term.Tup(k, p.element()))
		comma := p.peek()
		if !p.accept(tComma) {
			return pairs
		}
		if p.atKey() {
			continue
		}
		if p.cursorNext() {
			return append(pairs, p.element())
		}
		if k := p.kind(); k == tEol || k == tRBracket || k == tRCurly || k == tRBits {
			return pairs
		}
		p.expr(0)
		p.fail(comma.place, "unexpected expression after keyword list. Keyword lists must always come last in lists and maps. "+
			"Therefore, this is not allowed:\n\n"+
			"    [some: :value, :another]\n"+
			"    %{some: :value, another => value}\n\n"+
			"Instead, reorder it to be the last entry:\n\n"+
			"    [:another, some: :value]\n"+
			"    %{another => value, some: :value}\n\n"+
			"Syntax error after: ','")
	}
}

// elementsOrPairs parses expressions and the pairs at their end, and returns the two separately.
func (p *parser) elementsOrPairs(end tokenKind) (elems, pairs []term.Term) {
	for {
		if p.atKey() {
			return elems, p.pairs()
		}
		elems = append(elems, p.element())
		if !p.accept(tComma) {
			return elems, nil
		}
		if k := p.kind(); k == end || k == tEol {
			return elems, nil
		}
	}
}

// elements parses the elements of a tuple or a bitstring, and the closing token. It returns the
// pairs at the end as one element.
func (p *parser) elements(end tokenKind) ([]term.Term, *token) {
	if p.kind() == end {
		return nil, p.next()
	}
	elems, pairs := p.elementsOrPairs(end)
	if pairs != nil {
		elems = append(elems, term.List(pairs...))
	}
	return elems, p.close(end)
}

// list parses a list after its opening bracket.
func (p *parser) list(open *token) term.Term {
	p.skipOpEol(open)
	if end := p.peek(); p.accept(tRBracket) {
		return p.enclosing(open, end, term.Empty)
	}
	elems, pairs := p.elementsOrPairs(tRBracket)
	end := p.close(tRBracket)
	return p.enclosing(open, end, term.List(append(elems, pairs...)...))
}

// loneKeywords records the error of {a: 1}.
func (p *parser) loneKeywords(open *token, what, text string) {
	p.pairs()
	p.fail(open.place, "unexpected keyword list inside "+what+". Did you mean to write a map (using %{...}) or a list (using [...]) instead? "+
		"Syntax error after: '"+text+"'")
}

func (p *parser) tuple(open *token) term.Term {
	p.skipOpEol(open)
	if p.atKey() {
		p.loneKeywords(open, "tuple", "{")
	}
	elems, end := p.elements(tRCurly)
	if len(elems) == 2 {
		return p.enclosing(open, end, term.Tup(elems...))
	}
	return node(aTuple, p.pair(open, end, p.meta(open.place)), elems...)
}

func (p *parser) bits(open *token) term.Term {
	p.skipOpEol(open)
	if p.atKey() {
		p.loneKeywords(open, "bitstring", "<<")
	}
	elems, end := p.elements(tRBits)
	return node(aBits, p.pair(open, end, p.meta(open.place)), elems...)
}

// structure parses %name{...}.
func (p *parser) structure(t *token) term.Term {
	name := p.structName()
	p.skipEol()
	if p.kind() != tLCurly {
		p.unexpected()
		return term.Nil
	}
	return node(aStruct, p.meta(t.place), name, p.mapArgs())
}

// structName parses the name of a struct: an expression of names, dots and unary operators.
func (p *parser) structName() term.Term {
	switch op := p.peek(); op.kind {
	case tUnary, tDual, tAt, tEllipsis, tTernary:
		p.pos++
		p.skipEol()
		if op.kind == tEllipsis && p.kind() == tLCurly {
			return node(op.val, p.meta(op.place))
		}
		p.enter()
		defer p.leave()
		name := p.structName()
		return p.unary(op, name)
	}
	p.enter()
	defer p.leave()
	e := p.primary(false, true)
	for e.class == matched && (p.kind() == tDot || p.kind() == tDotCall) {
		e = p.dotted(e, true)
	}
	return e.t
}

// mapArgs parses {...} of a map or a struct. The brace must be the next token.
func (p *parser) mapArgs() term.Term {
	open := p.next()
	p.skipOpEol(open)
	var elems []term.Term
	if p.kind() != tRCurly {
		elems = p.mapBody()
	}
	end := p.close(tRCurly)
	return node(aMap, p.pair(open, end, p.meta(open.place)), elems...)
}

// mapBody parses pairs, or an update: value | pairs.
func (p *parser) mapBody() []term.Term {
	if p.atKey() {
		return p.pairs()
	}
	p.enter()
	left := p.infix(p.prefix(), 0, true)
	p.leave()
	op := p.peek()
	if op.kind != tPipe || left.class == noParen {
		return p.assocs(left)
	}
	p.pos++
	p.skipOpEol(op)
	var elems []term.Term
	if p.atKey() {
		elems = p.pairs()
	} else {
		elems = p.assocs(p.expr(0))
	}
	return []term.Term{p.binary(left.t, op, term.List(elems...))}
}

// assocs parses key => value, ... after the first key.
func (p *parser) assocs(key expr) []term.Term {
	elems := []term.Term{p.assoc(key)}
	for p.accept(tComma) {
		if k := p.kind(); k == tRCurly || k == tEol {
			break
		}
		if p.atKey() {
			return append(elems, p.pairs()...)
		}
		elems = append(elems, p.assoc(p.expr(0)))
	}
	return elems
}

func (p *parser) assoc(key expr) term.Term {
	if p.kind() != tAssoc || key.class == noParen {
		if !key.base {
			p.skipEol()
			p.unexpected()
		}
		return key.t
	}
	op := p.next()
	p.skipEol()
	v := p.expr(0)
	if v.class == noParen {
		p.unexpected()
	}
	return term.Tup(p.marked(key.t, aAssoc, p.meta(op.place)), v.t)
}
