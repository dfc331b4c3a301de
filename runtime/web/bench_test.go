package web_test

import (
	"io"
	"net/http"
	"testing"
)

// BenchmarkPage is a page through every plug of a generated project, one of a controller
// and one of a LiveView that is mounted for it, as many clients as there are
// processors asking at once.
func BenchmarkPage(b *testing.B) {
	s, _ := generated(b)
	s.eval(`Logger.configure(level: :warning)`)
	b.Run("controller", func(b *testing.B) { ask(b, s.url("/")) })
	b.Run("LiveView", func(b *testing.B) { ask(b, s.url("/counter")) })
}

func ask(b *testing.B, url string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			resp, err := client.Get(url)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				b.Errorf("status %d", resp.StatusCode)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// BenchmarkFirstByte is from nothing to the answer of the first request: a node, the
// project compiled, the server started.
func BenchmarkFirstByte(b *testing.B) {
	for range b.N {
		s, _ := generated(b)
		if status, _ := s.get("/"); status != http.StatusOK {
			b.Fatalf("status %d", status)
		}
	}
}
