package caddy

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// grace is how long an orderly end may take.
const grace = 3 * time.Second

// Guard runs a command and ends it when stdin ends: whoever holds the other end
// cannot leave the command behind, also not when it is killed. It returns the
// command's exit status.
func Guard(command []string, stdin io.Reader) int {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGHUP) // of a terminal that is closed; Caddy itself does not heed it
	// The terminal's interrupt goes to the command, too, which ends by it. It is not
	// ignored here, as the command would inherit that.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	if err := cmd.Start(); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		return 1
	}
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }()
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, stdin) // however it ends
		close(ended)
	}()
	select {
	case err := <-gone:
		return status(err)
	case <-ended:
	case <-stop:
	}
	if cmd.Process.Signal(os.Interrupt) != nil { // not on Windows
		_ = cmd.Process.Kill()
	}
	select {
	case err := <-gone:
		return status(err)
	case <-time.After(grace):
	}
	_ = cmd.Process.Kill()
	return status(<-gone)
}

func status(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return exit.ExitCode()
	}
	return 1
}
