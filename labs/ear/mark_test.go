package ear

import (
	"slices"
	"testing"

	"lab/runtime/term"
)

// TestMark checks that a message has the same mark on both nodes, and that other messages differ.
func TestMark(t *testing.T) {
	here, there := &term.Pid{Node: term.LocalNode, ID: 7}, &term.Pid{Node: term.Intern("a@b"), ID: 7, Creation: 3}
	pair := func(first bool) term.Term {
		a, b := term.Sym("a"), term.Sym("b")
		if first {
			return term.FromMap(term.NewMap().Put(a, term.Int(1)).Put(b, term.Int(2)))
		}
		return term.FromMap(term.NewMap().Put(b, term.Int(2)).Put(a, term.Int(1)))
	}
	if mark(term.FromPid(here)) != mark(term.FromPid(there)) || mark(pair(true)) != mark(pair(false)) {
		t.Error("a mark depends on the node")
	}
	marks := map[uint64]string{}
	for _, m := range []term.Term{term.Nil, term.Empty, term.Int(1), term.Int(2), term.Float(1), term.Str("a"), term.Str("b"), term.Sym("a"),
		term.Tup(term.Int(1), term.Int(2)), term.Tup(term.Int(2), term.Int(1)), term.List(term.Int(1), term.Int(2)), term.List(term.Int(1)),
		term.FromPid(here), term.Tup(term.FromPid(here)), pair(true)} {
		text := term.Inspect(m, term.Opts{})
		if other, met := marks[mark(m)]; met {
			t.Errorf("%s has the mark of %s", text, other)
		}
		marks[mark(m)] = text
		if n, ok := term.Int(int64(mark(m))).AsInt(); !ok || uint64(n) != mark(m) || n == 0 {
			t.Errorf("the mark of %s is %d", text, mark(m))
		}
	}
}

// TestAMarkIsBounded checks that large, deep and wide terms are marked without a stack overflow or
// a long wait.
func TestAMarkIsBounded(t *testing.T) {
	deep, wide := term.Empty, term.NewMap()
	for i := range 1_000_000 {
		deep = term.List(deep)
		if i < 100_000 {
			wide = wide.Put(term.Int(int64(i)), deep)
		}
	}
	long := term.List(slices.Repeat([]term.Term{deep}, 1_000_000)...)
	for _, m := range []term.Term{deep, term.FromMap(wide), long, term.Str(string(make([]byte, 1<<24)))} {
		k := marker{mostMarked}
		k.value(m)
		if k.left < -mostMarked {
			t.Errorf("%d values were walked", mostMarked-k.left)
		}
	}
}
