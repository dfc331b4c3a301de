package class

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lab/labs/catalogue"
)

// This file finds the submissions in the folders that a teacher names.

// A Submission is the work of a student or a group.
type Submission struct {
	// Name is the unique name of the submission, taken from its folder or archive.
	Name string
	// Path is the path of the folder or archive.
	Path string
	// Problem says why the submission cannot be graded.
	Problem string
}

// otherArchives are unsupported archive formats. They are reported, so that no submission is
// silently ignored.
var otherArchives = []string{".rar", ".7z", ".tar", ".gz", ".tgz", ".xz", ".bz2"}

// Find lists the submissions in folders. A zip file is a submission. A folder is either a
// submission itself or a folder of submissions. The folder out receives the reports and is skipped.
func Find(dirs []string, out string) ([]Submission, error) {
	var found []Submission
	for _, dir := range dirs {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, fmt.Errorf("finding %s: %w", dir, err)
		}
		info, err := os.Stat(abs)
		if err != nil {
			return nil, fmt.Errorf("finding submissions: %w", err)
		}
		if !info.IsDir() || isSubmission(abs) {
			found = append(found, submission(abs, info.Mode()))
			continue
		}
		inside, err := findIn(abs, out)
		if err != nil {
			return nil, err
		}
		if len(inside) == 0 {
			return nil, fmt.Errorf("there are no submissions in %s: it should hold a folder, a zip file or a git repository for each", dir)
		}
		found = append(found, inside...)
	}
	distinguish(found)
	return found, nil
}

func findIn(dir, out string) ([]Submission, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("finding submissions: %w", err)
	}
	if out, err = filepath.Abs(out); err != nil {
		return nil, fmt.Errorf("finding the folder of the reports: %w", err)
	}
	var found []Submission
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if strings.HasPrefix(e.Name(), ".") || e.Name() == "__MACOSX" || name == out {
			continue
		}
		s := submission(name, e.Type())
		if e.IsDir() || isZip(name) || s.Problem != "" {
			found = append(found, s)
		}
	}
	return found, nil
}

func submission(path string, mode os.FileMode) Submission {
	base := filepath.Base(path)
	s := Submission{Name: base, Path: path}
	ext := strings.ToLower(filepath.Ext(base))
	switch {
	case mode&os.ModeSymlink != 0:
		s.Problem = "it is a link; put the folder itself in its place"
	case mode.IsDir():
		s.Name = strings.TrimSuffix(base, ".git")
	case isZip(base):
		s.Name = base[:len(base)-len(ext)]
	case slices.Contains(otherArchives, ext):
		s.Problem = fmt.Sprintf("lab does not read %s; unpack it, because lab reads folders, zip files and git repositories", ext)
	}
	return s
}

func isZip(name string) bool { return strings.EqualFold(filepath.Ext(name), ".zip") }

// isSubmission reports whether a folder is a submission itself, rather than a folder of
// submissions.
func isSubmission(dir string) bool {
	for _, name := range []string{"mix.exs", filepath.Join(catalogue.Project, "mix.exs"), ".lab"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return isRepository(dir)
}

// isRepository reports whether a folder is a bare git repository.
func isRepository(dir string) bool {
	for _, name := range []string{"HEAD", "objects", "refs"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// distinguish makes the names of submissions unique. Of several with a name, the first keeps it,
// and the others get a number that no other submission has in its name.
func distinguish(all []Submission) {
	taken := map[string]bool{}
	for _, s := range all {
		taken[s.Name] = true
	}
	seen := map[string]bool{}
	for i := range all {
		name := all[i].Name
		for n := 2; seen[all[i].Name]; n++ {
			if numbered := fmt.Sprintf("%s (%d)", name, n); !taken[numbered] {
				all[i].Name = numbered
				taken[numbered] = true
			}
		}
		seen[all[i].Name] = true
	}
}
