package reach

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A watch is a watched folder with its changes.
type watch struct {
	*testing.T
	*Folder
	heard chan Change
}

// watching watches a new folder with the given folders in it.
func watching(t *testing.T, folders ...string) *watch {
	t.Helper()
	dir := t.TempDir()
	for _, d := range folders {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(d)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	w := &watch{t, f, make(chan Change, 1000)}
	stop, err := f.Watch(".", func(c Change) { w.heard <- c })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return w
}

func (w *watch) path(name string) string { return filepath.Join(w.Dir, filepath.FromSlash(name)) }

func (w *watch) write(name string) {
	w.Helper()
	if err := os.WriteFile(w.path(name), []byte("x"), 0o644); err != nil {
		w.Fatal(err)
	}
}

// await waits for a change of a file. Builds are not watched.
func (w *watch) await(name string) {
	w.Helper()
	for late := time.After(20 * time.Second); ; {
		select {
		case c := <-w.heard:
			if c.Path == w.path("_build/x") {
				w.Error("a change of a build was reported")
			}
			if c.Path == w.path(name) {
				return
			}
		case <-late:
			w.Fatalf("the change of %s was not reported", name)
		}
	}
}

// TestWatch changes files in a folder, in a folder below it, and in a new folder.
func TestWatch(t *testing.T) {
	w := watching(t, "lib", "_build")
	w.write("_build/x")
	w.write("a")
	w.await("a")
	w.write("lib/b")
	w.await("lib/b")
	if err := os.MkdirAll(w.path("lib/new/deep"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.write("lib/new/deep/c")
	w.await("lib/new/deep/c")
	if err := os.Remove(w.path("a")); err != nil {
		t.Fatal(err)
	}
	w.await("a")
	if _, err := w.Watch("nothing", func(Change) {}); err == nil {
		t.Error("a folder that is not there was watched")
	}
}

// TestWatchesHaveTheirLimit starts the maximum number of watches, and one more, which must fail.
// After the watches have stopped, another watch can start.
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

// TestWatchStaysInside replaces a folder by a link to the outside. This happens after the walk saw
// the folder, and before the folder is watched. The link is refused.
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
	l := &folderWatch{f, w, func(c Change) { t.Errorf("told of %v", c) }, map[string]watched{}, map[string]string{}}
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
	w := watching(t, "old/deep")
	if err := os.Rename(w.path("old"), w.path("new")); err != nil {
		t.Fatal(err)
	}
	w.await("new")
	w.write("new/deep/x")
	w.await("new/deep/x")
}
