package cluster

import (
	"os"
	"testing"

	"lab/labs/caddy"
)

// TestCaddysEnd runs a program that ends at once in place of Caddy. It has ended by itself, unless the
// scenario no longer counts it as running.
func TestCaddysEnd(t *testing.T) {
	r := caddy.Runner{Program: "caddy", Guard: []string{os.Args[0], "-test.run=^$"}, Options: caddy.Options{Data: t.TempDir()}}
	for _, stopped := range []bool{false, true} {
		c, err := r.Run(t.Context(), &caddy.Plan{}, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		p := &proxy{running: c}
		if stopped {
			p.stop()
		}
		ended := make(chan bool, 1)
		p.attend(c, ended)
		if itself := <-ended; itself == stopped {
			t.Errorf("stopped: %v, ended by itself: %v", stopped, itself)
		}
	}
}
