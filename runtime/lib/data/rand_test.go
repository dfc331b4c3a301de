package data

import (
	"math/big"
	"testing"

	"lab/runtime/term"
)

// The expected numbers are those of OTP 25 for the same seeds.
func TestRand(t *testing.T) {
	g, _ := exsss.seeded(term.Tup(term.Int(1), term.Int(2), term.Int(3)))
	if g != (generator{exsss, 117085240290607817, 199386643319833935}) {
		t.Fatalf("seed {1,2,3}: %v", g)
	}
	for i, want := range []uint64{27, 41, 75, 39, 31} {
		var v uint64
		if v, g = g.upTo(100); v != want {
			t.Errorf("uniform(100) number %d = %d; want %d", i, v, want)
		}
	}
	g, _ = exsss.seeded(term.Tup(term.Int(1), term.Int(2), term.Int(3)))
	if f, _ := g.float(); f != 0.5455598952593053 {
		t.Errorf("uniform() = %v", f)
	}
	g, _ = exsss.seeded(term.Int(42))
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

// TestRandAlgorithms draws from a small range, a large range, and floats with each algorithm.
func TestRandAlgorithms(t *testing.T) {
	for _, c := range []struct {
		alg           *algorithm
		small         uint64
		large         string
		float, normal float64
	}{
		{exsp, 982, "833541126157231090", 0.15082089158611553, 1.4052335133270482},
		{exsplus, 982, "845643792899544577", 0.7763242205254668, -0.9086947834427527},
		{exs64, 843, "378725325292465924", 0.4431712537733625, 1.079839564136459},
		{exrop, 297, "30119467253906982", 0.7836355583568013, 1.4035297977264196},
	} {
		g, ok := c.alg.seeded(term.Int(42))
		if !ok {
			t.Fatalf("%v takes no seed", c.alg.name)
		}
		small, g := g.upTo(1000)
		large, g, _ := uniformTo(g, []term.Term{term.Int(1e18)})
		float, g := g.real()
		normal, _ := g.normal()
		if small != c.small || digits(large) != c.large || float != c.float || normal != c.normal {
			t.Errorf("%v: %d, %s, %v, %v; want %d, %s, %v, %v", c.alg.name, small, digits(large), float, normal, c.small, c.large, c.float, c.normal)
		}
	}
}

// TestRandFullRange draws from a range of 1 bsl 58 numbers. All algorithms except the oldest ones
// need a single word for it.
func TestRandFullRange(t *testing.T) {
	for _, c := range []struct {
		alg  *algorithm
		want string
	}{{exsss, "157246933823878027"}, {exsp, "116741746713215814"}, {exsplus, "116741746713215809"}} {
		g, _ := c.alg.seeded(term.Tup(term.Int(1), term.Int(2), term.Int(3)))
		if v, _, _ := uniformTo(g, []term.Term{term.Int(1 << 58)}); digits(v) != c.want {
			t.Errorf("%v draws %s of 1 bsl 58, want %s", c.alg.name, digits(v), c.want)
		}
	}
}

func digits(t term.Term) string {
	n, _ := t.AsBig()
	return n.String()
}

func mustBig(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic("BUG: " + s)
	}
	return n
}
