package ets_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

// TestListing checks that the list of a node's tables has the columns of OTP 25.
func TestListing(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `(:ets.new(:shelf, [:named_table, :ordered_set]); :ets.new(:box, [:bag]); :ets.insert(:shelf, {1, 2}); :ets.i())`)
	out := st.Printed()
	for _, want := range []string{
		" id              name              type  size   mem      owner\n ---------------------------------------------------------------------------",
		"\n shelf           shelf             ordered_set 1      ", " box               bag   0      ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
