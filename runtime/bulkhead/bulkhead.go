// Package bulkhead confines a bug in this program to the link, socket or request that
// triggered it: a panic there becomes an error, and the node keeps running.
//
// Use it in the outermost function of a goroutine that processes input from others.
// The caller must log the error. Start reading in this file.
package bulkhead

import (
	"fmt"
	"runtime/debug"
)

// A Breach is a panic that was recovered in Where.
type Breach struct {
	Where string
	Value any
	Stack []byte
}

func (b *Breach) Error() string {
	return fmt.Sprintf("internal error: %s: %v\n%s", b.Where, b.Value, b.Stack)
}

// Within runs f and returns its error. If f panics, it returns the panic as a *Breach.
func Within(where string, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Breach{where, v, debug.Stack()}
		}
	}()
	return f()
}
