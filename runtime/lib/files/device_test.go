package files_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// TestDevices runs programs that open files, read and write them in pieces, and copy and remove
// folders.
func TestDevices(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, src, want string }{
		{"written", `{:ok, f} = File.open("a.txt", [:write]); IO.puts(f, "one"); IO.write(f, "two é"); IO.binwrite(f, [?a]); {File.close(f), File.read!("a.txt")}`,
			`{:ok, <<111, 110, 101, 10, 116, 119, 111, 32, 233, 97>>}`},
		{"no such letter in latin1", `File.open("l.txt", [:write], fn f -> try do IO.write(f, "ł") rescue e -> e.original end end)`, "{:ok, :no_translation}"},
		{"utf8", `File.write!("u.txt", "één\ntwee"); File.open("u.txt", [:read, :utf8], fn f -> {IO.read(f, 2), IO.read(f, :line), IO.read(f, :eof), IO.read(f, :line)} end)`,
			`{:ok, {"éé", "n\n", "twee", :eof}}`},
		{"bytes", `File.open("u.txt", fn f -> {IO.binread(f, 1), byte_size(IO.binread(f, :line)), IO.binread(f, :eof)} end)`, `{:ok, {<<195>>, 5, "twee"}}`},
		{"positions", `{:ok, f} = File.open("p.txt", [:read, :write]); IO.write(f, "0123456789")
			{:file.position(f, 4), IO.binread(f, 3), :file.pwrite(f, 0, "ab"), :file.pread(f, 0, 4), File.close(f)}`,
			`{{:ok, 4}, "456", :ok, {:ok, "ab23"}, :ok}`},
		{"Erlang terms", `File.write!("c.terms", "%% settings\n{port, 4000}.\n[\"é\" | x]."); File.write!("b.terms", "ok.\n{a, ]}.\n"); {:ok, f} = File.open("c.terms", [:utf8]); first = :io.read(f, ""); line = IO.read(f, :line)
			{:file.consult("c.terms"), :file.consult("b.terms"), :file.consult("no.terms"), first, line}`,
			`{{:ok, [{:port, 4000}, [[233] | :x]]}, {:error, {2, :erl_parse, [~c"syntax error before: ", ~c"']'"]}}, {:error, :enoent}, {:ok, {:port, 4000}}, "[\"é\" | x]."}`},
		{"raw", `{:ok, f} = :file.open("p.txt", [:raw, :read, :binary]); {:file.read(f, 2), :file.read_line(f), :file.read(f, 1), :file.close(f), :file.close(f)}`,
			`{{:ok, "ab"}, {:ok, "23456789"}, :eof, :ok, {:error, :einval}}`},
		{"nobody's", `owner = self(); pid = spawn(fn -> send(owner, File.open("p.txt")); receive do :end -> :ok end end)
			{:ok, f} = receive do m -> m end; ref = Process.monitor(f); send(pid, :end); receive do {:DOWN, ^ref, _, _, why} -> why end`, ":normal"},
		{"killed with its owner", `owner = self(); pid = spawn(fn -> send(owner, File.open("p.txt")); receive do :end -> :ok end end)
			{:ok, f} = receive do m -> m end; ref = Process.monitor(f); Process.exit(pid, :kill); receive do {:DOWN, ^ref, _, _, why} -> why end`, ":killed"},
		{"not linked", `{:ok, f} = File.open("p.txt"); linked = f in elem(Process.info(self(), :links), 1); Process.exit(f, :kill); {linked, File.close(f)}`, "{false, :ok}"},
		{"modes", `{File.write("x.txt", "a", [:exclusive]), File.write("x.txt", "b", [:append]), File.write("x.txt", "c", [:exclusive]), File.read("x.txt")}`,
			`{:ok, :ok, {:error, :eexist}, {:ok, "ab"}}`},
		{"lines", `File.write!("s.txt", "x\ny\nz"); s = File.stream!("s.txt"); {Enum.to_list(s), Enum.count(s), Enum.take(s, 1), Enum.to_list(File.stream!("s.txt", 2))}`,
			`{["x\n", "y\n", "z"], 2, ["x\n"], ["x\n", "y\n", "z"]}`},
		{"into", `["a\n", "b"] |> Stream.into(File.stream!("i.txt")) |> Stream.run(); File.read("i.txt")`, `{:ok, "a\nb"}`},
		{"nothing to stream", `try do File.stream!("nope.txt") |> Enum.to_list() rescue e -> Exception.message(e) end`,
			`"could not stream \"nope.txt\": no such file or directory"`},
		{"folders", `File.mkdir_p!("d/e"); File.write!("d/e/f.txt", "f"); {:ok, copied} = File.cp_r("d", "g"); {:ok, gone} = File.rm_rf("g"); {copied, gone, File.exists?("g"), File.rm_rf("g")}`,
			`{["g/e/f.txt", "g/e", "g"], ["g", "g/e", "g/e/f.txt"], false, {:ok, []}}`},
		{"copies", `{File.cp("s.txt", "t.txt"), File.copy("s.txt", "t.txt", 3), File.read("t.txt"), File.cp("d", "t.txt"), File.rename("t.txt", "v.txt"), File.exists?("t.txt")}`,
			`{:ok, {:ok, 3}, {:ok, "x\ny"}, {:error, :eisdir}, :ok, false}`},
		{"stat", `File.touch!("s.txt", 1_000_000_000); s = File.stat!("s.txt"); {s.size, s.type, s.mtime, File.stat!("s.txt", time: :posix).mtime, File.stat("none")}`,
			`{5, :regular, {{2001, 9, 9}, {1, 46, 40}}, 1000000000, {:error, :enoent}}`},
		{"links", `{File.ln_s("../s.txt", "d/l.txt"), File.read("d/l.txt"), File.read_link("d/l.txt"), File.lstat!("d/l.txt").type, File.ln_s("/etc/passwd", "d/p"), File.ln_s("../..", "d/q")}`,
			`{:ok, {:ok, "x\ny\nz"}, {:ok, "../s.txt"}, :symlink, {:error, :eacces}, {:error, :eacces}}`},
		{"refused", `{File.open("../x"), File.open("d"), File.rm("d"), File.rmdir("d")}`, `{{:error, :eacces}, {:error, :eisdir}, {:error, :eperm}, {:error, :eexist}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}
