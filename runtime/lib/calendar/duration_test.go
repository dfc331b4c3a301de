package calendar_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestDuration(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`Duration.new!(second: 1, microsecond: {1000, 6})`, "%Duration{second: 1, microsecond: {1000, 6}}"},
		{`Duration.from_iso8601("P3Y-2MT3H")`, "{:ok, %Duration{year: 3, month: -2, hour: 3}}"},
		{`Duration.from_iso8601("-PT10H-30M")`, "{:ok, %Duration{hour: -10, minute: 30}}"},
		{`Duration.from_iso8601("P4.650Y")`, "{:error, :invalid_date_component}"},
		{`Duration.from_iso8601("P1DT")`, "{:error, :invalid_date_component}"},
		{`Calendar.ISO.parse_duration("-P1Y2DT-1.5S")`, "{:ok, [second: 1, microsecond: {500000, 1}, day: -2, year: -1]}"},
		{`Duration.from_iso8601("P1M2Y")`, "{:error, :invalid_date_component}"},
		{`Duration.new!(second: 30, microsecond: {-1_500_000, 3}) |> Duration.to_iso8601()`, `"PT28.500S"`},
		{`Duration.new!(day: 40, second: 12) |> Duration.to_string(format: :long, separator: ", ")`, `"40 days, 12 seconds"`},
		{`Date.shift(~D[2016-01-31], Duration.new!(month: 1))`, "~D[2016-02-29]"},
		{`to_timeout(Duration.new!(hour: 1, second: 30))`, "3630000"},
		{`try do Date.shift(~D[2016-01-31], hour: 1) rescue e -> e.message end`, `"unsupported unit :hour. Expected :year, :month, :week, :day"`},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}
