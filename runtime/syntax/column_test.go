package syntax

import "testing"

// TestColumn checks that Options.Column shifts every line. The option is for a text that is
// indented inside another text.
func TestColumn(t *testing.T) {
	_, err := Parse("p\n q )", Options{Column: 5})
	e, ok := err.(*Error)
	if !ok || e.Line != 2 || e.Column != 8 {
		t.Errorf("got %v, want an error at 2:8", err)
	}
}
