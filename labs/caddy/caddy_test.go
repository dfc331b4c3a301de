package caddy

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lab/labs/ports"
)

func TestWebSocketOverTLS(t *testing.T) {
	r, _ := runner(t)
	p, _ := r.site(t, "", newUpstream(t, "a"))
	conn, err := tls.Dial("tcp", net.JoinHostPort("127.0.0.1", fmt.Sprint(p.Listeners[0].Port)), r.trust(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	fmt.Fprint(conn, "GET /live/websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	var got []byte
	for buf := make([]byte, 1024); !bytes.HasSuffix(got, []byte("a\n")); {
		n, err := conn.Read(buf)
		if err != nil {
			t.Fatalf("%v after %q", err, got)
		}
		got = append(got, buf[:n]...)
	}
	if !bytes.HasPrefix(got, []byte("HTTP/1.1 101 ")) {
		t.Errorf("got %q", got)
	}
	fmt.Fprint(conn, "ping")
	back := make([]byte, 4)
	if _, err := io.ReadFull(conn, back); err != nil || string(back) != "ping" {
		t.Errorf("%q, %v", back, err)
	}
}

func TestWrongCaddyfile(t *testing.T) {
	r, said := runner(t)
	file := write(t, "https://localhost:8080 {\n\treverse_proxy localhost:4005 {\n\t\tlb_polcy round_robin\n\t}\n}\n")
	_, err := r.Start(context.Background(), file)
	var told *ReportedError
	if !errors.As(err, &told) || told.Code != 1 {
		t.Fatalf("got %v", err)
	}
	want := "parsing caddyfile tokens for 'reverse_proxy': unrecognized subdirective lb_polcy, at " + file + ":3"
	if !strings.Contains(said.String(), want) {
		t.Errorf("got %s\nwant %s", said, want)
	}
}

func TestPortTaken(t *testing.T) {
	r, _ := runner(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	port := ln.Addr().(*net.TCPAddr).Port
	r.Ports = map[int]int{8080: port}
	_, err = r.Start(context.Background(), write(t, "https://localhost:8080 {\n\treverse_proxy localhost:4005\n}\n"))
	var taken *ports.TakenError
	if !errors.As(err, &taken) || taken.Port != port {
		t.Errorf("got %v", err)
	}
}

// TestEndsWithUs closes the guard's standard input. The same happens when this process dies. Caddy
// must end, too.
func TestEndsWithUs(t *testing.T) {
	r, _ := runner(t)
	p, client := r.site(t, "", newUpstream(t, "a"))
	get(t, client, p.URL())
	p.stdin.Close() // also happens when this process dies
	if err := p.Wait(); err != nil {
		t.Errorf("got %v", err)
	}
	if err := ports.Free("127.0.0.1", p.Listeners[0].Port); err != nil {
		t.Error(err)
	}
}

func TestGuardPassesTheStatusOn(t *testing.T) {
	cmd := exec.Command(os.Args[0], asGuard, "go", "no-such-command")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 2 {
		t.Errorf("got %v", err)
	}
}

// TestFilesAndTemplates serves files of a folder. The site must not reveal the environment.
func TestFilesAndTemplates(t *testing.T) {
	t.Setenv("SECRET_OF_MINE", "hush")
	r, _ := runner(t)
	r.Ports = map[int]int{0: freeTestPort(t)}
	file := write(t, "http://localhost:8080 {\n\tencode gzip\n\ttemplates\n\troot * pages\n\tfile_server\n\tlog {\n\t\toutput file access.log\n\t}\n}\n")
	pages := filepath.Join(filepath.Dir(file), "pages")
	if err := os.Mkdir(pages, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(pages, "index.html"), []byte(`{{placeholder "http.request.method"}} <{{env "SECRET_OF_MINE"}}{{placeholder "file./etc/hostname"}}>`), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := r.Start(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Stop()
	if code, body := get(t, http.DefaultClient, fmt.Sprintf("http://localhost:%d/", p.Listeners[0].Port)); code != 200 || body != "GET <>" {
		t.Errorf("got %d %s", code, body)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(file), "access.log")); err != nil {
		t.Error(err)
	}
}

func freeTestPort(t *testing.T) int {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}
