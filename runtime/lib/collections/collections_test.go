package collections_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// The expected values are those of Erlang/OTP 25, including the order and the internal layout.
func TestCollections(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"tree of pairs", `:gb_trees.from_orddict([a: 1, b: 2, c: 3, d: 4])`, "{4, {:c, 3, {:b, 2, {:a, 1, nil, nil}, nil}, {:d, 4, nil, nil}}}"},
		{"tree balances itself", `Enum.reduce(1..9, :gb_sets.new(), &:gb_sets.add/2)`,
			"{9, {4, {2, {1, nil, nil}, {3, nil, nil}}, {6, {5, nil, nil}, {7, nil, {8, nil, {9, nil, nil}}}}}}"},
		{"tree key twice", `try do :gb_trees.insert(1, 1, :gb_trees.insert(1, 2, :gb_trees.empty())) rescue e -> e.original end`, "{:key_exists, 1}"},
		{"tree without the key", `try do :gb_trees.get(:a, :gb_trees.empty()) rescue e -> {e.__struct__, e.function} end`, "{FunctionClauseError, :get_1}"},
		{"tree iterator", `t = :gb_trees.from_orddict(for n <- 1..5, do: {n, n}); {k, _, i} = :gb_trees.next(:gb_trees.iterator_from(4, t)); {5, _, i} = :gb_trees.next(i); {k, :gb_trees.next(i)}`, "{4, :none}"},
		{"tree take", `{v, t} = :gb_trees.take(2, :gb_trees.from_orddict([{1, :a}, {2, :b}])); {v, :gb_trees.to_list(t), :gb_trees.take_any(7, t)}`, "{:b, [{1, :a}], :error}"},
		{"gb_sets", `f = &:gb_sets.from_list/1; {:gb_sets.difference(f.([1, 2, 3]), f.([3, 4])), :gb_sets.to_list(:gb_sets.union([f.([1]), f.([3]), f.([2])])), :gb_sets.is_subset(f.([1]), f.([2]))}`,
			"{{2, {1, nil, {2, nil, nil}}}, [1, 2, 3], false}"},
		{"sets are in OTP's order", `:sets.to_list(:sets.from_list(Enum.to_list(1..40)))`,
			"[16, 32, 3, 19, 35, 6, 22, 38, 9, 25, 12, 28, 15, 31, 2, 18, 34, 5, 21, 37, 8, 24, 40, 11, 27, 14, 30, 1, 17, 33, 4, 20, 36, 7, 23, 39, 10, 26, 13, 29]"},
		{"sets shrink", `s = Enum.reduce(1..200, :sets.new(), &:sets.add_element/2); s = Enum.reduce(20..200, s, &:sets.del_element/2); {:sets.size(s), elem(s, 2), Enum.sort(:sets.to_list(s)) == Enum.to_list(1..19)}`, "{19, 16, true}"},
		{"sets as maps", `s = :sets.from_list([1, 2], version: 2); {s, :sets.is_element(2, s), :sets.to_list(:sets.del_element(1, s))}`, "{%{1 => [], 2 => []}, true, [2]}"},
		{"dict", `d = :dict.from_list(a: 1, b: 2); d = :dict.update(:a, & &1 + 1, d); d = :dict.append(:c, 1, d); {:dict.fetch(:a, d), :dict.find(:z, d), Enum.sort(:dict.to_list(:dict.erase(:b, d))), :dict.fold(fn _, _, n -> n + 1 end, 0, d)}`,
			"{2, :error, [a: 2, c: [1]], 3}"},
		{"dict grows", `d = Enum.reduce(1..300, :dict.new(), &:dict.store("k#{&1}", &1, &2)); {:dict.size(d), Enum.all?(1..300, &(:dict.fetch("k#{&1}", d) == &1)), elem(d, 2)}`, "{300, true, 60}"},
		{"orddict", `:orddict.merge(fn _, a, b -> a + b end, [a: 1, b: 2], :orddict.update_counter(:b, 3, c: 4))`, "[a: 1, b: 5, c: 4]"},
		{"ordsets", `{:ordsets.union([[1, 3], [2], [3]]), :ordsets.subtract([1, 2, 3], [2]), :ordsets.is_element(1.0, [1]), :ordsets.is_set([2, 1])}`, "{[1, 2, 3], [1, 3], true, false}"},
		{"array", `a = :array.set(12, :x, :array.new()); {a, :array.size(a), :array.get(99, a), :array.sparse_to_orddict(a)}`,
			"{{:array, 13, 100, :undefined, {10, {:undefined, :undefined, :x, :undefined, :undefined, :undefined, :undefined, :undefined, :undefined, :undefined}, 10, 10, 10, 10, 10, 10, 10, 10, 10}}, 13, :undefined, [{12, :x}]}"},
		{"array that is fixed", `try do :array.get(5, :array.new(3)) rescue e -> e.__struct__ end`, "ArgumentError"},
		{"array of lists", `a = :array.from_list(Enum.to_list(1..250)); {:array.to_list(a) == Enum.to_list(1..250), :array.foldl(fn i, v, n -> n + v - i end, 0, a), :array.get(249, a)}`, "{true, 250, 250}"},
		{"digraph", `g = :digraph.new(); for v <- [1, 2, 3, 4], do: :digraph.add_vertex(g, v); for {a, b} <- [{1, 2}, {2, 3}, {3, 1}, {3, 4}], do: :digraph.add_edge(g, a, b)
			{:digraph.get_path(g, 1, 4), :digraph.get_short_cycle(g, 1), :digraph.out_neighbours(g, 3), :digraph.add_edge(g, 1, 9), :digraph_utils.topsort(g), g |> :digraph_utils.cyclic_strong_components() |> Enum.map(&Enum.sort/1)}`,
			"{[1, 2, 3, 4], [1, 2, 3, 1], [4, 1], {:error, {:bad_vertex, 9}}, false, [[1, 2, 3]]}"},
		{"digraph without cycles", `g = :digraph.new([:acyclic]); for v <- [:a, :b, :c], do: :digraph.add_vertex(g, v); :digraph.add_edge(g, :a, :b); :digraph.add_edge(g, :b, :c)
			r = {:digraph.add_edge(g, :c, :a), :digraph_utils.topsort(g), :digraph_utils.arborescence_root(g)}; :digraph.delete(g); r`, "{{:error, {:bad_edge, [:a, :b, :c]}}, [:a, :b, :c], {:yes, :a}}"},
		{"queue", `q = :queue.from_list([1, 2, 3, 2]); {:queue.delete_r(2, q), :queue.delete(2, q), :queue.filtermap(&(&1 > 2), q)}`, "{{[3], [1, 2]}, {[2, 3], [1]}, {[], [3]}}"},
		{"lists", `{:lists.umerge([[1, 3], [2, 3]]), :lists.ukeymerge(1, [a: 1, c: 2], [a: 2, b: 3]), :lists.merge(&>=/2, [3, 1], [2, 1]), :lists.enumerate([:a])}`, "{[1, 2, 3], [a: 1, b: 3, c: 2], [3, 2, 1, 1], [{1, :a}]}"},
		{"strings", `{:string.pad("ab", 5, :both, ?*), :string.trim("xax", :both, ~c"x"), :string.slice("hello", 1, 3), :string.find("a.b.c", ".", :trailing), :string.centre(~c"ab", 5, ?.), :string.take("abc1", ~c"abc")}`,
			`{[~c"*", "ab", ~c"*", 42], "a", "ell", ".c", ~c".ab..", {"abc", "1"}}`},
		{"file names", `{:filename.join(["/usr", "local", ~c"bin"]), :filename.rootname(~c"a/b.tar.gz"), :filename.extension("a.b/c"), :filename.dirname("a/"), :filename.split("/a//b"), :filename.basename("a/b.erl", ".erl")}`,
			`{"/usr/local/bin", ~c"a/b.tar", "", "a", ["/", "a", "b"], "b"}`},
		{"draws that are normal", `:rand.seed(:exsss, {1, 2, 3}); {:rand.normal(), :rand.normal(), :rand.normal(10, 4)}`, "{1.3701979225129497, -0.4791401670399548, 11.274946021561082}"},
		{"compression", `z = :zlib.open(); :zlib.deflateInit(z); parts = [:zlib.deflate(z, "abc"), :zlib.deflate(z, "def", :sync), :zlib.deflate(z, "ghi", :finish)]
			{:zlib.close(z), :zlib.uncompress(parts), :zlib.gunzip(:zlib.gzip("x") <> :zlib.gzip("y")), :zlib.unzip(:zlib.zip("raw"))}`, `{:ok, "abcdefghi", "xy", "raw"}`},
		{"decompression in pieces", `g = :zlib.gzip("hello world"); z = :zlib.open(); :zlib.inflateInit(z, 31)
			out = for <<b <- g>>, do: :zlib.inflate(z, <<b>>)
			{IO.iodata_to_binary(out), :zlib.inflateEnd(z), try do :zlib.uncompress("xx") rescue e -> e.original end}`, `{"hello world", :ok, :data_error}`},
		{"numbers of crypto", `{:crypto.mod_pow(2, 10, 1000), :crypto.mod_pow(<<2>>, 5, <<13>>), :crypto.hash_final(:crypto.hash_update(:crypto.hash_init(:sha256), "a")) == :crypto.hash(:sha256, "a"), :crypto.rand_uniform(3, 4)}`, "{<<24>>, <<6>>, true, 3}"},
		{"format wants a float", `try do :io_lib.format("~.1f", [1]) rescue e -> e.__struct__ end`, "ArgumentError"},
		{"rare functions of erlang", `{:erlang.phash({1, 2.5, [1, :a]}, 100_000_000), :erlang.phash("abc", 100_000_000), :erlang.adler32(:erlang.adler32("abc"), "def") == :erlang.adler32("abcdef"), :erlang.posixtime_to_universaltime(0), :erlang.md5_final(:erlang.md5_update(:erlang.md5_init(), "a")) == :erlang.md5("a")}`,
			"{45387444, 72007566, true, {{1970, 1, 1}, {0, 0, 0}}, true}"},
		{"negations", `:proplists.substitute_negations([off: :on], [{:off, 5}, :off, {:off, false}, {:off, true}])`, `[:on, {:on, false}, :on, {:on, false}]`},
		{"options", `{:proplists.split([:a, {:b, 1}, :c, {:a, 2}], [:a, :b]), :proplists.normalize([:color, {:nocolor, true}], aliases: [color: :colour], negations: [nocolor: :colour])}`, "{{[[:a, {:a, 2}], [b: 1]], [:c]}, [:colour, {:colour, false}]}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

// TestNotACollection calls functions with a value of another type.
func TestNotACollection(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`:dict.store(:page, 7, [])`:               `%ErlangError{original: {:badrecord, []}, reason: nil}`,
		`:dict.find(:page, %{})`:                  `%ErlangError{original: {:badrecord, %{}}, reason: nil}`,
		`:digraph.edges(:page)`:                   `%ErlangError{original: {:badrecord, :page}, reason: nil}`,
		`:digraph.add_vertex(nil)`:                `%ErlangError{original: {:badrecord, nil}, reason: nil}`,
		`:digraph.new(:page)`:                     `%ArgumentError{message: "argument error"}`,
		`:digraph.del_edges(:digraph.new(), [7])`: `true`,
	} {
		if got := st.Eval(t, "try do "+call+" rescue e -> e end"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
