package calendar_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// holocene contains two calendars: Holocene, whose years are larger by 10,000, and Moon, whose days
// begin at another time.
const holocene = `
defmodule Holocene do
  for {name, arity} <- [time_to_string: 4, valid_time?: 4, time_to_day_fraction: 4, time_from_day_fraction: 1, day_of_week: 4,
                        day_rollover_relative_to_midnight_utc: 0, days_in_month: 2, iso_days_to_beginning_of_day: 1] do
    args = Macro.generate_arguments(arity, __MODULE__)
    defdelegate unquote(name)(unquote_splicing(args)), to: Calendar.ISO
  end
  def valid_date?(y, m, d), do: Calendar.ISO.valid_date?(y - 10_000, m, d)
  def date_to_string(y, m, d), do: "#{y}/#{m}/#{d}"
  def naive_datetime_to_string(y, m, d, h, mi, s, us), do: date_to_string(y, m, d) <> " " <> time_to_string(h, mi, s, us)
  def naive_datetime_to_iso_days(y, m, d, h, mi, s, us), do: Calendar.ISO.naive_datetime_to_iso_days(y - 10_000, m, d, h, mi, s, us)
  def naive_datetime_from_iso_days(days) do
    {y, m, d, h, mi, s, us} = Calendar.ISO.naive_datetime_from_iso_days(days)
    {y + 10_000, m, d, h, mi, s, us}
  end
end
defmodule Moon do
  def day_rollover_relative_to_midnight_utc, do: {1, 3}
  def date_to_string(y, m, d), do: "moon #{y} #{m} #{d}"
end
`

func TestOtherCalendars(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, holocene)
	for src, want := range map[string]string{
		`Date.convert!(~D[2000-02-29], Holocene)`:                                                                                         "~D[12000/2/29 Holocene]",
		`~N[2000-01-01 10:00:00] |> NaiveDateTime.convert!(Holocene) |> NaiveDateTime.add(1, :day)`:                                       "~N[12000/1/2 10:00:00 Holocene]",
		`Date.compare(~D[2000-01-01], Date.convert!(~D[2000-01-01], Holocene))`:                                                           ":eq",
		`Date.range(Date.new!(12_000, 1, 1, Holocene), Date.new!(12_000, 1, 3, Holocene)) |> Enum.map(&to_string/1)`:                      `["12000/1/1", "12000/1/2", "12000/1/3"]`,
		`Date.to_iso8601(Date.new!(12_000, 1, 1, Holocene))`:                                                                              `"2000-01-01"`,
		`Date.convert(~D[2000-01-01], Moon)`:                                                                                              "{:error, :incompatible_calendars}",
		`try do Date.compare(~D[2000-01-01], %{~D[2000-01-01] | calendar: Moon}) rescue e -> hd(String.split(e.message, "\n")) end`:       `"cannot compare ~D[2000-01-01] with ~D[moon 2000 1 1 Moon]."`,
		`DateTime.from_naive(%{~N[2000-01-01 00:00:00] | calendar: Moon}, "Europe/Rome", Calendar.UTCOnlyTimeZoneDatabase)`:               "{:error, :incompatible_calendars}",
		`inspect({Date.new!(99_999, 12, 31), %{~N[2000-01-01 23:00:07.005] | year: 99_999}, %{~U[2000-01-01 23:00:07Z] | year: 99_999}})`: `"{Date.new!(99999, 12, 31), NaiveDateTime.new!(99999, 1, 1, 23, 0, 7, {5000, 3}), #DateTime<99999-01-01 23:00:07Z>}"`,
		`for d <- [[hour: 1], [months: 1], [day: 1.5], %Duration{hour: 1}], do: (try do Date.shift(~D[2000-01-01], d) rescue e -> e.message end)`: `["unsupported unit :hour. Expected :year, :month, :week, :day", "unknown unit :months. Expected :year, :month, :week, :day", ` +
			`"unsupported value 1.5 for :day. Expected an integer", "cannot shift date by time scale unit. Expected :year, :month, :week, :day"]`,
		`try do NaiveDateTime.add(~N[2000-01-01 00:00:00], 1, -7) rescue e -> e.message end`:                                                `"unsupported time unit. Expected :second, :millisecond, :microsecond, :nanosecond, or a positive integer, got -7"`,
		`try do DateTime.new!(~D[2000-01-01], ~T[07:00:00], "Europe/Oslo") rescue e -> e.message end`:                                       `"cannot build datetime with ~D[2000-01-01] and ~T[07:00:00], reason: :utc_only_time_zone_database"`,
		`{Calendar.ISO.year_of_era(7), Calendar.ISO.year_of_era(0), Calendar.ISO.year_of_era(:year)}`:                                       `{{7, 1}, {1, 0}, {:year, 1}}`,
		`try do NaiveDateTime.add(~N[2000-01-01 00:00:00], 1, "day") rescue e -> e.message end`:                                             `"unsupported time unit. Expected :day, :hour, :minute, :second, :millisecond, :microsecond, :nanosecond, or a positive integer, got \"day\""`,
		`Calendar.strftime(~U[2019-08-15 17:07:57.001Z], "%-3c|%_5M|%04%|%10z|%-z|%_20f")`:                                                  `"2019-08-15 17:07:57|    7|000%|+0000000000|+0|001"`,
		`try do Calendar.strftime(~N[2019-08-15 17:07:57], "%c", preferred_datetime: "%x", preferred_date: "%c") rescue e -> e.message end`: `"tried to format preferred_datetime within another preferred_datetime format"`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}

// TestGap checks wall times that do not exist, or that exist twice, because a clock was moved
// forward or back.
func TestGap(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `
defmodule Zones do
  @winter %{std_offset: 0, utc_offset: 3600, zone_abbr: "CET"}
  @summer %{std_offset: 3600, utc_offset: 3600, zone_abbr: "CEST"}
  def time_zone_periods_from_wall_datetime(%{month: 3}, _), do: {:gap, {@winter, ~N[2019-03-31 02:00:00]}, {@summer, ~N[2019-03-31 03:00:00]}}
  def time_zone_periods_from_wall_datetime(%{month: 10}, _), do: {:ambiguous, @summer, @winter}
  def time_zone_periods_from_wall_datetime(_, _), do: {:ok, @summer}
  def time_zone_period_from_utc_iso_days(_, _), do: {:ok, @summer}
end`)
	for src, want := range map[string]string{
		`DateTime.from_naive(~N[2019-03-31 02:30:00], "Europe/Copenhagen", Zones)`: `{:gap, #DateTime<2019-03-31 01:59:59.999999+01:00 CET Europe/Copenhagen>, #DateTime<2019-03-31 03:00:00+02:00 CEST Europe/Copenhagen>}`,
		`try do DateTime.from_naive!(~N[2018-10-28 02:30:00], "Europe/Copenhagen", Zones) rescue e -> e.message end`: `"cannot convert ~N[2018-10-28 02:30:00] to datetime because such instant is ambiguous in time zone Europe/Copenhagen ` +
			`as there is an overlap between #DateTime<2018-10-28 02:30:00+02:00 CEST Europe/Copenhagen> and #DateTime<2018-10-28 02:30:00+01:00 CET Europe/Copenhagen>"`,
		`~N[2018-06-01 00:00:00] |> DateTime.from_naive!("Europe/Copenhagen", Zones) |> DateTime.shift([month: 6], Zones)`: "#DateTime<2018-12-01 00:00:00+02:00 CEST Europe/Copenhagen>",
		`try do ~N[2018-06-01 00:00:00] |> DateTime.from_naive!("Europe/Copenhagen", Zones) |> DateTime.add(1) rescue e -> e.message end`: `"cannot add 1 second to #DateTime<2018-06-01 00:00:00+02:00 CEST Europe/Copenhagen> ` +
			`(with time zone database Calendar.UTCOnlyTimeZoneDatabase), reason: :utc_only_time_zone_database"`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}
