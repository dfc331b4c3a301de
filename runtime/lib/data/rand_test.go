package data

import (
	"math/big"
	"testing"

	"lab/runtime/term"
)

// The figures are those of OTP 25 for the same seeds.
func TestRand(t *testing.T) {
	g, _ := seedExsss(term.Tup(term.Int(1), term.Int(2), term.Int(3)))
	if g != (exsss{117085240290607817, 199386643319833935}) {
		t.Fatalf("seed {1,2,3}: %v", g)
	}
	for i, want := range []uint64{27, 41, 75, 39, 31} {
		var v uint64
		if v, g = g.upTo(100); v != want {
			t.Errorf("uniform(100) number %d = %d; want %d", i, v, want)
		}
	}
	g, _ = seedExsss(term.Tup(term.Int(1), term.Int(2), term.Int(3)))
	if f, _ := g.float(); f != 0.5455598952593053 {
		t.Errorf("uniform() = %v", f)
	}
	g, _ = seedExsss(term.Int(42))
	v, g := g.upToBig(mustBig("1180591620717411303424"))
	if v.String() != "312989182233384936671" {
		t.Errorf("uniform(1 bsl 70) = %s", v)
	}
	a, g := g.upTo(1 << 58)
	b, g := g.upToBig(mustBig("288230376151711745"))
	bytes, _ := g.bytes(10)
	if a != 2560294890883615 || b.String() != "268730449032118319" || string(bytes) != "\x91\x0b\x29\xe4\x51\xf8\xaa\x47\x8b\xc5" {
		t.Errorf("got %d, %s, %v", a, b, bytes)
	}
}

func mustBig(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic("BUG: " + s)
	}
	return n
}
