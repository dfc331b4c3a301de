package reach

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
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

// TestWatchesHaveTheirLimit starts the maximum number of watches, and another one after one has
// stopped.
func TestWatchesHaveTheirLimit(t *testing.T) {
	f, err := OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var stops []func()
	for range mostWatches {
		stop, err := f.Watch(".", func(Change) {})
		if err != nil {
			t.Fatal(err)
		}
		stops = append(stops, stop)
	}
	if _, err := f.Watch(".", func(Change) {}); err == nil {
		t.Error("there is one watch too many")
	}
	for _, stop := range stops {
		stop()
	}
	for late := time.Now().Add(20 * time.Second); f.watches.Load() > 0 || f.folders.Load() > 0; {
		if time.Now().After(late) {
			t.Fatalf("%d watches and %d folders are left", f.watches.Load(), f.folders.Load())
		}
		runtime.Gosched()
	}
	stop, err := f.Watch(".", func(Change) {})
	if err != nil {
		t.Fatal(err)
	}
	stop()
}

// TestWatchStaysInside repeatedly replaces a watched folder by a link to the outside during the walk.
// Nothing outside is reported.
func TestWatchStaysInside(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the system watches paths, and not open folders")
	}
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "d"), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := fsnotify.NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	l := &lookout{f, w, func(c Change) { t.Errorf("told of %v", c) }, map[string]watched{}, map[string]string{}}
	// The walk saw a folder, which is a link by the time that it is added.
	if err := os.Rename(filepath.Join(dir, "d"), filepath.Join(dir, "e")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "d")); err != nil {
		t.Fatal(err)
	}
	if err := l.add("d"); err == nil {
		t.Error("a folder outside is watched")
	}
	if len(w.WatchList()) > 0 {
		t.Errorf("%v are watched", w.WatchList())
	}
}

// TestWatchAfterARename changes a file in a renamed folder.
func TestWatchAfterARename(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "old", "deep"), 0o755); err != nil {
		t.Fatal(err)
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
	await := func(path string) {
		t.Helper()
		for late := time.After(20 * time.Second); ; {
			select {
			case c := <-heard:
				if c.Path == filepath.Join(f.Dir, filepath.FromSlash(path)) {
					return
				}
			case <-late:
				t.Fatalf("%s was not told of", path)
			}
		}
	}
	if err := os.Rename(filepath.Join(dir, "old"), filepath.Join(dir, "new")); err != nil {
		t.Fatal(err)
	}
	await("new")
	if err := os.WriteFile(filepath.Join(dir, "new", "deep", "x"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	await("new/deep/x")
}
