package reach

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWatch changes files in a folder, in one below it, and in one that is made meanwhile.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{"lib", "_build"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	heard := make(chan Change, 1000)
	stop, err := f.Watch(".", func(c Change) { heard <- c })
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	await := func(name string) {
		t.Helper()
		late := time.After(20 * time.Second)
		for {
			select {
			case c := <-heard:
				if c.Path == filepath.Join(f.Dir, "_build", "x") {
					t.Errorf("a build was told of")
				}
				if c.Path == filepath.Join(f.Dir, filepath.FromSlash(name)) {
					return
				}
			case <-late:
				t.Fatalf("%s was not told of", name)
			}
		}
	}
	write := func(name string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("_build/x")
	write("a")
	await("a")
	write("lib/b")
	await("lib/b")
	if err := os.MkdirAll(filepath.Join(dir, "lib", "new", "deep"), 0o755); err != nil {
		t.Fatal(err)
	}
	write("lib/new/deep/c")
	await("lib/new/deep/c")
	if err := os.Remove(filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	await("a")
	if _, err := f.Watch("nothing", func(Change) {}); err == nil {
		t.Error("a folder that is not there was watched")
	}
}
