package vm

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"lab/runtime/term"
)

// An Exception is an error, an exit or a throw.
type Exception struct {
	Class  term.Atom
	Reason term.Term
	// Stack holds the calls, innermost first.
	Stack []StackEntry
	// whole reports whether Stack is complete and must not be extended.
	whole bool
	// Ended is the process of a CallWith if a signal ended that process before it replied.
	Ended *term.Pid
}

// A StackEntry is a call in a stack trace.
type StackEntry struct {
	Module, Name term.Atom
	Arity        int
	// Args holds the arguments, if they are known. Arity is their number.
	Args []term.Term
	File string
	Line int
	// Note describes errors in the arguments. It follows the message of an ArgumentError.
	Note string
	// Info holds other values of error_info, or None.
	Info term.Term
	// Fun replaces module and name for a closure without code.
	Fun term.Term
	// evaluated marks a closure typed at a prompt. Outside of the prompt its calls are shown as
	// calls of Elixir's evaluator.
	evaluated bool
}

// Complete marks the stack of e as complete.
func (e *Exception) Complete() *Exception {
	e.whole = true
	return e
}

// Error returns the class and the inspected reason.
func (e *Exception) Error() string {
	return e.Class.String() + ": " + term.Inspect(e.Reason, term.Opts{})
}

// Badarg returns the error badarg.
func Badarg() *Exception { return ErrorOf(term.ABadarg.Term()) }

// BadargAt is like Badarg, but adds a note on the i-th argument. i starts at 1.
func BadargAt(i int, what string) *Exception {
	return BadargNote(fmt.Sprintf("  * %s argument: %s\n", ordinal(i), what))
}

// BadargNote is like Badarg, but adds notes on the arguments.
func BadargNote(lines string) *Exception {
	e := Badarg()
	e.Stack = []StackEntry{{Note: "errors were found at the given arguments:\n\n" + lines}}
	return e
}

// remarks collects notes on the arguments of one call.
type remarks []byte

// add adds a note on argument i unless the argument is fine.
func (r *remarks) add(i int, fine bool, what string) {
	if !fine {
		*r = fmt.Appendf(*r, "  * %s argument: %s\n", ordinal(i), what)
	}
}

func (r remarks) badarg() *Exception { return BadargNote(string(r)) }

func ordinal(i int) string {
	switch {
	case i%10 == 1 && i%100 != 11:
		return fmt.Sprintf("%dst", i)
	case i%10 == 2 && i%100 != 12:
		return fmt.Sprintf("%dnd", i)
	case i%10 == 3 && i%100 != 13:
		return fmt.Sprintf("%drd", i)
	}
	return fmt.Sprintf("%dth", i)
}

// ErrorOf returns an exception of class error.
func ErrorOf(reason term.Term) *Exception {
	return &Exception{Class: term.AError, Reason: reason}
}

// ErrorIn returns err, attributed to a call of mod.name with args instead of to the native that
// returns err.
func ErrorIn(err error, mod, name string, args ...term.Term) *Exception {
	e := asException(err)
	args = append([]term.Term(nil), args...)
	at := StackEntry{Module: ModuleAtom(mod), Name: term.Intern(name), Arity: len(args), Args: args}
	if len(e.Stack) > 0 && e.Stack[0].Module == 0 {
		at.Note = e.Stack[0].Note
		e.Stack = e.Stack[1:]
	}
	e.Stack = append([]StackEntry{at}, e.Stack...)
	return e
}

// Exit returns an exception of class exit.
func Exit(reason term.Term) *Exception { return &Exception{Class: term.AExit, Reason: reason} }

// normalEnd is the exit of a process that has finished normally.
var normalEnd = Exit(term.ANormal.Term())

// Throw returns an exception of class throw.
func Throw(v term.Term) *Exception { return &Exception{Class: term.AThrow, Reason: v} }

// Raise returns an error with an exception struct of the Elixir module mod. kv holds alternating
// field names and values.
func Raise(mod string, kv ...any) *Exception {
	m := term.NewMap().
		Put(term.AStruct.Term(), ModuleAtom(mod).Term()).
		Put(term.AException.Term(), term.True)
	for i := 0; i+1 < len(kv); i += 2 {
		m = m.Put(term.Sym(kv[i].(string)), asTerm(kv[i+1]))
	}
	return ErrorOf(term.FromMap(m))
}

func asTerm(v any) term.Term {
	switch v := v.(type) {
	case term.Term:
		return v
	case string:
		return term.Str(v)
	case int:
		return term.Int(int64(v))
	case bool:
		return term.Bool(v)
	case term.Atom:
		return v.Term()
	case nil:
		return term.Nil
	}
	panic(fmt.Sprintf("BUG: field of an exception is a %T", v))
}

// FunctionClause returns the error for a call that no clause matches.
func FunctionClause(mod, name string, args []term.Term) *Exception {
	return FunctionClauseAt(ModuleAtom(mod), term.Intern(name), args, "", 0)
}

// FunctionClauseAt is like FunctionClause, but adds a source location.
func FunctionClauseAt(mod, name term.Atom, args []term.Term, file string, line int) *Exception {
	e := ErrorOf(aFunctionClause)
	e.Stack = []StackEntry{{Module: mod, Name: name, Arity: len(args),
		Args: append([]term.Term{}, args...), File: file, Line: line}}
	return e
}

func badArity(fun term.Term, args []term.Term) *Exception {
	return ErrorOf(term.Tup(aBadarity, term.Tup(fun, term.List(args...))))
}

// ModuleAtom returns the atom of a module named as in Elixir source: Elixir.Enum for "Enum", lists
// for "lists".
func ModuleAtom(name string) term.Atom {
	if name != "" && name[0] >= 'A' && name[0] <= 'Z' && !strings.HasPrefix(name, "Elixir.") && name != "Elixir" {
		name = "Elixir." + name
	}
	return term.Intern(name)
}

// asException converts err to an Exception. term.ErrTooDeep becomes the error system_limit. Any
// other type of error becomes a RuntimeError.
func asException(err error) *Exception {
	var e *Exception
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, term.ErrTooDeep) {
		return ErrorOf(aSystemLimit)
	}
	return Raise("RuntimeError", "message", err.Error())
}

// BacktraceDepth is the maximum number of calls in a stack trace (erlang:system_flag
// backtrace_depth).
const BacktraceDepth = 8

// trace completes the stack of e with the calls in p's frames.
func (p *Process) trace(e *Exception) {
	if e.whole {
		return
	}
	e.whole = true
	e.Stack = slices.Grow(e.Stack, min(len(p.frames)+1, BacktraceDepth))
	if f := p.at; f != nil && f.Module != 0 && !f.interpreted() {
		e.Stack = append(e.Stack, f.entry(0))
	}
	var last *Site
	for i := len(p.frames) - 1; i >= 0 && len(e.Stack) < BacktraceDepth; i-- {
		s := p.frames[i].site
		if s == last {
			continue // Erlang leaves out a second return to the same place
		}
		last = s
		if s.Func == nil || s.Func.Module == 0 || s.Silent {
			continue
		}
		e.Stack = append(e.Stack, s.Func.entry(s.Line))
		for _, line := range s.Around {
			e.Stack = append(e.Stack, s.Func.entry(line))
		}
	}
	if n := len(e.Stack); n > 0 && e.Stack[n-1].ofFile() {
		e.Stack = append(e.Stack, fileCompilers[:max(0, min(len(fileCompilers), BacktraceDepth-n))]...)
	}
	if slices.ContainsFunc(e.Stack, func(s StackEntry) bool { return s.evaluated }) && !p.atPrompt() {
		e.evaluate()
	}
}

// ofFile reports whether s is code of a file outside of its modules. Elixir compiles such code,
// but evaluates code of prompts and strings.
func (s StackEntry) ofFile() bool {
	return !s.evaluated && s.Module == aCompiler0 && s.Name == aFileFun && s.File != "iex" && s.File != "nofile"
}

// fileCompilers are the calls of Elixir's compiler around the code of a file.
var fileCompilers = func() []StackEntry {
	compiler, file := term.Intern("elixir_compiler"), "src/elixir_compiler.erl"
	return []StackEntry{
		{Module: compiler, Name: term.Intern("dispatch"), Arity: 4, File: file, Line: 77},
		{Module: compiler, Name: term.Intern("compile"), Arity: 4, File: file, Line: 52},
		{Module: compiler, Name: term.Intern("maybe_fast_compile"), Arity: 2, File: file, Line: 39},
		{Module: term.Intern("elixir_lexical"), Name: term.Intern("run"), Arity: 3, File: "src/elixir_lexical.erl", Line: 13},
		{Module: compiler, Name: term.Intern("quoted"), Arity: 3, File: file, Line: 17},
		{Module: ModuleAtom("Module.ParallelChecker"), Name: term.Intern("verify"), Arity: 1, File: "lib/module/parallel_checker.ex", Line: 120},
	}
}()

// evaluate changes the calls of evaluated code to calls of the function that evaluates such code.
// It removes evaluated calls at the bottom of the stack.
func (e *Exception) evaluate() {
	for i := range e.Stack {
		s := &e.Stack[i]
		if s.evaluated || s.Module == aCompiler0 && s.Name == aFileFun && !s.ofFile() {
			s.Module, s.Name, s.Arity, s.File, s.Line = aElixir, aEvalHandler, 3, "src/elixir.erl", 386
		}
		if s.Module == aElixir && s.File == "" {
			s.File = "src/elixir.erl"
		}
	}
	for n := len(e.Stack) - 1; n >= 0 && e.Stack[n].evaluated; n-- {
		e.Stack = e.Stack[:n]
	}
}

// atPrompt reports whether p is evaluating code typed at a prompt. If so, stack traces show
// closures typed there with their location. Otherwise they show Elixir's evaluator in their place.
func (p *Process) atPrompt() bool {
	for i := range p.frames {
		if f := p.frames[i].site.Func; f != nil && f.Name == aFileFun && !f.interpreted() {
			return true
		}
	}
	return false
}

// interpreted reports whether f is a closure typed at a prompt.
func (f *Func) interpreted() bool { return !f.Source.IsNone() }

func (f *Func) entry(line int) StackEntry {
	if line == 0 {
		line = f.Line
	}
	if f.interpreted() {
		return StackEntry{Module: f.Module, Name: aFileFun, Arity: 1, File: f.File, Line: line, evaluated: true}
	}
	return StackEntry{Module: f.shown(), Name: f.Name, Arity: f.Arity + f.Free, File: f.File, Line: line}
}

// Place returns the source file of f.
func (f *Func) Place() string { return f.File }

func (f *Func) shown() term.Atom {
	if f.Within != 0 {
		return f.Within
	}
	return f.Module
}

// At adds the location of the failing expression to the stack of err.
func At(err error, f *Func, line int) *Exception {
	e := asException(err)
	if !e.whole && f != nil {
		e.Stack = append(e.Stack, f.entry(line))
	}
	return e
}

// InNative attributes err to native f, called with args, unless err has a location already.
func InNative(err error, f *Func, args []term.Term) *Exception {
	e := asException(err)
	switch {
	case e.whole:
	case len(e.Stack) > 0 && e.Stack[0].Module == 0:
		at := &e.Stack[0]
		at.Module, at.Name, at.Arity = f.shown(), f.Name, len(args)
		at.Args = e.shownArgs(args)
	case len(e.Stack) == 0:
		e.Stack = []StackEntry{{Module: f.shown(), Name: f.Name, Arity: len(args), Args: e.shownArgs(args)}}
	}
	return e
}

// shownArgs returns a copy of args for a stack trace. If the error is system_limit and an argument
// is large, it returns nil: memory may be short, and the handler of the error would keep the
// arguments alive.
func (e *Exception) shownArgs(args []term.Term) []term.Term {
	if e.Reason.Is(aSystemLimit.Atom()) && AnyLarge(args) {
		return nil
	}
	return append([]term.Term{}, args...)
}

// Fail raises err: it completes the stack trace and returns the step of the innermost handler.
// Without a handler the process ends.
func (p *Process) Fail(err error) Step {
	e := asException(err)
	switch unnamed := len(e.Stack) > 0 && e.Stack[0].Module == 0; {
	case e.whole:
	case p.native != nil && (unnamed || len(e.Stack) == 0 && e.Reason.Is(term.ABadarg)):
		e = InNative(e, p.native, p.args)
	case unnamed:
		e.Stack = e.Stack[1:]
	}
	if p.doom != nil {
		return p.endDoomed(e)
	}
	if p.worker != nil && p.worker.away.Load() {
		p.reds = 0 // charge a whole turn, since the slow work charged nothing
	}
	p.trace(e)
	n := len(p.handlers) - 1
	if n < 0 {
		return p.end(e)
	}
	h := p.handlers[n]
	p.handlers[n] = handler{}
	p.handlers = p.handlers[:n]
	for i := h.frames; i < len(p.frames); i++ {
		if p.frames[i].site == segmentSite {
			p.words -= cap(p.frames[i].regs) * slotWords
		}
		p.frames[i] = frame{}
	}
	p.frames = p.frames[:h.frames]
	p.R = h.regs
	return h.step(p, e)
}
