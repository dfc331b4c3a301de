package epmd

import "syscall"

// DETACHED_PROCESS of the Windows API; package syscall does not name it.
const detachedProcess = 0x00000008

// detached keeps the daemon off the console of the node that started it.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: detachedProcess | syscall.CREATE_NEW_PROCESS_GROUP}
}
