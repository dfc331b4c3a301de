package vm

import (
	"math/big"
	"testing"
)

// TestIntegerTextClaims converts an integer that fits, and one that does not fit beside other work.
func TestIntegerTextClaims(t *testing.T) {
	m := New(Config{Workers: 1, MaxMemory: 1 << 30})
	defer m.Close()
	n := new(big.Int).Lsh(big.NewInt(1), 8<<20) // 1 MB
	text := func() (s string, refused bool) {
		newProbe(m).do(func(p *Process) {
			defer func() { refused = recover() != nil }()
			s = p.IntegerText(n, 16)
		})
		return s, refused
	}
	if s, refused := text(); refused || len(s) != 2<<20+1 {
		t.Errorf("%d digits, refused: %v", len(s), refused)
	}
	for size := 1 << 30; size >= 8<<20; size /= 2 {
		if release, err := m.Claim(size); err == nil {
			defer release()
		}
	}
	if _, refused := text(); !refused {
		t.Error("a text is made without room")
	}
}

// TestRequestsRespectClaims checks that a large request is refused if it does not fit beside what
// other work has claimed, and a small one is not.
func TestRequestsRespectClaims(t *testing.T) {
	m := New(Config{Workers: 1, MaxMemory: 1 << 30})
	defer m.Close()
	release, err := m.Claim(700 << 20)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Room(400 << 20); err == nil {
		t.Error("a request beyond the claims is accepted")
	}
	if err := m.Room(2 << 20); err != nil {
		t.Error("a small request is refused:", err)
	}
	release()
	if err := m.Room(400 << 20); err != nil {
		t.Error("a request is refused after the claim has ended:", err)
	}
}
