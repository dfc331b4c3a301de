//go:build !windows

package epmd

import "syscall"

// detached starts the daemon in its own session, so that it survives the terminal and the signals
// of the node that started it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
