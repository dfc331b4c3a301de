//go:build unix

package cli

import (
	"syscall"
	"testing"
)

func TestFrozenNodeIsDown(t *testing.T) {
	w := newWorld(t)
	n1 := w.start("iex", "--sname", "node1@localhost")
	n2 := w.start("iex", "--sname", "node2@localhost")
	n1.expect("1> ")
	n2.expect("1> ")
	n1.ask("Node.connect(:node2@localhost)", "true\n")
	n1.ask("Node.monitor(:node2@localhost, true)", "true\n")
	if err := n2.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Skip("processes cannot be stopped here")
	}
	n1.ask("receive do x -> x end", "{:nodedown, :node2@localhost}\n")
}
