//go:build unix

package erlang

import (
	"os"
	"syscall"
)

// signals are the signals that a program may watch, by Erlang name.
var signals = map[string]os.Signal{
	"sigabrt": syscall.SIGABRT, "sigalrm": syscall.SIGALRM, "sigchld": syscall.SIGCHLD, "sigcont": syscall.SIGCONT,
	"sighup": syscall.SIGHUP, "sigquit": syscall.SIGQUIT, "sigterm": syscall.SIGTERM, "sigtstp": syscall.SIGTSTP,
	"sigusr1": syscall.SIGUSR1, "sigusr2": syscall.SIGUSR2,
}
