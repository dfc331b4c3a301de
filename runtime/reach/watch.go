package reach

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

const (
	// mostWatches limits the watches of a node, because a user has only about a hundred inotify
	// instances for all programs.
	mostWatches = 8
	// mostWatched limits the folders that all watches observe together.
	mostWatched = 4096
)

// unwatched holds the names of folders for build output, packages and version control. They contain
// no sources of a project.
var unwatched = map[string]bool{"_build": true, "node_modules": true, ".git": true, ".elixir_ls": true}

// A Change is a change of a file. The field What has one or more event names of Elixir's
// FileSystem, separated by spaces: "created", "modified", "removed", "renamed", "attribute".
type Change struct{ Path, What string }

// Watch calls changed for each change of a file in the folder local or below it, until stop is
// called. It does not follow symbolic links. All calls of changed run on the same goroutine.
func (f *Folder) Watch(local string, changed func(Change)) (stop func(), err error) {
	if f.watches.Add(1) > mostWatches {
		f.watches.Add(-1)
		return nil, syscall.EMFILE
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		f.watches.Add(-1)
		return nil, err
	}
	l := &folderWatch{f, w, changed, map[string]watched{}, map[string]string{}}
	if err := l.below(local, nil); err != nil {
		_ = w.Close() // err says more
		l.end()
		return nil, err
	}
	go l.tell()
	return func() { _ = w.Close() }, nil
}

// A folderWatch watches a folder and all folders below it. After the first walk, only its own
// goroutine uses it.
type folderWatch struct {
	*Folder
	w       *fsnotify.Watcher
	changed func(Change)
	// at maps the local paths of folders to the folders. local maps the watcher's names to local
	// paths.
	at    map[string]watched
	local map[string]string
}

// A watched is a watched folder with the name that the system's watcher uses for it.
type watched struct {
	name string
	dir  *os.File // the open folder that the name refers to, or nil
}

// below watches a folder and all folders below it, and calls found for each file in them.
func (l *folderWatch) below(local string, found func(local string)) error {
	return fs.WalkDir(l.FS(), filepath.ToSlash(local), func(at string, d fs.DirEntry, err error) error {
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
		case l.at[at].name != "":
			return nil
		case l.folders.Add(1) > mostWatched:
			l.folders.Add(-1)
			return fs.SkipAll
		}
		if err := l.add(at); err != nil {
			l.folders.Add(-1)
			return err
		}
		return nil
	})
}

// add watches one folder. A path can be replaced by a link after it was checked. On Linux the
// watcher therefore gets the folder itself, opened through the gate.
func (l *folderWatch) add(local string) error {
	w := watched{name: filepath.Join(l.Dir, filepath.FromSlash(local))}
	if runtime.GOOS == "linux" {
		dir, err := l.OpenFile(local, os.O_RDONLY|syscall.O_NONBLOCK, 0)
		if err != nil {
			return err
		}
		w = watched{fmt.Sprintf("/proc/self/fd/%d", dir.Fd()), dir}
	}
	if err := l.w.Add(w.name); err != nil {
		w.close()
		return err
	}
	l.at[local], l.local[w.name] = w, local
	return nil
}

func (w watched) close() {
	if w.dir != nil {
		w.dir.Close()
	}
}

// drop ends the watch of a removed or renamed folder and of the folders below it.
func (l *folderWatch) drop(local string) {
	for at, w := range l.at {
		if at == local || strings.HasPrefix(at, local+"/") {
			_ = l.w.Remove(w.name) // the system may have removed it already
			w.close()
			delete(l.at, at)
			delete(l.local, w.name)
			l.folders.Add(-1)
		}
	}
}

// end releases the folders and the watch.
func (l *folderWatch) end() {
	for _, w := range l.at {
		w.close()
	}
	l.folders.Add(-int64(len(l.at)))
	l.watches.Add(-1)
}

// tell reports events until the watcher is closed. An error of the watcher only means that events
// were lost.
func (l *folderWatch) tell() {
	defer l.end()
	for {
		select {
		case event, ok := <-l.w.Events:
			if !ok {
				return
			}
			l.pass(event)
		case _, ok := <-l.w.Errors:
			if !ok {
				return
			}
		}
	}
}

// pass reports an event. It also watches a new folder, and reports the files in that folder as
// created, because they may have been written before the watch started.
func (l *folderWatch) pass(event fsnotify.Event) {
	local, ok := l.local[event.Name]
	if !ok {
		above, ok := l.local[filepath.Dir(event.Name)]
		if !ok {
			return
		}
		local = path.Join(above, filepath.Base(event.Name))
	}
	l.tellOf(local, words(event.Op))
	if event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename) {
		l.drop(local)
	}
	if !event.Has(fsnotify.Create) {
		return
	}
	if info, err := l.Lstat(local); err == nil && info.IsDir() && !unwatched[info.Name()] {
		_ = l.below(local, func(at string) { l.tellOf(at, "created") }) // it may be gone again
	}
}

func (l *folderWatch) tellOf(local, what string) {
	l.changed(Change{filepath.Join(l.Dir, filepath.FromSlash(local)), what})
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
