package calendar_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestPartsOfUnits checks differences and times that are not a whole number of units.
func TestPartsOfUnits(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`Time.diff(~T[07:00:00], ~T[07:00:09.25])`:                                  `-10`,
		`Time.diff(~T[07:00:09.25], ~T[07:00:00])`:                                  `9`,
		`Time.diff(~T[07:00:00], ~T[09:59:59.9], :hour)`:                            `-3`,
		`NaiveDateTime.diff(~N[2024-05-01 00:00:00.5], ~N[2024-04-30 23:59:59.75])`: `1`,
		`NaiveDateTime.diff(~N[-0003-05-01 07:00:00.5], ~N[0003-05-01 07:00:00])`:   `-189302400`,
		`DateTime.diff(~U[2024-05-01 00:00:00Z], ~U[1969-12-31 23:59:59.5Z])`:       `1714521601`,
		`DateTime.diff(~U[2024-05-02 00:00:00Z], ~U[2024-05-01 00:00:00.1Z], :day)`: `1`,
		`DateTime.from_unix(77, 100)`:                                               `{:ok, ~U[1970-01-01 00:00:00.77Z]}`,
		`DateTime.from_unix(77, 1)`:                                                 `{:ok, ~U[1970-01-01 00:01:17Z]}`,
		`DateTime.from_unix(1, 7)`:                                                  `{:ok, ~U[1970-01-01 00:00:00.142857Z]}`,
		`NaiveDateTime.add(~N[2024-05-01 00:00:00], 7, 10)`:                         `~N[2024-05-01 00:00:00.700000]`,
		`Date.new!(1267650600228229401496703205376, 5, 1)`:                          `Date.new!(1267650600228229401496703205376, 5, 1)`,
		`Map.keys(struct(Date)) == Map.keys(~D[2024-05-01])`:                        `true`,
	} {
		if got := st.Eval(t, call); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
