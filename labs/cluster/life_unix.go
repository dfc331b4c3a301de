//go:build unix

package cluster

import (
	"fmt"
	"os"
	"syscall"
)

// held is empty on Unix. A node ends when its input closes, and the system ends the stopped
// processes of an orphaned process group (POSIX.1, _exit).
type held struct{}

func hold(*os.Process) held { return held{} }

func (held) release() {}

// Suspend stops a process until Resume.
func Suspend(p *os.Process) error { return signal(p, syscall.SIGSTOP) }

// Resume continues a suspended process.
func Resume(p *os.Process) error { return signal(p, syscall.SIGCONT) }

func signal(p *os.Process, s syscall.Signal) error {
	if err := p.Signal(s); err != nil {
		return fmt.Errorf("sending %s to process %d: %w", s, p.Pid, err)
	}
	return nil
}

// apart puts a node into its own process group, so that Ctrl-C at the terminal does not reach it.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
