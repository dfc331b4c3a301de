package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles case, cond and with.

// A choice is a compiled clause: a pattern, a guard and a body.
type choice struct {
	pattern pattern
	guard   *test // nil if the clause has no guard
	body    vm.Step
}

func (ch *choice) takes(p *vm.Process, v term.Term) bool {
	return ch.pattern.takes(p, v) && (ch.guard == nil || ch.guard.holds(p))
}

// choices compiles clauses with one pattern each. The clauses reuse each other's registers.
func (c *compiler) choices(clauses term.Term, k then) []choice {
	var out []choice
	for _, cl := range clausesOf(quoted.Slice(clauses)) {
		mark := c.next
		m := c.pattern(cl.Args[0], map[int]bool{})
		out = append(out, choice{m, c.guards(cl.Guards), c.compile(cl.Body, k)})
		c.next = mark
	}
	return out
}

// choose returns the step that takes the first clause matching the value of e. Like all branching
// steps, it runs the first step of the chosen clause directly. This is possible because code that
// is nested in the source may be nested on Go's stack.
func choose(chs []choice, e operand, otherwise func(p *vm.Process, v term.Term) vm.Step) vm.Step {
	if len(chs) == 2 {
		a, b := chs[0], chs[1]
		return func(p *vm.Process) vm.Step {
			v := e.value(p)
			if a.takes(p, v) {
				return a.body(p)
			}
			if b.takes(p, v) {
				return b.body(p)
			}
			return otherwise(p, v)
		}
	}
	return func(p *vm.Process) vm.Step {
		v := e.value(p)
		for i := range chs {
			if chs[i].takes(p, v) {
				return chs[i].body(p)
			}
		}
		return otherwise(p, v)
	}
}

// noChoice returns the continuation for a value without a matching clause. It raises {what, v}.
func (c *compiler) noChoice(what term.Term, line int) func(p *vm.Process, v term.Term) vm.Step {
	fn := c.fn
	return func(p *vm.Process, v term.Term) vm.Step {
		return p.Fail(vm.At(vm.ErrorOf(term.Tup(what, v)), fn, line))
	}
}

func (c *compiler) caseStep(meta term.Term, args []term.Term, k then) vm.Step {
	do, _ := quoted.KwGet(args[1], quoted.ADo)
	if s := c.ifStep(args[0], do, k); s != nil {
		return s
	}
	chs := c.choices(do, k)
	otherwise := c.noChoice(aCaseClause, quoted.LineOf(meta))
	return c.operands([]term.Term{args[0]}, func(os []operand) vm.Step { return choose(chs, os[0], otherwise) })
}

// caseExpr compiles a case whose parts are all pure.
func (c *compiler) caseExpr(meta term.Term, args []term.Term) expr {
	do, _ := quoted.KwGet(args[1], quoted.ADo)
	if e := c.ifExpr(args[0], do); e != nil {
		return e
	}
	type arm struct {
		choice
		e expr
	}
	subject := c.operand(args[0])
	var arms []arm
	for _, cl := range clausesOf(quoted.Slice(do)) {
		m := c.pattern(cl.Args[0], map[int]bool{})
		arms = append(arms, arm{choice{pattern: m, guard: c.guards(cl.Guards)}, c.expr(cl.Body)})
	}
	fn, line := c.fn, quoted.LineOf(meta)
	return func(p *vm.Process) term.Term {
		v := subject.value(p)
		for i := range arms {
			if arms[i].takes(p, v) {
				return arms[i].e(p)
			}
		}
		panic(vm.At(vm.ErrorOf(term.Tup(aCaseClause, v)), fn, line))
	}
}

// lastLine returns the line of the last clause. A cond without a match fails at this line, because
// Elixir expands it to nested cases.
func lastLine(clauses, meta term.Term) int {
	all := quoted.Slice(clauses)
	if len(all) == 0 {
		return quoted.LineOf(meta)
	}
	if e := all[len(all)-1].Elems(); len(e) == 3 && quoted.LineOf(e[1]) > 0 {
		return quoted.LineOf(e[1])
	}
	return quoted.LineOf(meta)
}

func (c *compiler) condStep(meta term.Term, args []term.Term, k then) vm.Step {
	do, _ := quoted.KwGet(args[0], quoted.ADo)
	fn, line := c.fn, lastLine(do, meta)
	step := vm.Step(func(p *vm.Process) vm.Step { return p.Fail(vm.At(vm.ErrorOf(aCondClause), fn, line)) })
	cls := clausesOf(quoted.Slice(do))
	for i := len(cls) - 1; i >= 0; i-- {
		step = c.condClause(cls[i], step, k)
	}
	return step
}

func (c *compiler) condClause(cl Clause, next vm.Step, k then) vm.Step {
	mark := c.next
	defer func() { c.next = mark }()
	body := c.compile(cl.Body, k)
	if v, ok := c.constant(cl.Args[0]); ok && v.Truthy() {
		return body
	}
	if g := c.condition(cl.Args[0]); g != nil {
		return g.either(body, next)
	}
	return c.operands(cl.Args[:1], func(os []operand) vm.Step {
		e := os[0]
		return func(p *vm.Process) vm.Step {
			if e.value(p).Truthy() {
				return body(p)
			}
			return next(p)
		}
	})
}

func (c *compiler) condExpr(meta term.Term, args []term.Term) expr {
	type arm struct {
		test *test
		body operand
	}
	do, _ := quoted.KwGet(args[0], quoted.ADo)
	var arms []arm
	for _, cl := range clausesOf(quoted.Slice(do)) {
		arms = append(arms, arm{c.truth(cl.Args[0]), c.operand(cl.Body)})
	}
	fn, line := c.fn, lastLine(do, meta)
	return func(p *vm.Process) term.Term {
		for i := range arms {
			if arms[i].test.holds(p) {
				return arms[i].body.value(p)
			}
		}
		panic(vm.At(vm.ErrorOf(aCondClause), fn, line))
	}
}

// withStep compiles with: a chain of matches that ends at the first failure.
func (c *compiler) withStep(meta term.Term, args []term.Term, k then) vm.Step {
	opts := args[len(args)-1]
	do, _ := quoted.KwGet(opts, quoted.ADo)
	r := c.temp()
	failed := k.finish(inRegister(r))
	if els, ok := quoted.KwGet(opts, quoted.AElse); ok {
		chs := c.choices(els, k)
		failed = choose(chs, inRegister(r), c.noChoice(aWithClause, quoted.LineOf(meta)))
	}
	step := c.compile(do, k)
	for i := len(args) - 2; i >= 0; i-- {
		_, a, ok := quoted.IsCallOf(args[i], quoted.ALeftArrow, 2)
		if !ok {
			step = c.effect(args[i], step)
			continue
		}
		step = c.withClause(a[0], a[1], r, step, failed)
	}
	return step
}

func (c *compiler) withClause(pat, e term.Term, r int, next, failed vm.Step) vm.Step {
	pat, guards := patternGuards(pat)
	ch := choice{pattern: c.pattern(pat, map[int]bool{}), guard: c.guards(guards)}
	return c.compile(e, then{dst: r, next: func(p *vm.Process) vm.Step {
		if ch.takes(p, p.R[r]) {
			return next(p)
		}
		return failed(p)
	}})
}

// patternGuards splits pattern when guard into the pattern and the guards.
func patternGuards(t term.Term) (term.Term, []term.Term) {
	if _, a, ok := quoted.IsCallOf(t, quoted.AWhen, 2); ok {
		return a[0], guardList(a[1])
	}
	return t, nil
}

// clausesOf converts quoted -> clauses to Clauses.
func clausesOf(clauses []term.Term) []Clause {
	out := make([]Clause, len(clauses))
	for i, cl := range clauses {
		m, a, ok := quoted.IsCallOf(cl, quoted.AArrow, 2)
		if !ok {
			badForm(quoted.MetaOf(cl), "expected a clause, got: %s", term.Inspect(cl, term.Opts{}))
		}
		args := quoted.Slice(a[0])
		out[i] = Clause{Args: args, Body: a[1], Line: quoted.LineOf(m)}
		if len(args) == 1 {
			if _, w, ok := quoted.IsCallOf(args[0], quoted.AWhen, -1); ok {
				n := len(w) - 1
				out[i].Args, out[i].Guards = w[:n], guardList(w[n])
			}
		}
	}
	return out
}

// guardList splits g1 when g2 into its guards.
func guardList(g term.Term) []term.Term {
	if _, a, ok := quoted.IsCallOf(g, quoted.AWhen, 2); ok {
		return append([]term.Term{a[0]}, guardList(a[1])...)
	}
	return []term.Term{g}
}
