package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestNotAMap gives functions of Map a value that is not a map.
func TestNotAMap(t *testing.T) {
	st := station.Boot(t)
	for _, call := range []string{"take(:foo, [:a])", "drop(:foo, [:a])", "split(:foo, [])"} {
		if got := st.Eval(t, "try do Map."+call+" rescue e -> e end"); got != "%BadMapError{term: :foo}" {
			t.Errorf("Map.%s raises %s", call, got)
		}
	}
}
