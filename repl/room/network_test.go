//go:build linux

package room_test

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"lab/repl/room"
)

// TestLaptopsInANetwork runs lab join in separate network namespaces. A bridge connects the
// namespaces to the room. Two laptops belong to students, and a third laptop uses a name with the
// wrong key. Creating namespaces requires root.
func TestLaptopsInANetwork(t *testing.T) {
	for _, tool := range []string{"ip", "ssh", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("it takes the program %s", tool)
		}
	}
	w := newNetwork(t)
	r, err := room.New(config(t, t.TempDir(), 2, nil))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", w.bridge+":0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = r.Serve(l) }()
	defer r.Close()
	port := l.Addr().(*net.TCPAddr).Port
	ann, bob := w.laptop("ann", port), w.laptop("bob", port)
	ann.reads(ann.node + " is in the cluster")
	bob.reads(bob.node + " is in the cluster")
	bob.types(`:net_kernel.monitor_nodes(true); IO.inspect({:up, Node.list() != [] or (receive do {:nodeup, n} -> n end)})`)
	bob.reads("{:up, ")
	bob.types(`IO.inspect({:seen, :erpc.call(:"` + ann.node + `", fn -> node() end)})`)
	bob.reads(`{:seen, :"` + ann.node + `"}`)
	if n := r.Laptops(); n != 2 {
		t.Errorf("%d laptops are in the cluster", n)
	}
	stranger := w.laptop("ann", port)
	stranger.reads("Permission denied")
	// When a laptop drops out, its node ends, too. The laptop can come back.
	_ = bob.cmd.Process.Kill()
	ann.types(`:net_kernel.monitor_nodes(true); IO.inspect({:gone, Node.list() == [] or (receive do {:nodedown, n} -> n end)})`)
	ann.reads("{:gone, ")
	again := w.laptop("bob", port, bob.key)
	again.reads(again.node + " is in the cluster")
	// A laptop with the same name and key replaces the first laptop, which ends.
	elsewhere := w.laptop("bob", port, bob.key)
	elsewhere.reads(elsewhere.node + " is in the cluster")
	again.reads("joined with another node")
	again.ends()
	if n := r.Laptops(); n != 2 {
		t.Errorf("%d laptops are in the cluster", n)
	}
	// The nodes keep running after the room has closed.
	r.Close()
	ann.reads("The room has closed.")
	ann.types(`IO.inspect({:on, node()})`)
	ann.reads("{:on, ")
}

// A network is a bridge with its namespaces.
type network struct {
	*testing.T
	id     string
	bridge string
	n      int
}

func newNetwork(t *testing.T) *network {
	w := &network{T: t, id: fmt.Sprintf("l%d", os.Getpid()%100000)}
	third := os.Getpid() % 200
	w.bridge = fmt.Sprintf("10.79.%d.1", third)
	if out, err := exec.Command("ip", "link", "add", w.id, "type", "bridge").CombinedOutput(); err != nil {
		t.Skipf("no bridge can be made here: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("ip", "link", "del", w.id).Run() })
	w.ip("addr", "add", w.bridge+"/24", "dev", w.id)
	w.ip("link", "set", w.id, "up")
	return w
}

func (w *network) ip(args ...string) {
	w.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		w.Fatalf("ip %s: %s", strings.Join(args, " "), out)
	}
}

// A machine is a laptop that runs lab join in its namespace.
type machine struct {
	*testing.T
	cmd  *exec.Cmd
	in   io.Writer
	out  *bufio.Reader
	node string
	key  string // path of the key file
}

// laptop starts lab join in a new namespace. Without a key it creates one.
func (w *network) laptop(name string, port int, key ...string) *machine {
	w.Helper()
	w.n++
	space := fmt.Sprintf("%s-%d", w.id, w.n)
	w.ip("netns", "add", space)
	w.Cleanup(func() {
		// The namespace and its network link stay in use while its epmd runs, so the epmd is killed
		// first.
		pids, _ := exec.Command("ip", "netns", "pids", space).Output()
		_ = exec.Command("kill", append([]string{"-9"}, strings.Fields(string(pids))...)...).Run()
		_ = exec.Command("ip", "link", "del", space).Run()
		_ = exec.Command("ip", "netns", "del", space).Run()
	})
	at := strings.TrimSuffix(w.bridge, "1") + fmt.Sprint(10+w.n)
	w.ip("link", "add", space, "type", "veth", "peer", "name", "e0", "netns", space)
	w.ip("link", "set", space, "master", w.id, "up")
	for _, args := range [][]string{{"addr", "add", at + "/24", "dev", "e0"}, {"link", "set", "e0", "up"}, {"link", "set", "lo", "up"}} {
		w.ip(append([]string{"-n", space}, args...)...)
	}
	home := w.TempDir()
	m := &machine{T: w.T, node: name + "@" + at, key: filepath.Join(home, "key")}
	if len(key) > 0 {
		m.key = key[0]
	} else {
		writeKey(w.T, m.key)
	}
	// This script runs the installed ssh with the key and the known hosts of this test.
	script := fmt.Sprintf("#!/bin/sh\nexec %s -o StrictHostKeyChecking=no -o UserKnownHostsFile=%s/known -o IdentitiesOnly=yes -o BatchMode=yes -i %s \"$@\"\n",
		mustFind(w.T, "ssh"), home, m.key)
	if err := os.WriteFile(filepath.Join(home, "ssh"), []byte(script), 0o755); err != nil {
		w.Fatal(err)
	}
	host := w.bridge
	m.cmd = exec.Command("ip", "netns", "exec", space, os.Args[0], "join", host, "-p", fmt.Sprint(port), "--as", name)
	m.cmd.Dir = home
	m.cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "PATH="+home+":"+os.Getenv("PATH"))
	m.in, _ = m.cmd.StdinPipe()
	out, w2 := io.Pipe()
	m.cmd.Stdout, m.cmd.Stderr, m.out = w2, w2, bufio.NewReader(out)
	if err := m.cmd.Start(); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = m.cmd.Process.Kill() })
	go func() { _ = m.cmd.Wait(); _ = w2.Close() }()
	return m
}

func mustFind(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func writeKey(t *testing.T, file string) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (m *machine) types(line string) { _, _ = io.WriteString(m.in, line+"\n") }

// ends waits until lab join has ended.
func (m *machine) ends() { _, _ = io.Copy(io.Discard, m.out) }

// reads waits until the laptop has printed text.
func (m *machine) reads(text string) {
	m.Helper()
	said := ""
	for !strings.Contains(said, text) {
		line, err := m.out.ReadString('\n')
		said += line
		if err != nil {
			m.Fatalf("%s: no %q in %q", m.node, text, said)
		}
	}
}
