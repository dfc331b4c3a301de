package class

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// reports are the names of the files that Write writes.
var reports = []string{"grades.csv", "canvas.csv", "moodle.csv", "grades.json", "junit.xml", "report.html"}

// SetAside moves the reports of an earlier run from the folder out to a folder inside it, if they
// cover a submission or a lab that c does not, or if they cannot be read. The name of the new
// folder has their time. SetAside returns "" if it moved nothing.
func (c *Class) SetAside(out string) (string, error) {
	file := filepath.Join(out, "grades.json")
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	var text []byte
	if err == nil {
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return "", fmt.Errorf("reading the earlier report: %w", err)
	}
	var old Class
	if json.Unmarshal(text, &old) == nil && c.covers(&old) {
		return "", nil
	}
	dir := filepath.Join(out, "earlier-"+info.ModTime().UTC().Format("2006-01-02-150405"))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("keeping the earlier report: %w", err)
	}
	for _, name := range reports {
		if err := os.Rename(filepath.Join(out, name), filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("keeping the earlier report: %w", err)
		}
	}
	return dir, nil
}

// covers reports whether c has all submissions and labs of another class.
func (c *Class) covers(other *Class) bool {
	for _, s := range other.Students {
		if !s.Missing && !slices.ContainsFunc(c.Students, func(own *Student) bool { return own.Name == s.Name }) {
			return false
		}
	}
	for _, l := range other.Labs {
		if !slices.ContainsFunc(c.Labs, func(own Lab) bool { return own.ID == l.ID }) {
			return false
		}
	}
	return true
}
