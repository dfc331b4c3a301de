package cli

import (
	"errors"
	"io"
	"os"
	"sync/atomic"

	"lab/repl"
	"lab/runtime/vm"
)

// This file handles the end of a program by an exit signal, such as the signal of a linked process
// that crashed. Elixir stops such a program at once. The program's other processes get the signal at
// the same time, and have no turn to print reports of their own.

// A program is a script or a Mix task that runs on a node.
type program struct {
	shell *repl.Shell
	// ended is set once a signal has ended the program. Its node then prints nothing.
	ended *atomic.Bool
}

// newProgram attaches the standard streams to m.
func newProgram(m *vm.Machine) program {
	p := program{ended: new(atomic.Bool)}
	p.shell = repl.Attach(m, repl.NewPlain(os.Stdin, until{os.Stdout, p.ended}), until{os.Stderr, p.ended})
	return p
}

// An until passes text on until ended is set.
type until struct {
	to    io.Writer
	ended *atomic.Bool
}

func (u until) Write(b []byte) (int, error) {
	if u.ended.Load() {
		return len(b), nil
	}
	return u.to.Write(b)
}

// bySignal reports whether a signal ended the process that failed with err.
func bySignal(err error) bool {
	var e *vm.Exception
	return errors.As(err, &e) && e.Ended != nil
}
