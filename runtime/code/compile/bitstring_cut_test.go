package compile

import (
	"strings"
	"testing"

	"lab/runtime/term"
)

// TestCutBits compares each part of a text with the same bits, read one by one.
func TestCutBits(t *testing.T) {
	s := strings.Repeat("\xa7\x01\xfe\x5c", 6)
	for at := range len(s)*8 + 1 {
		for n := 0; at+n <= len(s)*8; n++ {
			var want bitWriter
			for i := range n {
				want.uint(readUint(s, at+i, 1), 1)
			}
			if got := cutBits(s, at, n); !term.Equal(got, want.term()) || got.Bits() != want.term().Bits() {
				t.Fatalf("%d bits at %d are %v, want %v", n, at, got.Bits(), want.term().Bits())
			}
		}
	}
}
