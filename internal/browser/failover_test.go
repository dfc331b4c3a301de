package browser

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// proxy starts lab caddy in front of the servers and returns its URL.
func proxy(t testing.TB, servers ...*server) string {
	t.Helper()
	if os.Getenv("LAB_CADDY") == "" {
		t.Skip("LAB_CADDY names no Caddy")
	}
	var to strings.Builder
	for _, s := range servers {
		fmt.Fprintf(&to, " localhost:%d", s.port)
	}
	dir, port := t.TempDir(), freePort(t)
	file := fmt.Sprintf("https://localhost:%d {\n\treverse_proxy%s {\n\t\tlb_policy round_robin\n\t\tlb_try_duration 2s\n\t\tfail_duration 10s\n\t}\n}\n", port, to.String())
	if err := os.WriteFile(filepath.Join(dir, "Caddyfile"), []byte(file), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := lab("caddy", "run")
	cmd.Dir = dir
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	answers, ended := make(chan bool, 1), make(chan bool)
	var log strings.Builder
	go func() {
		defer close(ended)
		for in := bufio.NewScanner(said); in.Scan(); {
			log.WriteString(in.Text() + "\n")
			if strings.HasPrefix(in.Text(), "Caddy answers at ") {
				answers <- true
			}
		}
	}()
	t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); <-ended; _ = cmd.Wait() })
	select {
	case <-answers:
	case <-ended:
		t.Fatalf("Caddy ended:\n%s", log.String())
	case <-time.After(time.Minute):
		t.Fatal("Caddy is not ready")
	}
	return fmt.Sprintf("https://localhost:%d", port)
}

// failover opens the page of two servers behind Caddy and kills the server of its LiveView. It
// returns the time until the page is live on the other server. Afterwards both servers run again.
func failover(p *page, url string, servers [2]*server) time.Duration {
	p.t.Helper()
	p.do("open", chromedp.Navigate(url))
	p.until(text("#state", "connected=true"))
	p.click("#inc")
	p.until(text("#count", "Count: 1"))
	at, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.querySelector("#state").textContent`))
	if err != nil {
		p.t.Fatal(err)
	}
	from, to := servers[0], servers[1]
	if !strings.Contains(at, fmt.Sprintf("at=%d", from.port)) {
		from, to = to, from
	}
	began := time.Now()
	from.kill()
	p.until(text("#state", fmt.Sprintf("at=%d", to.port)))
	took := time.Since(began)
	p.until(text("#count", "Count: 0")) // the count was lost with the process
	p.click("#inc")
	p.until(text("#count", "Count: 1"))
	from.start()
	return took
}

// TestFailover kills the server of an open page. The page becomes live on the other server by
// itself.
func TestFailover(t *testing.T) {
	npm(t)
	t.Parallel()
	for _, c := range []client{clients[0], clients[1]} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			servers := [2]*server{serve(t, c), serve(t, c)}
			url := proxy(t, servers[0], servers[1])
			t.Logf("live again after %v", failover(browse(t), url, servers))
		})
	}
}

// BenchmarkFailover measures the time from the kill of a page's server until the page is live on
// the other server.
func BenchmarkFailover(b *testing.B) {
	servers := [2]*server{serve(b, clients[0]), serve(b, clients[0])}
	p := browse(b)
	var all time.Duration
	for range b.N {
		url := proxy(b, servers[0], servers[1]) // a new proxy has not seen a dead server yet
		all += failover(p, url, servers)
	}
	b.ReportMetric(float64(all.Milliseconds())/float64(b.N), "ms/failover")
}
