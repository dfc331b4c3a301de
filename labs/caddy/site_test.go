package caddy

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// This file contains the fixtures of a running Caddy: upstreams, a site in front of them, and a
// client that trusts it.

// asGuard is the first argument that makes the test binary act as the guard.
const asGuard = "as-guard"

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == asGuard {
		os.Exit(Guard(os.Args[2:], os.Stdin))
	}
	os.Exit(m.Run())
}

// found is the Caddy program, which is found or built only once.
var found = sync.OnceValues(func() (string, error) { return Find(context.Background(), os.Stderr) })

// A log collects Caddy's log.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func runner(t *testing.T) (*Runner, *log) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Caddy, which may have to be built")
	}
	file, err := found()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	said := &log{}
	t.Cleanup(func() {
		if left, _ := os.ReadDir(home); len(left) > 0 {
			t.Errorf("Caddy wrote into the user's home: %v", left)
		}
	})
	return &Runner{Program: file, Guard: []string{os.Args[0], asGuard}, Stderr: said, Options: Options{Data: filepath.Join(t.TempDir(), "data")}}, said
}

// An upstream answers with its name. It can be killed and come back.
type upstream struct {
	name string
	addr string
	srv  *httptest.Server
}

func newUpstream(t *testing.T, name string) *upstream {
	u := &upstream{name: name}
	u.start(t, "127.0.0.1:0")
	t.Cleanup(func() { u.srv.Close() })
	return u
}

func (u *upstream) start(t *testing.T, addr string) {
	t.Helper()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	u.addr = ln.Addr().String()
	u.srv = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") == "websocket" {
			u.echo(w)
			return
		}
		fmt.Fprint(w, u.name)
	}))
	u.srv.Listener.Close()
	u.srv.Listener = ln
	u.srv.Start()
}

// echo switches protocols and echoes all data, like a WebSocket server.
func (u *upstream) echo(w http.ResponseWriter) {
	c, rw, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer c.Close()
	fmt.Fprintf(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n%s\n", u.name)
	_, _ = io.Copy(c, rw)
}

// kill ends the upstream and its connections, like kill -9.
func (u *upstream) kill() {
	u.srv.CloseClientConnections()
	u.srv.Close()
}

// site starts Caddy in front of upstreams, with additional lines in its reverse_proxy.
func (r *Runner) site(t *testing.T, lines string, ups ...*upstream) (*Proxy, *http.Client) {
	t.Helper()
	var to []string
	for _, u := range ups {
		to = append(to, u.addr)
	}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	r.Ports = map[int]int{8080: port}
	file := write(t, "https://localhost:8080 {\n\tlog\n\treverse_proxy "+strings.Join(to, " ")+" {\n"+lines+"\n\t}\n}\n")
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	t.Cleanup(cancel)
	p, err := r.Start(ctx, file)
	if err != nil {
		t.Fatalf("%v\n%s", err, r.Stderr)
	}
	t.Cleanup(func() { _ = p.Stop() })
	return p, r.client(t)
}

func write(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "Caddyfile")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// client returns a client that trusts only Caddy's own root certificate.
func (r *Runner) client(t *testing.T) *http.Client {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: r.trust(t)}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func (r *Runner) trust(t *testing.T) *tls.Config {
	t.Helper()
	pem, err := os.ReadFile(r.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return &tls.Config{RootCAs: pool, ServerName: "localhost"}
}

func get(t *testing.T, c *http.Client, url string) (status int, body string) {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}
