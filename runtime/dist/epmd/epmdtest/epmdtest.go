// Package epmdtest runs an epmd for the nodes of one test, so that tests do not meet
// each other's nodes nor those of the machine.
package epmdtest

import (
	"context"
	"net"
	"testing"

	"lab/runtime/dist/epmd"
)

// Start serves names until the test has ended, on the port that it returns.
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
