package labs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// This file keeps what passed a lab. The labs work on the same files, and a later one
// undoes what an earlier one asked for: lab 3 gives the Receiver another name than labs
// 1 and 2 call.

// PassedDir is where the files lie that passed a lab.
func (w *Workbook) PassedDir(l *Lab) string {
	return filepath.Join(w.Dir, stateDir, "passed", l.ID, Project)
}

// keepPassed puts a copy of files in the place of what passed before. At any moment the
// one or the other is there whole.
func (w *Workbook) keepPassed(l *Lab, from string) error {
	to := filepath.Dir(w.PassedDir(l))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return keepError(l, err)
	}
	fresh, err := os.MkdirTemp(filepath.Dir(to), ".new-*")
	if err != nil {
		return keepError(l, err)
	}
	defer os.RemoveAll(fresh)
	if _, err := CopyProject(from, filepath.Join(fresh, Project)); err != nil {
		return keepError(l, err)
	}
	old := to + ".old"
	err = errors.Join(os.RemoveAll(old), renameIfThere(to, old), os.Rename(fresh, to), os.RemoveAll(old))
	return keepError(l, err)
}

func keepError(l *Lab, err error) error {
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

// kept is the folder with the files that passed a lab, "" where there are none. A program
// that was killed while it put others in their place has left them under another name.
func (w *Workbook) kept(l *Lab) string {
	dir := w.PassedDir(l)
	for _, dir := range []string{dir, filepath.Join(filepath.Dir(dir)+".old", Project)} {
		if _, err := os.Stat(filepath.Join(dir, "mix.exs")); err == nil {
			return dir
		}
	}
	return ""
}

// Check grades the files of the workbook, and keeps what passes. Where they do not pass,
// and orKept is set, it grades what passed before, if this workbook has a record of
// that; the result then says so.
//
// The progress is not changed: LabProgress.Graded notes the result in it.
func (w *Workbook) Check(ctx context.Context, g Grader, l *Lab, p *Progress, orKept bool) LabResult {
	g.Project = w.ProjectDir()
	var unkept error
	g.passed = func(files, _ string) { unkept = w.keepPassed(l, files) }
	r := g.Check(ctx, l, p)
	switch {
	case r.Verdict == Passed && l.Grade != nil:
		checked, err := p.SawPass(l, r.Graded)
		r.Checked = checked
		if err := errors.Join(unkept, err); err != nil {
			r.Unsaved = err.Error()
		}
	case r.Verdict == NotYet:
		if w.untouched(l) && r.Reason == "" {
			r.Reason = untouchedText
		}
		if orKept {
			return w.checkKept(ctx, g, l, p, r)
		}
	}
	return r
}

const untouchedText = "the files of this lab are as they were laid out: nothing is done yet. The comments in them say where to begin"

// untouched reports whether a lab's files are as they were laid out.
func (w *Workbook) untouched(l *Lab) bool {
	for _, file := range l.Files {
		shipped, err1 := fs.ReadFile(w.exercises, file)
		now, err2 := readFile(filepath.Join(w.Dir, filepath.FromSlash(file)))
		if err1 != nil || err2 != nil || !bytes.Equal(shipped, now) {
			return false
		}
	}
	return len(l.Files) > 0
}

// checkKept grades what passed before, now that the files have gone on to another lab.
func (w *Workbook) checkKept(ctx context.Context, g Grader, l *Lab, p *Progress, now LabResult) LabResult {
	record := p.HasPassed(l)
	g.Project, g.passed = w.kept(l), nil
	if record == nil || g.Project == "" {
		return now
	}
	r := g.Check(ctx, l, p)
	if r.Verdict != Passed || r.Graded != record.Hash {
		return now
	}
	r.Kept = true
	r.Reason = fmt.Sprintf("your files have gone on since; graded as they were when this lab passed on %s (files %.12s, recorded by the machine %s)",
		record.At.Format("2006-01-02"), record.Hash, record.shortKey())
	return r
}
