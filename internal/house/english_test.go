package house

import (
	"bufio"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// subjectless matches a sentence whose subject is a clause. Such sentences are hard to read.
var subjectless = regexp.MustCompile(`(?:(?://|#) |[.;:] )((?:What|Who|Whoever|Whatever) [a-z][^.?]*)([.?]|$)`)

// marks holds the marks of comments by the ending of a file.
var marks = map[string]string{".go": "//", ".js": "//", ".ex": "#", ".exs": "#"}

// TestSentencesHaveASubject finds comments with sentences that begin with What or Who. Questions
// are allowed, and so is the documentation of a declaration with that name.
func TestSentencesHaveASubject(t *testing.T) {
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata" || d.Name() == "exercises") {
			if d != nil && d.IsDir() && err == nil {
				return filepath.SkipDir
			}
			return err
		}
		if marks[filepath.Ext(path)] != "" {
			sentences(t, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sentences(t *testing.T, path string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	mark := marks[filepath.Ext(path)]
	var before string
	n := 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		n++
		line := strings.TrimSpace(lines.Text())
		named := strings.HasPrefix(before, "// What ") && regexp.MustCompile(`^What\b`).MatchString(line)
		if before != "" && !named && subjectless.MatchString(before) && !strings.Contains(before, "?") {
			t.Errorf("%s:%d: give the sentence a subject: %s", strings.TrimPrefix(path, "../../"), n-1, before)
		}
		before = ""
		if strings.HasPrefix(line, mark+" ") {
			before = line
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}
