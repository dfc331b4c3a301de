package erlang

import (
	"os"
	"syscall"
)

// signals are the signals that a program may watch, by Erlang name.
var signals = map[string]os.Signal{"sigterm": syscall.SIGTERM}
