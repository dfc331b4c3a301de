package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestOldCollections checks the deprecated modules that maps and MapSet have replaced.
func TestOldCollections(t *testing.T) {
	st := station.Boot(t)
	for src, want := range map[string]string{
		`HashDict.new() |> HashDict.put(:size, 7) |> HashDict.put_new(:size, 8)`:   `#HashDict<[size: 7]>`,
		`Enum.into([size: 7, page: 8], HashDict.new()) |> HashDict.pop(:page)`:     `{8, #HashDict<[size: 7]>}`,
		`put_in(Enum.into([size: 7], HashDict.new())[:size], 8)[:size]`:            `8`,
		`HashDict.update!(HashDict.new(), :size, & &1)`:                            `** error: {:badkey, :size}`,
		`HashDict.split(Enum.into([size: 7, page: 8], HashDict.new()), [:page])`:   `{#HashDict<[page: 8]>, #HashDict<[size: 7]>}`,
		`Dict.size(Enum.into([size: 7], HashDict.new()))`:                          `1`,
		`Enum.into([70, 880, 70], HashSet.new())`:                                  `#HashSet<[70, 880]>`,
		`Set.intersection(Enum.into([70, 880], HashSet.new()), MapSet.new([880]))`: `#HashSet<[880]>`,
		`Set.member?(MapSet.new([7]), 7)`:                                          `true`,
		`try do Set.size(%{}) rescue e -> e end`:                                   `%ArgumentError{message: "unsupported set: %{}"}`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}
