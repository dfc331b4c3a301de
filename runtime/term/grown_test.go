package term

import (
	"strings"
	"sync"
	"testing"
)

// TestAppended appends to the same binary twice. The two results and the original must not affect
// each other.
func TestAppended(t *testing.T) {
	first := strings.Repeat("a", grownFrom)
	base := Joined(Str(first), []string{"b"})
	if _, ok := Appended(Str(first), []string{"b"}); ok {
		t.Error("a binary without a buffer grew in place")
	}
	left, ok := Appended(base, []string{"left", "!"})
	if !ok {
		t.Fatal("no room behind a binary that was just joined")
	}
	if _, ok := Appended(base, []string{"right"}); ok {
		t.Error("the room behind a binary was given away twice")
	}
	right := Joined(base, []string{"right"})
	for _, c := range []struct {
		got  Term
		want string
	}{{base, first + "b"}, {left, first + "bleft!"}, {right, first + "bright"}} {
		if s, _ := c.got.AsStr(); s != c.want || !Equal(c.got, Str(c.want)) || Hash(c.got) != Hash(Str(c.want)) || Compare(c.got, Str(c.want)) != 0 {
			t.Errorf("got %q, want %q", s, c.want)
		}
	}
}

func TestAppendedAtOnce(t *testing.T) {
	base := Joined(Str(strings.Repeat("a", grownFrom)), []string{"b"})
	var all sync.WaitGroup
	var mu sync.Mutex
	grew := 0
	for i := range 8 {
		all.Go(func() {
			part := strings.Repeat(string(rune('0'+i)), 5)
			v, ok := Appended(base, []string{part})
			if !ok {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			grew++
			if s, _ := v.AsStr(); !strings.HasSuffix(s, "b"+part) {
				t.Errorf("ends in %q, want %q", s[len(s)-6:], part)
			}
		})
	}
	all.Wait()
	if grew != 1 {
		t.Errorf("%d processes got the same room", grew)
	}
}

// TestBinariesAreNoObjects checks that a binary, or a part of a binary, shares the bytes of the Go
// string and needs no allocation.
func TestBinariesAreNoObjects(t *testing.T) {
	s := strings.Repeat("lab", 10)
	var out Term
	if n := testing.AllocsPerRun(100, func() {
		for at := range len(s) {
			out = Str(s[at:])
		}
	}); n != 0 {
		t.Errorf("%v objects for the parts of a text", n)
	}
	if got, ok := out.AsStr(); !ok || got != "b" {
		t.Errorf("the last part is %q", got)
	}
	for _, same := range [][2]Term{
		{Str(""), Bitstring("", 0)},
		{Str("ab"), Bitstring("ab", 16)},
		{Str(""), Str(s[:0])},
	} {
		if !Equal(same[0], same[1]) || Hash(same[0]) != Hash(same[1]) || !same[0].IsBinary() {
			t.Errorf("%s is not %s", Inspect(same[0], Opts{}), Inspect(same[1], Opts{}))
		}
	}
	if bits := Bitstring("\xa0", 3); bits.IsBinary() || !bits.IsBits() || Equal(bits, Str("\xa0")) {
		t.Error("three bits are taken for a byte")
	}
}
