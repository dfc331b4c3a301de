package compile

import (
	"fmt"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file turns the expanded form into functions of the engine.
//
// Each node is compiled with its continuation (a then). A call becomes a step. An expression
// without calls becomes a plain closure (an expr). The register window of a function holds, in this
// order, its arguments, its captured values, its variables, and temporaries.

// An expr computes a value without calling any function of the engine. It raises by panicking with
// a *vm.Exception.
type expr func(p *vm.Process) term.Term

// A then is the continuation of a value: return it, or store it in a register and run the next
// step.
type then struct {
	tail bool
	dst  int
	next vm.Step
}

// finish returns the step that computes o and continues with k.
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

// A Unit holds the functions of one module during compilation. Functions that call each other
// share it.
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

// NewUnit returns an empty unit for a module that is defined in file.
func NewUnit(m *vm.Machine, module term.Atom, file string) *Unit {
	return &Unit{m: m, module: module, file: file, funs: map[Key]*vm.Func{}}
}

// Function returns the function called name. It may be defined later.
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

// Define compiles a function of the unit that is defined in file.
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

// Options are the options for compiling a single expression.
type Options struct {
	Module   term.Atom
	Function term.Atom // for stack traces; __FILE__ for a file or a prompt
	File     string
	// Vars holds the versions of the variables that are already bound, in the order of the tuple
	// that the function takes.
	Vars []int
	// Out holds the versions of the variables whose values the function returns.
	Out []int
	// Interpreted makes closures keep their source.
	Interpreted bool
	Unit        *Unit
}

// Expr compiles an expression to a function. The argument of the function is a tuple of the values
// of o.Vars. The result is {value, tuple of the values of o.Out}.
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

// A compileError is the panic value for code that cannot be compiled.
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
	host        *host // the named function that contains fn, or fn itself
	args        int   // number of arguments and captured values
	free        []int
	vars        map[int]int // version to register
	next        int         // the next register
	regs        int         // number of registers that the function needs
	pure        map[*term.Term]bool
	high        int // highest register used by variables of clauses
	stack       int // register of __STACKTRACE__, or 0
	interpreted bool
	// around holds the lines of the enclosing comprehensions at a prompt. A stack trace of erl_eval
	// shows each of them as a call.
	around []int
}

// DefineApart compiles a function of the unit but does not register it by name.
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
