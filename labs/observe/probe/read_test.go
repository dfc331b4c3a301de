package probe

import (
	"strings"
	"testing"

	"lab/labs/observe"
	"lab/runtime/term"
)

// TestNodesMaySayAnything reads malformed replies. They must read as empty, and no control
// character may reach the user's terminal.
func TestNodesMaySayAnything(t *testing.T) {
	evil := term.Sym("\x1b[2J\u009bred")
	improper := term.NewCons(term.Int(1), term.Int(2))
	for _, v := range []term.Term{term.Undefined, term.Int(-1), evil, term.Empty, improper, term.Tup(), term.Tup(evil, evil, evil), term.List(evil, improper, term.Tup(evil, evil)), term.Str("\xff\x00")} {
		for _, got := range []string{strings.Join(atoms(v), " "), name(v), shown(v), text(v), function(v), pid("a@localhost", v)} {
			if strings.ContainsAny(got, "\x1b\x00\u009b\n") || len([]rune(got)) > 3*most {
				t.Errorf("%q of %s", got, term.Inspect(v, term.Opts{}))
			}
		}
		readRecord(v)
		timestamp(v)
		isSystem(observe.Process{}, v, v)
	}
	if long := shown(term.Str(strings.Repeat("a", 10000))); len(long) > 2*most {
		t.Errorf("%d bytes", len(long))
	}
}
