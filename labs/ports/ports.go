package ports

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// A TakenError reports that a port is in use.
type TakenError struct {
	Port int
	// PID and Program identify the listener. They are zero if the platform does not report them.
	PID     int
	Program string
}

func (e *TakenError) Error() string {
	switch {
	case e.PID == 0:
		return fmt.Sprintf("port %d is taken by another program", e.Port)
	case e.Program == "":
		return fmt.Sprintf("port %d is taken by process %d", e.Port, e.PID)
	}
	return fmt.Sprintf("port %d is taken by %s (process %d)", e.Port, e.Program, e.PID)
}

// Listener returns the process that listens on a port of this machine. The result is zero if the
// platform does not report it.
func Listener(port int) (pid int, program string) { return listener(port) }

// wsaeAddrInUse is the Windows error code WSAEADDRINUSE.
const wsaeAddrInUse = syscall.Errno(10048)

// Free returns nil if the port on host is free, and a *TakenError if another process listens on
// it.
func Free(host string, port int) error {
	ln, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err == nil {
		return ln.Close()
	}
	if errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaeAddrInUse) {
		pid, program := listener(port)
		return &TakenError{port, pid, program}
	}
	return err
}
