package calendar_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRefused calls functions with invalid arguments.
func TestRefused(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`Date.new("2024", 1, 2)`:                                     `{FunctionClauseError, "no function clause matching in Calendar.ISO.valid_date?/3"}`,
		`Date.range(~D[2024-01-01], %{day: 2})`:                      `{FunctionClauseError, "no function clause matching in Date.range/2"}`,
		`Date.day_of_week(~T[10:00:00])`:                             `{FunctionClauseError, "no function clause matching in Date.day_of_week/2"}`,
		`Date.beginning_of_month(%{day: 1})`:                         `{FunctionClauseError, "no function clause matching in Date.beginning_of_month/1"}`,
		`Date.diff(%{}, ~D[2024-01-01])`:                             `{FunctionClauseError, "no function clause matching in Date.diff/2"}`,
		`Date.from_iso8601(:today)`:                                  `{FunctionClauseError, "no function clause matching in Calendar.ISO.parse_date/1"}`,
		`Date.from_iso8601(:today, :basic)`:                          `{FunctionClauseError, "no function clause matching in Calendar.ISO.parse_date/2"}`,
		`Date.add(~D[2024-01-01], "3")`:                              `{ArithmeticError, "bad argument in arithmetic expression"}`,
		`Date.compare(~D[2024-01-01], ~T[07:00:00])`:                 `{MatchError, "no match of right hand side value: ~T[07:00:00]"}`,
		`Time.compare(nil, ~T[07:00:00])`:                            `{FunctionClauseError, "no function clause matching in Time.to_day_fraction/1"}`,
		`Date.day_of_week(%{~D[2024-01-01] | month: 14})`:            `{FunctionClauseError, "no function clause matching in Calendar.ISO.days_in_month/2"}`,
		`DateTime.to_string(~D[2024-01-01])`:                         `{MatchError, "no match of right hand side value: ~D[2024-01-01]"}`,
		`DateTime.new("2024", ~T[07:00:00])`:                         `{FunctionClauseError, "no function clause matching in NaiveDateTime.new/2"}`,
		`Time.new("10", 0, 0)`:                                       `{FunctionClauseError, "no function clause matching in Time.new/5"}`,
		`Time.to_iso8601(%{hour: 1})`:                                `{FunctionClauseError, "no function clause matching in Time.to_iso8601/2"}`,
		`Time.to_string(%Time{hour: 24, minute: 0, second: 0})`:      `{FunctionClauseError, "no function clause matching in Calendar.ISO.time_to_string/5"}`,
		`NaiveDateTime.new!(%{}, ~T[10:00:00])`:                      `{FunctionClauseError, "no function clause matching in NaiveDateTime.new!/2"}`,
		`NaiveDateTime.compare(%{}, ~N[2024-01-01 10:00:00])`:        `{FunctionClauseError, "no function clause matching in NaiveDateTime.compare/2"}`,
		`DateTime.add(~U[2024-01-01 10:00:00Z], 1.5)`:                `{FunctionClauseError, "no function clause matching in DateTime.add/4"}`,
		`DateTime.from_unix("0")`:                                    `{FunctionClauseError, "no function clause matching in DateTime.from_unix/3"}`,
		`DateTime.to_iso8601(~U[2024-01-01 10:00:00Z], :long, 3600)`: `{FunctionClauseError, "no function clause matching in DateTime.to_iso8601/3"}`,
		`DateTime.shift_zone(~N[2024-01-01 10:00:00], "Etc/UTC")`:    `{MatchError, "no match of right hand side value: ~N[2024-01-01 10:00:00]"}`,
		`Calendar.put_time_zone_database("tz")`:                      `{FunctionClauseError, "no function clause matching in Calendar.put_time_zone_database/1"}`,
		`Date.to_gregorian_days(7)`:                                  `{FunctionClauseError, "no function clause matching in Date.to_iso_days/1"}`,
		`Date.range(~D[2024-01-02], ~T[10:00:00])`:                   `{FunctionClauseError, "no function clause matching in Date.to_iso_days/1"}`,
		`Date.range(~D[2024-01-02], ~D[2024-01-02], :x)`:             `{ArgumentError, "both dates must have matching calendar and the step must be a non-zero integer, got: ~D[2024-01-02], ~D[2024-01-02], x"}`,
		`Date.shift(~T[10:00:00], day: 1)`:                           `{MatchError, "no match of right hand side value: ~T[10:00:00]"}`,
		`Time.compare(~D[2024-01-02], ~T[10:00:00])`:                 `{FunctionClauseError, "no function clause matching in Time.to_day_fraction/1"}`,
		`Time.add(~T[10:00:00], 1, -3)`:                              `{ArgumentError, "unsupported time unit. Expected :hour, :minute, :second, :millisecond, :microsecond, :nanosecond, or a positive integer, got -3"}`,
		`DateTime.utc_now(:x, Calendar.ISO)`:                         `{FunctionClauseError, "no function clause matching in DateTime.utc_now/2"}`,
		`DateTime.from_naive(~D[2024-01-02], "Europe/Paris")`:        `{:error, :utc_only_time_zone_database}`,
		`Calendar.truncate(7, :second)`:                              `{0, 0}`,
		`Date.new(2024, 1, 2, "iso")`:                                `{ArgumentError, "you attempted to apply a function on \"iso\". Modules (the first argument of apply) must always be an atom"}`,
	} {
		if got := st.Eval(t, "try do "+call+" rescue e -> {e.__struct__, Exception.message(e)} end"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
