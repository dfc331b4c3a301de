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
		{"file", "write_file", []any{"a.txt", "hello"}, ":ok"},
		{"file", "write_file", []any{"a.txt", " you", []any{station.Atom("append")}}, ":ok"},
		{"file", "read_file", []any{"a.txt"}, `{:ok, "hello you"}`},
		{"file", "read_file", []any{filepath.Join(dir, "a.txt")}, `{:ok, "hello you"}`},
		{"file", "read_file", []any{"none"}, "{:error, :enoent}"},
		{"file", "read_file", []any{"../secret"}, "{:error, :eacces}"},
		{"file", "read_file", []any{filepath.Join(outer, "secret")}, "{:error, :eacces}"},
		{"file", "make_dir", []any{"sub"}, ":ok"},
		{"file", "read_file", []any{"sub"}, "{:error, :eisdir}"},
		{"file", "list_dir", []any{"."}, `{:ok, [~c"a.txt", ~c"sub"]}`},
		{"file", "rename", []any{"a.txt", "../b"}, "{:error, :eacces}"},
		{"file", "write_file", []any{"sub/b.ex", ""}, ":ok"},
		{"file", "write_file", []any{".hidden", ""}, ":ok"},
		{"filelib", "wildcard", []any{"*"}, `[~c"a.txt", ~c"sub"]`},
		{"filelib", "wildcard", []any{"**/*.{ex,txt}"}, `[~c"a.txt", ~c"sub/b.ex"]`},
		{"filelib", "wildcard", []any{"s?b/[ab].ex"}, `[~c"sub/b.ex"]`},
		{"filelib", "wildcard", []any{"../*"}, `[]`},
		{"file", "set_cwd", []any{"sub"}, ":ok"},
		{"file", "get_cwd", nil, `{:ok, ~c"` + dir + `/sub"}`},
		{"file", "list_dir", []any{"."}, `{:ok, [~c"b.ex"]}`},
		{"file", "read_file", []any{"../a.txt"}, `{:ok, "hello you"}`},
		{"filelib", "wildcard", []any{"*"}, `[~c"b.ex"]`},
		{"filelib", "wildcard", []any{"../*.txt"}, `[~c"../a.txt"]`},
		{"filelib", "wildcard", []any{dir + "/*.txt"}, `[~c"` + dir + `/a.txt"]`},
		{"file", "set_cwd", []any{"b.ex"}, "{:error, :enotdir}"},
		{"file", "set_cwd", []any{"none"}, "{:error, :enoent}"},
		{"file", "set_cwd", []any{"../.."}, "{:error, :eacces}"},
		{"file", "set_cwd", []any{".."}, ":ok"},
		{"file", "delete", []any{"a.txt"}, ":ok"},
		{"filelib", "is_dir", []any{"sub"}, "true"},
		{"filelib", "is_dir", []any{".."}, "false"},
		{"file", "format_error", []any{station.Atom("enoent")}, "~c\"no such file or directory\""},
	} {
		if got := station.Call(m, w.Module(), w.Name(), station.Terms(w.Args())...); got != w.Answer() {
			t.Errorf("%s:%s(%v)\n got %s\nwant %s", w.Module(), w.Name(), w.Args(), got, w.Answer())
		}
	}
}
