package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestNoFurtherThanAsked checks that functions take as many elements from an endless stream as
// those of Elixir 1.18.
func TestNoFurtherThanAsked(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`Enum.take(s, 3)`, "3"}, {`Enum.at(s, 3)`, "4"}, {`Enum.fetch(s, 0)`, "1"}, {`Enum.fetch!(s, 2)`, "3"},
		{`Enum.slice(s, 1..3)`, "4"}, {`Enum.slice(s, 2, 3)`, "5"}, {`Enum.slice(s, 2, 0)`, "0"}, {`Enum.slice(s, 0..6//3)`, "7"},
		{`Enum.take_while(s, & &1 < 4)`, "4"}, {`Enum.find(s, & &1 == 2)`, "2"}, {`Enum.find_index(s, & &1 == 2)`, "2"},
		{`Enum.any?(s, & &1 > 2)`, "3"}, {`Enum.all?(s, & &1 < 3)`, "3"}, {`Enum.member?(s, 5)`, "5"}, {`Enum.empty?(s)`, "1"},
		{`Enum.zip([:a, :b], s)`, "2"}, {`Enum.zip(s, [:a, :b])`, "3"}, {`Enum.zip([1..3, s])`, "3"}, {`Enum.zip_with(s, [1], &+/2)`, "2"},
		{`Enum.zip_reduce([1, 2], s, 0, fn a, b, acc -> a + b + acc end)`, "2"}, {`Enum.reduce_while(s, 0, fn x, a -> if(x < 4, do: {:cont, a}, else: {:halt, a}) end)`, "4"},
		{`s |> Stream.take(2) |> Enum.to_list()`, "2"}, {`s |> Stream.map(& &1) |> Enum.at(1)`, "2"}, {`s |> Stream.chunk_every(2) |> Enum.take(1)`, "2"},
		{`s |> Stream.zip([1, 2]) |> Enum.to_list()`, "3"}, {`[1, 2] |> Stream.zip(s) |> Enum.to_list()`, "2"}, {`s |> Stream.drop(2) |> Enum.at(0)`, "3"},
		{`s |> Stream.with_index() |> Enum.find(fn {_, i} -> i == 1 end)`, "2"}, {`s |> Stream.dedup() |> Enum.take(2)`, "2"}, {`s |> Stream.flat_map(&[&1, &1]) |> Enum.take(3)`, "2"},
		{`try do for(x <- s, y <- [x], y > 2, do: throw(y)) catch n -> n end`, "3"}, {`try do for(x <- Stream.map(s, & &1), into: %{}, do: if(x < 4, do: {x, x}, else: throw(x))) catch n -> n end`, "4"},
		{`s |> Task.async_stream(& &1, max_concurrency: 1) |> Enum.take(1)`, "1"}, {`Enum.split(s |> Stream.take(9), 3)`, "9"},
	} {
		t.Run(c.src, func(t *testing.T) {
			got := st.Eval(t, `c = :counters.new(1, []); s = Stream.repeatedly(fn -> :counters.add(c, 1, 1); :counters.get(c, 1) end); `+c.src+`; :counters.get(c, 1)`)
			if got != c.want {
				t.Errorf("asked for %s elements, want %s", got, c.want)
			}
		})
	}
}
