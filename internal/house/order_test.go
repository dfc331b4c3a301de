package house

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// folderLine matches a line of the list of folders: its indentation and its name.
var folderLine = regexp.MustCompile(`^( *)([\w-]+)/ `)

// TestArchitectureListIsOrdered checks that the list of folders has each package above the packages
// that it imports. A subfolder may import the package of its own folder.
func TestArchitectureListIsOrdered(t *testing.T) {
	places := listed(t)
	for pkg, imports := range goImports(t, "lab/cli/...", "lab/labs/...", "lab/repl/...", "lab/runtime/...") {
		place, ok := places[pkg]
		if !ok {
			t.Errorf("docs/architecture.md does not list %s", pkg)
		}
		for _, imp := range imports {
			if at, ok := places[imp]; ok && at < place && !strings.HasPrefix(pkg, imp+"/") {
				t.Errorf("docs/architecture.md lists %s above %s, which imports it", imp, pkg)
			}
		}
	}
}

// listed returns the import paths of the listed folders with their line numbers.
func listed(t *testing.T) map[string]int {
	t.Helper()
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "```\n")
	list, _, _ = strings.Cut(list, "```\n")
	places := map[string]int{}
	path := []string{"lab"}
	for n, line := range strings.Split(list, "\n") {
		m := folderLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		depth := 1 + len(m[1])/2
		if depth > len(path) {
			continue // the second line of a description
		}
		path = append(path[:depth], m[2])
		places[strings.Join(path, "/")] = n
	}
	return places
}
