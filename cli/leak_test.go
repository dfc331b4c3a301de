//go:build unix

package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// TestKilledWorkbookLeavesNoNodes kills lab run while one of its nodes runs and
// another is frozen.
func TestKilledWorkbookLeavesNoNodes(t *testing.T) {
	if testing.Short() {
		t.Skip("starts nodes")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cmd := exec.Command("lab", "run", "0")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), repository+"="+root, "HOME="+dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	fmt.Fprint(in, "System.pid()\n/node2\nSystem.pid()\n/freeze node2\nfrozen\n")
	pids := pidsIn(t, out, 2)
	awaitState(t, pids[1], 'T')
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for _, pid := range pids {
		awaitState(t, pid, 0)
	}
}

var stateShown = regexp.MustCompile(`\) (.)`)

var pidShown = regexp.MustCompile(`^"(\d+)"$`)

// pidsIn returns the first n process numbers that are printed.
func pidsIn(t *testing.T, out io.Reader, n int) []int {
	t.Helper()
	var pids []int
	for lines := bufio.NewScanner(out); len(pids) < n && lines.Scan(); {
		if m := pidShown.FindStringSubmatch(lines.Text()); m != nil {
			pid, _ := strconv.Atoi(m[1])
			pids = append(pids, pid)
		}
	}
	if len(pids) < n {
		t.Fatalf("the nodes said %d process numbers, want %d", len(pids), n)
	}
	return pids
}

// awaitState waits until a process is in a state of /proc, or for 0, until it is
// gone.
func awaitState(t *testing.T, pid int, state byte) {
	t.Helper()
	for range 500 {
		if state == 0 && syscall.Kill(pid, 0) == syscall.ESRCH {
			return
		}
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil && state != 0 {
			t.Skip("there is no /proc to see the state of a process in")
		}
		m := stateShown.FindSubmatch(stat)
		if m != nil && (m[1][0] == state || state == 0 && m[1][0] == 'Z') {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("process %d did not come to the state %q", pid, state)
}
