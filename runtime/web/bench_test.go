package web_test

import (
	"net/http"
	"testing"
)

// BenchmarkFirstByte measures the time to the answer of the first request, including the start of
// a node, compiling the project, and the start of the server.
func BenchmarkFirstByte(b *testing.B) {
	for range b.N {
		s, _ := generated(b)
		if status, _ := s.get("/"); status != http.StatusOK {
			b.Fatalf("status %d", status)
		}
	}
}
