package node

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// starter returns a node whose peers are a program of the shell.
func starter(t *testing.T, program string) *Node {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh here")
	}
	n := &Node{m: vm.New(vm.Config{Workers: 1}), cfg: Config{Peer: []string{sh, "-c", program}}}
	n.peers.by = map[int64]*child{}
	t.Cleanup(n.m.Close)
	return n
}

// TestTie checks that a child ends after its owner, also if the owner ends before the child has
// started.
func TestTie(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(tie *tie, c *child)
	}{
		{"the owner ends after the start", func(tie *tie, c *child) { tie.bind(c); tie.cut() }},
		{"the owner ends during the start", func(tie *tie, c *child) { tie.cut(); tie.bind(c) }},
		{"both at once", func(tie *tie, c *child) {
			go tie.cut()
			tie.bind(c)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := starter(t, "exec cat > /dev/null")
			peer, _, err := n.startChild(nil, "secret", term.Sym("nobody"))
			if err != nil {
				t.Fatal(err)
			}
			c.do(&tie{}, peer)
			<-peer.done
		})
	}
}

// TestPeerWithoutCookie starts a child that does not read its cookie. The cookie is larger than a
// pipe, so that it cannot be written.
func TestPeerWithoutCookie(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pid")
	n := starter(t, "echo $$ > '"+file+"'; exec <&-; exec sleep 1000")
	if _, _, err := n.startChild(nil, strings.Repeat("x", 1<<20), term.Sym("nobody")); err == nil {
		t.Fatal("the child started without a cookie")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Signal(syscall.Signal(0)); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("the child is still a process: %v", err)
	}
}
