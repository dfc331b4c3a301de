package reach

import (
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// mostWatched limits the folders that one Watch observes.
const mostWatched = 4096

// unwatched are folders of build output, packages and version control, which contain no sources of a project.
var unwatched = map[string]bool{"_build": true, "node_modules": true, ".git": true, ".elixir_ls": true}

// A Change is a change of a file. The field What has one or more event names of Elixir's FileSystem,
// separated by spaces: "created", "modified", "removed", "renamed", "attribute".
type Change struct{ Path, What string }

// Watch calls changed for each change of a file in the folder local or below it, until stop is
// called. It does not follow symbolic links. All calls of changed run on the same goroutine.
func (f *Folder) Watch(local string, changed func(Change)) (stop func(), err error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	if err := f.watchBelow(w, local, nil); err != nil {
		_ = w.Close() // err says more
		return nil, err
	}
	go f.tell(w, changed)
	return func() { _ = w.Close() }, nil
}

// watchBelow watches a folder and all folders below it, and calls found for each file in them.
func (f *Folder) watchBelow(w *fsnotify.Watcher, local string, found func(local string)) error {
	return fs.WalkDir(f.FS(), filepath.ToSlash(local), func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			if at == filepath.ToSlash(local) {
				return err
			}
			return nil // it was removed meanwhile
		case !d.IsDir():
			if found != nil {
				found(at)
			}
			return nil
		case at != filepath.ToSlash(local) && unwatched[d.Name()]:
			return fs.SkipDir
		case len(w.WatchList()) >= mostWatched:
			return fs.SkipAll
		}
		return w.Add(filepath.Join(f.Dir, filepath.FromSlash(at)))
	})
}

// tell calls changed for each event. It also watches new folders. Files in a new folder are reported as
// created, since they may have been written before the watch started.
func (f *Folder) tell(w *fsnotify.Watcher, changed func(Change)) {
	for event := range w.Events {
		changed(Change{event.Name, words(event.Op)})
		if !event.Has(fsnotify.Create) {
			continue
		}
		local, err := f.Local(".", event.Name)
		if err != nil {
			continue
		}
		if info, err := f.Lstat(local); err == nil && info.IsDir() && !unwatched[info.Name()] {
			_ = f.watchBelow(w, local, func(at string) { // it may be gone again
				changed(Change{filepath.Join(f.Dir, filepath.FromSlash(at)), "created"})
			})
		}
	}
}

// words returns the event names of op.
func words(op fsnotify.Op) string {
	var out []string
	for _, w := range []struct {
		op   fsnotify.Op
		word string
	}{
		{fsnotify.Create, "created"}, {fsnotify.Write, "modified"}, {fsnotify.Remove, "removed"}, {fsnotify.Rename, "renamed"}, {fsnotify.Chmod, "attribute"},
	} {
		if op.Has(w.op) {
			out = append(out, w.word)
		}
	}
	return strings.Join(out, " ")
}
