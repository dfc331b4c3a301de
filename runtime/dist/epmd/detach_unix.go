//go:build !windows

package epmd

import "syscall"

// detached starts the daemon in a session of its own, so that it survives the terminal and the
// signals of the node that started it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
