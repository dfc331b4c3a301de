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

// longest is the maximum number of lines of a Go file.
const longest = 400

// vague are names that do not describe a subject. Elixir files may have them, because modules of
// Elixir do.
var vague = []string{"util", "utils", "common", "helpers", "helper", "manager", "misc"}

// TestFilesHaveOneIdea checks that Go files are short and that folders have meaningful names.
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
