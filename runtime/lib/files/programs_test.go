package files_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// TestFilePrograms compares with the results of Elixir 1.18.4.
func TestFilePrograms(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, src, want string }{
		{"onto itself", `File.write!("f", "here"); {File.cp("f", "f"), File.cp("f", "./f"), File.cp_r("f", "f"), File.read!("f")}`, `{:ok, :ok, {:ok, []}, "here"}`},
		{"a folder onto itself", `File.mkdir!("d"); File.write!("d/x", "x"); {File.cp_r("d", "d"), File.read!("d/x")}`, `{{:ok, ["d"]}, "x"}`},
		{"a folder onto a file", `{File.cp_r("d", "f"), File.cp_r("f", "d"), File.cp_r("d", "no/where"), File.mkdir_p("f/x/y")}`,
			`{{:error, :enotdir, "d/x"}, {:error, :eisdir, "f"}, {:error, :enoent, "no/where"}, {:error, :enotdir}}`},
		{"renamed", `File.mkdir!("e"); {File.rename("e", "e"), File.rename("d", "e"), File.ls!("e"), File.rename("f", "e"), File.rename("e", "f"), File.rename("e", "e/sub")}`,
			`{:ok, :ok, ["x"], {:error, :eisdir}, {:error, :enotdir}, {:error, :einval}}`},
		{"a link from its folder", `File.ln_s!("x", "e/l"); {File.read("e/l"), File.read_link("e/l")}`, `{{:ok, "x"}, {:ok, "x"}}`},
		{"a link out of the folder", `File.ln_s("../../x", "e/out")`, "{:error, :eacces}"},
		{"no names", `{File.read(<<0>>), File.read(""), File.rename("f", <<0>>), (try do File.rm_rf("a\0b") rescue e in ArgumentError -> e.message end)}`,
			`{{:error, :badarg}, {:error, :enoent}, {:error, :badarg}, "cannot execute File.rm_rf/1 for path with null byte, got: <<97, 0, 98>>"}`},
		{"owners", `{File.chown("none", 0), File.chgrp("none", 0)}`, "{{:error, :enoent}, {:error, :enoent}}"},
		{"only for reading", `f = File.open!("f"); try do IO.write(f, "x") rescue e in ArgumentError -> e.message end`,
			`"errors were found at the given arguments:\n\n  * 1st argument: bad file number (ebadf)\n"`},
		{"as charlists", `File.write!("c", "foo\nbär\n"); f = File.open!("c", [:charlist, :utf8]); {IO.gets(f, ""), IO.getn(f, "", 2), IO.read(f, :eof)}`,
			`{~c"foo\n", [98, 228], ~c"r\n"}`},
		{"from an offset", `for at <- [0, 4], do: "c" |> File.stream!(3, read_offset: at) |> Enum.to_list()`, `[["foo", <<10, 98, 195>>, <<164, 114, 10>>], ["bä", "r\n"]]`},
		{"behind the mark", `File.write!("m", [:unicode.encoding_to_bom({:utf16, :little}), :unicode.characters_to_binary("é\nz", :utf8, {:utf16, :little})])
			Enum.to_list(File.stream!("m", [:trim_bom, encoding: {:utf16, :little}]))`, `["é\n", "z"]`},
		{"hidden files", `File.mkdir_p!("w"); File.write!("w/.b", ""); File.write!("w/a", ""); {Path.wildcard("w/*"), Path.wildcard("w/*", match_dot: true)}`,
			`{["w/a"], ["w/.b", "w/a"]}`},
		{"paths", `{Path.absname("a/.", "/b"), Path.absname("a", ""), Path.basename("a/.ex", ".ex"), Path.rootname("a/.ex", ".ex"), Path.rootname("a.ex", ~c".ex")}`,
			`{"/b/a/.", "/a", "", "a/.ex", "a"}`},
		{"a device in memory", `{:ok, p} = StringIO.open("a\r\nbc", capture_prompt: true); {IO.gets(p, ">"), IO.getn(p, "?"), :io.getopts(p), :file.position(p, 0), StringIO.contents(p)}`,
			`{"a\n", "b", [binary: true, encoding: :unicode], {:error, :enotsup}, {"c", ">?"}}`},
		{"bytes in memory", `{:ok, p} = StringIO.open(<<"ab", 200, "c">>); q = elem(StringIO.open("", encoding: :latin1), 1); IO.write(q, "é")
			{IO.read(p, 2), IO.read(p, 1), IO.read(p, :line), IO.binread(p, 1), elem(StringIO.contents(q), 1)}`,
			`{"ab", {:error, :invalid_unicode}, {:error, :collect_line}, <<200>>, <<233>>}`},
		{"warnings", `{:ok, p} = StringIO.open(""); Process.register(p, :heard); old = Process.whereis(:standard_error); if old, do: Process.unregister(:standard_error); Process.register(p |> tap(fn _ -> Process.unregister(:heard) end), :standard_error)
			IO.warn("hello", file: "no.ex", line: 3, module: Foo, function: {:bar, 1}); Process.unregister(:standard_error); if old, do: Process.register(old, :standard_error); StringIO.flush(p)`,
			`"warning: hello\n└─ no.ex:3: Foo.bar/1\n\n"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}
