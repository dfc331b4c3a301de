// Package bulkhead keeps a mistake of ours within the one link, socket or request
// that met it: a panic there ends that one thing, is told as an error, and the node
// goes on.
//
// It stands at the outermost call that works on what others send. Its caller logs
// the error; none is dropped. It imports nothing of this module.
package bulkhead

import (
	"fmt"
	"runtime/debug"
)

// A Breach is a panic that was kept within Where.
type Breach struct {
	Where string
	Value any
	Stack []byte
}

func (b *Breach) Error() string {
	return fmt.Sprintf("internal error: %s: %v\n%s", b.Where, b.Value, b.Stack)
}

// Within runs f and returns the panic that it ended with, as a *Breach, or what it
// returned.
func Within(where string, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Breach{where, v, debug.Stack()}
		}
	}()
	return f()
}
