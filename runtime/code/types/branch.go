package types

import (
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file is the forms that branch: the type of one is the union of those of its clauses, and dynamic.

// branching are the forms that have clauses.
var branching map[string]func(w *walk, meta term.Term, args []term.Term) Type

func init() {
	branching = map[string]func(w *walk, meta term.Term, args []term.Term) Type{
		"case": (*walk).caseOf, "cond": (*walk).cond, "fn": (*walk).fn, "try": (*walk).try, "receive": (*walk).receive,
		"for": (*walk).comprehension, "with": (*walk).with,
	}
}

// An arrow is one clause of such a form.
type arrow struct {
	meta             term.Term
	patterns, guards []term.Term
	body             term.Term
}

func arrowsOf(clauses term.Term) []arrow {
	var out []arrow
	for _, c := range quoted.Slice(clauses) {
		meta, sides, ok := quoted.IsCallOf(c, quoted.AArrow, 2)
		if !ok {
			continue
		}
		a := arrow{meta: meta, body: sides[1]}
		a.patterns, a.guards = guarded(quoted.Slice(sides[0]))
		out = append(out, a)
	}
	return out
}

// guarded separates patterns from their guards.
func guarded(head []term.Term) (patterns, guards []term.Term) {
	if len(head) != 1 {
		return head, nil
	}
	_, parts, ok := quoted.IsCallOf(head[0], quoted.AWhen, -1)
	if !ok {
		return head, nil
	}
	last := parts[len(parts)-1]
	for {
		_, a, more := quoted.IsCallOf(last, quoted.AWhen, 2)
		if !more {
			return parts[:len(parts)-1], append(guards, last)
		}
		guards, last = append(guards, a[0]), a[1]
	}
}

// clauses is out with the types of the bodies. An error in one clause does not silence the next.
func (w *walk) clauses(clauses []arrow, given []Type, why reason, out Type) Type {
	before := w.failed
	for _, c := range clauses {
		failed := w.failed
		w.failed = before
		w.head(c.patterns, c.guards, given, why, c.meta)
		out = union(out, w.expression(c.body))
		w.failed = w.failed || failed
	}
	return out
}

func option(blocks term.Term, key term.Atom) (term.Term, bool) { return quoted.KwGet(blocks, key) }

func (w *walk) caseOf(meta term.Term, args []term.Term) Type {
	do, _ := option(args[1], quoted.ADo)
	if u, ok := structUpdateOf(meta, args); ok {
		return w.structUpdate(u, args[0])
	}
	t := w.expression(args[0])
	clauses := arrowsOf(do)
	if isLiteral(args[0]) { // most likely a macro made it
		for i := range clauses {
			clauses[i].meta = quoted.KwStore(clauses[i].meta, quoted.AGenerated, term.True)
		}
	}
	why := reason{kind: caseClause, t: t, expr: args[0]}
	if refusesOthers(clauses) {
		why.kind = conditional
	}
	return w.clauses(clauses, []Type{t}, why, none).loose()
}

// refusesOthers reports the clauses that and/2 and or/2 are expanded to.
func refusesOthers(clauses []arrow) bool {
	if len(clauses) != 3 {
		return false
	}
	_, name, _, args, ok := quoted.IsRemote(clauses[2].body)
	if !ok || name.String() != "error" || len(args) != 1 {
		return false
	}
	_, in, ok := quoted.IsCallOf(args[0], quoted.ATuple, 3)
	return ok && in[0].Is(term.Intern("badbool"))
}

// isLiteral reports a form that is its own value.
func isLiteral(e term.Term) bool {
	return !quoted.Contains(e, func(x term.Term) bool {
		head, _, args, ok := quoted.IsNode(x)
		return ok && !(head.IsAtom() && args.IsList() && literalForms[head.Atom().String()])
	})
}

// literalForms are the forms of literals, with those of the specifications of segments.
var literalForms = setOf("{} %{} <<>> :: - | size unit binary bytes integer float bits bitstring utf8 utf16 utf32 signed unsigned little big native")

func allLiteral(es []term.Term) bool {
	return !slices.ContainsFunc(es, func(e term.Term) bool { return !isLiteral(e) })
}

// cond tells of a condition that always or never holds; the last may always hold.
func (w *walk) cond(_ term.Term, args []term.Term) Type {
	do, _ := option(args[0], quoted.ADo)
	out := none
	clauses := arrowsOf(do)
	for i, c := range clauses {
		if len(c.patterns) != 1 {
			continue
		}
		t := w.expression(c.patterns[0])
		truth := t.truth()
		if w.telling && (truth == alwaysFalse || truth == alwaysTrue && i < len(clauses)-1) {
			how := "never match"
			if truth == alwaysTrue {
				how = "always match"
			}
			w.warn(c.meta, 0, diagnostic.CondOfOneType, w.traced(c.patterns[0]), how, w.shown(c.patterns[0]), w.indented(t))
		}
		out = union(out, w.expression(c.body))
	}
	return out.loose()
}

func (w *walk) fn(_ term.Term, args []term.Term) Type {
	clauses := arrowsOf(term.List(args...))
	if len(clauses) > 0 {
		w.clauses(clauses, anythings(len(clauses[0].patterns)), reason{}, none)
	}
	return function
}

func (w *walk) receive(_ term.Term, args []term.Term) Type {
	out := none
	if do, ok := option(args[0], quoted.ADo); ok {
		out = w.clauses(arrowsOf(do), []Type{dynamic}, reason{}, out)
	}
	after, _ := option(args[0], quoted.AAfter)
	for _, c := range arrowsOf(after) {
		if len(c.patterns) != 1 {
			continue
		}
		t := w.expression(c.patterns[0])
		out = union(out, w.expression(c.body))
		if !t.upper().has(integers) {
			w.tell(c.meta, diagnostic.TimeoutOfNoInteger, w.traced(c.patterns[0]), w.shown(c.patterns[0]), w.indented(t))
		}
	}
	return out.loose()
}

var caught = atomsOf(term.Intern("error"), term.Intern("exit"), term.Intern("throw"))

func (w *walk) try(_ term.Term, args []term.Term) Type {
	blocks := args[0]
	do, _ := option(blocks, quoted.ADo)
	body := w.expression(do)
	out := body
	if _, ok := option(blocks, quoted.AElse); ok {
		out = none
	}
	for _, b := range quoted.Slice(blocks) {
		el := b.Elems()
		if len(el) != 2 {
			continue
		}
		switch el[0].Atom() {
		case quoted.ARescue:
			for _, c := range arrowsOf(el[1]) {
				out = union(out, w.rescue(c))
			}
		case quoted.ACatch:
			out = w.clauses(arrowsOf(el[1]), []Type{caught, dynamic}, reason{}, out)
		case quoted.AElse:
			out = w.clauses(arrowsOf(el[1]), []Type{body}, reason{kind: elseClause, t: body}, out)
		case quoted.AAfter:
			w.expression(el[1])
		}
	}
	return out.loose()
}

var anException = mapOf(true, []pair{{term.AStruct, atom}, {term.Intern("__exception__"), atomsOf(term.ATrue)}})

// rescue is one clause of rescue: a variable is one of the exceptions that are named.
func (w *walk) rescue(c arrow) Type {
	if len(c.patterns) != 1 {
		return w.expression(c.body)
	}
	v, t, how := c.patterns[0], anException, inAnyRescue
	form := v
	if _, a, ok := quoted.IsCallOf(v, quoted.AIn, 2); ok {
		v = a[0]
		if mods := quoted.Slice(a[1]); len(mods) > 0 {
			t, how = w.exceptions(mods), inRescue
		} else {
			form = v
		}
	}
	if name, _, _, ok := quoted.IsVar(v); ok && name != quoted.AUnderscore {
		w.refine(v, form, t, how)
	}
	return w.expression(c.body)
}

func (w *walk) exceptions(mods []term.Term) Type {
	out := none
	for _, m := range mods {
		t := dynamic
		if fields := w.Host.Fields(m.Atom()); fields != nil {
			pairs := []pair{{term.AStruct, atomsOf(m.Atom())}}
			for _, f := range fields {
				pairs = append(pairs, pair{f, anyTerm})
			}
			t = mapOf(false, append(pairs, pair{term.Intern("__exception__"), atomsOf(term.ATrue)})).loose()
		}
		out = union(out, t)
	}
	return out
}

// comprehension is for. Elixir 1.18 learns nothing of the elements that its generators give.
func (w *walk) comprehension(_ term.Term, args []term.Term) Type {
	last := len(args) - 1
	for _, c := range args[:last] {
		w.generator(c)
	}
	options := args[last]
	_, reduces := option(options, quoted.AReduce)
	for _, key := range []term.Atom{quoted.AInto, quoted.AReduce} {
		if e, ok := option(options, key); ok {
			w.expression(e)
		}
	}
	do, _ := option(options, quoted.ADo)
	if reduces {
		w.clauses(arrowsOf(do), []Type{dynamic}, reason{}, none)
	} else {
		w.expression(do)
	}
	return dynamic
}

func (w *walk) generator(c term.Term) {
	if _, a, ok := quoted.IsCallOf(c, quoted.ALeftArrow, 2); ok {
		w.expression(a[1])
		w.bound(a[0], dynamic, c)
		return
	}
	if args, right, form, ok := bitGenerator(c); ok {
		t := w.expression(right)
		w.segments(args, inPattern)
		if !t.upper().has(binaries) {
			w.tell(quoted.MetaOf(form), diagnostic.GeneratorOfNoBinary, w.traced(right), w.shown(right), w.indented(t))
		}
		return
	}
	w.expression(c)
}

// bitGenerator reads <<a, b <- bytes>>.
func bitGenerator(c term.Term) (segments []term.Term, right, form term.Term, ok bool) {
	_, in, is := quoted.IsCallOf(c, quoted.ABits, -1)
	if !is || len(in) == 0 {
		return nil, term.Term{}, term.Term{}, false
	}
	form = in[len(in)-1]
	_, a, is := quoted.IsCallOf(form, quoted.ALeftArrow, 2)
	if !is {
		return nil, term.Term{}, term.Term{}, false
	}
	left := []term.Term{a[0]}
	if _, more, nested := quoted.IsCallOf(a[0], quoted.ABits, -1); nested {
		left = more
	}
	return append(in[:len(in)-1:len(in)-1], left...), a[1], form, true
}

// bound matches the left side of an arrow.
func (w *walk) bound(left term.Term, t Type, form term.Term) {
	patterns, guards := guarded([]term.Term{left})
	w.match(patterns, []term.Term{form}, []Type{t}, reason{})
	for _, g := range guards {
		w.guard(g, guardResult, g)
	}
}

func (w *walk) with(_ term.Term, args []term.Term) Type {
	last := len(args) - 1
	for _, c := range args[:last] {
		if _, a, ok := quoted.IsCallOf(c, quoted.ALeftArrow, 2); ok {
			w.bound(a[0], dynamic, c)
			w.expression(a[1])
			continue
		}
		w.expression(c)
	}
	if do, ok := option(args[last], quoted.ADo); ok {
		w.expression(do)
	}
	if no, ok := option(args[last], quoted.AElse); ok {
		w.clauses(arrowsOf(no), []Type{dynamic}, reason{}, none)
	}
	return dynamic
}
