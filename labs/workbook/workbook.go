package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"lab/labs/catalogue"
)

// This file creates the student's folder and restores files in it.

// stateDir is the folder of lab's own files in a workbook, such as the progress, the typed lines,
// and the files that reset and solution replaced.
const stateDir = ".lab"

// A Workbook is a student's folder.
type Workbook struct {
	Dir string
	// exercises contains the original project in phoenix_hello.
	exercises fs.FS
}

// Open returns the workbook in dir, which need not exist. The file system exercises contains the
// original project.
func Open(dir string, exercises fs.FS) (*Workbook, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("finding the workbook: %w", err)
	}
	return &Workbook{Dir: abs, exercises: exercises}, nil
}

// ProjectDir returns the folder of the mix project.
func (w *Workbook) ProjectDir() string { return filepath.Join(w.Dir, catalogue.Project) }

// Exists reports whether the folder has been laid out.
func (w *Workbook) Exists() bool {
	_, err := os.Stat(filepath.Join(w.ProjectDir(), "mix.exs"))
	return err == nil
}

// LayOut writes the missing files. It does not change existing files. It returns the written files,
// relative to the workbook.
func (w *Workbook) LayOut() ([]string, error) {
	var written []string
	err := fs.WalkDir(w.exercises, catalogue.Project, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		target := filepath.Join(w.Dir, filepath.FromSlash(name))
		if _, err := os.Lstat(target); err == nil {
			return nil
		}
		if err := w.copyOut(name); err != nil {
			return err
		}
		written = append(written, name)
		return nil
	})
	if err != nil {
		return written, fmt.Errorf("laying out the workbook in %s: %w", w.Dir, err)
	}
	return written, nil
}

func (w *Workbook) copyOut(file string) error {
	text, err := fs.ReadFile(w.exercises, file)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(w.Dir, filepath.FromSlash(file)), text)
}

// Reset restores the lab's original files. It keeps copies of the replaced files and returns their
// names.
func (w *Workbook) Reset(l *catalogue.Lab) ([]string, error) {
	return w.replace(l.Files, func(file string) ([]byte, error) { return fs.ReadFile(w.exercises, file) })
}

// ApplySolution writes the lab's solution. It keeps copies of the replaced files and returns their
// names.
func (w *Workbook) ApplySolution(l *catalogue.Lab) ([]string, error) {
	files, err := w.SolutionFiles(l)
	if err != nil {
		return nil, err
	}
	return w.replace(files, func(file string) ([]byte, error) { return l.SolutionText(inProject(file)) })
}

// SolutionFiles lists the workbook files that the lab's solution replaces.
func (w *Workbook) SolutionFiles(l *catalogue.Lab) ([]string, error) {
	if !l.HasSolution() {
		return nil, fmt.Errorf("lab %s has no solution file: its answers are typed at the prompt", l.ID)
	}
	files, err := l.Solution()
	for i, file := range files {
		files[i] = path.Join(catalogue.Project, file)
	}
	return files, err
}

// Solution returns the text of the lab's solution for one of SolutionFiles.
func (w *Workbook) Solution(l *catalogue.Lab, file string) (string, error) {
	text, err := l.SolutionText(inProject(file))
	return string(text), err
}

// inProject converts a path in the workbook to a path in the project.
func inProject(file string) string { return file[len(catalogue.Project)+1:] }

// replace writes new texts to files. It keeps copies of the files that change and returns their
// names.
func (w *Workbook) replace(files []string, text func(string) ([]byte, error)) ([]string, error) {
	var kept []string
	to := w.newKept(time.Now())
	for _, file := range files {
		fresh, err := text(file)
		if err != nil {
			return kept, fmt.Errorf("writing %s: %w", file, err)
		}
		old, err := os.ReadFile(filepath.Join(w.Dir, filepath.FromSlash(file)))
		if err == nil {
			if bytes.Equal(old, fresh) {
				continue
			}
			keep := path.Join(to, file)
			if err := writeFile(filepath.Join(w.Dir, filepath.FromSlash(keep)), old); err != nil {
				return kept, fmt.Errorf("keeping a copy of %s: %w", file, err)
			}
			kept = append(kept, keep)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return kept, fmt.Errorf("reading %s: %w", file, err)
		}
		if err := writeFile(filepath.Join(w.Dir, filepath.FromSlash(file)), fresh); err != nil {
			return kept, fmt.Errorf("writing %s: %w", file, err)
		}
	}
	return kept, nil
}

// newKept returns the name of a folder for copies that are made at a time. The folder does not
// exist yet, so no copy replaces an earlier copy.
func (w *Workbook) newKept(at time.Time) string {
	stamp := path.Join(stateDir, "kept", at.Format("20060102-150405"))
	for n, name := 2, stamp; ; n++ {
		if _, err := os.Lstat(filepath.Join(w.Dir, filepath.FromSlash(name))); err != nil {
			return name
		}
		name = fmt.Sprintf("%s-%d", stamp, n)
	}
}

// WriteProject replaces a file of the mix project.
func (w *Workbook) WriteProject(file, text string) error {
	return writeFile(filepath.Join(w.ProjectDir(), filepath.FromSlash(file)), []byte(text))
}

// writeFile replaces a file atomically, so a crash leaves either the old text or the new.
func writeFile(name string, text []byte) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".lab-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// readFile is like os.ReadFile, but refuses files that are not regular. Reading a pipe would
// block.
func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if mode := info.Mode(); !mode.IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("it is not a file but %s", mode.Type())}
	}
	return os.ReadFile(name)
}

// CaddyDir returns the folder of Caddy's certificates, which the student's browser may trust.
func (w *Workbook) CaddyDir() string { return filepath.Join(w.Dir, stateDir, "caddy") }
