package syntax

import (
	"lab/runtime/term"
)

// bareCalls maps the names of the calls that the formatter writes without parentheses to the
// arities of such calls. nil matches any arity except 0. The map is @locals_without_parens of
// Elixir's Code.Formatter.
var bareCalls = map[string][]int{
	"alias": {1, 2}, "case": {2}, "cond": {1}, "for": nil, "import": {1, 2}, "quote": {1, 2}, "receive": {1}, "require": {1, 2},
	"try": {1}, "with": nil, "def": {1, 2}, "defp": {1, 2}, "defguard": {1}, "defguardp": {1}, "defmacro": {1, 2},
	"defmacrop": {1, 2}, "defmodule": {2}, "defdelegate": {2}, "defexception": {1}, "defoverridable": {1}, "defstruct": {1},
	"destructure": {2}, "raise": {1, 2}, "reraise": {2, 3}, "if": {2}, "unless": {2}, "use": {1, 2}, "defprotocol": {2},
	"defimpl": {2, 3}, "defrecord": {2, 3}, "defrecordp": {2, 3}, "assert": {1, 2}, "assert_in_delta": {3, 4},
	"assert_raise": {2, 3}, "assert_receive": {1, 2, 3}, "assert_received": {1, 2}, "doctest": {1, 2}, "refute": {1, 2},
	"refute_in_delta": {3, 4}, "refute_receive": {1, 2, 3}, "refute_received": {1, 2}, "setup": {1, 2}, "setup_all": {1, 2},
	"test": {1, 2}, "config": {2, 3}, "import_config": {1},
}

func withoutParens(name string, n int) bool {
	counts, ok := bareCalls[name]
	if !ok || n == 0 {
		return false
	}
	for _, c := range counts {
		if c == n {
			return true
		}
	}
	return counts == nil
}

// blockSections returns the sections of the do block at the end of a call's arguments, as pairs of
// a key and a body. It reports false if the call has no do block.
func blockSections(args []term.Term) ([]term.Term, bool) {
	if len(args) == 0 || !isPairs(args[len(args)-1]) {
		return nil, false
	}
	pairs, _ := args[len(args)-1].Slice()
	for i, p := range pairs {
		name := p.Elems()[0].Atom().String()
		if i == 0 && name != "do" || i > 0 && words[name] != tBlock {
			return nil, false
		}
	}
	return pairs, true
}

// formatCall writes head(args), or head args if bare is set, and the do block of the call.
func formatCall(head layout, args []term.Term, bare bool) layout {
	sections, ok := blockSections(args)
	if !ok {
		return formatArgs(head, args, bare)
	}
	args = args[:len(args)-1]
	d := head
	if len(args) > 0 {
		d = formatArgs(head, args, bare)
	}
	c := cat{d, text(" do")}
	for i, p := range sections {
		e := p.Elems()
		if i > 0 {
			c = append(c, hard{}, text(e[0].Atom().String()))
		}
		if s := shapeOf(e[1]); !s.is("__block__", 0) {
			c = append(c, nest{cat{hard{}, formatSection(e[1])}})
		}
	}
	return force{append(c, hard{}, text("end"))}
}

// formatSection writes the body of a section: clauses or expressions.
func formatSection(t term.Term) layout {
	if elems, ok := t.Slice(); ok && isClauses(elems) {
		return formatClauses(elems)
	}
	return formatBody(t)
}

func formatArgs(head layout, args []term.Term, bare bool) layout {
	docs := formatArgList(args)
	if bare {
		for i, d := range docs {
			if _, forced := d.(force); forced && i < len(args) {
				docs[i] = parens(d)
			}
		}
		list := join(docs, cat{text(","), soft(" ")})
		if apart(args) {
			return group{cat{head, text(" "), here{force{join(docs, cat{text(","), hard{}})}}}}
		}
		if n := len(args); n > 0 && isPairs(args[n-1]) {
			return group{cat{head, text(" "), nest{list}}}
		}
		return group{cat{head, text(" "), here{list}}}
	}
	if len(args) > 0 && keepsLine(args[len(args)-1]) && !isPairs(args[len(args)-1]) {
		// A last argument of several lines can start on the line of the call.
		tail := docs[len(docs)-1]
		if len(docs) == 1 {
			return cat{head, text("("), tail, text(")")}
		}
		if shapeOf(args[len(args)-1]).is("fn", -1) {
			return cat{head, text("("), join(docs[:len(docs)-1], text(", ")), text(", "), tail, text(")")}
		}
	}
	return cat{head, surround("(", docs, ")")}
}

// formatArgList writes arguments. A keyword list at the end has no brackets.
func formatArgList(args []term.Term) []layout {
	if len(args) == 1 && isPairs(args[0]) {
		pairs, _ := args[0].Slice()
		return formatPairs(pairs)
	}
	return formatElements(args)
}

// formatRemote writes a remote call.
func formatRemote(target, name term.Term, s shape) layout {
	if name.IsNone() {
		return formatCall(cat{formatTarget(target), text(".")}, s.args, false)
	}
	if d := formatDesugared(target, name, s); d != nil {
		return d
	}
	if name.Is(aTuple.Atom()) {
		return cat{formatTarget(target), text("."), surround("{", formatElements(s.args), "}")}
	}
	if !name.IsAtom() {
		return formatCall(cat{formatTarget(target), text(" . "), formatExpr(name)}, s.args, false)
	}
	head := cat{formatTarget(target), text("."), text(remoteName(name))}
	_, bare := hasMeta(s.meta, "no_parens")
	if len(s.args) == 0 && bare && !target.IsAtom() && !shapeOf(target).is("__aliases__", -1) {
		return head
	}
	_, block := blockSections(s.args)
	return formatCall(head, s.args, block && len(s.args) > 1)
}

// formatDesugared writes a call that the parser builds from other syntax, such as access and
// interpolation, in that syntax. It returns nil for other calls.
func formatDesugared(target, name term.Term, s shape) layout {
	switch {
	case target.Is(aAccess.Atom()) && name.Is(aGet.Atom()) && len(s.args) == 2:
		return cat{formatTarget(s.args[0]), surround("[", formatArgList(s.args[1:]), "]")}
	case target.Is(aErlang.Atom()) && name.Is(aToAtom.Atom()) && len(s.args) == 2:
		if b := shapeOf(s.args[0]); b.is("<<>>", -1) && (len(b.args) == 0 || isInterpolated(b.args)) {
			return cat{text(":"), formatInterpolated(b.args, '"')}
		}
	case target.Is(aList.Atom()) && name.Is(aToCharlist.Atom()) && len(s.args) == 1:
		if parts, ok := s.args[0].Slice(); ok && isInterpolatedCharlist(parts) {
			return cat{text("~c"), formatInterpolated(parts, '"')}
		}
	}
	return nil
}

// remoteName returns the text of a name after a dot, in quotes if the name needs them.
func remoteName(name term.Term) string {
	n := name.Atom().String()
	if _, op := operatorByName[n]; op && n != ".." || unaryNames[n] && n != "..." || isName(n) || words[n] != tEOF {
		return n
	}
	return quoteText(n, '"', false)
}

// formatTarget writes the form before a dot, an access or an argument list. An operator other than
// @, a fn and a form of several lines get parentheses.
func formatTarget(t term.Term) layout {
	d := formatExpr(t)
	s := shapeOf(t)
	_, forced := d.(force)
	if (isBinary(t) || isUnary(t) && !s.is("@", 1)) || s.is("fn", -1) || forced {
		return parens(d)
	}
	return d
}

// isClauses reports whether elems is a non-empty list of clauses "args -> body".
func isClauses(elems []term.Term) bool {
	for _, e := range elems {
		s := shapeOf(e)
		if !s.is("->", 2) || !s.args[0].IsList() {
			return false
		}
	}
	return len(elems) > 0
}

// clauseParts returns the document of the arguments and guard of a clause, and the quoted body.
func clauseParts(t term.Term) (layout, term.Term) {
	s := shapeOf(t)
	args, _ := s.args[0].Slice()
	if len(args) == 1 {
		if w := shapeOf(args[0]); w.is("when", -1) && len(w.args) > 0 {
			n := len(w.args) - 1
			head := cat{join(formatEach(w.args[:n]), text(", ")), text(" when "), formatExpr(w.args[n])}
			if n == 0 {
				head = cat{text("() when "), formatExpr(w.args[n])}
			}
			return head, s.args[1]
		}
	}
	return join(formatEach(args), text(", ")), s.args[1]
}

func formatEach(ts []term.Term) []layout {
	docs := make([]layout, len(ts))
	for i, t := range ts {
		docs[i] = formatExpr(t)
	}
	return docs
}

// formatClauses writes clauses one below the other. If one body needs several lines, every body
// starts on a new line and an empty line separates the clauses.
func formatClauses(clauses []term.Term) layout {
	heads, bodies := make([]layout, len(clauses)), make([]layout, len(clauses))
	wide := false
	for i, c := range clauses {
		h, b := clauseParts(c)
		heads[i], bodies[i] = h, formatBody(b)
		wide = wide || breaks(bodies[i])
	}
	var c cat
	for i := range clauses {
		if i > 0 {
			c = append(c, hard{})
			if wide {
				c = append(c, hard{})
			}
		}
		arrow := cat{heads[i], text(" ->")}
		if h, ok := heads[i].(cat); ok && len(h) == 0 {
			arrow = cat{text("() ->")}
		}
		if wide {
			c = append(c, arrow, nest{cat{hard{}, bodies[i]}})
		} else {
			c = append(c, group{cat{arrow, nest{cat{soft(" "), bodies[i]}}}})
		}
	}
	return c
}

// formatFn writes an anonymous function.
func formatFn(clauses []term.Term) layout {
	if len(clauses) > 1 {
		return cat{text("fn"), nest{cat{hard{}, formatClauses(clauses)}}, hard{}, text("end")}
	}
	head, body := clauseParts(clauses[0])
	c := cat{text("fn ")}
	if h, ok := head.(cat); !ok || len(h) > 0 {
		c = append(c, head, text(" "))
	}
	d := formatBody(body)
	if breaks(d) {
		return append(c, text("->"), nest{cat{hard{}, d}}, hard{}, text("end"))
	}
	return group{append(c, text("->"), nest{cat{soft(" "), d}}, soft(" "), text("end"))}
}

// formatParenClauses writes clauses in parentheses.
func formatParenClauses(clauses []term.Term) layout {
	if s := shapeOf(clauses[0]); len(clauses) == 1 && s.args[0].IsEmpty() {
		return cat{text("(-> "), here{formatBody(s.args[1])}, text(")")}
	}
	d := formatClauses(clauses)
	if len(clauses) > 1 || breaks(d) {
		return force{cat{text("("), nest{cat{hard{}, d}}, hard{}, text(")")}}
	}
	return parens(d)
}
