package vm

import "testing"

// TestClaims checks that work is refused if it does not fit beside other work that has not
// allocated its memory yet.
func TestClaims(t *testing.T) {
	m := New(Config{Workers: 1, MaxMemory: 1 << 30})
	defer m.Close()
	const large = 400 << 20
	release, err := m.Claim(large)
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.Claim(large)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Claim(large); err == nil {
		t.Error("claims beyond the limit are accepted")
	}
	if _, err := m.Claim(100); err != nil {
		t.Error("a small claim is refused:", err)
	}
	release()
	release, err = m.Claim(large)
	if err != nil {
		t.Error("a claim is refused after another has been released:", err)
	}
	release()
	again()
	if n := m.guard.claimed.Load(); n != 0 {
		t.Errorf("%d bytes are still claimed", n)
	}
}

// TestSmallPiecesAreCounted checks that pieces of work that are small, but many, are refused.
func TestSmallPiecesAreCounted(t *testing.T) {
	m := New(Config{Workers: 1, MaxMemory: askAt})
	defer m.Close()
	if err := m.Count(askAt / 2); err != nil {
		t.Error("a small piece is refused:", err)
	}
	for range 3 {
		if err := m.Count(askAt / 2); err == nil {
			t.Error("pieces beyond the limit are accepted")
		}
	}
}
