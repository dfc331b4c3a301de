//go:build unix

package cli

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKilledWorkbookLeavesNoNodes kills lab run while one node is running and another node is
// frozen. Both nodes must end.
func TestKilledWorkbookLeavesNoNodes(t *testing.T) {
	if testing.Short() {
		t.Skip("starts nodes")
	}
	cmd := labIn(t, t.TempDir(), "run", "0")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, cmd)
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

// TestKilledCaddyLeavesItsPortFree kills `lab caddy run` or closes its terminal. The Caddy process
// that lab started must end, too.
func TestKilledCaddyLeavesItsPortFree(t *testing.T) {
	for name, end := range map[string]func(lab *os.Process) error{
		"killed":          (*os.Process).Kill,
		"terminal closed": func(lab *os.Process) error { return syscall.Kill(-lab.Pid, syscall.SIGHUP) },
	} {
		t.Run(name, func(t *testing.T) { endCaddy(t, end) })
	}
}

func endCaddy(t *testing.T, end func(lab *os.Process) error) {
	if os.Getenv("LAB_CADDY") == "" {
		t.Skip("LAB_CADDY names no Caddy")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	site := "https://localhost:8080 {\n\treverse_proxy localhost:4005\n}\n"
	if err := os.WriteFile(filepath.Join(dir, "Caddyfile"), []byte(site), 0o644); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(at)
	cmd := labIn(t, dir, "caddy", "run", "--port", port)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, cmd)
	lines := bufio.NewScanner(said)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Caddy answers at https://localhost:"+port) {
	}
	if c, err := net.Dial("tcp", at); err != nil {
		t.Fatalf("Caddy does not listen: %v", err)
	} else {
		c.Close()
	}
	if err := end(cmd.Process); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // Caddy holds the other end of this pipe until it ends
	}
	l, err = net.Listen("tcp", at)
	if err != nil {
		t.Fatalf("the port is not free: %v", err)
	}
	l.Close()
}

// labIn returns a lab command as the scripts run it, with dir as its working directory and home.
func labIn(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("lab", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), repository+"="+root, "HOME="+dir)
	return cmd
}

var stateShown = regexp.MustCompile(`\) (.)`)

var pidShown = regexp.MustCompile(`^"(\d+)"$`)

// pidsIn returns the first n process IDs that are printed.
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

// awaitState waits until a process has the given state in /proc. State 0 means that the process is
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
