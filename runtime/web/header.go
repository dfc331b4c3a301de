package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"lab/runtime/vm"
)

// This file limits the headers of requests. net/http limits only their bytes, and a short header
// takes many times its bytes in memory. So a connection counts the lines and the bytes of headers
// while net/http reads them.

const (
	// maxHeaders is the default max_headers of Cowboy.
	maxHeaders = 100
	// headerGrowth is the memory of a header in relation to its bytes: the line that is read, the
	// header of net/http, and the one of the process.
	headerGrowth = 4
	// headerBytes is the memory of a header or a path segment besides its bytes: map entries,
	// slices, tuples, and list cells.
	headerBytes = 256
	// processBytes is the memory of the process of a request before it does anything.
	processBytes = registers * 16
	// lastTime is the time limit for the rest of the headers of a refused request. It is read,
	// because otherwise the client may not receive the answer.
	lastTime = time.Second
)

// counting is a listener whose connections count the headers that are read.
type counting struct {
	net.Listener
	m *vm.Machine
}

func (l counting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, m: l.m, inHeaders: true}, nil
}

// A conn is a connection to a client. Only the goroutine that serves it uses the other fields.
type conn struct {
	net.Conn
	m *vm.Machine
	// inHeaders is set from the end of a request to the call of ServeHTTP for the next one. lines
	// counts the lines of headers read in that time.
	inHeaders bool
	lines     int
	// within is set when the last part that was read ended within a line.
	within bool
}

type connKey struct{}

// withConn makes a connection available to its requests.
func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// connState notes that a connection waits for the next request.
func connState(c net.Conn, state http.ConnState) {
	if c, ok := c.(*conn); ok && state == http.StateIdle {
		c.inHeaders, c.lines, c.within = true, 0, false
	}
}

// headersRead notes that the headers of a request are complete.
func headersRead(r *http.Request) {
	if c, ok := r.Context().Value(connKey{}).(*conn); ok {
		c.inHeaders = false
	}
}

var errRefused = errors.New("the headers have been refused")

func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if len(b) == 1 || !c.inHeaders || n == 0 { // during a request, net/http watches for one byte
		return n, err
	}
	c.lines += headerLines(b[:n], c.lines == 0 || c.within)
	c.within = b[n-1] != '\n'
	switch {
	case c.lines > maxHeaders+1: // the request line is one
		return 0, c.refuse(http.StatusRequestHeaderFieldsTooLarge)
	case c.m.Count(headerGrowth*n) != nil:
		return 0, c.refuse(http.StatusServiceUnavailable)
	}
	return n, err
}

// headerLines counts the complete lines of b up to an empty line. The rest of b was read in advance
// and belongs to the body or to another request. If within is set, b may start within a line
// or a request: an empty first line counts, because it does not end the headers for certain.
func headerLines(b []byte, within bool) (lines int) {
	for len(b) > 0 {
		line, rest, ended := bytes.Cut(b, []byte("\n"))
		if !ended || (lines > 0 || !within) && len(bytes.TrimSuffix(line, []byte("\r"))) == 0 {
			break
		}
		lines++
		b = rest
	}
	return lines
}

// refuse answers a request whose headers are not read to their end. net/http sends no answer after
// the error that it returns.
func (c *conn) refuse(status int) error {
	_ = c.SetDeadline(time.Now().Add(lastTime))
	fmt.Fprintf(c.Conn, "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", status, http.StatusText(status))
	_, _ = io.CopyN(io.Discard, c.Conn, maxHeader)
	return &net.OpError{Op: "read", Err: errRefused}
}

// refused returns the status with which a request has to be refused because of its headers, or 0.
func (x *exchange) refused() int {
	headers := 1 // Host
	for _, values := range x.r.Header {
		headers += len(values)
	}
	if headers > maxHeaders {
		return http.StatusRequestHeaderFieldsTooLarge
	}
	parts := headers + strings.Count(x.r.URL.EscapedPath(), "/")
	if x.l.w.m.Count(processBytes+parts*headerBytes) != nil {
		return http.StatusServiceUnavailable
	}
	return 0
}
