package epmd

import "syscall"

// detachedProcess is DETACHED_PROCESS of the Windows API, which package syscall does not define.
const detachedProcess = 0x00000008

// detached detaches the daemon from the console of the node that started it.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: detachedProcess | syscall.CREATE_NEW_PROCESS_GROUP}
}
