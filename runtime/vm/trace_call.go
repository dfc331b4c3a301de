package vm

import (
	"errors"
	"time"

	"lab/runtime/term"
)

// This file traces calls. It replaces the entry step of a traced function, while no process is
// running.

// A CallPattern selects the trace messages of a call.
type CallPattern interface {
	// Call is called at each call of f by a process with the call flag.
	Call(p *Process, f *Func, args []term.Term) CallTold
}

// CallTold selects the trace messages of one call.
type CallTold struct {
	// Tell requests a call message. Unless Message is None, it is added to the call message.
	Tell    bool
	Message term.Term
	// Return and Exception request messages with the returned value and the exception.
	Return, Exception bool
}

// A hook traces a function.
type hook struct {
	f       *Func // the original function, before late compilation
	hooked  *Func // the function with the replaced entry, nil while it is not compiled
	entry   Step
	leaf    Native
	pure    func(p *Process) (term.Term, bool)
	local   bool
	export  *Func // replaces f's export if only external calls are traced
	source  term.Term
	pattern CallPattern
}

var (
	aCallEv        = term.Sym("call")
	aReturnFrom    = term.Sym("return_from")
	aReturnTo      = term.Sym("return_to")
	aExceptionFrom = term.Sym("exception_from")
)

// enter is the entry step of a traced function.
func (h *hook) enter(p *Process) Step {
	t := p.traced(TraceCall)
	if t == nil {
		return h.entry
	}
	args := append([]term.Term{}, p.R[:h.f.Arity]...)
	told := h.begin(p, args)
	back := h.local && t.flags&TraceReturnTo != 0
	if told.Return || told.Exception || back {
		h.follow(p, told, back)
	}
	return h.entry
}

// begin sends the call message. The pattern may change the flags of p.
func (h *hook) begin(p *Process, args []term.Term) CallTold {
	told := h.pattern.Call(p, h.f, args)
	t := p.traced(TraceCall)
	if t == nil || !told.Tell || t.flags&TraceSilent != 0 {
		return told
	}
	call := h.f.mfa()
	if t.flags&TraceArity == 0 {
		call = term.Tup(h.f.Module.Term(), h.f.Name.Term(), term.List(args...))
	}
	if told.Message.IsNone() {
		t.tell(p, aCallEv, call)
	} else {
		t.tell(p, aCallEv, call, told.Message)
	}
	return told
}

// follow pushes a frame below the function's window and a handler. They send the messages about the
// returned value and the exception.
func (h *hook) follow(p *Process, told CallTold, back bool) {
	if told.Exception {
		p.PushHandler(func(p *Process, e *Exception) Step {
			h.raised(p, e)
			return p.Fail(e)
		})
	}
	done := func(p *Process, v term.Term) Step {
		if told.Exception {
			p.PopHandler()
		}
		if told.Return {
			h.returned(p, v)
		}
		if t := p.traced(TraceReturnTo); t != nil && back {
			t.tell(p, aReturnTo, p.caller(0))
		}
		return p.Return(v)
	}
	p.frames = append(p.frames, frame{site: &Site{Func: h.f, Silent: true, Then: done}, regs: p.R[:0]})
}

func (h *hook) returned(p *Process, v term.Term) {
	if t := p.traced(TraceCall); t != nil && t.flags&TraceSilent == 0 {
		t.tell(p, aReturnFrom, h.f.mfa(), v)
	}
}

func (h *hook) raised(p *Process, err error) {
	var e *Exception
	if t := p.traced(TraceCall); t != nil && t.flags&TraceSilent == 0 && errors.As(err, &e) {
		t.tell(p, aExceptionFrom, h.f.mfa(), term.Tup(e.Class.Term(), e.Reason))
	}
}

// run replaces the Leaf of a traced Go function.
func (h *hook) run(p *Process, a []term.Term) (term.Term, error) {
	if p.traced(TraceCall) == nil {
		return h.leaf(p, a)
	}
	args := append([]term.Term{}, a...)
	told := h.begin(p, args)
	v, err := h.leaf(p, args)
	switch {
	case err != nil && told.Exception:
		h.raised(p, err)
	case err == nil && told.Return:
		h.returned(p, v)
	}
	return v, err
}

// Caller returns the caller of the running function, or :undefined.
func (p *Process) Caller() term.Term { return p.caller(0) }

func (p *Process) caller(skip int) term.Term {
	for i := len(p.frames) - 1 - skip; i >= 0; i-- {
		if s := p.frames[i].site; s.Func != nil && s.Func.Module != 0 && !s.Silent {
			return s.Func.mfa()
		}
	}
	return term.Undefined
}

// CallerLine returns the caller with its location: {Module, Function, Arity, {File, Line}}. It
// returns :undefined if there is no caller.
func (p *Process) CallerLine() term.Term {
	for i := len(p.frames) - 1; i >= 0; i-- {
		if s := p.frames[i].site; s.Func != nil && s.Func.Module != 0 && !s.Silent {
			place := term.Tup(term.Charlist(s.Func.File), term.Int(int64(s.Line)))
			return term.Tup(append(append([]term.Term{}, s.Func.mfa().Elems()...), place)...)
		}
	}
	return term.Undefined
}

// A Callable is a function whose calls can be traced.
type Callable struct {
	Func     *Func
	Exported bool
}

// Callables returns the functions of a loaded module, including private functions.
func (m *Machine) Callables(mod term.Atom) []Callable {
	var out []Callable
	seen := map[*Func]bool{}
	for _, f := range m.Exports(mod) {
		f = m.unhooked(f).root()
		seen[f] = true
		out = append(out, Callable{f, true})
	}
	if md := m.Module(mod); md != nil && md.All != nil {
		for _, f := range md.All() {
			if !seen[f] {
				out = append(out, Callable{f, false})
			}
		}
	}
	return out
}

// unhooked returns the original function if f replaces an export to trace its calls. Otherwise it
// returns f.
func (m *Machine) unhooked(f *Func) *Func {
	m.traces.mu.Lock()
	defer m.traces.mu.Unlock()
	for _, h := range m.traces.hooks {
		if h.export == f {
			return h.f
		}
	}
	return f
}

// CallTraced describes how the calls of f are traced. source is the source of the pattern, or None
// if f is not traced. local reports whether calls from within the module are traced.
func (m *Machine) CallTraced(f *Func) (source term.Term, local bool) {
	m.traces.mu.Lock()
	defer m.traces.mu.Unlock()
	if h := m.traces.hooks[f.root()]; h != nil {
		return h.source, h.local
	}
	return none, false
}

// holdPatience is how long TraceCalls waits for processes to end their turns.
const holdPatience = 5 * time.Second

// errBusy is the error of TraceCalls if a process does not end its turn.
var errBusy = errors.New("a process did not come to rest, so that no function could be traced")

// TraceCalls sets the pattern of functions. A nil pattern ends their tracing. If local is set,
// calls from within the module are also traced. TraceCalls must not be called from a worker.
func (m *Machine) TraceCalls(fs []Callable, local bool, source term.Term, pattern CallPattern) error {
	m.traces.mu.Lock()
	defer m.traces.mu.Unlock()
	busy, _ := m.sched.freeze(holdPatience)
	defer m.sched.thaw()
	if len(busy) > 0 {
		return errBusy
	}
	for _, c := range fs {
		m.unhook(c.Func)
		if pattern != nil {
			m.hook(c, &hook{f: c.Func, local: local, source: source, pattern: pattern})
		}
	}
	return nil
}

// TracesCalls reports whether calls of any function are traced.
func (m *Machine) TracesCalls() bool { return m.traces.hooked.Load() > 0 }

// hook installs h. Compiled code calls Go functions directly and not through exports. So the entry
// of a Go function itself is always replaced.
func (m *Machine) hook(c Callable, h *hook) {
	f := c.Func.root()
	h.f = f
	if m.traces.hooks == nil {
		m.traces.hooks = map[*Func]*hook{}
	}
	m.traces.hooks[f] = h
	m.traces.hooked.Store(int64(len(m.traces.hooks)))
	switch {
	case f.Late && h.local:
		becoming.Lock()
		defer becoming.Unlock()
		f.hook = h
		if g := f.compiled.Load(); g != nil {
			h.on(g)
		}
	case h.local || m.IsNative(f.Module, f.Name, f.Arity):
		h.on(f)
	default:
		h.entry, h.export = f.Entry, f.stand(h.enter)
		m.Export(f.Module, f.Name, f.Arity).fn.Store(h.export)
	}
}

// on replaces the entry step of f with that of h. A second call for the same f has no effect.
// Otherwise h would call itself without end.
func (h *hook) on(f *Func) {
	if h.hooked == f {
		return
	}
	h.hooked, h.entry, h.leaf, h.pure = f, f.Entry, f.Leaf, f.Pure
	f.Pure = nil
	f.Entry = h.enter
	if f.Leaf != nil {
		f.Leaf = h.run
	}
}

// stand returns a copy of f with another entry step.
func (f *Func) stand(entry Step) *Func {
	return &Func{Module: f.Module, Name: f.Name, Arity: f.Arity, Free: f.Free, Regs: f.Regs, Entry: entry,
		File: f.File, Line: f.Line, Source: f.Source, Clauses: f.Clauses, Owner: f.Owner}
}

// unhook restores a function.
func (m *Machine) unhook(f *Func) {
	f = f.root()
	h := m.traces.hooks[f]
	if h == nil {
		return
	}
	delete(m.traces.hooks, f)
	m.traces.hooked.Store(int64(len(m.traces.hooks)))
	if h.export == nil {
		becoming.Lock()
		defer becoming.Unlock()
		f.hook = nil
		if h.hooked != nil {
			h.hooked.Entry, h.hooked.Leaf, h.hooked.Pure = h.entry, h.leaf, h.pure
		}
		return
	}
	m.Export(f.Module, f.Name, f.Arity).fn.CompareAndSwap(h.export, f)
}
