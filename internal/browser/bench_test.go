package browser

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// resident is how many bytes of memory a process has.
func resident(b *testing.B, pid int) int {
	b.Helper()
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		b.Skip("needs /proc")
	}
	pages, _ := strconv.Atoi(strings.Fields(string(statm))[1])
	return pages * os.Getpagesize()
}

// BenchmarkLiveViews has 1,000 visitors with a counter open: how fast they come,
// what each takes of the server's memory, and how long a click takes among them.
func BenchmarkLiveViews(b *testing.B) {
	const visitors = 1000
	s := serve(b, client{name: "none"})
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	first, err := visit(ctx, s.url(""), "/counter")
	if err != nil {
		b.Fatal(err)
	}
	before := resident(b, s.cmd.Process.Pid)
	all := []*visitor{first}
	began := time.Now()
	for range visitors - 1 {
		v, err := visit(ctx, s.url(""), "/counter")
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, v)
	}
	came, memory := time.Since(began), resident(b, s.cmd.Process.Pid)-before
	var took []time.Duration
	for b.Loop() {
		for i := range all {
			start := time.Now()
			if _, err := all[i].reply(ctx, "event", click("inc")); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
	}
	b.ReportMetric(float64(visitors-1)/came.Seconds(), "visits/s")
	b.ReportMetric(float64(memory)/(visitors-1)/1024, "KB/visitor")
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/click")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms/click-p99")
}
