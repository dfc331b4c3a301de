package syntax

import (
	"slices"

	"lab/runtime/term"
)

// howJoined selects the layout of elements. byLine puts each element on its own line. byBreak does
// so only if the elements do not all fit on one line. byFill puts as many elements on each line as
// fit.
type howJoined uint8

const (
	byBreak howJoined = iota
	byLine
	byFill
)

// ending selects what follows the last argument, such as a trailing comma.
type ending uint8

const (
	plainEnd ending = iota
	commaEnd
	fitsEnd
)

// parensRule determines when a call has parentheses.
type parensRule uint8

const (
	parensNeeded     parensRule = iota
	parensUnlessMany            // only inside other arguments, and not before a do block
	parensUnlessDo              // not before a do block
)

// args returns the document of arguments or elements and of the comments among them. It also
// returns the layout, which comments can change.
func (t *tidier) args(args []term.Term, meta term.Term, end ending, how howJoined, make func(q term.Term) doc) (doc, howJoined) {
	from, to := lineIn(meta, "line"), closingLine(meta, 0)
	if to == 0 {
		to = from
	}
	entries, noted := t.sequence(args, from, to, func(i int) entry {
		d := make(args[i])
		switch {
		case i < len(args)-1 || end == commaEnd:
			d = withComma(d)
		case end == fitsEnd:
			d = fitsNext(d, true)
		}
		return entry{doc: d, newlines: 1}
	})
	if noted {
		how = byLine
	}
	if len(entries) == 0 {
		return nil, how
	}
	if how == byLine {
		return forceDoc(linesOf(entries)), how
	}
	out := dCat{entries[0].doc}
	for _, e := range entries[1:] {
		out = append(out, dBreak{flat: " ", flex: how == byFill}, e.doc)
	}
	return out, how
}

// linesOf puts each entry on its own line. It keeps one empty line if the author left at least one.
func linesOf(entries []entry) doc {
	var out dCat
	for i, e := range entries {
		if i > 0 {
			out = append(out, dLine{})
		}
		out = append(out, e.doc)
		if e.newlines >= 2 && i < len(entries)-1 {
			out = append(out, dLine{})
		}
	}
	return out
}

// remote returns the document of a remote call.
func (t *tidier) remote(target, name term.Term, s shape, at where) doc {
	if d := t.desugared(target, name, s); d != nil {
		return d
	}
	if name.IsNone() {
		return t.callOf(dCat{t.target(target), "."}, s, at, parensNeeded, true)
	}
	if name.Is(aTuple.Atom()) {
		d, _ := t.args(s.args, s.meta, plainEnd, joinOf(s.meta), func(q term.Term) doc { return t.element(q) })
		return dCat{t.target(target), ".", surroundDoc("{", d, "}")}
	}
	head := dCat{t.target(target), ".", t.name(name)}
	_, bare := hasMeta(s.meta, "no_parens")
	if len(s.args) == 0 && bare {
		if isModule(target) {
			head = append(head, "()")
		}
		return head
	}
	rule := parensNeeded
	if _, do := hasMeta(s.meta, "do"); do {
		rule = parensUnlessDo
	}
	return t.callOf(head, s, at, rule, true)
}

func joinOf(meta term.Term) howJoined {
	if newlined(meta) {
		return byLine
	}
	return byBreak
}

func (t *tidier) desugared(target, name term.Term, s shape) doc {
	switch {
	case target.Is(aAccess.Atom()) && name.Is(aGet.Atom()) && len(s.args) == 2:
		if _, ok := hasMeta(s.meta, "from_brackets"); ok {
			keys := s.args[1:]
			if isPairs2(s.args[1]) {
				keys, _ = s.args[1].Slice()
			}
			d, _ := t.args(keys, s.meta, plainEnd, byBreak, func(q term.Term) doc { return t.element(q) })
			return dCat{t.target(s.args[0]), surroundDoc("[", d, "]")}
		}
	case target.Is(aErlang.Atom()) && name.Is(aToAtom.Atom()) && len(s.args) == 2:
		if b := shapeOf(s.args[0]); b.is("<<>>", -1) {
			return dCat{":", t.quoted(`"`, b.args)}
		}
	case target.Is(aList.Atom()) && name.Is(aToCharlist.Atom()) && len(s.args) == 1:
		parts, _ := s.args[0].Slice()
		if d, ok := hasMeta(s.meta, "delimiter"); ok && isInterpolatedCharlist(parts) {
			delim, _ := d.AsStr()
			return t.quoted(delim, parts)
		}
	}
	return nil
}

// local returns the document of a local call.
func (t *tidier) local(s shape, at where) doc {
	name := s.name()
	head := name
	if !isName(name) {
		head = "unquote(" + term.Inspect(s.head, term.Opts{}) + ")"
	}
	rule := parensUnlessDo
	_, do := hasMeta(s.meta, "do")
	if _, closed := hasMeta(s.meta, "closing"); closed && !(do && len(s.args) == 1) {
		rule = parensNeeded
	} else if withoutParens(name, len(s.args)) || t.isBare(name, len(s.args)) {
		rule = parensUnlessMany
	}
	return t.callOf(head, s, at, rule, true)
}

// isBare reports whether the project's options allow a call without parentheses.
func (t *tidier) isBare(name string, n int) bool {
	return slices.Contains(t.bare[name], n) || n > 0 && slices.Contains(t.bare[name], -1)
}

func (t *tidier) callOf(head doc, s shape, at where, rule parensRule, keywords bool) doc {
	d := dCat{head, t.callArgs(s, at, rule, keywords)}
	if _, do := hasMeta(s.meta, "do"); do && (at == inBareArg || at == inBareOne) {
		return parensDoc(d)
	}
	return d
}

// callArgs returns the document of the part of a call after its name.
func (t *tidier) callArgs(s shape, at where, rule parensRule, keywords bool) doc {
	_, block := hasMeta(s.meta, "do")
	if !block {
		if len(s.args) == 0 {
			if t.pending(s.meta) {
				d, _ := t.args(nil, s.meta, plainEnd, byLine, nil)
				return surroundDoc("(", d, ")")
			}
			return "()"
		}
		bare := rule == parensUnlessMany && at != inArg && at != inBareArg
		return t.plainArgs(s.args, s.meta, bare, keywords, nil)
	}
	n := len(s.args) - 1
	var d doc
	switch {
	case n == 0 && rule == parensNeeded:
		d = "() do"
	case n == 0:
		d = " do"
	default:
		d = t.plainArgs(s.args[:n], s.meta, rule != parensNeeded, keywords, " do")
	}
	return forceDoc(dCat{d, t.sections(s), dLine{}, "end"})
}

// plainArgs returns the document of arguments, followed by extra. The arguments are in parentheses
// unless bare is true.
func (t *tidier) plainArgs(args []term.Term, meta term.Term, bare, keywords bool, extra doc) doc {
	first, last := args[:len(args)-1], args[len(args)-1]
	pairs, isKeyword := t.keywords(last, keywords, bare)
	at := inArg
	switch {
	case len(first) == 0 && !isKeyword && bare:
		at = inBareOne
	case len(first) == 0 && !isKeyword:
		at = inOne
	case bare:
		at = inBareArg
	}
	all := args
	if isKeyword {
		all = append(append([]term.Term{}, first...), pairs...)
	}
	_, do := hasMeta(meta, "do")
	lineEnds := meta
	if do {
		if _, closed := hasMeta(meta, "closing"); !closed {
			lineEnds = atLine(meta)
		}
	}
	many := len(all) > 1 && newlined(meta)
	make := func(q term.Term) doc {
		if len(q.Elems()) == 2 {
			return t.pair(q)
		}
		if shapeOf(q).is("..", 0) && bare {
			return "(..)"
		}
		return t.expr(q, at)
	}
	split := len(first) > 0 && isKeyword && !hasGenerators(all)
	var d doc
	fits, spread := false, false
	if split {
		d, fits, spread = t.splitArgs(first, pairs, lineEnds, bare, many, make)
	} else {
		how := byBreak
		if many || apart(all) {
			how = byLine
		}
		fits = how == byBreak && t.fitsNext(last)
		end := plainEnd
		if fits {
			end = fitsEnd
		}
		if at == inBareOne { // comments in the argument go before the call
			d = make(all[0])
			if fits {
				d = fitsNext(d, true)
			}
		} else {
			if bare {
				lineEnds = atLine(lineEnds)
			}
			d, _ = t.args(all, lineEnds, end, how, make)
		}
		d = ungroup(d)
		if f, ok := d.(dFits); ok {
			d = dFits{f.in, f.on, true}
		}
	}
	var out doc
	switch {
	case split && bare && spread:
		out = groupDoc(dCat{" ", nestDoc(d, nestHere), extra})
	case split && bare:
		out = groupDoc(dCat{nestDoc(dCat{" ", dNest{d, nestHere, true}}, 2), extra})
	case split:
		out = groupDoc(dCat{"(", d, extra})
	case bare:
		out = groupDoc(dCat{" ", dNest{d, nestHere, true}, extra})
	default:
		out = groupDoc(dCat{dNest{dCat{"(", breakEmpty(), d}, 2, true}, breakEmpty(), ")", extra})
	}
	if fits {
		return fitsNext(out, false)
	}
	return out
}

// splitArgs returns the document of arguments and the keywords after them. The keywords may start
// on a new line.
func (t *tidier) splitArgs(first, pairs []term.Term, meta term.Term, bare, many bool, make func(q term.Term) doc) (d doc, fits, spread bool) {
	how := byBreak
	if apart(first) || many {
		how = byLine
	}
	open := atLine(meta)
	if !bare {
		_, to := span(term.List(first...))
		open = term.NewCons(term.Tup(aClosing, term.List(term.Tup(aLine, term.Int(int64(to))))), open)
	}
	l, _ := t.args(first, open, commaEnd, how, make)
	how = byBreak
	if apart(pairs) || apart(append(append([]term.Term{}, first...), pairs...)) || many {
		how = byLine
	}
	if bare {
		meta = atLine(meta)
	}
	r, _ := t.args(pairs, meta, plainEnd, how, make)
	r = dCat{dBreak{flat: " "}, r}
	if bare {
		return dCat{l, fitsNext(dGroup{in: r, inherit: !forced(l)}, true)}, true, forced(l)
	}
	behind := dGroup{in: dCat{nestDoc(r, 2), breakEmpty(), ")"}, inherit: true}
	return dCat{nestDoc(dCat{breakEmpty(), l}, 2), fitsNext(behind, true)}, true, false
}

// keywords returns the pairs of a last argument that is a keyword list and needs no brackets. It
// returns false for any other argument. If may is true, keywords may remove brackets.
func (t *tidier) keywords(last term.Term, may, bare bool) ([]term.Term, bool) {
	if isPairs2(last) {
		pairs, _ := last.Slice()
		return pairs, true
	}
	s := shapeOf(last)
	if !may || !s.is("__block__", 1) || !isPairs2(s.args[0]) {
		return nil, false
	}
	pairs, _ := s.args[0].Slice()
	if first, _ := lines(pairs[0]); bare && t.noted(lineIn(s.meta, "line"), first) || !bare && t.pending(s.meta) {
		return nil, false
	}
	for _, p := range pairs {
		if e := p.Elems(); len(e) != 2 || !isKey(e[0]) {
			return nil, false
		}
	}
	return pairs, true
}

func hasGenerators(args []term.Term) bool {
	for _, a := range args {
		if shapeOf(a).is("<-", 2) {
			return true
		}
	}
	return false
}

// apart reports whether there are several arguments and each starts on its own line.
func apart(args []term.Term) bool {
	seen := map[int]bool{}
	for _, a := range args {
		s := shapeOf(a)
		if e := a.Elems(); len(e) == 2 {
			s = shapeOf(e[0])
		}
		line := lineIn(s.meta, "line")
		if !s.ok || line == 0 {
			continue
		}
		if seen[line] {
			return false
		}
		seen[line] = true
	}
	return len(seen) >= 2
}

// fitsNext reports whether q may start on the line of the call and end on a later line.
func (t *tidier) fitsNext(q term.Term) bool {
	if e := q.Elems(); len(e) == 2 {
		return shapeOf(e[0]).is("__block__", 1) && t.fitsNext(e[1])
	}
	s := shapeOf(q)
	delim, quoted := hasMeta(s.meta, "delimiter")
	text, _ := delim.AsStr()
	heredoc := quoted && len(text) == 3
	switch {
	case s.is("{}", -1):
		return newlined(s.meta) || t.pending(s.meta)
	case s.is("__block__", 1) && quoted:
		return heredoc
	case s.is("__block__", 1) && s.args[0].IsList():
		return true
	case s.is("__block__", 1) && len(s.args[0].Elems()) == 2:
		return newlined(s.meta) || t.pending(s.meta)
	case s.is("<<>>", -1):
		return heredoc || !quoted && len(s.args) > 0 && (newlined(s.meta) || t.pending(s.meta))
	case s.is("fn", -1), s.is("%{}", -1), s.is("%", -1):
		return len(s.args) > 0
	}
	if _, name, ok := s.dotted(); ok && name.IsAtom() && name.Is(aTuple.Atom()) {
		return true
	}
	return s.call && heredoc
}
