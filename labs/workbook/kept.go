package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"lab/labs/catalogue"
)

// This file stores the files that passed a lab. The labs change the same files, and a later lab may
// undo the changes of an earlier lab: lab 3 renames the Receiver that labs 1 and 2 call.

// PassedDir returns the folder for the files that passed a lab.
func (w *Workbook) PassedDir(l *catalogue.Lab) string {
	return filepath.Join(w.Dir, stateDir, "passed", l.ID, catalogue.Project)
}

// KeepPassed replaces the stored files of a lab by a copy of others. At any moment a complete set
// exists.
func (w *Workbook) KeepPassed(l *catalogue.Lab, from string) error {
	to := filepath.Dir(w.PassedDir(l))
	if err := w.ownFolder(filepath.Dir(to)); err != nil {
		return keepError(l, err)
	}
	fresh, err := os.MkdirTemp(filepath.Dir(to), ".new-*")
	if err != nil {
		return keepError(l, err)
	}
	defer os.RemoveAll(fresh)
	if _, err := CopyProject(from, filepath.Join(fresh, catalogue.Project)); err != nil {
		return keepError(l, err)
	}
	old := to + ".old"
	err = errors.Join(os.RemoveAll(old), renameIfThere(to, old), os.Rename(fresh, to), os.RemoveAll(old))
	return keepError(l, err)
}

// ownFolder makes a folder of lab's own files. It refuses links, because a workbook of somebody else
// could lead lab to another folder, whose contents it would replace.
func (w *Workbook) ownFolder(dir string) error {
	for at := dir; at != w.Dir && at != filepath.Dir(at); at = filepath.Dir(at) {
		info, err := os.Lstat(at)
		if err == nil && !info.IsDir() {
			return fmt.Errorf("%s is a link or a file; move it away and try again", at)
		}
	}
	return os.MkdirAll(dir, 0o755)
}

func keepError(l *catalogue.Lab, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("storing the files that passed lab %s: %w", l.ID, err)
}

func renameIfThere(from, to string) error {
	if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Kept returns the folder with the stored files of a lab, or "" if there are none. If a program
// was killed during KeepPassed, the files may be in a folder with another name.
func (w *Workbook) Kept(l *catalogue.Lab) string {
	dir := w.PassedDir(l)
	for _, dir := range []string{dir, filepath.Join(filepath.Dir(dir)+".old", catalogue.Project)} {
		if _, err := os.Stat(filepath.Join(dir, "mix.exs")); err == nil {
			return dir
		}
	}
	return ""
}

// Untouched reports whether the lab's files are unchanged since LayOut.
func (w *Workbook) Untouched(l *catalogue.Lab) bool {
	for _, file := range l.Files {
		shipped, err1 := fs.ReadFile(w.exercises, file)
		now, err2 := readFile(filepath.Join(w.Dir, filepath.FromSlash(file)))
		if err1 != nil || err2 != nil || !bytes.Equal(shipped, now) {
			return false
		}
	}
	return len(l.Files) > 0
}
