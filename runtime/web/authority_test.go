package web

import (
	"net/http/httptest"
	"testing"
)

// TestAuthority checks the host and port of a request's Host header. If the header has no port, the
// port is 80. A malformed header is used unchanged.
func TestAuthority(t *testing.T) {
	for _, c := range []struct {
		header, host string
		port         int
	}{
		{"example.com", "example.com", 80},
		{"localhost:4000", "localhost", 4000},
		{"[::1]", "[::1]", 80},
		{"[::1]:4000", "[::1]", 4000},
		{":4000", "", 4000},
		{"", "localhost", 0},
		{"localhost:", "localhost:", 80},
		{"localhost:+1", "localhost:+1", 80},
		{"localhost:http", "localhost:http", 80},
		{"a:1:2", "a:1:2", 80},
		{"[::1", "[::1", 80},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = c.header
		if host, port := authority(r); host != c.host || port != c.port {
			t.Errorf("%q: %q and %d, want %q and %d", c.header, host, port, c.host, c.port)
		}
	}
}
