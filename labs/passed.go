package labs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// This file keeps the project as it was when a lab passed. The labs work on the
// same files, and a later one undoes what an earlier one asked for: lab 3 gives
// the Receiver another name than labs 1 and 2 call.

// maxKept bounds the size of a file that is kept, in bytes.
const maxKept = 1 << 20

// PassedDir is where the project lies that passed a lab.
func (w *Workbook) PassedDir(l *Lab) string {
	return filepath.Join(w.Dir, stateDir, "passed", l.ID, Project)
}

// HasPassed reports whether a project is kept that passed the lab.
func (w *Workbook) HasPassed(l *Lab) bool {
	_, err := os.Stat(filepath.Join(w.PassedDir(l), "mix.exs"))
	return err == nil
}

// KeepPassed keeps the project as it is now, in place of what passed before.
func (w *Workbook) KeepPassed(l *Lab) error {
	to := w.PassedDir(l)
	err := os.RemoveAll(to)
	if err == nil {
		err = filepath.WalkDir(w.ProjectDir(), func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			return w.keep(name, to)
		})
	}
	if err != nil {
		return fmt.Errorf("keeping what passed lab %s: %w", l.ID, err)
	}
	return nil
}

func (w *Workbook) keep(name, to string) error {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() > maxKept {
		return nil
	}
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(w.ProjectDir(), name)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(to, rel), text)
}
