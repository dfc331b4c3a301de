package class

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff"
)

// This file compares a submission's files with the original project and with other submissions.

// These limits apply to the comparison: the bytes of a file, the lines of a diff, and the changed
// files of a submission.
const (
	maxText      = 128 << 10
	maxDiffLines = 400
	maxDiffFiles = 60
)

// A changedText is a file of a submission that differs from the original. The text "" means that
// the file does not exist.
type changedText struct{ before, after string }

// changed returns the files that a project has changed, by name. It ignores dependencies (deps),
// binary files, and files of more than maxText bytes.
func changed(project string, start fs.FS) (map[string]changedText, error) {
	texts := map[string]changedText{}
	add := func(root fs.FS, put func(*changedText, string)) error {
		return fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && name == "deps":
				return fs.SkipDir
			case d.IsDir():
				return nil
			}
			text, err := textOf(root, name, d)
			both := texts[name]
			put(&both, text)
			texts[name] = both
			return err
		})
	}
	if err := add(start, func(t *changedText, text string) { t.before = text }); err != nil {
		return nil, fmt.Errorf("reading the original project: %w", err)
	}
	if err := add(os.DirFS(project), func(t *changedText, text string) { t.after = text }); err != nil {
		return nil, fmt.Errorf("reading the submission: %w", err)
	}
	maps.DeleteFunc(texts, func(_ string, t changedText) bool { return t.before == t.after })
	return texts, nil
}

func textOf(root fs.FS, name string, d fs.DirEntry) (string, error) {
	info, err := d.Info()
	if err != nil || info.Size() > maxText {
		return "", err
	}
	text, err := fs.ReadFile(root, name)
	if err != nil || !utf8.Valid(text) {
		return "", err
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n"), nil
}

// diff returns line diffs of the changed files, up to a maximum number of files.
func diff(texts map[string]changedText) []File {
	var files []File
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if len(files) == maxDiffFiles {
			return append(files, File{Name: fmt.Sprintf("and %d more", len(texts)-maxDiffFiles)})
		}
		text := udiff.Unified("start", "submission", texts[name].before, texts[name].after)
		lines := strings.SplitAfter(text, "\n")
		if len(lines) > maxDiffLines {
			lines = append(lines[:maxDiffLines], fmt.Sprintf("… and %d more lines\n", len(lines)-maxDiffLines))
		}
		files = append(files, File{name, strings.Join(lines, "")})
	}
	return files
}

// sameness returns a hash of the changed code files. It ignores white space, comment lines and file
// names. It is "" if no code file was changed.
func sameness(texts map[string]changedText) string {
	var sums []string
	for name, t := range texts {
		if before, after := plain(t.before), plain(t.after); before != after && code[path.Ext(name)] {
			sum := sha256.Sum256([]byte(after))
			sums = append(sums, hex.EncodeToString(sum[:]))
		}
	}
	if len(sums) == 0 {
		return ""
	}
	slices.Sort(sums)
	sum := sha256.Sum256([]byte(strings.Join(sums, "\n")))
	return hex.EncodeToString(sum[:])
}

// code holds the extensions of files that students write. A Caddyfile has the extension "".
var code = map[string]bool{".ex": true, ".exs": true, ".heex": true, ".eex": true, "": true}

// plain removes white space, blank lines and comment lines.
func plain(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), ""); line != "" && !strings.HasPrefix(line, "#") {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// alike groups the students with equal submissions.
func alike(students []*Student) [][]string {
	groups := map[string][]string{}
	for _, s := range students {
		if s.same != "" {
			groups[s.same] = append(groups[s.same], s.Name)
		}
	}
	var found [][]string
	for _, names := range groups {
		if len(names) > 1 {
			found = append(found, names)
		}
	}
	slices.SortFunc(found, func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
	return found
}
