package inet

import (
	"slices"
	"testing"

	"lab/runtime/term"
)

func TestHostText(t *testing.T) {
	for _, c := range []struct {
		host term.Term
		want string
	}{
		{term.Sym("localhost"), "localhost"},
		{term.Charlist("localhost"), "localhost"},
		{term.Str("127.0.0.1"), "127.0.0.1"},
		{term.Tup(term.Int(127), term.Int(0), term.Int(0), term.Int(1)), "127.0.0.1"},
		{term.Tup(slices.Repeat([]term.Term{term.Int(0)}, 8)...), "::"},
		{term.Tup(slices.Repeat([]term.Term{term.Int(0)}, 16)...), ""},
		{term.Int(1), ""},
	} {
		if got := HostText(c.host); got != c.want {
			t.Errorf("%s: %q, want %q", term.Inspect(c.host, term.Opts{}), got, c.want)
		}
	}
}
