package compile

import (
	"fmt"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file turns the expanded form into functions of the engine.
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

// finish makes the step that computes o and goes on.
func (k then) finish(o operand) vm.Step {
	if k.tail {
		return returned(o)
	}
	dst, next := k.dst, k.next
	return func(p *vm.Process) vm.Step {
		v := o.value(p)
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
	funs   map[Key]*vm.Func
	Enrolment
}

type Key struct {
	Name  term.Atom
	Arity int
}

// NewUnit returns the unit of a module of a file.
func NewUnit(m *vm.Machine, module term.Atom, file string) *Unit {
	return &Unit{m: m, module: module, file: file, funs: map[Key]*vm.Func{}}
}

// Function returns the function of the name, which may be defined later.
func (u *Unit) Function(name term.Atom, arity int) *vm.Func {
	k := Key{name, arity}
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

// Define compiles a function of the unit that is written in a file.
func (u *Unit) Define(name term.Atom, arity int, file string, clauses []Clause) (f *vm.Func, err error) {
	defer recoverCompile(&err)
	f = u.Function(name, arity)
	f.File = file
	if len(clauses) > 0 {
		f.Line = clauses[0].Line
	}
	c := &compiler{m: u.m, unit: u, fn: f, host: &host{fn: f}, args: arity}
	f.Entry = c.function(clauses)
	f.Regs = c.regs
	return f, nil
}

// Options says how an expression is compiled by itself.
type Options struct {
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

// Expr makes a function of one argument, a tuple of the values of
// o.Vars, which returns {value, values of o.Out as a tuple}.
func Expr(m *vm.Machine, t term.Term, o Options) (f *vm.Func, err error) {
	defer recoverCompile(&err)
	u := o.Unit
	if u == nil {
		u = NewUnit(m, o.Module, o.File)
	}
	name := o.Function
	if name == 0 {
		name = AFileFun
	}
	f = &vm.Func{Module: o.Module, Name: name, Arity: 1, File: o.File}
	if f.Module == 0 {
		f.Module = AElixirEval
	}
	c := &compiler{m: m, unit: u, fn: f, host: &host{fn: f}, args: 1, interpreted: o.Interpreted}
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
	panic(&compileError{quoted.LineOf(meta), fmt.Sprintf(format, args...)})
}

// A compiler compiles one function.
type compiler struct {
	m           *vm.Machine
	unit        *Unit
	fn          *vm.Func
	host        *host // the named function that fn is a closure of, or fn itself
	args        int   // arguments and captured values
	free        []int
	vars        map[int]int // version to register
	next        int         // the next register
	regs        int         // the number of registers that the function needs
	pure        map[*term.Term]bool
	high        int // the registers that variables of clauses took
	stack       int // register of __STACKTRACE__, 0 when there is none
	interpreted bool
	// around has the lines of the comprehensions of a prompt that are compiled:
	// erl_eval makes calls of them.
	around []int
}

// DefineApart compiles a function of the unit without giving it the name that
// others call.
func (u *Unit) DefineApart(place uint32, name term.Atom, arity int, file string, clauses []Clause) (f *vm.Func, err error) {
	defer recoverCompile(&err)
	f = &vm.Func{Module: u.module, Name: name, Arity: arity, File: file}
	if len(clauses) > 0 {
		f.Line = clauses[0].Line
	}
	c := &compiler{m: u.m, unit: u, fn: f, host: &host{fn: f, place: place}, args: arity}
	f.Entry = c.function(clauses)
	f.Regs = c.regs
	return f, nil
}
