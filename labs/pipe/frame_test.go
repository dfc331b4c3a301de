package pipe

import (
	"bytes"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"lab/runtime/term"
)

// TestSplitter separates output from frames, however the stream is split.
func TestSplitter(t *testing.T) {
	key := strings.Repeat("k", 2*keyBytes)
	whole := slicesOf("hello \x1e world", string(frame(key, []byte("one"))), "\x1e"+key[:5]+" no frame ", string(frame(key, nil)), string(frame(key, []byte("\x1etwo"))), "end")
	for size := 1; size < len(whole); size += 3 {
		var text bytes.Buffer
		var frames []string
		s := splitter{mark: mark(key), text: func(b []byte) { text.Write(b) }, frame: func(b []byte) { frames = append(frames, string(b)) }}
		for rest := []byte(whole); len(rest) > 0; {
			n := min(size, len(rest))
			if _, err := s.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if got := strings.Join(frames, "|"); got != "one||\x1etwo" {
			t.Fatalf("pieces of %d: frames %q", size, got)
		}
		if got := text.String(); got != "hello \x1e world\x1e"+key[:5]+" no frame end" {
			t.Fatalf("pieces of %d: text %q", size, got)
		}
	}
}

func slicesOf(parts ...string) string { return strings.Join(parts, "") }

func FuzzSplitter(f *testing.F) {
	key := strings.Repeat("k", 2*keyBytes)
	f.Add([]byte("text"), 3)
	f.Add(append(mark(key), "ffffffff"...), 7)
	f.Add(frame(key, []byte("body")), 1)
	f.Fuzz(func(t *testing.T, out []byte, size int) {
		n, all := 0, len(out)
		s := splitter{mark: mark(key), text: func(b []byte) { n += len(b) }, frame: func(b []byte) { n += len(b) + len(mark(key)) + lengthDigits }}
		for size = max(1, size%100); len(out) > 0; out = out[min(size, len(out)):] {
			_, _ = s.Write(out[:min(size, len(out))])
		}
		if n+len(s.rest) != all {
			t.Errorf("%d bytes of %d came out, and %d wait", n, all, len(s.rest))
		}
	})
}

func FuzzReadBoot(f *testing.F) {
	f.Add([]byte(`{"key": "x", "cookie": "c"}` + "\n"))
	f.Fuzz(func(_ *testing.T, line []byte) { _, _ = ReadBoot(bytes.NewReader(line)) })
}

// TestWithin checks the limits on the answers of programs.
func TestWithin(t *testing.T) {
	deep := term.Int(1)
	for range 10_000 {
		deep = term.List(deep)
	}
	many := make([]term.Term, maxTerms+1)
	for i := range many {
		many[i] = term.Int(int64(i))
	}
	wide := term.NewMap()
	for i := range 1000 {
		wide = wide.Put(term.Int(int64(i)), term.Str("value"))
	}
	atoms := make([]term.Term, maxAtoms+1)
	nodes := make([]term.Term, maxAtoms+1)
	for i := range atoms {
		atoms[i] = term.Sym(fmt.Sprint("bound-", i))
		nodes[i] = term.FromPid(&term.Pid{Node: atoms[i].Atom()})
	}
	for _, c := range []struct {
		name string
		t    term.Term
		want bool
	}{
		{"many atoms", term.List(atoms[1:]...), true},
		{"more atoms", term.List(atoms...), false},
		{"processes of many nodes", term.List(nodes...), false},
		{"an integer without an end", term.Big(new(big.Int).Lsh(big.NewInt(1), 8*maxInteger)), false},
		{"bits", term.Bitstring(strings.Repeat("x", maxBytes+1), 8*maxBytes+1), false},
		{"a closure with much in it", term.FromFun(&term.Fun{Free: []term.Term{term.Str(strings.Repeat("x", maxBytes+1))}}), false},
		{"a closure that came from elsewhere", term.FromFun(&term.Fun{Foreign: make([]byte, maxBytes+1)}), false},
		{"a number", term.Int(1), true},
		{"a map", term.FromMap(wide), true},
		{"a long list", term.List(many[:1000]...), true},
		{"a deep list", deep, false},
		{"a list without an end", term.List(many...), false},
		{"a large binary", term.Str(strings.Repeat("x", maxBytes+1)), false},
		{"many binaries", term.List(term.Str(strings.Repeat("x", maxBytes/2)), term.Str(strings.Repeat("x", maxBytes/2+1))), false},
	} {
		if got := within(c.t, &told{}); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestToldAtoms checks that each atom in the answers of a node counts once.
func TestToldAtoms(t *testing.T) {
	var all told
	one := term.List(term.Sym("told-a"), term.Sym("told-b"))
	for n := 2; n < maxAtoms; n++ {
		if !within(term.Tup(one, term.Sym(fmt.Sprint("told-", n))), &all) {
			t.Fatalf("no room for atom %d", n)
		}
	}
	if within(term.Sym("told-more"), &all) || !within(one, &all) {
		t.Error("the atoms of earlier answers do not count, or count again")
	}
}
