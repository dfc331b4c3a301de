package epmd

import (
	"fmt"
	"os"
	"os/exec"
	"time"
)

// Ensure makes sure that an epmd answers on the client's port. If none does, it starts command as
// a detached process. If several processes do that at the same time, one of the daemons serves
// them all. Without a command, epmd must be running.
func (c Client) Ensure(command ...string) error {
	if c.answers() {
		return nil
	}
	if len(command) == 0 {
		return fmt.Errorf("nothing answers on port %d", c.port())
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = os.Environ()
	cmd.SysProcAttr = detached()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start epmd: %w", err)
	}
	go func() { _ = cmd.Wait() }()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if c.answers() {
			return nil
		}
	}
	return fmt.Errorf("start epmd: nothing answers on port %d", c.port())
}

func (c Client) answers() bool {
	conn, err := c.dial("127.0.0.1")
	if err != nil {
		return false
	}
	conn.Close()
	return true
}
