package versus

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"

	"lab/internal/usage"
)

// A peer is a running node with its standard input and output.
type peer struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func start(b *testing.B, command ...string) *peer {
	b.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatalf("%v: %v", command, err)
	}
	p := &peer{cmd: cmd, in: in, out: bufio.NewReader(out)}
	b.Cleanup(p.stop)
	return p
}

func (p *peer) stop() {
	p.in.Close()
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// await reads until the output contains text.
func (p *peer) await(b *testing.B, text string) {
	b.Helper()
	var said strings.Builder
	for !strings.Contains(said.String(), text) {
		c, err := p.out.ReadByte()
		if err != nil {
			b.Fatalf("waiting for %q after %q: %v", text, said.String(), err)
		}
		said.WriteByte(c)
	}
}

func report(what, unit string, ours, theirs float64) {
	fmt.Printf("%-26s lab %10.2f %s  elixir %10.2f %s  ratio %6.2f\n", what, ours, unit, theirs, unit, ours/theirs)
}

// BenchmarkPrompt compares the time to the first prompt of a named node.
func BenchmarkPrompt(b *testing.B) {
	lab := build(b)
	realElixir(b)
	best := func(command ...string) float64 {
		least := time.Hour
		for turn := range 5 {
			began := time.Now()
			p := start(b, append(command, "--sname", fmt.Sprintf("prompt%d", turn))...)
			p.await(b, "iex(")
			least = min(least, time.Since(began))
			p.stop()
		}
		return least.Seconds() * 1e3
	}
	for b.Loop() {
		report("prompt-sname", "ms", best(lab, "iex"), best("iex"))
	}
}

// BenchmarkIdle compares the memory of an idle node, and of a process on it that waits in receive.
func BenchmarkIdle(b *testing.B) {
	lab, elixir := build(b), realElixir(b)
	idle := func(command ...string) (node, process float64) {
		p := start(b, append(command, "idle.exs")...)
		p.await(b, "before")
		node = usage.Resident(b, p.cmd.Process.Pid)
		fmt.Fprintln(p.in)
		p.await(b, "after")
		process = (usage.Resident(b, p.cmd.Process.Pid) - node) / 100_000
		p.stop()
		return node / (1 << 20), process
	}
	for b.Loop() {
		ourNode, ourProcess := idle(lab, "elixir", "--sname", "idle")
		theirNode, theirProcess := idle(elixir, "--sname", "idle")
		report("memory-idle-node", "MiB", ourNode, theirNode)
		report("memory-idle-process", "B", ourProcess, theirProcess)
	}
}

// BenchmarkNodes compares messages between two nodes, each in its own operating system process.
func BenchmarkNodes(b *testing.B) {
	lab, elixir := build(b), realElixir(b)
	nodes := func(command ...string) ([]string, map[string]float64) {
		far := start(b, append(command, "--sname", "far", "--cookie", "versus", "echo.exs")...)
		far.await(b, "up ")
		defer far.stop()
		near := append(command[1:len(command):len(command)], "--sname", "near", "--cookie", "versus", "nodes.exs")
		return measure(b, command[0], near...)
	}
	for b.Loop() {
		order, ours := nodes(lab, "elixir")
		_, theirs := nodes(elixir)
		for _, what := range order {
			report(what, "us", ours[what]/1e3, theirs[what]/1e3)
		}
	}
}
