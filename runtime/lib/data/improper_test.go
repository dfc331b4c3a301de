package data_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestListWithoutEnd calls functions with improper lists.
func TestListWithoutEnd(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`Enum.map([7 | 8], & &1)`:                           `Enum.\"-map/2-lists^map/1-1-\"/2`,
		`for(x <- [7 | 8], do: x)`:                          `Enum.\"-map/2-lists^map/1-1-\"/2`,
		`for(x <- [7 | 8], into: %{}, do: {x, x})`:          `Enum.\"-map/2-lists^map/1-1-\"/2`,
		`for(x <- [7 | 8], x > 9, do: x)`:                   `Enum.\"-reduce/3-lists^foldl/2-0-\"/3`,
		`for({:a, x} <- [7 | 8], do: x)`:                    `Enum.\"-reduce/3-lists^foldl/2-0-\"/3`,
		`for(x <- [7 | 8], uniq: true, do: x)`:              `Enum.\"-reduce/3-lists^foldl/2-0-\"/3`,
		`for(x <- [7 | 8], y <- [x], do: y)`:                `Enum.\"-reduce/3-lists^foldl/2-0-\"/3`,
		`Enum.each([7 | 8], & &1)`:                          `Enum.\"-each/2-lists^foreach/1-0-\"/2`,
		`Enum.reduce([7 | 8], 0, &+/2)`:                     `Enum.\"-reduce/3-lists^foldl/2-0-\"/3`,
		`Enum.sum([7 | 8])`:                                 `Enum.\"-reduce/3-lists^foldl/2-0-\"/3`,
		`Enum.map_reduce([7 | 8], 0, &{&1, &2})`:            `Enum.\"-map_reduce/3-lists^mapfoldl/2-0-\"/3`,
		`Enum.count([7 | 8], & &1)`:                         `Enum.\"-count/2-lists^foldl/2-0-\"/3`,
		`Enum.split_with([7 | 8], & &1)`:                    `Enum.\"-split_with/2-lists^foldl/2-1-\"/3`,
		`Enum.max_by([7 | 8], & &1)`:                        `Enum.\"-aggregate_by/4-lists^foldl/2-1-\"/3`,
		`Enum.sort([7 | 8], :desc)`:                         `:lists.sort/1`,
		`Enum.min([7 | 8])`:                                 `:lists.min/2`,
		`:lists.last([7 | 8])`:                              `:lists.last/2`,
		`Enum.filter([7 | 8], & &1)`:                        `Enum.filter_list/2`,
		`Enum.find_index([7 | 8], &(&1 == 9))`:              `Enum.find_index_list/3`,
		`Enum.take([7 | 8], 9)`:                             `Enum.take_list/2`,
		`Enum.drop([7 | 8], 9)`:                             `Enum.drop_list/2`,
		`Enum.split([7 | 8], 9)`:                            `Enum.split_list/3`,
		`Enum.zip([7 | 8], [1, 2])`:                         `Enum.zip_list/3`,
		`Enum.zip_with([[7 | 8], [7, 8]], & &1)`:            `Stream.Reducers.zip_list_heads_tails/3`,
		`List.last([7 | 8])`:                                `List.last/2`,
		`List.last([7 | 8], :none)`:                         `List.last/2`,
		`List.last(%{})`:                                    `List.\"-inlined-last/2-\"/2`,
		`List.keydelete([{1} | 8], 2, 0)`:                   `:lists.keydelete3/3`,
		`List.keytake([{1} | 8], 2, 0)`:                     `:lists.keytake/4`,
		`List.keystore([{1} | 8], 2, 0, {})`:                `:lists.keystore2/4`,
		`List.flatten([[7 | 8]])`:                           `:lists.do_flatten/2`,
		`Enum.map([], 7)`:                                   `Enum.\"-map/2-lists^map/1-1-\"/2`,
		`Enum.each([], fn -> 7 end)`:                        `Enum.\"-each/2-lists^foreach/1-0-\"/2`,
		`Enum.reduce([], 0, & &1)`:                          `Enum.\"-reduce/3-lists^foldl/2-0-\"/3`,
		`Enum.map_reduce([], 0, & &1)`:                      `Enum.\"-map_reduce/3-lists^mapfoldl/2-0-\"/3`,
		`List.foldl([], 0, & &1)`:                           `List.\"-foldl/3-lists^foldl/2-0-\"/3`,
		`List.foldr([7], 0, & &1)`:                          `List.\"-foldr/3-lists^foldr/2-0-\"/3`,
		`List.replace_at([7 | 8], 1, 0)`:                    `List.do_replace_at/3`,
		`List.insert_at([7 | 8], 2, 0)`:                     `List.do_insert_at/3`,
		`Enum.with_index([7 | 8])`:                          `Enum.with_index_list/2`,
		`Enum.chunk_by([7 | 8], & &1)`:                      `Enumerable.List.reduce/3`,
		`Enum.uniq_by([7 | 8], & &1)`:                       `Enum.uniq_list/3`,
		`List.foldr([7 | 8], 0, &+/2)`:                      `List.\"-foldr/3-lists^foldr/2-0-\"/3`,
		`List.update_at([7 | 8], 9, & &1)`:                  `List.do_update_at/3`,
		`:lists.map(& &1, [7 | 8])`:                         `:lists.map_1/2`,
		`:lists.map(:f, [7])`:                               `:lists.map/2`,
		`:lists.foldl(&+/2, 0, [7 | 8])`:                    `:lists.foldl_1/3`,
		`:lists.foldr(&+/2, 0, [7 | 8])`:                    `:lists.foldr_1/3`,
		`:lists.partition(&is_atom/1, [7 | 8])`:             `:lists.partition_1/4`,
		`:lists.splitwith(&is_integer/1, [7 | 8])`:          `:lists.splitwith_1/3`,
		`:lists.uniq(& &1, [7 | 8])`:                        `:lists.uniq_2/3`,
		`:lists.takewhile(fn _, _ -> true end, [7])`:        `:lists.takewhile/2`,
		`Keyword.delete([:a, b: 7], :b)`:                    `Keyword.delete_key/2`,
		`Keyword.filter([7], fn _ -> true end)`:             `Keyword.do_filter/2`,
		`Keyword.delete_first([{:a, 1, 2}, {:b, 7}], :b)`:   `Keyword.delete_first_key/2`,
		`Keyword.reject([{:a, 1, 2}, {:b, 7}], &is_atom/1)`: `Keyword.do_reject/2`,
	} {
		want = `"no function clause matching in ` + want + `"`
		if got := st.Eval(t, "try do "+call+" rescue e in FunctionClauseError -> Exception.message(e) end"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}

// TestNotABitstring checks the errors of bitstring generators for values that are not bitstrings.
func TestNotABitstring(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`for <<c <- hd([7])>>, do: c`:                 `{:bad_generator, 7}`,
		`for <<c <- hd([7])>>, into: "", do: <<c>>`:   `{:bad_generator, 7}`,
		`for <<c <- hd([7])>>, uniq: true, do: c`:     `{:badarg, 7}`,
		`for <<c <- hd([7])>>, x <- [1], do: c + x`:   `{:badarg, 7}`,
		`for <<c <- hd([7])>>, into: %{}, do: {c, c}`: `{:badarg, 7}`,
	} {
		if got := st.Eval(t, "try do "+call+" catch :error, e -> e end"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
