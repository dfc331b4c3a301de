package files_test

import (
	"os"
	"path/filepath"
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

func TestFilesStayInTheirFolder(t *testing.T) {
	m := station.Natives(t)
	outer := t.TempDir()
	dir := filepath.Join(outer, "book")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(outer, "secret"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Install(m, dir); err != nil {
		t.Fatal(err)
	}
	for _, w := range []station.Want{
		{"prim_file", "write_file", []any{"a.txt", "hello"}, ":ok"},
		{"prim_file", "write_file", []any{"a.txt", " you", []any{station.Atom("append")}}, ":ok"},
		{"prim_file", "read_file", []any{"a.txt"}, `{:ok, "hello you"}`},
		{"prim_file", "read_file", []any{filepath.Join(dir, "a.txt")}, `{:ok, "hello you"}`},
		{"prim_file", "read_file", []any{"none"}, "{:error, :enoent}"},
		{"prim_file", "read_file", []any{"../secret"}, "{:error, :eacces}"},
		{"prim_file", "read_file", []any{filepath.Join(outer, "secret")}, "{:error, :eacces}"},
		{"prim_file", "outside", []any{"a.txt"}, `""`},
		{"prim_file", "outside", []any{"../secret"}, `" (outside of ` + dir + `, the only folder that programs of this node can use: copy it there, or start the node in a folder above)"`},
		{"prim_file", "outside", []any{"a.txt", outer}, `" (outside of ` + dir + `, the only folder that programs of this node can use: copy it there, or start the node in a folder above)"`},
		{"prim_file", "make_dir", []any{"sub"}, ":ok"},
		{"prim_file", "read_file", []any{"sub"}, "{:error, :eisdir}"},
		{"prim_file", "list_dir", []any{"."}, `{:ok, [~c"a.txt", ~c"sub"]}`},
		{"prim_file", "rename", []any{"a.txt", "../b"}, "{:error, :eacces}"},
		{"prim_file", "write_file", []any{"sub/b.ex", ""}, ":ok"},
		{"prim_file", "write_file", []any{".hidden", ""}, ":ok"},
		{"filelib", "wildcard", []any{"*"}, `[~c"a.txt", ~c"sub"]`},
		{"filelib", "wildcard", []any{"**/*.{ex,txt}"}, `[~c"a.txt", ~c"sub/b.ex"]`},
		{"filelib", "wildcard", []any{"s?b/[ab].ex"}, `[~c"sub/b.ex"]`},
		{"filelib", "wildcard", []any{"../*"}, `[]`},
		{"prim_file", "set_cwd", []any{"sub"}, ":ok"},
		{"prim_file", "get_cwd", nil, `{:ok, ~c"` + dir + `/sub"}`},
		{"prim_file", "list_dir", []any{"."}, `{:ok, [~c"b.ex"]}`},
		{"prim_file", "read_file", []any{"../a.txt"}, `{:ok, "hello you"}`},
		{"filelib", "wildcard", []any{"*"}, `[~c"b.ex"]`},
		{"filelib", "wildcard", []any{"../*.txt"}, `[~c"../a.txt"]`},
		{"filelib", "wildcard", []any{dir + "/*.txt"}, `[~c"` + dir + `/a.txt"]`},
		{"prim_file", "set_cwd", []any{"b.ex"}, "{:error, :enotdir}"},
		{"prim_file", "set_cwd", []any{"none"}, "{:error, :enoent}"},
		{"prim_file", "set_cwd", []any{"../.."}, "{:error, :eacces}"},
		{"prim_file", "set_cwd", []any{".."}, ":ok"},
		{"prim_file", "delete", []any{"a.txt"}, ":ok"},
		{"filelib", "is_dir", []any{"sub"}, "true"},
		{"filelib", "is_dir", []any{".."}, "false"},
		{"prim_file", "format_error", []any{station.Atom("enoent")}, "~c\"no such file or directory\""},
	} {
		if got := station.Call(m, w.Module(), w.Name(), station.Terms(w.Args())...); got != w.Answer() {
			t.Errorf("%s:%s(%v)\n got %s\nwant %s", w.Module(), w.Name(), w.Args(), got, w.Answer())
		}
	}
}
