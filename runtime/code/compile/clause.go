package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles the clauses of a function: which of them is for these arguments.

// A Clause is one clause of a function, expanded.
type Clause struct {
	Args   []term.Term
	Guards []term.Term // any of them
	Body   term.Term
	Line   int
}

// function compiles clauses into the entry of the function.
func (c *compiler) function(clauses []Clause) vm.Step {
	type branch struct {
		match func(p *vm.Process) bool
		body  vm.Step
	}
	branches := make([]branch, len(clauses))
	for i, cl := range clauses {
		c.reset()
		c.high = 0
		c.assignArgs(cl.Args)
		for _, g := range cl.Guards {
			c.assign(g)
		}
		c.assign(cl.Body)
		c.next = max(c.next, c.high)
		c.regs = max(c.regs, c.next)
		match := c.head(cl.Args, cl.Guards)
		branches[i] = branch{match, c.compile(cl.Body, then{tail: true})}
	}
	f := c.fn
	arity := f.Arity
	noClause := func(p *vm.Process) vm.Step {
		if !f.Source.IsNone() {
			return p.Fail(vm.At(vm.FunctionClauseAt(aErlEval, aInterpreted, p.R[:arity], "", 0), f, f.Line))
		}
		return p.Fail(vm.FunctionClauseAt(f.Module, f.Name, p.R[:arity], f.File, f.Line))
	}
	switch len(branches) {
	case 1:
		b := branches[0]
		if b.match == nil {
			return b.body
		}
		return func(p *vm.Process) vm.Step {
			if b.match(p) {
				return b.body
			}
			return noClause(p)
		}
	case 2:
		a, b := branches[0], branches[1]
		if a.match == nil {
			return a.body
		}
		return func(p *vm.Process) vm.Step {
			if a.match(p) {
				return a.body
			}
			if b.match == nil || b.match(p) {
				return b.body
			}
			return noClause(p)
		}
	}
	return func(p *vm.Process) vm.Step {
		for i := range branches {
			if m := branches[i].match; m == nil || m(p) {
				return branches[i].body
			}
		}
		return noClause(p)
	}
}

// head compiles the patterns of arguments and the guards of a clause into one
// test; nil if it is always true.
func (c *compiler) head(args, guards []term.Term) func(p *vm.Process) bool {
	seen := map[int]bool{}
	var tests []func(p *vm.Process) bool
	for i, a := range args {
		if t := c.argTest(i, a, seen); t != nil {
			tests = append(tests, t)
		}
	}
	if g := c.guards(guards); g != nil {
		tests = append(tests, g)
	}
	switch len(tests) {
	case 0:
		return nil
	case 1:
		return tests[0]
	case 2:
		a, b := tests[0], tests[1]
		return func(p *vm.Process) bool { return a(p) && b(p) }
	case 3:
		a, b, d := tests[0], tests[1], tests[2]
		return func(p *vm.Process) bool { return a(p) && b(p) && d(p) }
	}
	return func(p *vm.Process) bool {
		for _, t := range tests {
			if !t(p) {
				return false
			}
		}
		return true
	}
}

// argTest matches argument i against a pattern. A variable that is met for the
// first time is the argument itself: it needs no register of its own.
func (c *compiler) argTest(i int, pat term.Term, seen map[int]bool) func(p *vm.Process) bool {
	if name, meta, _, ok := quoted.IsVar(pat); ok {
		if name == quoted.AUnderscore {
			return nil
		}
		v, _ := quoted.KwGet(meta, quoted.AVersion)
		n, _ := v.AsInt()
		if !seen[int(n)] && c.vars[int(n)] == i {
			seen[int(n)] = true
			return nil
		}
	}
	m := c.pattern(pat, seen)
	if m == nil {
		return nil
	}
	return func(p *vm.Process) bool { return m(p, p.R[i]) }
}
