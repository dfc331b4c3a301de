package versus

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"lab/internal/usage"
)

// This file measures large numbers of nodes and processes on one machine:
// go test -bench Scale -benchtime 1x ./internal/versus

const (
	meshNodes = 40
	// watched is the time over which the CPU time of a mesh is measured. It equals the time of the
	// broadcasts in mesh.exs.
	watched = 10 * time.Second
)

// BenchmarkScaleMesh connects 40 nodes of either runtime to each other. It reports the time until
// all see each other, and memory and CPU time of a node, idle and while each node sends a message
// to each other node every second.
func BenchmarkScaleMesh(b *testing.B) {
	lab, elixir := build(b), realElixir(b)
	for b.Loop() {
		ours, theirs := mesh(b, lab, "elixir"), mesh(b, elixir)
		for i, f := range ours {
			report(f.name, f.unit, f.value, theirs[i].value)
		}
	}
}

type figure struct {
	name, unit string
	value      float64
}

func mesh(b *testing.B, command ...string) []figure {
	var nodes []*peer
	for i := range meshNodes {
		name := fmt.Sprintf("mesh%d", i)
		nodes = append(nodes, start(b, append(command[:len(command):len(command)], "--sname", name, "--cookie", "versus", "mesh.exs", "mesh0", strconv.Itoa(meshNodes))...))
	}
	awaitAll(b, nodes, "up\n")
	began := time.Now()
	sayAll(nodes, "mesh")
	awaitAll(b, nodes, "meshed\n")
	met := time.Since(began)

	var pids []int
	for _, n := range nodes {
		pids = append(pids, n.cmd.Process.Pid)
	}
	used := usage.CPU(b, pids...)
	time.Sleep(watched) // the load of an idle mesh is measured
	idle := usage.CPU(b, pids...) - used
	resident, own := usage.Resident(b, pids...), usage.Share(b, pids...)

	used = usage.CPU(b, pids...)
	sayAll(nodes, "broadcast")
	awaitAll(b, nodes, "done\n")
	busy := usage.CPU(b, pids...) - used
	for _, n := range nodes {
		n.stop()
	}
	share := func(cpu time.Duration) float64 { return float64(cpu) / float64(watched) * 100 }
	return []figure{
		{"mesh-40", "ms", met.Seconds() * 1e3},
		{"mesh-40-resident", "MiB", resident / meshNodes / (1 << 20)},
		{"mesh-40-own-share", "MiB", own / meshNodes / (1 << 20)},
		{"mesh-40-idle-cpu-all", "%", share(idle)},
		{"mesh-40-broadcast-cpu-all", "%", share(busy)},
	}
}

func awaitAll(b *testing.B, nodes []*peer, text string) {
	b.Helper()
	for _, n := range nodes {
		n.await(b, text)
	}
}

func sayAll(nodes []*peer, line string) {
	for _, n := range nodes {
		fmt.Fprintln(n.in, line)
	}
}

// BenchmarkScaleMillion starts a million processes in one node of either runtime.
func BenchmarkScaleMillion(b *testing.B) {
	lab, elixir := build(b), realElixir(b)
	million := func(command ...string) []figure {
		p := start(b, append(command, "million.exs")...)
		spawned := p.figure(b, "million-spawned")
		resident := usage.Resident(b, p.cmd.Process.Pid)
		fmt.Fprintln(p.in)
		asked := p.figure(b, "million-asked")
		return []figure{
			{"million-spawned", "ms", spawned / 1e6},
			{"million-resident", "MiB", resident / (1 << 20)},
			{"million-asked", "ms", asked / 1e6},
		}
	}
	for b.Loop() {
		theirs := million(elixir, "--erl", "+P 2000000")
		for i, f := range million(lab, "elixir", "--max-processes", "2000000", "--max-memory", "8192") {
			report(f.name, f.unit, f.value, theirs[i].value)
		}
	}
}

// figure waits for a figure that the process prints after its name.
func (p *peer) figure(b *testing.B, name string) float64 {
	b.Helper()
	p.await(b, name+" ")
	line, err := p.out.ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(line), 64)
	if err != nil {
		b.Fatal(err)
	}
	return v
}
