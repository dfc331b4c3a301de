package vm

import "lab/runtime/term"

// An Again calls a fun many times for Go code that goes on with each value: its frame is
// made once, and its code is found once where it cannot change. Begin comes first.
type Again struct {
	site Site
	fun  term.Term
	// code is that of a closure, export what a capture of an exported function names;
	// neither is there for what is called as TailCall does it.
	code   *Func
	export *Export
	free   []term.Term
	pure   func(p *Process) (term.Term, bool)
}

// Begin prepares calls of fun with arity arguments. It stands for the native that runs.
func (a *Again) Begin(p *Process, fun term.Term, arity int) {
	a.site.Func, a.site.native, a.site.args = p.native, p.native, p.args
	a.fun = fun
	f := fun.Fun()
	if f == nil || f.Arity != arity {
		return
	}
	if f.External {
		a.export = p.m.Export(f.Module, f.Name, f.Arity)
		return
	}
	a.code, _ = f.Code.(*Func)
	a.free = f.Free
}

// Then has the answers of calls go to k.
func (a *Again) Then(k func(p *Process, v term.Term) Step) { a.site.Then = k }

// End forgets the fun. What Then said stays for the next one.
func (a *Again) End() {
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

// Call2 calls the fun with two.
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

// Enter prepares for values of a fun that calls nothing, in a frame that Leave takes away.
// It reports false where the fun has to be called.
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

// Ready reports whether the fun is compiled: what Enter reports stays so.
func (a *Again) Ready() bool {
	code := a.found()
	return code == nil || !code.Late
}

// pure is Pure, also of a leaf. One that fails has to be called, since a call says where.
func (f *Func) pure() func(p *Process) (term.Term, bool) {
	if f.Leaf == nil {
		return f.Pure
	}
	return func(p *Process) (term.Term, bool) {
		v, err := f.Leaf(p, p.R[:f.Arity])
		return v, err == nil
	}
}

// Value1 is what the fun makes of x, between Enter and Leave; ok is false where it has to
// be called: the turn is used up, or it has no clause for x. Where it raises, the frame
// is there for the stack trace.
func (a *Again) Value1(p *Process, x term.Term) (v term.Term, ok bool) {
	if p.reds <= 1 {
		return v, false
	}
	p.reds--
	p.R[0] = x
	return a.pure(p)
}

// Value2 is Value1 of two arguments.
func (a *Again) Value2(p *Process, x, y term.Term) (v term.Term, ok bool) {
	if p.reds <= 1 {
		return v, false
	}
	p.reds--
	p.R[1] = y
	p.R[0] = x
	return a.pure(p)
}

// Leave ends what Enter began.
func (a *Again) Leave(p *Process) {
	top := len(p.frames) - 1
	p.R = p.frames[top].regs
	p.frames = p.frames[:top]
}

// found is the code as it is now; nil where TailCall has to find it or to fail.
func (a *Again) found() *Func {
	if a.export != nil {
		return a.export.Func()
	}
	if a.code == nil {
		return nil
	}
	return a.code.Now()
}
