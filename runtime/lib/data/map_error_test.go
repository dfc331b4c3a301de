package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// What is no map is said to be none.
func TestNotAMap(t *testing.T) {
	st := station.Boot(t)
	for _, call := range []string{"take(:foo, [:a])", "drop(:foo, [:a])", "split(:foo, [])"} {
		if got := st.Eval(t, "try do Map."+call+" rescue e -> e end"); got != "%BadMapError{term: :foo}" {
			t.Errorf("Map.%s raises %s", call, got)
		}
	}
}
