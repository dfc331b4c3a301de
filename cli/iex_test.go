package cli

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lab/runtime/dist/epmd/epmdtest"
)

// asLab is the environment variable that makes the test binary behave as lab. The tests set it for
// the programs that they start.
const asLab = "LAB_TEST_AS_LAB"

func TestMain(m *testing.M) {
	if os.Getenv(asLab) != "" {
		os.Exit(Main(Assets{}))
	}
	testscript.Main(m, map[string]func(){"lab": labCommand})
}

// A world holds the environment of a test's programs: an epmd and a home folder of their own.
type world struct {
	t    *testing.T
	env  []string
	home string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	home := t.TempDir()
	port := strconv.Itoa(epmdtest.Start(t))
	env := append(os.Environ(), asLab+"=1", "ERL_EPMD_PORT="+port, "HOME="+home, "XDG_CONFIG_HOME="+home, "NO_COLOR=1")
	return &world{t, env, home}
}

// A prompt is a lab process. The test writes to its standard input through a pipe.
type prompt struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser

	mu   sync.Mutex
	out  strings.Builder
	seen int
	more chan struct{}
}

func (w *world) start(args ...string) *prompt {
	w.t.Helper()
	n := &prompt{t: w.t, cmd: exec.Command(os.Args[0], args...), more: make(chan struct{}, 1)}
	n.cmd.Env, n.cmd.Dir = w.env, w.home
	n.cmd.Stdout, n.cmd.Stderr = n, n
	in, err := n.cmd.StdinPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	n.in = in
	start(w.t, n.cmd)
	return n
}

// start starts a process and ends it with the test.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// Write receives the process's output.
func (n *prompt) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.out.Write(b)
	select {
	case n.more <- struct{}{}:
	default:
	}
	return len(b), nil
}

// expect waits until text appears in the output. It searches after the text that the last call
// found.
func (n *prompt) expect(text string) {
	n.t.Helper()
	timeout := time.After(60 * time.Second)
	for {
		n.mu.Lock()
		rest := n.out.String()[n.seen:]
		if i := strings.Index(rest, text); i >= 0 {
			n.seen += i + len(text)
			n.mu.Unlock()
			return
		}
		n.mu.Unlock()
		select {
		case <-n.more:
		case <-timeout:
			n.t.Fatalf("%q did not come; what came:\n%s", text, rest)
		}
	}
}

// ask enters a line and waits for the answer.
func (n *prompt) ask(line, answer string) {
	n.t.Helper()
	if _, err := io.WriteString(n.in, line+"\n"); err != nil {
		n.t.Fatal(err)
	}
	n.expect(answer)
}

func TestTwoNodes(t *testing.T) {
	w := newWorld(t)
	n1 := w.start("iex", "--sname", "node1@localhost")
	n1.expect("iex(node1@localhost)1> ")
	n1.ask("Node.connect(:node2@localhost)", "false\n")
	n2 := w.start("iex", "--sname", "node2@localhost")
	n2.expect("iex(node2@localhost)1> ")
	n1.ask("Node.connect(:node2@localhost)", "true\n")
	n1.ask("Node.list()", "[:node2@localhost]\n")
	n2.ask("Process.register(self(), :shell)", "true\n")
	n1.ask("send({:shell, :node2@localhost}, {:msg, \"hi\", 1.5, [a: 1]})", "{:msg, \"hi\", 1.5, [a: 1]}\n")
	n2.ask("receive do m -> m end", "{:msg, \"hi\", 1.5, [a: 1]}\n")
	n1.ask("Node.ping(:node2@localhost)", ":pong\n")
	n1.ask("Node.monitor(:node2@localhost, true)", "true\n")
	if err := n2.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	n1.ask("receive do x -> x end", "{:nodedown, :node2@localhost}\n")
	n1.ask("Node.list()", "[]\n")
}

// TestRemoteShellEnds opens prompts on another node. A closed prompt must not stop the node. When
// the node ends, the prompt must report it.
func TestRemoteShellEnds(t *testing.T) {
	w := newWorld(t)
	n1 := w.start("iex", "--sname", "node1@localhost")
	n1.expect("iex(node1@localhost)1> ")
	remote := func() *prompt {
		r := w.start("iex", "--sname", "node2@localhost", "--remsh", "node1@localhost")
		r.ask("node()", ":node1@localhost\n")
		return r
	}
	left := remote()
	_ = left.in.Close()
	if err := left.cmd.Wait(); err != nil {
		t.Errorf("a prompt that is left: %v\n%s", err, &left.out)
	}
	n1.ask("1 + 41", "42\n")
	lost := remote()
	if err := n1.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	lost.expect("node1@localhost has ended, or cannot be reached any more, and its prompt has ended with it\n")
	if err := lost.cmd.Wait(); err == nil {
		t.Error("a prompt that was lost ends as one that was left")
	}
}

func TestNameInUse(t *testing.T) {
	w := newWorld(t)
	w.start("iex", "--sname", "node1@localhost").expect("1> ")
	w.start("iex", "--sname", "node1@localhost").
		expect("Protocol 'inet_tcp': the name node1@localhost seems to be in use by another Erlang node\n")
}

func TestFullMesh(t *testing.T) {
	w := newWorld(t)
	var nodes []*prompt
	for _, name := range []string{"node1", "node2", "node3"} {
		n := w.start("iex", "--sname", name+"@localhost")
		n.expect("1> ")
		nodes = append(nodes, n)
	}
	spy := w.start("iex", "--sname", "spy@localhost", "--hidden")
	spy.expect("1> ")
	nodes[0].ask("Node.connect(:node2@localhost)", "true\n")
	nodes[2].ask(":net_kernel.monitor_nodes(true)", ":ok\n")
	nodes[2].ask("Node.connect(:node2@localhost)", "true\n")
	nodes[2].ask("receive do {:nodeup, :node1@localhost} -> :met end", ":met\n")
	nodes[2].ask("Enum.sort(Node.list())", "[:node1@localhost, :node2@localhost]\n")
	spy.ask("Node.connect(:node1@localhost)", "true\n")
	spy.ask("Node.list(:connected)", "[:node1@localhost]\n")
	nodes[0].ask("Node.list(:hidden)", "[:spy@localhost]\n")
}

// TestLifeAfterLife kills a node and starts it again before the other nodes consider it down. The
// node must meet all of them through one connection.
func TestLifeAfterLife(t *testing.T) {
	w := newWorld(t)
	n1 := w.start("iex", "--sname", "node1@localhost")
	n2 := w.start("iex", "--sname", "node2@localhost")
	n3 := w.start("iex", "--sname", "node3@localhost")
	for _, n := range []*prompt{n1, n2, n3} {
		n.expect("1> ")
	}
	met := func(n *prompt, other string) {
		n.ask("receive do {:nodeup, :"+other+"@localhost} -> :met end", ":met\n")
	}
	n1.ask(":net_kernel.monitor_nodes(true)", ":ok\n")
	n2.ask(":net_kernel.monitor_nodes(true)", ":ok\n")
	n1.ask("Node.connect(:node2@localhost)", "true\n")
	n1.ask("Node.connect(:node3@localhost)", "true\n")
	met(n2, "node3")
	// These messages are those of a cluster in which node2 noticed the end of node3 first. :global
	// waits until node1 has noticed it, too.
	n1.ask("GenServer.cast(:global_name_server, {:lost_connection, :node2@localhost, :node3@localhost})", ":ok\n")
	if err := n3.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	n1.ask("receive do {:nodedown, :node3@localhost} -> :gone end", ":gone\n")
	n3 = w.start("iex", "--sname", "node3@localhost")
	n3.ask(":net_kernel.monitor_nodes(true)", ":ok\n")
	n1.ask("Node.connect(:node3@localhost)", "true\n")
	met(n2, "node3")
	met(n3, "node2")
	n1.ask(":sys.get_state(:global_name_server).doubts", "%{}\n")
	n1.ask("Enum.sort(Node.list())", "[:node2@localhost, :node3@localhost]\n")
}

func TestRemoteShell(t *testing.T) {
	w := newWorld(t)
	n1 := w.start("iex", "--sname", "node1@localhost")
	n1.expect("1> ")
	rem := w.start("iex", "--remsh", "node1@localhost")
	rem.expect("iex(node1@localhost)1> ")
	rem.ask("IO.puts(\"here\")", "here\n:ok\n")
	rem.ask("Node.list(:hidden) |> length()", "1\n")
}

// TestInterruptedExpression interrupts an incomplete expression, as ctrl+c does in a lab.
func TestInterruptedExpression(t *testing.T) {
	w := newWorld(t)
	n1 := w.start("iex", "--sname", "node1@localhost")
	n1.expect("iex(node1@localhost)1> ")
	n1.ask("Process.register(Process.get(:iex_server), :server)", "true\n")
	n1.ask("hd([1, 2", "...(node1@localhost)2> ")
	n2 := w.start("iex", "--sname", "node2@localhost")
	n2.ask("send({:server, :node1@localhost}, :interrupt)", ":interrupt\n")
	n1.expect("** (EXIT) interrupted\niex(node1@localhost)2> ")
	n1.ask("40 + 2", "42\n")
}

func TestStopIsAnswered(t *testing.T) {
	n := newWorld(t).start("iex")
	n.expect("iex(1)> ")
	n.ask("System.stop(3)", ":ok\n")
	var exit *exec.ExitError
	if err := n.cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("ended with %v, not with status 3", err)
	}
}
