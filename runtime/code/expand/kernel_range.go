package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file defines ranges and `in`, which inspects literal ranges.

func rangeMacros() {
	DefMacro("..", 0, func(x *Expander, meta term.Term, _ []term.Term) term.Term {
		return rangeMap(meta, term.Int(0), term.Int(-1), term.Int(1))
	})
	DefMacro("..", 2, macroRange)
	DefMacro("..//", 3, macroStepRange)
	DefMacro("in", 2, macroIn)
}

func rangeMap(meta, first, last, step term.Term) term.Term {
	return quoted.Node("%{}", meta, quoted.Pair("__struct__", term.Sym("Elixir.Range")), quoted.Pair("first", first), quoted.Pair("last", last), quoted.Pair("step", step))
}

func macroRange(x *Expander, meta term.Term, a []term.Term) term.Term {
	first, last := x.MacroExpand(a[0]), x.MacroExpand(a[1])
	first, last = negative(first), negative(last)
	x.checkRange(first, last)
	f, ok1 := first.AsInt()
	l, ok2 := last.AsInt()
	if ok1 && ok2 {
		step := int64(1)
		if f > l {
			step = -1
			x.Warn(meta, diagnostic.NegativeStep, f, l)
		}
		return rangeMap(meta, first, last, term.Int(step))
	}
	if x.Env.Context == 0 {
		// Without the call of Function.identity, Range.new would be a tail call, and warnings could
		// not name the calling function. Function.identity also hides the type of the range.
		return quoted.Remote(meta, term.Sym("Elixir.Function"), "identity", quoted.Remote(meta, term.Sym("Elixir.Range"), "new", first, last))
	}
	text := written(first) + ".." + written(last)
	if x.Env.Context == quoted.AMatchCtx {
		x.Warn(meta, diagnostic.StepInMatch, text)
		return rangeMap(meta, first, last, quoted.Variable("_", meta, term.ANil))
	}
	x.Warn(meta, diagnostic.StepInGuard, text)
	return rangeMap(meta, first, last, guardStep(meta, first, last))
}

// negative folds a unary minus into an integer literal.
func negative(t term.Term) term.Term {
	if _, a, ok := quoted.IsCallOf(t, quoted.AMinus, 1); ok {
		if n, ok := a[0].AsInt(); ok {
			return term.Int(-n)
		}
	}
	return t
}

// guardStep returns the step of first..last as a guard expression.
func guardStep(meta, first, last term.Term) term.Term {
	steps := quoted.Node("%{}", meta, term.Tup(term.False, term.Int(1)), term.Tup(term.True, term.Int(-1)))
	return quoted.Erlang(meta, "map_get", quoted.Erlang(meta, ">", first, last), steps)
}

func macroStepRange(x *Expander, meta term.Term, a []term.Term) term.Term {
	first, last, step := x.MacroExpand(a[0]), x.MacroExpand(a[1]), x.MacroExpand(a[2])
	x.checkRange(first, last)
	if x.Env.Context != quoted.AMatchCtx && term.Equal(step, term.Int(0)) {
		x.Raise(ArgumentError("ranges (first..last//step) expect the step to be a non-zero integer, got: 0"))
	}
	if x.Env.Context != 0 || first.IsInteger() && last.IsInteger() && step.IsInteger() {
		return rangeMap(meta, first, last, step)
	}
	return quoted.Remote(meta, term.Sym("Elixir.Range"), "new", first, last, step)
}

func (x *Expander) checkRange(first, last term.Term) {
	for _, t := range []term.Term{first, last} {
		if t.Kind() != term.KindTuple && !t.IsInteger() {
			x.Raise(ArgumentError("ranges (first..last//step) expect both sides to be integers, got: %s..%s", written(first), written(last)))
		}
	}
}

// literalRange returns the fields of a literal range.
func literalRange(t term.Term) (first, last, step term.Term, ok bool) {
	_, fields, isMap := quoted.IsCallOf(t, quoted.AMapForm, -1)
	if !isMap || len(fields) != 4 {
		return
	}
	kw := term.List(fields...)
	name, _ := quoted.KwGet(kw, term.AStruct)
	first, _ = quoted.KwGet(kw, term.Intern("first"))
	last, _ = quoted.KwGet(kw, term.Intern("last"))
	step, ok = quoted.KwGet(kw, term.Intern("step"))
	return first, last, step, ok && name.Is(term.Intern("Elixir.Range"))
}

// macroIn expands the operator `in` to comparisons with the elements of a literal list or range.
// For any other right side it expands to a call of Enum.member?/2.
func macroIn(x *Expander, meta term.Term, args []term.Term) term.Term {
	left, right := args[0], x.MacroExpand(args[1])
	body := x.Env.Context == 0
	if elems, ok := right.Slice(); ok {
		switch {
		case len(elems) == 0 && !body:
			return term.False
		case len(elems) == 0:
			return quoted.Block(meta, quoted.Node("=", meta, quoted.Variable("_", meta, term.ANil), left), term.False)
		case body && !smallLiterals(elems):
			return quoted.Remote(meta, term.Sym("lists"), "member", left, right)
		}
		return x.once(meta, left, func(l term.Term) term.Term { return x.inList(meta, l, elems, right) })
	}
	if first, last, step, ok := literalRange(right); ok {
		return x.once(meta, left, func(l term.Term) term.Term {
			return inRange(meta, l, x.MacroExpand(first), x.MacroExpand(last), x.MacroExpand(step))
		})
	}
	if !body {
		x.invalidIn(right)
	}
	return quoted.Remote(meta, term.Sym("Elixir.Enum"), "member?", right, left)
}

func (x *Expander) invalidIn(right term.Term) {
	if right.Map() != nil {
		x.Raise(ArgumentError("found unescaped value on the right side of in/2: %s", written(right)))
		return
	}
	x.Raise(ArgumentError("invalid right argument for operator \"in\", it expects a compile-time proper list or compile-time range on the right side when used in guard expressions, got: %s", written(right)))
}

// smallLiterals reports whether a list is short and consists of literals, so that it can be
// compared element by element.
func smallLiterals(elems []term.Term) bool {
	for _, e := range elems {
		if !e.IsAtom() && !e.IsBits() && !e.IsInteger() && e.Kind() != term.KindFloat {
			return false
		}
	}
	return len(elems) <= 32
}

// once calls f with a form for the value of left that f can use several times. left itself is
// evaluated once. Variables and literals need no temporary variable.
func (x *Expander) once(meta, left term.Term, f func(term.Term) term.Term) term.Term {
	_, _, _, isVar := quoted.IsVar(left)
	if isVar || x.Env.Context != 0 || smallLiterals([]term.Term{left}) {
		return f(left)
	}
	v := x.FreshVar("var")
	return quoted.Block(meta, quoted.Node("=", meta, v, left), f(v))
}

// inList compares left with each element. The tail of [a | tail] can be another list.
func (x *Expander) inList(meta, left term.Term, elems []term.Term, right term.Term) term.Term {
	var out term.Term
	either := func(test term.Term) {
		if out.IsNone() {
			out = test
		} else {
			out = quoted.Erlang(meta, "orelse", out, test)
		}
	}
	for _, e := range elems {
		_, cell, ok := quoted.IsCallOf(e, quoted.APipe, 2)
		if !ok {
			either(quoted.Erlang(meta, "=:=", left, e))
			continue
		}
		either(quoted.Erlang(meta, "=:=", left, cell[0]))
		tail, ok := x.MacroExpand(cell[1]).Slice()
		switch {
		case !ok:
			x.invalidIn(right)
		case len(tail) > 0:
			either(x.inList(meta, left, tail, right))
		}
	}
	return out
}

// inRange compares left with the bounds and the step of a range.
func inRange(meta, left, first, last, step term.Term) term.Term {
	and := func(a, b term.Term) term.Term { return quoted.Erlang(meta, "andalso", a, b) }
	is := func(t term.Term) term.Term { return quoted.Erlang(meta, "is_integer", t) }
	up := and(quoted.Erlang(meta, ">=", left, first), quoted.Erlang(meta, "=<", left, last))
	down := and(quoted.Erlang(meta, "=<", left, first), quoted.Erlang(meta, ">=", left, last))
	zero := term.Int(0)
	n, known := step.AsInt()
	var test term.Term
	switch {
	case known && first.IsInteger() && term.Equal(first, last):
		return quoted.Erlang(meta, "=:=", left, first)
	case known && n > 0:
		test = and(is(left), up)
	case known:
		test = and(is(left), down)
	default:
		test = and(and(is(left), and(is(first), is(last))), quoted.Erlang(meta, "orelse",
			and(quoted.Erlang(meta, ">", step, zero), up), and(quoted.Erlang(meta, "<", step, zero), down)))
	}
	if known && (n == 1 || n == -1) {
		return test
	}
	return and(test, quoted.Erlang(meta, "=:=", quoted.Erlang(meta, "rem", quoted.Erlang(meta, "-", left, first), step), zero))
}
