package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	inCode   = regexp.MustCompile("`([^`\n]+)`")
	testName = regexp.MustCompile(`^(Test|Fuzz|Benchmark)[A-Z]\w*$`)
)

// TestDocumentsNameTests checks the tests that documents name: each must be in a package that the
// same table row or paragraph names.
func TestDocumentsNameTests(t *testing.T) {
	docs, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(docs) == 0 {
		t.Fatal(docs, err)
	}
	for _, doc := range docs {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range parts(string(text)) {
			packages, tests := named(part)
			for _, test := range tests {
				if len(packages) > 0 && !defined(t, packages, test) {
					t.Errorf("%s: %s is in none of %s", filepath.Base(doc), test, strings.Join(packages, ", "))
				}
			}
		}
	}
}

// TestArchitectureNamesFolders checks that the map of folders names each folder with Go code.
func TestArchitectureNamesFolders(t *testing.T) {
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, top := range []string{"cli", "internal", "labs", "repl", "runtime"} {
		err := filepath.WalkDir("../../"+top, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if d.Name() == "testdata" {
				return filepath.SkipDir
			}
			named := regexp.MustCompile(`\b` + d.Name() + "/")
			if code, _ := filepath.Glob(filepath.Join(path, "*.go")); len(code) > 0 && !named.Match(text) {
				t.Errorf("docs/architecture.md does not name %s", strings.TrimPrefix(path, "../../"))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// parts splits text into table rows and paragraphs.
func parts(text string) []string {
	var out []string
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if strings.HasPrefix(paragraph, "|") {
			out = append(out, strings.Split(paragraph, "\n")...)
		} else {
			out = append(out, paragraph)
		}
	}
	return out
}

// named returns the package folders and the tests that a part of a document names.
func named(part string) (packages, tests []string) {
	for _, m := range inCode.FindAllStringSubmatch(part, -1) {
		switch name := m[1]; {
		case testName.MatchString(name):
			tests = append(tests, name)
		case isFolder(filepath.Join("../..", name)):
			packages = append(packages, name)
		}
	}
	return packages, tests
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// defined reports whether one of the packages has the test.
func defined(t *testing.T, packages []string, test string) bool {
	for _, pkg := range packages {
		files, err := filepath.Glob(filepath.Join("../..", pkg, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "func "+test+"(") {
				return true
			}
		}
	}
	return false
}
