// Package epmdtest runs an epmd for the nodes of one test, isolated from other tests and from the
// nodes of the machine. Start reading in this file.
package epmdtest

import (
	"context"
	"net"
	"testing"

	"lab/runtime/dist/epmd"
)

// Start runs an epmd until the test has ended. It returns the port.
func Start(t testing.TB) (port int) {
	t.Helper()
	ln, err := epmd.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go func() { _ = (&epmd.Server{}).Serve(ctx, ln) }()
	return ln.Addr().(*net.TCPAddr).Port
}
