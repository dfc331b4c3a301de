package expand

import (
	"testing"

	"lab/runtime/term"
)

// TestLongListsAreCovered compares patterns that contain lists of more than term.MaxDepth elements.
func TestLongListsAreCovered(t *testing.T) {
	ones := make([]term.Term, 4*term.MaxDepth)
	for i := range ones {
		ones[i] = term.Int(1)
	}
	same, other := term.List(ones...), term.List(append(ones[1:len(ones):len(ones)], term.Int(2))...)
	before := Shadows{{[]term.Term{same}, 7}}
	if s := before.Of([]term.Term{same}); s == nil || s.Line != 7 {
		t.Errorf("the same list is shadowed by %v", s)
	}
	if s := before.Of([]term.Term{other}); s != nil {
		t.Errorf("another list is shadowed by line %d", s.Line)
	}
}
