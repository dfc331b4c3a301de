package browser

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"lab/internal/usage"
)

// calm is longer than the time after which a node returns headroom (runtime/vm, headroom.go).
const calm = 5 * time.Second

// visitors is the number of visitors with an open page. several is the number of visitors that
// connect at the same time.
const (
	visitors = 1000
	several  = 8
)

// BenchmarkLiveViews measures 1,000 visitors with an open counter: how fast they connect, how much
// memory of the server each takes, and how long a click takes.
func BenchmarkLiveViews(b *testing.B) {
	s := serve(b, client{name: "none"})
	pid := s.cmd.Process.Pid
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	all := make([]*visitor, visitors)
	come(b, ctx, s, all[:several])
	time.Sleep(calm)
	before, used, began := usage.Resident(b, pid), usage.CPU(b, pid), time.Now()
	come(b, ctx, s, all[several:])
	wall, visits := time.Since(began), usage.CPU(b, pid)-used
	busy := usage.Resident(b, pid) - before
	time.Sleep(calm)
	rest := usage.Resident(b, pid) - before
	used = usage.CPU(b, pid)
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
	clicks := usage.CPU(b, pid) - used
	slices.Sort(took)
	const came = visitors - several
	b.ReportMetric(came/wall.Seconds(), "visits/s")
	b.ReportMetric(float64(visits.Microseconds())/came, "cpu-µs/visit")
	b.ReportMetric(float64(busy)/came/1024, "busy-KB/visitor")
	b.ReportMetric(float64(rest)/came/1024, "KB/visitor")
	b.ReportMetric(float64(clicks.Microseconds())/float64(len(took)), "cpu-µs/click")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/click")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms/click-p99")
}

// come lets visitors load the page with the counter and join it, several at the same time.
func come(b *testing.B, ctx context.Context, s *server, all []*visitor) {
	b.Helper()
	var wg sync.WaitGroup
	for first := range several {
		wg.Go(func() {
			for i := first; i < len(all); i += several {
				v, err := visit(ctx, s.url(""), "/counter")
				if err != nil {
					b.Error(err)
					return
				}
				all[i] = v
			}
		})
	}
	wg.Wait()
	if b.Failed() {
		b.FailNow()
	}
}
