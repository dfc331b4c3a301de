package horde

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"lab/internal/usage"
)

// This file measures the figures of docs/performance.md: go test -bench . -benchtime 1x
// ./internal/horde

const many = 1000

var managers = flag.Int("managers", 10*many, "how many managers BenchmarkFiveNodes starts")

// awaited returns the time until code is true on a node.
func (h *horde) awaited(node, code string) time.Duration {
	began := time.Now()
	h.until(node, "Enum.find_value(Stream.repeatedly(fn -> ("+code+") || Process.sleep(2) == :never end), & &1)")
	return time.Since(began)
}

// all returns code that is true when n managers run on a node. It counts the processes themselves.
func all(n int) string {
	return fmt.Sprintf("length(Hordes.ManagerSupervisor.running()) == %d", n)
}

// BenchmarkTwoNodes starts 1000 managers on two nodes, kills one node, and lets it join again.
func BenchmarkTwoNodes(b *testing.B) {
	for b.Loop() {
		h := start(b, 2, "")
		began, used := time.Now(), h.cpu()
		h.eval("node1", fmt.Sprintf("Hordes.ManagerSupervisor.start_random(%d)", many))
		b.ReportMetric(time.Since(began).Seconds()*1e3, "start-ms")
		b.ReportMetric(h.cpu()-used, "start-cpu-ms")
		for _, n := range h.names {
			h.awaited(n, fmt.Sprintf("Horde.Registry.count(Names) == %d", many))
		}
		b.ReportMetric(time.Since(began).Seconds()*1e3, "known-ms")

		h.strike("kill node2")
		b.ReportMetric(h.awaited("node1", all(many)).Seconds()*1e3, "kill-ms")

		h.strike("restart node2")
		h.eval("node2", "Node.connect(:node1@localhost)")
		took := h.awaited("node1", "case Hordes.ManagerSupervisor.counts() do {%{node1@localhost: a, node2@localhost: b}, 1000} when a + b == 1000 and b > 400 -> true; _ -> false end")
		h.once(many, h.names...)
		b.ReportMetric(took.Seconds()*1e3, "rejoin-ms")
		h.end()
	}
}

// BenchmarkFrozen measures the time until the managers of a frozen node run elsewhere.
func BenchmarkFrozen(b *testing.B) {
	for b.Loop() {
		h := start(b, 2, "")
		h.startManagers(many)
		h.strike("freeze node2")
		b.ReportMetric(h.awaited("node1", all(many)).Seconds()*1e3, "frozen-ms")
		h.end()
	}
}

// BenchmarkFiveNodes starts -managers managers on five nodes and kills one node. It also reports
// the memory per manager over all nodes, and the CPU time of all nodes.
func BenchmarkFiveNodes(b *testing.B) {
	n := *managers
	for b.Loop() {
		h := start(b, 5, "")
		h.patience *= time.Duration(max(1, n/(10*many)))
		used := h.cpu()
		before := h.resident()
		began := time.Now()
		for from := range n / many {
			h.eval("node1", fmt.Sprintf("for i <- 1..%d, do: Hordes.ManagerSupervisor.start_manager(\"%d-#{i}\")", many, from))
		}
		for _, name := range h.names {
			h.until(name, fmt.Sprintf("Horde.Registry.count(Names) == %d", n))
		}
		b.ReportMetric(time.Since(began).Seconds()*1e3, "start-ms")
		b.ReportMetric(h.cpu()-used, "start-cpu-ms")
		b.ReportMetric((h.resident()-before)/float64(n), "B/manager")
		h.strike("kill node5")
		began = time.Now()
		h.once(n, "node1", "node2", "node3", "node4")
		b.ReportMetric(time.Since(began).Seconds()*1e3, "kill-ms")
		h.end()
	}
}

// BenchmarkMemory measures the memory of a supervised, registered process on two nodes. It measures
// twice: right after the work, and when the nodes have been idle for long enough to return the
// collector's headroom.
func BenchmarkMemory(b *testing.B) {
	const n = 5000
	for b.Loop() {
		h := start(b, 2, "")
		time.Sleep(calm)
		before := h.resident()
		h.startManagers(n)
		b.ReportMetric((h.resident()-before)/n, "busy-B/manager")
		time.Sleep(calm)
		b.ReportMetric((h.resident()-before)/n, "B/manager")
		h.end()
	}
}

// calm is longer than the time after which a node returns headroom (runtime/vm, headroom.go).
const calm = 5 * time.Second

// cpu returns the CPU time that the nodes have used, in milliseconds.
func (h *horde) cpu() float64 {
	return float64(usage.CPU(h.t, h.pids()...).Milliseconds())
}

// resident returns the resident memory of all nodes.
func (h *horde) resident() float64 { return usage.Resident(h.t, h.pids()...) }

func (h *horde) pids() (pids []int) {
	for _, s := range h.States() {
		pids = append(pids, s.PID)
	}
	return pids
}
