package syntax

import "testing"

// TestColumn reads a text that stands in another one: the column of its first line is that of all.
func TestColumn(t *testing.T) {
	_, err := Parse("p\n q )", Options{Column: 5})
	e, ok := err.(*Error)
	if !ok || e.Line != 2 || e.Column != 8 {
		t.Errorf("got %v, want an error at 2:8", err)
	}
}
