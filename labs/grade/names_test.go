package grade

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lab/labs/catalogue"
	"lab/labs/cluster"
	"lab/runtime/term"
)

// TestShareNames checks that all names are assigned, in random order.
func TestShareNames(t *testing.T) {
	nodes := []catalogue.NodeSpec{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	names := []string{"node1", "node2", "node3"}
	firsts := map[string]bool{}
	for range 200 {
		shared := shareNames(nodes, names)
		got := []string{shared["a"], shared["b"], shared["c"]}
		firsts[got[0]] = true
		if slices.Sort(got); !slices.Equal(got, names) {
			t.Fatalf("%v", got)
		}
	}
	if len(firsts) != 3 {
		t.Errorf("a was called %v only", firsts)
	}
}

// TestNamed checks that code receives only the values that it names.
func TestNamed(t *testing.T) {
	seen := cluster.Bindings{}
	for _, name := range []string{"red", "red2", "nodes", "nonce", "here"} {
		seen[name] = term.Sym(name)
	}
	for code, want := range map[string][]string{
		"PhoenixHello.Receiver.send_msg(nonce)":               {"nonce"},
		"Enum.each(nodes -- [node()], &Node.connect/1)":       {"nodes"},
		`for n <- [red], do: "#{here}-#{n}"`:                  {"here", "red"},
		"length(Process.list())":                              {},
		"redder = :red2x; Nonce.nonces(red2_, _red, here_is)": {},
	} {
		got := slices.Sorted(maps.Keys(named(code, seen)))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v", code, got)
		}
	}
}

// TestWritten counts the bytes in a folder at any depth, without following links. Small files and
// folders count as well.
func TestWritten(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int{"a": 10, "b/c": 20, "b/d/e": 3 * perEntry} {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, make([]byte, size), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := int64((3 + 2 + 3) * perEntry)                                           // three folders, two small files and a large one
	if os.Symlink(filepath.Join(dir, "b/d/e"), filepath.Join(dir, "link")) == nil { // not supported everywhere
		want += perEntry
	}
	if got := written(dir); got != want {
		t.Errorf("%d", got)
	}
}
