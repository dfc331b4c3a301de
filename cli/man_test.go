package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestManualPages checks that each command that help lists has a page, and that the page names its
// flags and only existing pages.
func TestManualPages(t *testing.T) {
	dir := t.TempDir()
	root := newRoot(Assets{})
	if err := writePages(root, dir); err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil || len(pages) < 20 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	link := regexp.MustCompile(`\\fB([a-z\\-]+)\(1\)`)
	for _, file := range pages {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			other := strings.ReplaceAll(m[1], `\-`, "-") + ".1"
			if _, err := os.Stat(filepath.Join(dir, other)); err != nil {
				t.Errorf("%s names %s: %v", filepath.Base(file), other, err)
			}
		}
	}
	check, err := os.ReadFile(filepath.Join(dir, "lab-check.1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{".SH NAME\nlab\\-check \\- Check", `\fB\-\-timeout\fP duration`, `(default: 10m0s)`, `\fBlab(1)\fP`} {
		if !strings.Contains(string(check), part) {
			t.Errorf("the page of check lacks %q:\n%s", part, check)
		}
	}
}

func TestPlainText(t *testing.T) {
	for text, want := range map[string]string{
		"a-b":           `a\-b`,
		`c:\d`:          `c:\ed`,
		".iex.exs\n\n'": "\\&.iex.exs\n.PP\n\\&'",
	} {
		if got := plain(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
