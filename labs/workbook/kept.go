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

// This file keeps what passed a lab. The labs work on the same files, and a later one
// undoes what an earlier one asked for: lab 3 gives the Receiver another name than labs
// 1 and 2 call.

// PassedDir is where the files lie that passed a lab.
func (w *Workbook) PassedDir(l *catalogue.Lab) string {
	return filepath.Join(w.Dir, stateDir, "passed", l.ID, catalogue.Project)
}

// KeepPassed puts a copy of files in the place of what passed before. At any moment the
// one or the other is there whole.
func (w *Workbook) KeepPassed(l *catalogue.Lab, from string) error {
	to := filepath.Dir(w.PassedDir(l))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
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

func keepError(l *catalogue.Lab, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("keeping what passed lab %s: %w", l.ID, err)
}

func renameIfThere(from, to string) error {
	if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Kept is the folder with the files that passed a lab, "" where there are none. A program
// that was killed while it put others in their place has left them under another name.
func (w *Workbook) Kept(l *catalogue.Lab) string {
	dir := w.PassedDir(l)
	for _, dir := range []string{dir, filepath.Join(filepath.Dir(dir)+".old", catalogue.Project)} {
		if _, err := os.Stat(filepath.Join(dir, "mix.exs")); err == nil {
			return dir
		}
	}
	return ""
}

// Untouched reports whether a lab's files are as they were laid out.
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
