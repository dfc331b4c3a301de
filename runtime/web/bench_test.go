package web_test

import (
	"net/http"
	"testing"
)

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
