package pipe

import (
	"errors"
	"sync"
	"time"

	"lab/labs/beats"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file runs code and reports its outcome.

var (
	aCode       = vm.ModuleAtom("Code")
	aEvalString = term.Intern("eval_string")
	aException  = vm.ModuleAtom("Exception")
	aGenServer  = vm.ModuleAtom("GenServer")
	aFailed     = term.Intern("failed")
	aBusy       = term.Intern("busy")
	aRaised     = term.Intern("raised")
	aLoops      = term.Intern("loops")
	aHangs      = term.Intern("hangs")
	aCall       = term.Intern("call")
	aLimit      = term.Intern("system_limit")
)

// An end is the outcome of running code.
type end struct {
	value term.Term
	err   *vm.Exception
	// late reports whether the code was stopped at the time limit. busy reports whether the code
	// was running at that moment, or had started a crowd of processes. In that case, calls is the
	// stack of the code.
	late, busy bool
	calls      []vm.StackEntry
	// closed reports whether the node ended.
	closed bool
}

// busyFor is the period before the time limit in which reductions are counted to distinguish
// running from waiting code. stopTime is the timeout for stopping a process.
const (
	busyFor  = 500 * time.Millisecond
	stopTime = 2 * time.Second
)

// steps is the number of reductions within busyFor above which code counts as running. It allows
// for an occasional look at the clock.
const steps = 500

// crowded is the number of processes that code may have started, on all nodes, and still counts as
// waiting. A function that calls itself on another node waits there, too.
const crowded = 64

// run calls a function in a separate process with a time limit. Programs cannot trace the process.
// Otherwise they could read the code of a check and its arguments before it runs.
func (s *Server) run(limit time.Duration, mod, fn term.Atom, args ...term.Term) end {
	m := s.n.Machine()
	processes := m.Crowd()
	var mu sync.Mutex
	var proc *vm.Process
	ended := make(chan end, 1)
	go func() {
		v, err := m.CallWith(vm.SpawnOpts{Quiet: true, Private: true, Started: func(p *vm.Process) {
			mu.Lock()
			proc = p
			mu.Unlock()
		}}, func(p *vm.Process) vm.Step { return p.TailApply(mod, fn, args...) })
		e := end{value: v}
		if err != nil && !errors.As(err, &e.err) {
			e.closed = true
		}
		ended <- e
	}()
	late, stop := beats.After(max(limit-busyFor, 0))
	defer stop()
	select {
	case e := <-ended:
		return e
	case <-late:
	}
	mu.Lock()
	p := proc
	mu.Unlock()
	if p == nil {
		return <-ended // the process is about to start, or the node has ended
	}
	before := p.Reductions()
	late, stop = beats.After(min(limit, busyFor))
	defer stop()
	select {
	case e := <-ended:
		return e
	case <-late:
	}
	e := s.stop(p, before)
	e.busy = e.busy || m.Crowd()-processes > crowded
	return e
}

// stop stops a process after its time limit and determines whether it was running. The argument
// before is the number of its reductions at the start of busyFor.
func (s *Server) stop(p *vm.Process, before int64) end {
	e := end{late: true}
	told := make(chan []vm.StackEntry, 1)
	busy := make(chan bool, 1)
	s.n.Machine().Glance(p, func(g vm.Glance) { busy <- g.Running })
	s.n.Machine().Stop(p, func(calls []vm.StackEntry) { told <- calls })
	late, done := beats.After(stopTime)
	defer done()
	select {
	case e.calls = <-told:
		e.busy = <-busy || p.Reductions()-before > steps
	case <-late:
		e.busy = true // inside a native function
	}
	return e
}

// plain returns {ok, Value}, {raised, Text} for an exception, {busy, Text} for code that was running
// without an end, or {failed, Text}.
func (s *Server) plain(e end) term.Term {
	switch {
	case e.closed:
		return term.Tup(aFailed.Term(), term.Str("the node ended"))
	case e.late && e.busy:
		return term.Tup(aBusy.Term(), term.Str(s.place(e.calls)))
	case e.late:
		return term.Tup(aFailed.Term(), term.Str("no answer came to it"))
	case e.err != nil:
		return term.Tup(aRaised.Term(), term.Str(s.banner(e.err)))
	}
	return done(e.value)
}

// outcome returns {ok, Outcome}, where Outcome is one of
//
//	{:ok, value}
//	{:raised, exception module, message, {module, function, arity}, place}
//	{:exit, reason}                  the reason without GenServer.call's call
//	{:throw, value}
//	{:loops, place}                  running without an end, or exceeding a limit
//	:hangs                           waiting without an end
//
// The place is the innermost of the student's functions.
func (s *Server) outcome(e end) term.Term {
	switch {
	case e.closed:
		return term.Tup(aFailed.Term(), term.Str("the node ended"))
	case e.late && e.busy:
		return done(term.Tup(aLoops.Term(), term.Str(s.place(e.calls))))
	case e.late:
		return done(aHangs.Term())
	case e.err == nil:
		return done(term.Tup(term.Ok, e.value))
	}
	err := e.err
	if limit, stack := limited(err); limit {
		return done(term.Tup(aLoops.Term(), term.Str(s.place(stack))))
	}
	if err.Class != term.AError {
		return done(term.Tup(err.Class.Term(), uncalled(err.Reason)))
	}
	return done(s.raised(err))
}

// limited reports whether a process was ended because it exceeded a limit. It returns the stack of
// the process.
func limited(e *vm.Exception) (bool, []vm.StackEntry) {
	if e.Reason.Is(aLimit) {
		return true, e.Stack
	}
	if r := e.Reason.Map(); r != nil {
		name, _ := r.Get(term.Sym("__struct__"))
		return name.Atom() == vm.ModuleAtom("SystemLimitError"), e.Stack
	}
	if r := e.Reason.Elems(); len(r) == 2 && r[0].Is(aLimit) {
		return true, e.Stack
	}
	return false, nil
}

// uncalled removes the call from the exit reason of GenServer.call.
func uncalled(reason term.Term) term.Term {
	if r := reason.Elems(); len(r) == 2 {
		if call := r[1].Elems(); len(call) == 3 && call[0].Is(aGenServer) && call[1].Is(aCall) {
			return r[0]
		}
	}
	return reason
}

func (s *Server) raised(e *vm.Exception) term.Term {
	m := s.n.Machine()
	stack := e.StackTerm()
	shape := e.Reason
	if v, err := m.Call(aException, term.Intern("normalize"), e.Class.Term(), e.Reason, stack); err == nil {
		shape = v
	}
	name, message := term.Nil, term.Str("")
	if fields := shape.Map(); fields != nil {
		name, _ = fields.Get(term.Sym("__struct__"))
	}
	if v, err := m.Call(aException, term.Intern("message"), shape); err == nil {
		message = v
	}
	in := term.Nil
	if len(e.Stack) > 0 {
		top := e.Stack[0]
		in = term.Tup(top.Module.Term(), top.Name.Term(), term.Int(int64(top.Arity)))
	}
	return term.Tup(aRaised.Term(), name, message, in, term.Str(s.place(e.Stack)))
}

// evaluate evaluates code. It removes the bindings from the result of Code.eval_string/2.
func (s *Server) evaluate(limit time.Duration, code, bindings term.Term) end {
	e := s.run(limit, aCode, aEvalString, code, bindings)
	if pair := e.value.Elems(); len(pair) == 2 {
		e.value = pair[0]
	}
	return e
}

func (s *Server) banner(e *vm.Exception) string {
	v, err := s.n.Machine().Call(aException, term.Intern("format_banner"), e.Class.Term(), e.Reason, e.StackTerm())
	if text, ok := v.AsStr(); ok && err == nil {
		return text
	}
	return "** (" + e.Class.String() + ") " + term.Inspect(e.Reason, term.Opts{Limit: 20})
}
