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

// grace is the time allowed for an orderly end.
const grace = 3 * time.Second

// Guard runs a command and ends it when stdin ends. The process at the other end of stdin thus
// cannot leave the command behind, even if that process is killed. Guard returns the command's
// exit status.
func Guard(command []string, stdin io.Reader) int {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGHUP) // SIGHUP comes from a closed terminal; Caddy itself ignores it
	// The terminal sends an interrupt to the command as well, and the command then ends. The signal
	// must not be ignored here, because the command would then ignore it too.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	if err := cmd.Start(); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		return 1
	}
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }()
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, stdin) // ends with EOF or an error
		close(ended)
	}()
	select {
	case err := <-gone:
		return status(err)
	case <-ended:
	case <-stop:
	}
	if cmd.Process.Signal(os.Interrupt) != nil { // not supported on Windows
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
