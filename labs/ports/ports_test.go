package ports

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestTaken(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := ln.Addr().(*net.TCPAddr).Port
	var taken *TakenError
	if err := Free("127.0.0.1", port); !errors.As(err, &taken) || taken.Port != port {
		t.Fatalf("got %v", err)
	}
	if runtime.GOOS == "linux" {
		// The kernel keeps only fifteen characters of a program's name.
		if taken.PID != os.Getpid() || !strings.HasPrefix(filepath.Base(os.Args[0]), taken.Program) || taken.Program == "" {
			t.Errorf("got %v", taken)
		}
	}
	ln.Close()
	if err := Free("127.0.0.1", port); err != nil {
		t.Errorf("got %v", err)
	}
}
