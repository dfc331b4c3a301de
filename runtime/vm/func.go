package vm

import (
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// A Func is a function as the engine runs it. Arguments are in registers 0 to
// Arity-1 when Entry starts, the free variables of a closure in those after.
type Func struct {
	Module, Name term.Atom
	Arity        int
	// Free is the number of captured values of a closure.
	Free int
	// Regs is the size of the window of registers.
	Regs  int
	Entry Step
	// Pure is set for a closure that calls nothing: what it makes of the registers, and
	// false where it has no clause for the arguments.
	Pure func(p *Process) (v term.Term, ok bool)
	// Leaf is set for a Go function that can be called in the middle of an
	// expression.
	Leaf Native
	File string
	Line int
	// Source is the quoted form of a closure typed at a prompt.
	Source term.Term
	// Clauses describes the heads of the function for FunctionClauseError.
	Clauses term.Term
	// Owner is the module the function belongs to, nil for a Go function.
	Owner *Module
	// Within is the module in which a Go function is shown as a private function, 0 for
	// one that is shown as it is called.
	Within term.Atom

	// Late is set for a function that is compiled when it is first called.
	Late bool
	// compiled is what it became by then, and stub where that has come from.
	compiled atomic.Pointer[Func]
	stub     *Func
	// hook tells its calls; becoming is held.
	hook *hook
}

// Now is the function that f has become where it was compiled late, and f otherwise.
func (f *Func) Now() *Func {
	if g := f.compiled.Load(); g != nil {
		return g
	}
	return f
}

// Become makes g what f is from now on.
func (f *Func) Become(g *Func) {
	becoming.Lock()
	defer becoming.Unlock()
	g.stub = f
	if f.hook != nil {
		f.hook.on(g)
	}
	f.compiled.Store(g)
}

// becoming is held where a function becomes another, and where it is said that the calls
// of it are traced.
var becoming sync.Mutex

// root is what f was before it was compiled late, or f.
func (f *Func) root() *Func {
	if f.stub != nil {
		return f.stub
	}
	return f
}
