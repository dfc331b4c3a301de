package bulkhead

import (
	"errors"
	"strings"
	"testing"
)

func TestWithin(t *testing.T) {
	mine := errors.New("mine")
	if err := Within("here", func() error { return mine }); err != mine {
		t.Errorf("returned %v", err)
	}
	err := Within("here", func() error { panic("the sea comes in") })
	var b *Breach
	if !errors.As(err, &b) || b.Where != "here" {
		t.Fatalf("returned %v", err)
	}
	for _, part := range []string{"here", "the sea comes in", "bulkhead_test.go"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}
