// Package versus compares this runtime with the real one, side by side: go test -bench .
// -benchtime 1x ./internal/versus
//
// Start reading in this file.
package versus

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// build compiles the program in the same way as a release.
func build(b *testing.B) string {
	b.Helper()
	lab := filepath.Join(b.TempDir(), "lab")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", lab, "lab")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("building lab: %v\n%s", err, out)
	}
	return lab
}

func realElixir(b *testing.B) string {
	b.Helper()
	elixir, err := exec.LookPath("elixir")
	if err != nil {
		b.Skip("there is no elixir on the PATH to compare with")
	}
	return elixir
}

// measure runs a file of measurements. It returns the names in order, and the figures in
// nanoseconds.
func measure(b *testing.B, name string, args ...string) (order []string, ns map[string]float64) {
	b.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	ns = map[string]float64{}
	for lines := bufio.NewScanner(strings.NewReader(string(out))); lines.Scan(); {
		what, n, _ := strings.Cut(lines.Text(), " ")
		if v, err := strconv.ParseFloat(n, 64); err == nil {
			order = append(order, what)
			ns[what] = v
		}
	}
	return order, ns
}

// BenchmarkWork reports the figures of both runtimes and their ratio. A ratio above 1 means that
// the real runtime is faster.
func BenchmarkWork(b *testing.B) { compare(b, "work.exs") }

// BenchmarkLearner compares the runtimes with whole programs.
func BenchmarkLearner(b *testing.B) { compare(b, "learner.exs") }

// BenchmarkShort runs the work of work.exs in short pieces. On a busy machine, the fastest runs of
// short pieces are seldom interrupted.
func BenchmarkShort(b *testing.B) { compare(b, "short.exs") }

func compare(b *testing.B, file string) {
	lab, elixir := build(b), realElixir(b)
	for b.Loop() {
		_, theirs := measure(b, elixir, file)
		order, ours := measure(b, lab, "elixir", file)
		for _, what := range order {
			fmt.Printf("%-26s lab %10.4f ms  elixir %10.4f ms  ratio %6.2f\n", what, ours[what]/1e6, theirs[what]/1e6, ours[what]/theirs[what])
		}
	}
}

// BenchmarkStart compares the time from the command to the first output.
func BenchmarkStart(b *testing.B) {
	lab, elixir := build(b), realElixir(b)
	best := func(name string, args ...string) time.Duration {
		least := time.Hour
		for range 7 {
			start := time.Now()
			if err := exec.Command(name, args...).Run(); err != nil {
				b.Fatalf("%s: %v", name, err)
			}
			least = min(least, time.Since(start))
		}
		return least
	}
	for b.Loop() {
		ours, theirs := best(lab, "elixir", "-e", "IO.puts(1)"), best(elixir, "-e", "IO.puts(1)")
		fmt.Printf("%-26s lab %10.2f ms  elixir %10.2f ms  ratio %6.2f\n", "start", ours.Seconds()*1e3, theirs.Seconds()*1e3, ours.Seconds()/theirs.Seconds())
	}
}
