package browser

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lab/internal/usage"
)

// BenchmarkPages requests two pages of the generated project that the tests of runtime/web use (13
// plugs, session, CSRF token, layout): a page of a controller, and a page of a LiveView. Four
// clients send requests at the same time, each over a persistent connection.
func BenchmarkPages(b *testing.B) {
	s := serveProject(b)
	b.Run("controller", func(b *testing.B) { ask(b, s, "/") })
	b.Run("LiveView", func(b *testing.B) { ask(b, s, "/counter") })
}

// serveProject serves the generated project without its code reloader, which looks at all sources
// before each request.
func serveProject(b *testing.B) *server {
	b.Helper()
	dir := filepath.Join(b.TempDir(), "project")
	if err := os.CopyFS(dir, os.DirFS("../../runtime/web/testdata/generated")); err != nil {
		b.Fatal(err)
	}
	const config = "config/dev.exs"
	text, err := os.ReadFile(filepath.Join(dir, config))
	if err != nil {
		b.Fatal(err)
	}
	served := strings.Replace(string(text), "code_reloader: true", "code_reloader: false", 1)
	if err := os.WriteFile(filepath.Join(dir, config), []byte(served), 0o644); err != nil {
		b.Fatal(err)
	}
	s := &server{t: b, dir: dir, port: freePort(b), env: []string{"PHX_SERVER=true"},
		args: []string{"mix", "run", "-e", `Logger.configure(level: :warning); IO.puts("ready"); Process.sleep(:infinity)`}, ready: "ready"}
	s.start()
	b.Cleanup(s.kill)
	return s
}

func ask(b *testing.B, s *server, path string) {
	pid := s.cmd.Process.Pid
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	client := &http.Client{Transport: transport}
	defer transport.CloseIdleConnections()
	b.SetParallelism(2)
	for range 500 { // warms up code that is compiled on first use
		if !page200(b, client, s.url(path)) {
			return
		}
	}
	used := usage.CPU(b, pid)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() && page200(b, client, s.url(path)) {
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64((usage.CPU(b, pid)-used).Microseconds())/float64(b.N), "cpu-µs/page")
}

func page200(b *testing.B, client *http.Client, url string) bool {
	resp, err := client.Get(url)
	if err != nil {
		b.Error(err)
		return false
	}
	_, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Errorf("status %d, %v", resp.StatusCode, err)
		return false
	}
	return true
}
