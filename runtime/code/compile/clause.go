package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles the clauses of a function and the choice between them.

// A Clause is one clause in expanded form, of a function, a fn or a case.
type Clause struct {
	Args   []term.Term
	Guards []term.Term // alternatives
	Body   term.Term
	Line   int
}

// function compiles clauses and returns the entry step of the function.
func (c *compiler) function(clauses []Clause) vm.Step {
	branches := make([]branch, len(clauses))
	for i, cl := range clauses {
		head := c.begin(cl)
		branches[i] = branch{head, c.compile(cl.Body, then{tail: true})}
	}
	return dispatch(branches, c.noClause())
}

// begin assigns registers to the variables of a clause and compiles its head.
func (c *compiler) begin(cl Clause) *test {
	c.reset()
	c.high = 0
	c.assignArgs(cl.Args)
	for _, g := range cl.Guards {
		c.assign(g)
	}
	c.assign(cl.Body)
	c.next = max(c.next, c.high)
	c.regs = max(c.regs, c.next)
	return c.head(cl.Args, cl.Guards)
}

// A branch is a compiled clause. head is nil if the clause always matches.
type branch struct {
	head *test
	body vm.Step
}

// noClause returns the step that raises function_clause.
func (c *compiler) noClause() vm.Step {
	f := c.fn
	arity := f.Arity
	return func(p *vm.Process) vm.Step {
		if !f.Source.IsNone() {
			return p.Fail(vm.At(vm.FunctionClauseAt(aErlEval, aInterpreted, p.R[:arity], "", 0), f, f.Line))
		}
		return p.Fail(vm.FunctionClauseAt(f.Module, f.Name, p.R[:arity], f.File, f.Line))
	}
}

// dispatch returns the step that takes the first clause matching the arguments.
func dispatch(branches []branch, otherwise vm.Step) vm.Step {
	for i, b := range branches {
		if b.head == nil {
			branches, otherwise = branches[:i], b.body
			break
		}
	}
	switch len(branches) {
	case 0:
		return otherwise
	case 1:
		return branches[0].head.either(branches[0].body, otherwise)
	case 2:
		a, b := branches[0], branches[1]
		return a.head.either(a.body, b.head.either(b.body, otherwise))
	}
	return func(p *vm.Process) vm.Step {
		for i := range branches {
			if branches[i].head.holds(p) {
				return branches[i].body(p)
			}
		}
		return otherwise(p)
	}
}

// head compiles the argument patterns and the guards of a clause into one test. It returns nil if
// the test always succeeds.
func (c *compiler) head(args, guards []term.Term) *test {
	seen := map[int]bool{}
	var tests []*test
	for i, a := range args {
		if t := c.argTest(i, a, seen); t != nil {
			tests = append(tests, t)
		}
	}
	if g := c.guards(guards); g != nil {
		tests = append(tests, g)
	}
	return all(tests)
}

// argTest compiles the match of argument i. A variable at its first occurrence reuses the register
// of the argument.
func (c *compiler) argTest(i int, pat term.Term, seen map[int]bool) *test {
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
	switch m.form {
	case anything:
		return nil
	case literal:
		return &test{form: isWanted, reg: i, want: m.want}
	case cell:
		return &test{form: isCell, reg: i, head: m.head, tail: m.tail}
	}
	return asking(func(p *vm.Process) bool { return m.takes(p, p.R[i]) })
}
