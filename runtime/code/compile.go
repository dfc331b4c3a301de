package code

import (
	"fmt"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file turns the expanded form into functions of the engine: what is
// compiled, and how its variables get registers.
//
// Every node is compiled against what comes after it (a then): a call becomes
// a step, an expression without calls a plain closure (an expr). The window of
// registers of a function holds its arguments, the values it captured, its
// variables, and temporaries, in this order.

// An expr computes a value without calling anything. It raises by panicking
// with a *vm.Exception.
type expr func(p *vm.Process) term.Term

// A then says what happens to a value: it is returned, or it goes into a
// register and a step follows.
type then struct {
	tail bool
	dst  int
	next vm.Step
}

// finish makes the step that computes e and goes on.
func (k then) finish(e expr) vm.Step {
	if k.tail {
		return func(p *vm.Process) vm.Step { return p.Return(e(p)) }
	}
	dst, next := k.dst, k.next
	return func(p *vm.Process) vm.Step {
		v := e(p)
		p.R[dst] = v
		return next
	}
}

// A Unit is the functions of one module while it is compiled. Functions that
// call each other share it.
type Unit struct {
	m      *vm.Machine
	module term.Atom
	file   string
	funs   map[funKey]*vm.Func
	count  uint32 // closures so far
}

type funKey struct {
	name  term.Atom
	arity int
}

// NewUnit returns the unit of a module of a file.
func NewUnit(m *vm.Machine, module term.Atom, file string) *Unit {
	return &Unit{m: m, module: module, file: file, funs: map[funKey]*vm.Func{}}
}

// Function returns the function of the name, which may be defined later.
func (u *Unit) Function(name term.Atom, arity int) *vm.Func {
	k := funKey{name, arity}
	if f := u.funs[k]; f != nil {
		return f
	}
	f := &vm.Func{Module: u.module, Name: name, Arity: arity, Regs: arity, File: u.file}
	f.Entry = func(p *vm.Process) vm.Step {
		e := vm.ErrorOf(aUndefTerm)
		e.Stack = []vm.StackEntry{{Module: f.Module, Name: f.Name, Arity: f.Arity}}
		return p.Fail(e)
	}
	u.funs[k] = f
	return f
}

// A FunctionClause is one clause of a function, expanded.
type FunctionClause struct {
	Args   []term.Term
	Guards []term.Term // any of them
	Body   term.Term
	Line   int
}

// Define compiles a function of the unit.
func (u *Unit) Define(name term.Atom, arity int, clauses []FunctionClause) (f *vm.Func, err error) {
	defer recoverCompile(&err)
	f = u.Function(name, arity)
	if len(clauses) > 0 {
		f.Line = clauses[0].Line
	}
	c := &compiler{m: u.m, unit: u, fn: f, args: arity}
	f.Entry = c.function(clauses)
	f.Regs = c.regs
	return f, nil
}

// CompileOpts says how an expression is compiled by itself.
type CompileOpts struct {
	Module   term.Atom
	Function term.Atom // shown in stack traces; __FILE__ for a file or a prompt
	File     string
	// Vars are the versions of the variables that have values already: those in
	// the tuple that the function takes.
	Vars []int
	// Out are the versions whose values the function returns.
	Out []int
	// Interpreted closures keep their source.
	Interpreted bool
	Unit        *Unit
}

// CompileExpr makes a function of one argument, a tuple of the values of
// o.Vars, which returns {value, values of o.Out as a tuple}.
func CompileExpr(m *vm.Machine, t term.Term, o CompileOpts) (f *vm.Func, err error) {
	defer recoverCompile(&err)
	u := o.Unit
	if u == nil {
		u = NewUnit(m, o.Module, o.File)
	}
	name := o.Function
	if name == 0 {
		name = aFileFun
	}
	f = &vm.Func{Module: o.Module, Name: name, Arity: 1, File: o.File}
	if f.Module == 0 {
		f.Module = aElixirEval
	}
	c := &compiler{m: m, unit: u, fn: f, args: 1, interpreted: o.Interpreted}
	c.reset()
	in := make([]int, len(o.Vars))
	for i, v := range o.Vars {
		in[i] = c.variable(v)
	}
	c.assign(t)
	c.next = max(c.next, c.high)
	out := make([]int, len(o.Out))
	for i, v := range o.Out {
		out[i] = c.variable(v)
	}
	value := c.temp()
	body := c.compile(t, then{dst: value, next: func(p *vm.Process) vm.Step {
		vals := make([]term.Term, len(out))
		for i, r := range out {
			vals[i] = p.R[r]
			if vals[i].IsNone() {
				vals[i] = term.Nil
			}
		}
		return p.Return(term.Tup(p.R[value], term.Tup(vals...)))
	}})
	f.Entry = func(p *vm.Process) vm.Step {
		vals := p.R[0].Elems()
		for i, r := range in {
			p.R[r] = vals[i]
		}
		for _, r := range out {
			if r >= 1+len(in) {
				p.R[r] = term.Term{}
			}
		}
		return body
	}
	f.Regs = c.regs
	return f, nil
}

// compileError is what the compiler panics with for what it cannot compile.
type compileError struct {
	line int
	msg  string
}

func (e *compileError) Error() string { return e.msg }

func recoverCompile(err *error) {
	switch r := recover().(type) {
	case nil:
	case *compileError:
		*err = r
	default:
		panic(r)
	}
}

func badForm(meta term.Term, format string, args ...any) {
	panic(&compileError{lineOf(meta), fmt.Sprintf(format, args...)})
}

// A compiler compiles one function.
type compiler struct {
	m           *vm.Machine
	unit        *Unit
	fn          *vm.Func
	args        int // arguments and captured values
	free        []int
	vars        map[int]int // version to register
	next        int         // the next register
	regs        int         // how many there are
	pure        map[*term.Term]bool
	high        int // the registers that variables of clauses took
	stack       int // register of __STACKTRACE__, 0 when there is none
	interpreted bool
}

// reset forgets the variables, for the next clause.
func (c *compiler) reset() {
	c.vars = map[int]int{}
	c.next = c.args
	for i, v := range c.free {
		c.vars[v] = c.args - len(c.free) + i
	}
	c.regs = max(c.regs, c.next)
	if c.pure == nil {
		c.pure = map[*term.Term]bool{}
	}
}

func (c *compiler) temp() int {
	r := c.next
	c.next++
	c.regs = max(c.regs, c.next)
	return r
}

// variable is the register of a version.
func (c *compiler) variable(version int) int {
	r, ok := c.vars[version]
	if !ok {
		r = c.temp()
		c.vars[version] = r
	}
	return r
}

// reg is the register of a quoted variable.
func (c *compiler) reg(meta term.Term, name term.Atom) int {
	v, ok := kwGet(meta, aVersion)
	n, isInt := v.AsInt()
	if name == aStacktrace && c.stack != 0 {
		return c.stack
	}
	if !ok || !isInt {
		badForm(meta, "undefined variable %q", name)
	}
	return c.variable(int(n))
}

// assign gives the variables of t their registers, in the order of the source.
// Those of a clause are free again after it.
func (c *compiler) assign(t term.Term) {
	if _, meta, _, ok := isVar(t); ok {
		if v, ok := kwGet(meta, aVersion); ok {
			n, _ := v.AsInt()
			c.variable(int(n))
		}
		return
	}
	if _, _, ok := isCallOf(t, aFn, -1); ok {
		return
	}
	if _, a, ok := isCallOf(t, aArrow, 2); ok {
		// The highest register stays taken while the clause lasts only: the
		// clauses beside it never run together with it.
		mark := c.next
		c.assign(a[0])
		c.assign(a[1])
		c.high = max(c.high, c.next)
		c.next = mark
		return
	}
	switch {
	case t.Cons() != nil:
		for cell := t.Cons(); cell != nil; cell = t.Cons() {
			c.assign(cell.Head)
			t = cell.Tail
		}
		if !t.IsEmpty() {
			c.assign(t)
		}
	case t.IsTupleOf(2):
		el := t.Elems()
		c.assign(el[0])
		c.assign(el[1])
	case t.IsTupleOf(3):
		el := t.Elems()
		c.assign(el[0])
		c.assign(el[2])
	}
}

// assignArgs is assign for the arguments of a function. An argument that is
// just a variable stays where it is.
func (c *compiler) assignArgs(args []term.Term) {
	for i, a := range args {
		name, meta, _, ok := isVar(a)
		v, _ := kwGet(meta, aVersion)
		if n, isInt := v.AsInt(); ok && isInt && name != aUnderscore {
			if _, known := c.vars[int(n)]; !known {
				c.vars[int(n)] = i
			}
			continue
		}
		c.assign(a)
	}
}

// function compiles clauses into the entry of the function.
func (c *compiler) function(clauses []FunctionClause) vm.Step {
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
			return p.Fail(vm.FunctionClauseAt(aErlEval, aInterpreted, p.R[:arity], "", 0))
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
	if name, meta, _, ok := isVar(pat); ok {
		if name == aUnderscore {
			return nil
		}
		v, _ := kwGet(meta, aVersion)
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
