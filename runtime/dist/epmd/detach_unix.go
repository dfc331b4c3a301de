//go:build !windows

package epmd

import "syscall"

// detached makes the daemon the leader of a session of its own, so that it
// outlives the terminal and the signals of the node that started it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
