package house

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// longest is the number of lines that a file of Go may have: one idea fits.
const longest = 400

// vague are names that say nothing of a subject. Files of Elixir may have them, after
// modules that are called so elsewhere.
var vague = []string{"util", "utils", "common", "helpers", "helper", "manager", "misc"}

// TestFilesHaveOneIdea keeps files of Go short, and its folders named after a subject.
func TestFilesHaveOneIdea(t *testing.T) {
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == ".git" {
			return filepath.SkipDir
		}
		name, ext := d.Name(), filepath.Ext(d.Name())
		if (d.IsDir() || ext == ".go") && slices.Contains(vague, strings.TrimSuffix(name, ext)) {
			t.Errorf("%s: name it after its subject", path)
		}
		if ext != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if n := bytes.Count(text, []byte("\n")); n > longest {
			t.Errorf("%s has %d lines, and %d are the most: part it by its ideas", path, n, longest)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
