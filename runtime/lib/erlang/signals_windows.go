package erlang

import (
	"os"
	"syscall"
)

// signals are those that a program may ask for, by their names in Erlang.
var signals = map[string]os.Signal{"sigterm": syscall.SIGTERM}
