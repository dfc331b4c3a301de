// Package usage reads the memory and the CPU time of processes from /proc, for benchmarks. A
// benchmark is skipped where there is no /proc.
//
// Start reading in this file.
package usage

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tick is the unit in which Linux reports CPU time.
const tick = 10 * time.Millisecond

// CPU returns the CPU time that processes have used together. Other work on the machine hardly
// changes this figure.
func CPU(tb testing.TB, pids ...int) (sum time.Duration) {
	tb.Helper()
	for _, pid := range pids {
		_, rest, _ := strings.Cut(read(tb, pid, "stat"), ") ") // the name of the program may have spaces
		for _, ticks := range strings.Fields(rest)[11:13] {    // utime and stime, see proc(5)
			n, err := strconv.Atoi(ticks)
			if err != nil {
				tb.Fatal(err)
			}
			sum += time.Duration(n) * tick
		}
	}
	return sum
}

// Resident returns the resident memory of processes together, in bytes.
func Resident(tb testing.TB, pids ...int) float64 {
	tb.Helper()
	return field(tb, "Rss:", pids)
}

// Share returns the share of processes in the memory, in bytes: each resident page, divided by the
// number of processes that have it.
func Share(tb testing.TB, pids ...int) float64 {
	tb.Helper()
	return field(tb, "Pss:", pids)
}

func field(tb testing.TB, name string, pids []int) (sum float64) {
	tb.Helper()
	for _, pid := range pids {
		_, rest, found := strings.Cut(read(tb, pid, "smaps_rollup"), "\n"+name)
		if !found {
			tb.Fatalf("the memory of process %d has no %s", pid, name)
		}
		kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
		if err != nil {
			tb.Fatal(err)
		}
		sum += kib * 1024
	}
	return sum
}

func read(tb testing.TB, pid int, file string) string {
	tb.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	if err != nil {
		tb.Skipf("the usage of a process is not readable here: %v", err)
	}
	return string(text)
}
