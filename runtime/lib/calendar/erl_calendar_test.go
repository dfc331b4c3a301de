package calendar_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestErlangCalendar checks timestamps, texts and differences of :calendar.
func TestErlangCalendar(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`:calendar.time_difference({{2024, 5, 1}, {7, 0, 0}}, {{2024, 5, 3}, {6, 59, 58}})`:         `{1, {23, 59, 58}}`,
		`:calendar.now_to_universal_time({1714, 546807, 77})`:                                       `{{2024, 5, 1}, {7, 0, 7}}`,
		`:calendar.rfc3339_to_system_time(~c"2024-05-01T07:00:07Z")`:                                `1714546807`,
		`:calendar.rfc3339_to_system_time(~c"2024-05-01 09:30:07.25+02:30", unit: :millisecond)`:    `1714546807250`,
		`try do :calendar.rfc3339_to_system_time(~c"today") rescue e -> e end`:                      `%MatchError{term: ~c"today"}`,
		`:calendar.iso_week_number() == :calendar.iso_week_number(elem(:calendar.local_time(), 0))`: `true`,
	} {
		if got := st.Eval(t, call); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
