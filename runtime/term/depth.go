package term

import "errors"

// ErrTooDeep is what a walk over a value that is nested very deeply panics with: Go's
// stack has an end, and a program that reaches it ends at once. The engine makes a
// system_limit error of it.
var ErrTooDeep = errors.New("a value is nested too deeply")

// MaxDepth bounds walks on Go's stack.
const MaxDepth = 20_000

// A Depth counts how deep a walk has come.
type Depth int

// Enter goes one level down; it panics where that is too deep.
func (d *Depth) Enter() {
	if *d++; *d > MaxDepth {
		panic(ErrTooDeep)
	}
}

// Leave goes up again.
func (d *Depth) Leave() { *d-- }
