package vm

import (
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// A Func is a function of the engine. When Entry starts, the arguments are in registers 0 to
// Arity-1, followed by the captured values of a closure.
type Func struct {
	Module, Name term.Atom
	Arity        int
	// Free is the number of captured values of a closure.
	Free int
	// Regs is the size of the register window.
	Regs  int
	Entry Step
	// Pure is set for a closure without calls. It evaluates the closure on the registers. ok is
	// false if no clause matches.
	Pure func(p *Process) (v term.Term, ok bool)
	// Leaf is set for a Go function that returns without a call back into the engine. Compiled code
	// calls it without a Step.
	Leaf Native
	File string
	Line int
	// Source is the quoted form of a closure typed at a prompt.
	Source term.Term
	// Clauses describes the heads of the function for FunctionClauseError.
	Clauses term.Term
	// Owner is the module of the function, or nil for a Go function.
	Owner *Module
	// Within is the module in which stack traces show a Go function as private. It is 0 if the
	// function is shown under its own name.
	Within term.Atom

	// Late is set for a function that is compiled on its first call.
	Late bool
	// compiled is the function that replaced this function after compilation. stub is the function
	// that this function replaced.
	compiled atomic.Pointer[Func]
	stub     *Func
	// hook traces the calls. Access requires the lock becoming.
	hook *hook
}

// Now returns the compiled replacement of f, or f itself.
func (f *Func) Now() *Func {
	if g := f.compiled.Load(); g != nil {
		return g
	}
	return f
}

// Become makes g the replacement of f.
func (f *Func) Become(g *Func) {
	becoming.Lock()
	defer becoming.Unlock()
	g.stub = f
	if f.hook != nil {
		f.hook.on(g)
	}
	f.compiled.Store(g)
}

// becoming guards the replacement of functions and the hooks that trace their calls.
var becoming sync.Mutex

// root returns the function that f replaced, or f.
func (f *Func) root() *Func {
	if f.stub != nil {
		return f.stub
	}
	return f
}
