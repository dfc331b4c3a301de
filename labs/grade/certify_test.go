package grade

import "testing"

func TestBound(t *testing.T) {
	// The rule of three: about 3/n, unless n is small.
	if b := Bound(30); b < 0.094 || b > 0.096 {
		t.Errorf("Bound(30) = %v", b)
	}
}
