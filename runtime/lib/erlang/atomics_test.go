package erlang_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestWords compares arrays of :atomics and :counters with those of Erlang/OTP 25.
func TestWords(t *testing.T) {
	const (
		outOfRange = `["3rd argument: out of range"]`
		badOption  = `["2nd argument: invalid option in list"]`
		signed     = `%{max: 9223372036854775807, memory: 56, min: -9223372036854775808, size: 2}`
	)
	st := station.Boot(t)
	for src, want := range map[string]string{
		`:atomics.info(:atomics.new(2, []))`:                                                        signed,
		`:atomics.info(:atomics.new(2, signed: false))`:                                             `%{max: 18446744073709551615, memory: 56, min: 0, size: 2}`,
		`:atomics.info(:atomics.new(2, signed: true, signed: false)).min`:                           `0`,
		`:counters.info(:counters.new(2, [:atomics]))`:                                              signed,
		`Map.keys(:counters.info(:counters.new(2, [:write_concurrency])))`:                          `[:memory, :size]`,
		`:atomics.new(1, signed: 1)`:                                                                badOption,
		`:atomics.new(1, [:signed])`:                                                                badOption,
		`:atomics.new(1, [:atomics])`:                                                               badOption,
		`:counters.new(1, [{:signed, false}])`:                                                      badOption,
		`:counters.new(1, [:atomics, :write_concurrency])`:                                          badOption,
		`:atomics.new(1, [{:signed, true} | :x])`:                                                   `["2nd argument: not a proper list"]`,
		`:counters.new(1, :x)`:                                                                      `["2nd argument: not a list"]`,
		`:atomics.new(0, [:x])`:                                                                     `["1st argument: out of range", "2nd argument: invalid option in list"]`,
		`:counters.new(1.0, [])`:                                                                    `["1st argument: not an integer"]`,
		`:atomics.put(:atomics.new(1, []), 1, 2 ** 70)`:                                             outOfRange,
		`:atomics.put(:atomics.new(1, []), 1, 2 ** 63)`:                                             outOfRange,
		`:atomics.put(:atomics.new(1, []), 1, -(2 ** 63) - 1)`:                                      outOfRange,
		`:atomics.put(:atomics.new(1, signed: false), 1, -1)`:                                       outOfRange,
		`:atomics.put(:atomics.new(1, []), 1, 1.0)`:                                                 `["3rd argument: not an integer"]`,
		`:atomics.exchange(:atomics.new(1, []), 1, 2 ** 64 - 1)`:                                    outOfRange,
		`:atomics.compare_exchange(:atomics.new(1, []), 1, 2 ** 63, 0)`:                             outOfRange,
		`:atomics.compare_exchange(:atomics.new(1, signed: false), 1, 0, -1)`:                       `["4th argument: out of range"]`,
		`:atomics.add_get(:atomics.new(1, []), 1, 2 ** 64)`:                                         outOfRange,
		`:atomics.add_get(:atomics.new(1, []), 1, 2 ** 64 - 1)`:                                     `-1`,
		`:atomics.add_get(:atomics.new(1, signed: false), 1, -(2 ** 63))`:                           `9223372036854775808`,
		`:atomics.sub(:atomics.new(1, []), 1, 2 ** 64 - 1)`:                                         outOfRange,
		`:counters.put(:counters.new(1, []), 1, 2 ** 63)`:                                           outOfRange,
		`:counters.add(:counters.new(1, []), 1, -(2 ** 63) - 1)`:                                    outOfRange,
		`(c = :counters.new(1, []); :counters.sub(c, 1, -(2 ** 63) - 1); :counters.get(c, 1))`:      `-9223372036854775807`,
		`(a = :atomics.new(1, signed: false); :atomics.put(a, 1, 2 ** 64 - 1); :atomics.get(a, 1))`: `18446744073709551615`,
		`:erlang.is_record({:a}, :a, :x)`:                                                           `["3rd argument: not an integer"]`,
		`:erlang.is_record(1, :a, 1.0)`:                                                             `["3rd argument: not an integer"]`,
		`:erlang.is_record({:a}, 1, :x)`:                                                            `["2nd argument: not an atom", "3rd argument: not an integer"]`,
		`:erlang.is_record({:a}, :a, 2 ** 70)`:                                                      `["argument error"]`,
		`{:erlang.is_record({:a}, :a, 1), :erlang.is_record({:a}, :a, -1)}`:                         `{true, false}`,
	} {
		const remarks = ` rescue e in ArgumentError -> e.message |> String.split("  * ") |> Enum.map(&String.trim/1) |> Enum.reject(&(&1 =~ "errors were found")) end`
		if got := st.Eval(t, "try do "+src+remarks); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}
