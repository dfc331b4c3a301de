package vm

import "lab/runtime/term"

// A Step runs one step of a process and returns the next step. To give up the worker, it sets the
// reason (yield, wait, end) and returns nil.
type Step func(p *Process) Step

// A Site describes a call that is not a tail call: the destination of its value, its continuation,
// and its source location.
type Site struct {
	Func *Func
	Line int
	Dst  int
	Next Step
	// Then is set for Go code. It takes the value instead of Dst and Next.
	Then func(p *Process, v term.Term) Step
	// Silent calls do not appear in stack traces. Around holds the lines of the enclosing
	// comprehensions, which stack traces show as calls.
	Silent bool
	Around []int
	// native and args are the StepNative that makes the call, and its arguments.
	native *Func
	args   []term.Term
}

// A frame is a call that waits for its value. The frames of a process are its backtrace. regs is
// the window of the caller. The capacity of regs extends to the end of the stack segment.
type frame struct {
	site *Site
	regs []term.Term
}

// A handler handles exceptions that are raised while the process has more than the given number of
// frames.
type handler struct {
	frames int
	regs   []term.Term
	step   func(p *Process, e *Exception) Step
}

// Push pushes the frame of a call that is not a tail call. Call Enter next.
func (p *Process) Push(s *Site) {
	p.frames = append(p.frames, frame{s, p.R})
}

// Enter opens the window of f above the current one. The caller then writes the arguments to p.R
// and calls Start.
func (p *Process) Enter(f *Func) { p.window(f.Regs) }

// Call1 calls f with one argument. s says where the value goes. Code with many calls spends most of
// its time in Call1, Call2 and Return. These three functions leave the slow cases to another
// function, so that they need no stack frame in Go.
func (p *Process) Call1(s *Site, f *Func, a term.Term) Step {
	n, r := len(p.frames), p.R
	l := len(r)
	end := l + f.Regs
	if n >= cap(p.frames) || end > cap(r) || p.reds <= 1 {
		return p.callWithin(s, f, a, term.Term{})
	}
	p.frames = p.frames[:n+1]
	p.frames[n] = frame{s, r}
	r = r[l:end]
	p.R = r
	r[0] = a
	p.reds--
	return f.Entry
}

// Call2 is like Call1 for two arguments.
func (p *Process) Call2(s *Site, f *Func, a, b term.Term) Step {
	n, r := len(p.frames), p.R
	l := len(r)
	end := l + f.Regs
	if n >= cap(p.frames) || end > cap(r) || p.reds <= 1 {
		return p.callWithin(s, f, a, b)
	}
	p.frames = p.frames[:n+1]
	p.frames[n] = frame{s, r}
	r = r[l:end]
	p.R = r
	r[1] = b
	r[0] = a
	p.reds--
	return f.Entry
}

// callWithin is like Call1 or Call2 for the slow cases: too little room, or the end of the turn.
//
//go:noinline
func (p *Process) callWithin(s *Site, f *Func, a, b term.Term) Step {
	p.Push(s)
	p.Enter(f)
	p.R[0] = a
	if f.Arity > 1 {
		p.R[1] = b
	}
	return p.Start(f)
}

// Above returns room for the arguments of f above the caller's window. Fill it and call CallAbove.
func (p *Process) Above(f *Func) []term.Term {
	r := p.R
	if l := len(r); cap(r)-l >= f.Regs {
		return r[l : l+f.Regs]
	}
	return make([]term.Term, f.Arity+f.Free)
}

// CallAbove is like Call1, but the arguments are in the slice that Above returned.
func (p *Process) CallAbove(s *Site, f *Func, above []term.Term) Step {
	p.Push(s)
	if len(above) == f.Regs && len(above) > 0 && cap(p.R)-len(p.R) >= len(above) {
		p.R = above
	} else {
		p.Enter(f)
		copy(p.R, above)
	}
	return p.Start(f)
}

// CallClosure is like CallAbove for a closure. If the closure contains no calls, it is evaluated
// directly.
func (p *Process) CallClosure(s *Site, f *Func, above []term.Term) Step {
	if f.Pure == nil || s.Then != nil || len(above) != f.Regs || p.reds <= 1 {
		return p.CallAbove(s, f, above)
	}
	r := p.R
	p.Push(s)
	p.R = above
	v, ok := f.Pure(p)
	if !ok {
		return p.Start(f)
	}
	p.frames = p.frames[:len(p.frames)-1]
	p.R = r
	p.reds--
	r[s.Dst] = v
	return s.Next
}

// out ends the turn of p at the start of f.
//
//go:noinline
func (p *Process) out(f *Func) Step {
	p.at = f
	return p.Yield(f.Entry)
}

// Start starts f. Its arguments must be in place.
func (p *Process) Start(f *Func) Step {
	if p.reds--; p.reds <= 0 {
		return p.out(f)
	}
	return f.Entry
}

// YieldIn is like Yield, but stack traces then show f as the running function.
func (p *Process) YieldIn(f *Func, next Step) Step {
	p.at = f
	return p.Yield(next)
}

// Yield ends the turn of p. The next turn continues with next.
func (p *Process) Yield(next Step) Step {
	if len(p.frames)*frameWords+p.words > p.m.cfg.MaxHeapWords {
		k := p.Fail(ErrorOf(aSystemLimit))
		p.at = nil
		return k
	}
	p.next = next
	p.why = whyYield
	return nil
}

// Reenter replaces the running function's window by a window for f. It keeps the first keep
// registers.
func (p *Process) Reenter(f *Func, keep int) { p.resize(f.Regs, keep) }

// Charge takes n reductions for work done in Go. When none are left, the turn ends at the next
// call.
func (p *Process) Charge(n int) { p.reds -= n }

// Return pops the innermost frame and passes v to its site.
func (p *Process) Return(v term.Term) Step {
	n := len(p.frames) - 1
	f := &p.frames[n]
	s, r := f.site, f.regs
	p.R = r
	p.frames = p.frames[:n]
	if s.Then != nil {
		p.native, p.args = s.native, s.args
		return s.Then(p, v)
	}
	r[s.Dst] = v
	return s.Next
}

// TailCall replaces the running call with a call of fun.
func (p *Process) TailCall(fun term.Term, args ...term.Term) Step {
	f := fun.Fun()
	if f == nil {
		return p.Fail(ErrorOf(term.Tup(aBadfun, fun)))
	}
	if f.Arity != len(args) {
		return p.Fail(badArity(fun, args))
	}
	if f.External {
		return p.tailExport(p.Export(f.Module, f.Name, f.Arity), args)
	}
	code, ok := f.Code.(*Func)
	if !ok {
		return p.revive(f, args)
	}
	p.resize(code.Regs, 0)
	n := copy(p.R, args)
	copy(p.R[n:], f.Free)
	return p.Start(code)
}

// TailApply replaces the running call with a call of an exported function.
func (p *Process) TailApply(mod, name term.Atom, args ...term.Term) Step {
	return p.tailExport(p.Export(mod, name, len(args)), args)
}

func (p *Process) tailExport(x *Export, args []term.Term) Step {
	f := x.Func()
	if f == nil {
		return p.undefined(x, args)
	}
	p.resize(f.Regs, 0)
	copy(p.R, args)
	return p.Start(f)
}

// CallExport calls x. Its arguments must be in the first registers of a window of at least x.Arity
// registers.
func (p *Process) CallExport(x *Export) Step {
	f := x.Func()
	if f == nil {
		return p.undefined(x, append([]term.Term(nil), p.R[:x.Arity]...))
	}
	p.resize(f.Regs, x.Arity)
	return p.Start(f)
}

// CallFun calls fun. Its n arguments must be in the first registers.
func (p *Process) CallFun(fun term.Term, n int) Step {
	f := fun.Fun()
	if f == nil || f.Arity != n || f.External {
		return p.TailCall(fun, append([]term.Term(nil), p.R[:n]...)...)
	}
	code, ok := f.Code.(*Func)
	if !ok {
		return p.revive(f, append([]term.Term(nil), p.R[:n]...))
	}
	p.resize(code.Regs, n)
	copy(p.R[n:], f.Free)
	return p.Start(code)
}

// CallThen calls fun and passes its value to k.
func (p *Process) CallThen(fun term.Term, args []term.Term, k func(p *Process, v term.Term) Step) Step {
	p.push(k)
	p.window(0)
	return p.TailCall(fun, args...)
}

// ApplyThen calls an exported function and passes its value to k.
func (p *Process) ApplyThen(mod, name term.Atom, args []term.Term, k func(p *Process, v term.Term) Step) Step {
	p.push(k)
	p.window(0)
	return p.TailApply(mod, name, args...)
}

// PushThen pushes the frame of a call at a line of f with continuation k. Call TailCall or
// TailApply next.
func (p *Process) PushThen(f *Func, line int, k func(p *Process, v term.Term) Step) {
	p.frames = append(p.frames, frame{&Site{Func: f, Line: line, Then: k}, p.R})
	p.window(0)
}

// push pushes a frame for Go code that waits for a value.
func (p *Process) push(k func(p *Process, v term.Term) Step) {
	s := &Site{Func: p.native, Then: k, native: p.native, args: p.args}
	p.frames = append(p.frames, frame{s, p.R})
}

// Try runs body with a handler. k receives the value of body, and rescue receives an exception.
func (p *Process) Try(body func(p *Process) Step, k func(p *Process, v term.Term) Step, rescue func(p *Process, e *Exception) Step) Step {
	p.PushHandler(rescue)
	p.push(func(p *Process, v term.Term) Step {
		p.PopHandler()
		return k(p, v)
	})
	p.window(0)
	return body(p)
}

// PushHandler sets the exception handler for the following steps.
func (p *Process) PushHandler(step func(p *Process, e *Exception) Step) {
	p.handlers = append(p.handlers, handler{len(p.frames), p.R, step})
}

// PopHandler removes the newest handler.
func (p *Process) PopHandler() {
	n := len(p.handlers) - 1
	p.handlers[n] = handler{}
	p.handlers = p.handlers[:n]
}

// Spent reports whether the turn is used up. Loops without calls check it.
func (p *Process) Spent() bool { return p.reds <= 0 }
