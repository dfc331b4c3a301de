package ets_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// TestTablesInFiles opens, changes and closes tables that are kept in files.
func TestTablesInFiles(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ src, want string }{
		{`{:ok, :pages} = :dets.open_file(:pages, type: :set)
		:ok = :dets.insert(:pages, [size: 7, year: 1999, owner: :me])
		{:dets.lookup(:pages, :size), :dets.member(:pages, :none), :dets.insert_new(:pages, {:size, 8}), :dets.close(:pages)}`, `{[size: 7], false, false, :ok}`},
		{`:dets.open_file(:pages, [])
		{:dets.update_counter(:pages, :size, 2), :dets.delete(:pages, :owner), Enum.sort(:dets.match_object(:pages, :_)), :dets.close(:pages)}`, `{9, :ok, [size: 9, year: 1999], :ok}`},
		{`:dets.open_file(:pages, [])
		sum = :dets.foldl(fn {_, n}, sum -> sum + n end, 0, :pages)
		found = :dets.traverse(:pages, fn {:year, n} -> {:done, n}; _ -> :continue end)
		{sum, found, :dets.info(:pages, :size), :dets.info(:pages, :filename), :dets.all(), :dets.close(:pages)}`, `{2008, [1999], 2, ~c"pages", [:pages], :ok}`},
		{`{:dets.info(:pages), :dets.close(:pages), :dets.all()}`, `{:undefined, {:error, :not_owner}, []}`},
		{`try do :dets.lookup(:pages, :size) rescue e -> e.__struct__ end`, `ArgumentError`},
		{`:dets.open_file(:other, file: "pages", type: :bag)`, `{:error, {:type_mismatch, ~c"pages"}}`},
		{`{:ok, ref} = :dets.open_file("pages"); {:dets.lookup(ref, :size), :dets.close(ref)}`, `{[size: 9], :ok}`},
		{`{:ok, :pages} = :dets.open_file(:pages, access: :read); {:dets.insert(:pages, {:x, 1}), :dets.close(:pages)}`, `{{:error, {:access_mode, ~c"pages"}}, :ok}`},
		{`{_, ref} = spawn_monitor(fn -> :dets.open_file(:short, []); :dets.insert(:short, {:size, 7}) end)
		receive do {:DOWN, ^ref, _, _, _} -> :dets.open_file(:short, []) end
		{:dets.lookup(:short, :size), :dets.close(:short)}`, `{[size: 7], :ok}`},
		{`{:dets.is_dets_file("pages"), :dets.open_file("none")}`, `{true, {:error, {:file_error, ~c"none", :enoent}}}`},
		{`{File.write("text", "lab"), :dets.is_dets_file("text"), :dets.open_file(:text, [])}`, `{:ok, false, {:error, {:not_a_dets_file, ~c"text"}}}`},
		{`<<mark::binary-size(9), _::binary>> = whole = File.read!("pages")
		wrong = [binary_part(whole, 0, 20)] ++ for(value <- [:x, {:set, 0, []}, {:set, 1, [7]}, {:set, 2, [{7}]}, {:set, 1, [{7} | 7]}], do: mark <> :erlang.term_to_binary(value))
		for bytes <- wrong, uniq: true do
		  File.write!("wrong", bytes)
		  :dets.open_file(:wrong, [])
		end`, `[error: {:not_a_dets_file, ~c"wrong"}]`},
		{`:dets.open_file(:out, file: "../out")`, `{:error, {:file_error, ~c"../out", :eacces}}`},
		{`try do :dets.open_file(:x, size: 7) rescue e -> e.__struct__ end`, `ArgumentError`},
		{`:dets.open_file(:short, [])
		t = :ets.new(:t, [:ordered_set])
		:dets.to_ets(:short, t)
		:ets.insert(t, {:year, 7})
		{:ets.to_dets(t, :short), Enum.sort(:dets.match(:short, {:"$1", :_})), :dets.close(:short)}`, `{:short, [[:size], [:year]], :ok}`},
		{`:dets.open_file(:short, [])
		:ok = :dets.init_table(:short, fn :read -> {[x: 1], fn :read -> :end_of_input end} end)
		{:dets.match_object(:short, :_), :dets.close(:short)}`, `{[x: 1], :ok}`},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.src, got, c.want)
		}
	}
}

// TestTableOfFile writes tables to files and reads them.
func TestTableOfFile(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ src, want string }{
		{`t = :ets.new(:pages, [:ordered_set, keypos: 2]); :ets.insert(t, [{:a, 1}, {:b, 2}, {:c, 3}]); {:ets.tab2file(t, "pages.tab"), :ets.tab2file(:none, "none")}`, `{:ok, {:error, :badtab}}`},
		{`{:ok, t} = :ets.file2tab("pages.tab", verify: true); {:ets.tab2list(t), :ets.info(t, :type), :ets.info(t, :keypos)}`, `{[a: 1, b: 2, c: 3], :ordered_set, 2}`},
		{`{:ok, info} = :ets.tabfile_info("pages.tab"); Keyword.take(info, [:name, :size])`, `[name: :pages, size: 3]`},
		{`{File.write("text", "lab"), :ets.file2tab("text"), :ets.file2tab("none")}`, `{:ok, {:error, {:read_error, {:not_a_log_file, "text"}}}, {:error, {:read_error, {:file_error, "none", :enoent}}}}`},
		{`{:ok, t} = :ets.file2tab("pages.tab"); {some, rest} = :ets.select_reverse(t, [{:_, [], [:"$_"]}], 2); {some, :ets.select_reverse(rest)}`, `{[c: 3, b: 2], {[a: 1], :"$end_of_table"}}`},
		{`t = :ets.new(:t, [:ordered_set]); :ets.insert(t, {7, :x}); {:ets.slot(t, 0), :ets.slot(t, 1)}`, `{[{7, :x}], :"$end_of_table"}`},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.src, got, c.want)
		}
	}
}
