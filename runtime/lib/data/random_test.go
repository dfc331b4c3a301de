package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRandom compares the deprecated generator with Erlang's numbers.
func TestRandom(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`:random.uniform_s({1, 2, 3})`:                                       `{0.03381877363047378, {171, 344, 510}}`,
		`(:random.seed(5, 6, 7); {:random.uniform(), :random.uniform(100)})`: `{0.11847330462875794, 26}`,
		`(:random.seed(-5, 0, 1000000); :random.uniform())`:                  `0.5300241134330328`,
		`(:random.seed({7, 8, 9}); :random.seed())`:                          `{8, 9, 10}`,
		`spawn_link(fn -> :random.uniform() end) |> is_pid()`:                `true`,
		`{:erlang.crc32_combine(:erlang.crc32("lab"), :erlang.crc32(" seven"), 6) == :erlang.crc32("lab seven"), :erlang.adler32_combine(:erlang.adler32("lab"), :erlang.adler32(" seven"), 6) == :erlang.adler32("lab seven")}`: `{true, true}`,
		`{:base64.decode_to_string("bGFi"), :binary.bin_to_list("page", {1, 2}), :erlang.term_to_iovec(7) == [:erlang.term_to_binary(7)]}`:                                                                                       `{~c"lab", ~c"ag", true}`,
	} {
		if got := st.Eval(t, call); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
