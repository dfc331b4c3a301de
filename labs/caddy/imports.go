package caddy

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// This file checks a Caddyfile and its imports before Caddy reads them. Caddy's error messages
// quote the content of imported files, and small files can expand to a text that fills the memory.

// These limits apply to a Caddyfile with its imports: the number of files, their total size in
// bytes, and the numbers of blocks and of imports. They are low for two reasons. Snippets that
// import each other multiply their text, and the memory that Caddy needs grows with the square of
// the nesting.
const (
	maxFiles   = 100
	maxSize    = 256 << 10
	maxBlocks  = 300
	maxImports = 20
)

var (
	importWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bimport\b`) })
	// plainImport matches the only allowed form of an import. Other forms could obscure the
	// imported file.
	plainImport = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*import\s+([\w./*-]+)(\s[^\\]*)?$`) })
	variable    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\$([^}:]*):?([^}]*)\}`) })
	block       = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{(\s|$)`) })
	argument    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("^\\s*[\"`]?[^\\s]*\\{args") })
)

// imports refuses imports of files outside the Caddyfile's folder, and a Caddyfile that exceeds the
// limits.
func imports(file string) error {
	root := resolved(filepath.Dir(file))
	seen := map[string]bool{}
	size, blocks, found := 0, 0, 0
	for next := []string{file}; len(next) > 0; next = next[1:] {
		name := next[0]
		if seen[name] {
			continue
		}
		seen[name] = true
		text, err := os.ReadFile(name)
		if err != nil {
			continue // Caddy reports a missing file itself
		}
		size += len(text)
		for i, line := range strings.Split(string(text), "\n") {
			// Caddy runs without environment variables, so each reference means its default.
			line = variable().ReplaceAllString(line, "$2")
			blocks += len(block().FindAllString(line, -1))
			if importWord().MatchString(line) {
				found++
			}
			if len(seen) > maxFiles || size > maxSize || blocks > maxBlocks || found > maxImports {
				return &Refusal{Word: "a configuration of this size", File: filepath.Base(name), Line: i + 1,
					Reason: fmt.Sprintf("%d kB, %d blocks and %d imports are enough", maxSize>>10, maxBlocks, maxImports)}
			}
			what, ok := imported(line)
			path := filepath.Join(filepath.Dir(name), filepath.FromSlash(what))
			if !ok || filepath.IsAbs(what) || !inside(resolved(path), root) {
				return &Refusal{Word: strings.TrimSpace(line), File: filepath.Base(name), Line: i + 1,
					Reason: "import must be at the beginning of its line, followed by the name of a snippet or of a file in the folder of the Caddyfile"}
			}
			if what == "" {
				continue
			}
			matches, _ := filepath.Glob(path) // a malformed pattern matches no files
			for _, m := range matches {
				if !inside(resolved(m), root) {
					return &Refusal{Word: m, Reason: "it is a link that leads out of the folder of the Caddyfile", File: filepath.Base(name), Line: i + 1}
				}
			}
			next = append(next, matches...)
		}
	}
	return nil
}

// imported returns the file or snippet that a line imports, or "". It returns false if that cannot
// be determined.
func imported(line string) (what string, ok bool) {
	if argument().MatchString(line) {
		return "", false
	}
	if !importWord().MatchString(line) {
		return "", true
	}
	if m := plainImport().FindStringSubmatch(line); m != nil && len(importWord().FindAllString(line, -1)) == 1 {
		return m[1], true
	}
	comment := strings.HasPrefix(strings.TrimSpace(line), "#") && !strings.ContainsAny(line, "\"`")
	return "", comment
}
