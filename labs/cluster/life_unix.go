//go:build unix

package cluster

import (
	"fmt"
	"os"
	"syscall"
)

// held is nothing here: a node ends when its input does, and the system ends
// the stopped ones of an orphaned process group (POSIX.1, _exit).
type held struct{}

func hold(*os.Process) held { return held{} }

func (held) release() {}

// Suspend stops a process of the operating system in its tracks.
func Suspend(p *os.Process) error { return signal(p, syscall.SIGSTOP) }

// Resume lets a suspended process go on.
func Resume(p *os.Process) error { return signal(p, syscall.SIGCONT) }

func signal(p *os.Process, s syscall.Signal) error {
	if err := p.Signal(s); err != nil {
		return fmt.Errorf("sending %s to process %d: %w", s, p.Pid, err)
	}
	return nil
}

// apart puts a node into a process group of its own, so that Ctrl-C at the
// terminal does not reach it.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
