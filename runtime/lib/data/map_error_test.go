package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestNotAMap calls functions of Map with a value that is not a map.
func TestNotAMap(t *testing.T) {
	st := station.Boot(t)
	for _, call := range []string{"take(:foo, [:a])", "drop(:foo, [:a])", "split(:foo, [])", "get_and_update!(:foo, 1, &{&1, &1})", "pop_lazy(:foo, 1, fn -> 2 end)", "merge(%{}, :foo, fn _, a, _ -> a end)"} {
		if got := st.Eval(t, "try do Map."+call+" rescue e -> e end"); got != "%BadMapError{term: :foo}" {
			t.Errorf("Map.%s raises %s", call, got)
		}
	}
}
