package vm

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"lab/runtime/term"
)

// An Exception is what raise, throw and exit make, and what natives fail with.
type Exception struct {
	Class  term.Atom
	Reason term.Term
	// Stack holds the calls, innermost first.
	Stack []StackEntry
	// whole says that Stack is complete and not to be added to.
	whole bool
	// Ended is the process that was to answer, where a signal has ended it.
	Ended *term.Pid
}

// A StackEntry is one call of a stack trace.
type StackEntry struct {
	Module, Name term.Atom
	Arity        int
	// Args holds the arguments instead of their number where they are known.
	Args []term.Term
	File string
	Line int
	// Note is what is wrong with the arguments, shown after the message of an
	// ArgumentError.
	Note string
	// Info is what an error_info says otherwise, none without.
	Info term.Term
	// Fun takes the place of module and name in a call of a closure whose code is
	// not here.
	Fun term.Term
	// evaluated tells code of a prompt, of which erl_eval leaves no call.
	evaluated bool
}

// Complete says that the stack of e is not to be added to.
func (e *Exception) Complete() *Exception {
	e.whole = true
	return e
}

// Error makes a Go error of the exception.
func (e *Exception) Error() string {
	return e.Class.String() + ": " + term.Inspect(e.Reason, term.Opts{})
}

// Badarg is the error of wrong arguments.
func Badarg() *Exception { return ErrorOf(term.ABadarg.Term()) }

// BadargAt is Badarg with a remark on the i-th argument, the first being 1.
func BadargAt(i int, what string) *Exception {
	return BadargNote(fmt.Sprintf("  * %s argument: %s\n", ordinal(i), what))
}

// BadargNote is Badarg with lines of remarks on the arguments.
func BadargNote(lines string) *Exception {
	e := Badarg()
	e.Stack = []StackEntry{{Note: "errors were found at the given arguments:\n\n" + lines}}
	return e
}

// remarks gathers what is wrong with the arguments of one call.
type remarks []byte

// add remarks what is wrong with the argument i unless it is fine.
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

// ErrorOf is an error with any reason.
func ErrorOf(reason term.Term) *Exception {
	return &Exception{Class: term.AError, Reason: reason}
}

// ErrorIn names the call that err comes from, where that is not the native
// which returns it.
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

// Exit is an exit with a reason.
func Exit(reason term.Term) *Exception { return &Exception{Class: term.AExit, Reason: reason} }

// normalEnd is the exit of a process that has done its work.
var normalEnd = Exit(term.ANormal.Term())

// Throw is a thrown value.
func Throw(v term.Term) *Exception { return &Exception{Class: term.AThrow, Reason: v} }

// Raise is an error with an exception struct of the Elixir module mod, whose
// fields are given in turn.
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

// FunctionClause is the error of a function none of whose clauses match.
func FunctionClause(mod, name string, args []term.Term) *Exception {
	return FunctionClauseAt(ModuleAtom(mod), term.Intern(name), args, "", 0)
}

// FunctionClauseAt is FunctionClause with a place in the source.
func FunctionClauseAt(mod, name term.Atom, args []term.Term, file string, line int) *Exception {
	e := ErrorOf(aFunctionClause)
	e.Stack = []StackEntry{{Module: mod, Name: name, Arity: len(args),
		Args: append([]term.Term{}, args...), File: file, Line: line}}
	return e
}

func badArity(fun term.Term, args []term.Term) *Exception {
	return ErrorOf(term.Tup(aBadarity, term.Tup(fun, term.List(args...))))
}

// ModuleAtom is the atom of a module named as in Elixir source: "Enum" is
// Elixir.Enum, "lists" is lists.
func ModuleAtom(name string) term.Atom {
	if name != "" && name[0] >= 'A' && name[0] <= 'Z' && !strings.HasPrefix(name, "Elixir.") && name != "Elixir" {
		name = "Elixir." + name
	}
	return term.Intern(name)
}

// asException makes an exception of any error.
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

// BacktraceDepth is how many calls a stack trace holds (erlang:system_flag
// backtrace_depth).
const BacktraceDepth = 8

// trace completes the stack of e with the calls that are waiting in p.
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
			continue // the emulator leaves out a return to the same place
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

// ofFile tells code of a file that is outside of its modules, which Elixir compiles, from
// that of prompts and strings, which it evaluates.
func (s StackEntry) ofFile() bool {
	return !s.evaluated && s.Module == aCompiler0 && s.Name == aFileFun && s.File != "iex" && s.File != "nofile"
}

// fileCompilers are the calls of Elixir's compiler by which the code of a file runs.
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

// evaluate shows the code of prompts as the function that evaluates it, unless
// nothing called that.
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

// atPrompt reports whether p evaluates what was typed at a prompt. The closures of
// a prompt show where they were typed there, and elsewhere that Elixir evaluates
// them.
func (p *Process) atPrompt() bool {
	for i := range p.frames {
		if f := p.frames[i].site.Func; f != nil && f.Name == aFileFun && !f.interpreted() {
			return true
		}
	}
	return false
}

// interpreted tells closures typed at the prompt.
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

// Place is the file that f was written in.
func (f *Func) Place() string { return f.File }

func (f *Func) shown() term.Atom {
	if f.Within != 0 {
		return f.Within
	}
	return f.Module
}

// At puts the place of the failing expression in front of the stack of err.
func At(err error, f *Func, line int) *Exception {
	e := asException(err)
	if !e.whole && f != nil {
		e.Stack = append(e.Stack, f.entry(line))
	}
	return e
}

// InNative names the native f, called with args, as the place of err, unless
// err names a place itself.
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

// shownArgs is a copy of args for a stack, or nil where they are large and there is no
// memory for them: whoever hears of the error would hold them from then on.
func (e *Exception) shownArgs(args []term.Term) []term.Term {
	if e.Reason.Is(aSystemLimit.Atom()) && AnyLarge(args) {
		return nil
	}
	return append([]term.Term{}, args...)
}

// Fail raises err.
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
		return p.doomed(e)
	}
	if p.worker != nil && p.worker.away.Load() {
		p.reds = 0 // what took so long counts as a turn, though it charged nothing
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
