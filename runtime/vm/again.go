package vm

import "lab/runtime/term"

// An Again calls the same fun many times for Go code, which continues with each result. It builds
// the frame once. If the code of the fun cannot change, it also looks up the code only once. Call
// Begin before anything else.
type Again struct {
	site Site
	fun  term.Term
	// code is set for a closure, and export for a captured exported function. If both are nil,
	// TailCall calls the fun.
	code   *Func
	export *Export
	free   []term.Term
	pure   func(p *Process) (term.Term, bool)
}

// Begin prepares calls of fun with arity arguments from the running native.
func (a *Again) Begin(p *Process, fun term.Term, arity int) {
	a.site.Func, a.site.native, a.site.args = p.native, p.native, p.args
	a.fun = fun
	f := fun.Fun()
	if f == nil || f.Arity != arity {
		return
	}
	if f.External {
		a.export = p.Export(f.Module, f.Name, f.Arity)
		return
	}
	a.code, _ = f.Code.(*Func)
	a.free = f.Free
}

// Then sets the continuation of the calls.
func (a *Again) Then(k func(p *Process, v term.Term) Step) { a.site.Then = k }

// End drops the fun and the arguments of the native, because the slice of the arguments is reused
// for the next native. It keeps the continuation set by Then.
func (a *Again) End(p *Process) {
	p.args = nil
	a.site.Func, a.site.native, a.site.args = nil, nil, nil
	a.fun, a.code, a.export, a.free, a.pure = term.Term{}, nil, nil, nil, nil
}

// Call1 calls the fun with one argument.
func (a *Again) Call1(p *Process, x term.Term) Step {
	p.Push(&a.site)
	code := a.found()
	if code == nil {
		p.window(0)
		return p.TailCall(a.fun, x)
	}
	p.window(code.Regs)
	p.R[0] = x
	for i, v := range a.free {
		p.R[1+i] = v
	}
	return p.Start(code)
}

// Call2 calls the fun with two arguments.
func (a *Again) Call2(p *Process, x, y term.Term) Step {
	p.Push(&a.site)
	code := a.found()
	if code == nil {
		p.window(0)
		return p.TailCall(a.fun, x, y)
	}
	p.window(code.Regs)
	p.R[0], p.R[1] = x, y
	for i, v := range a.free {
		p.R[2+i] = v
	}
	return p.Start(code)
}

// Enter pushes a frame in which Value1 and Value2 evaluate the fun without a call. Leave pops the
// frame. Enter reports false and pushes nothing if the fun has to be called.
func (a *Again) Enter(p *Process) bool {
	code := a.found()
	if code == nil {
		return false
	}
	if a.pure = code.pure(); a.pure == nil {
		return false
	}
	p.Push(&a.site)
	p.window(code.Regs)
	copy(p.R[code.Arity:], a.free)
	return true
}

// Ready reports whether the code of the fun is final, so that the result of Enter does not change
// any more.
func (a *Again) Ready() bool {
	code := a.found()
	return code == nil || !code.Late
}

// pure returns f.Pure. For a Go function with a Leaf, pure returns a function that calls the Leaf
// and reports false if the Leaf fails. f must then be called, because only a call records the stack
// trace. pure returns nil if f must always be called.
func (f *Func) pure() func(p *Process) (term.Term, bool) {
	if f.Leaf == nil {
		return f.Pure
	}
	return func(p *Process) (term.Term, bool) {
		v, err := f.Leaf(p, p.R[:f.Arity])
		return v, err == nil
	}
}

// Value1 evaluates the fun for x, between Enter and Leave. ok is false if the fun has to be called,
// because the turn is used up, no clause matches or a Leaf fails. If the evaluation panics, the
// frame is in place for the stack trace.
func (a *Again) Value1(p *Process, x term.Term) (v term.Term, ok bool) {
	if p.reds <= 1 {
		return v, false
	}
	p.reds--
	p.R[0] = x
	return a.pure(p)
}

// Value2 is like Value1 for two arguments.
func (a *Again) Value2(p *Process, x, y term.Term) (v term.Term, ok bool) {
	if p.reds <= 1 {
		return v, false
	}
	p.reds--
	p.R[1] = y
	p.R[0] = x
	return a.pure(p)
}

// Leave pops the frame of Enter.
func (a *Again) Leave(p *Process) {
	top := len(p.frames) - 1
	p.R = p.frames[top].regs
	p.frames = p.frames[:top]
}

// found returns the current code of the fun. It returns nil if TailCall has to look up the code, or
// to raise.
func (a *Again) found() *Func {
	if a.export != nil {
		return a.export.Func()
	}
	if a.code == nil {
		return nil
	}
	return a.code.Now()
}
