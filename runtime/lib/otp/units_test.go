package otp_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestOldUnits checks time units that were renamed.
func TestOldUnits(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`System.convert_time_unit(7, :seconds, :milli_seconds)`:    `7000`,
		`System.convert_time_unit(7, :second, :microseconds)`:      `7000000`,
		`is_integer(System.system_time(:nano_seconds))`:            `true`,
		`DateTime.from_unix(7, :milliseconds)`:                     `{:ok, ~U[1970-01-01 00:00:00.007Z]}`,
		`DateTime.to_unix(~U[1970-01-01 00:00:07Z], :millisecond)`: `7000`,
	} {
		if got := st.Eval(t, call); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
	src := `Code.with_diagnostics(fn -> System.os_time(:nanoseconds) end) |> elem(1) |> Enum.map(& &1.message)`
	want := `["deprecated time unit: :nanoseconds. A time unit should be :second, :millisecond, :microsecond, :nanosecond, or a positive integer"]`
	if got := st.Eval(t, src); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
