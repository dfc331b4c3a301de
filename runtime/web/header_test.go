package web

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lab/runtime/vm"
)

// TestHeadersAreCountedAsTheyAreRead sends headers that do not end. The connection must refuse
// them before it has passed them all on.
func TestHeadersAreCountedAsTheyAreRead(t *testing.T) {
	m := vm.New(vm.Config{Workers: 1})
	defer m.Close()
	ours, theirs := net.Pipe()
	answer := make(chan string, 1)
	go func() { _, _ = io.WriteString(theirs, "GET / HTTP/1.1\r\n"+strings.Repeat("a:\r\n", 1000)) }()
	go func() {
		b := make([]byte, 200)
		n, _ := theirs.Read(b)
		answer <- string(b[:n])
		_, _ = io.Copy(io.Discard, theirs)
	}()
	defer theirs.Close()
	c := &conn{Conn: ours, m: m, inHeaders: true}
	n, err := io.Copy(io.Discard, onlyReader{c})
	if !errors.Is(err, errRefused) || n > 4*maxHeaders+512 {
		t.Errorf("%d bytes were passed on, then %v", n, err)
	}
	if got := <-answer; !strings.HasPrefix(got, "HTTP/1.1 431 ") {
		t.Errorf("the client got %q", got)
	}
}

// onlyReader reads small parts.
type onlyReader struct{ c *conn }

func (r onlyReader) Read(b []byte) (int, error) { return r.c.Read(b[:256]) }

func TestHeaderLines(t *testing.T) {
	for _, c := range []struct {
		text          string
		within, clear int
	}{
		{"", 0, 0}, {"GET / HT", 0, 0}, {"GET / HTTP/1.1\r\n", 1, 1},
		{"GET /\na: b\n\nbody\nbody\n", 2, 2}, {"GET /\r\na: b\r\nc:\r\n\r\n\r\n\r\n", 3, 3},
		{"\r\na:\r\nb:\r\n", 3, 0}, {"\nbody\nbody\n", 3, 0},
	} {
		if got := headerLines([]byte(c.text), true); got != c.within {
			t.Errorf("%q within a line: got %d, want %d", c.text, got, c.within)
		}
		if got := headerLines([]byte(c.text), false); got != c.clear {
			t.Errorf("%q: got %d, want %d", c.text, got, c.clear)
		}
	}
}

// TestBodiesAreNoHeaders sends a request in two parts. The second starts with the end of the
// headers and contains a body with more lines than headers are allowed.
func TestBodiesAreNoHeaders(t *testing.T) {
	m := vm.New(vm.Config{Workers: 1})
	defer m.Close()
	ours, theirs := net.Pipe()
	defer theirs.Close()
	sent := "POST / HTTP/1.1\r\na: b\r\n" + "\r\n" + strings.Repeat("line\n", 2*maxHeaders)
	go func() {
		at := strings.Index(sent, "\r\n\r\n") + 2
		_, _ = io.WriteString(theirs, sent[:at])
		_, _ = io.WriteString(theirs, sent[at:])
	}()
	c := &conn{Conn: ours, m: m, inHeaders: true}
	b := make([]byte, len(sent))
	got := ""
	for len(got) < len(sent) {
		n, err := c.Read(b)
		if err != nil {
			t.Fatalf("after %d of %d bytes: %v", len(got), len(sent), err)
		}
		got += string(b[:n])
	}
	if got != sent {
		t.Errorf("got %q", got)
	}
}

// TestRequestsWithoutRoomAreRefused describes requests to a node without memory.
func TestRequestsWithoutRoomAreRefused(t *testing.T) {
	m := vm.New(vm.Config{Workers: 1, MaxMemory: 1 << 20})
	defer m.Close()
	x := &exchange{l: &listener{w: &Web{m: m}}, r: httptest.NewRequest(http.MethodGet, "/", nil)}
	for n := 0; x.refused() != http.StatusServiceUnavailable; n += processBytes {
		if n > 1<<20 {
			t.Fatalf("%d bytes of requests are accepted", n)
		}
	}
}

// TestConnectionsFitIntoMemory checks that a node with little memory accepts fewer connections.
func TestConnectionsFitIntoMemory(t *testing.T) {
	if n := connectionsIn(200 << 20); n != 1600 {
		t.Errorf("200 MB allow %d connections", n)
	}
	if n := connectionsIn(vm.DefaultMaxMemory); n < maxConnections {
		t.Errorf("the default limit allows %d connections", n)
	}
}
