package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// above matches the paths in a mix.exs that lead out of its folder, such as path: "../x" and
// config_path: "../../config/config.exs".
var above = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"((?:\.\./)+[^"#\n]*|\.\.)"`) })

// projectFolder returns the folder that the project in dir may read, and the relative path of dir
// within it. The folder is dir itself, or a parent if the project's mix.exs refers to a path
// there. An application of an umbrella project may read the whole umbrella. The folder is never
// the root of the file system or the user's home.
func projectFolder(dir string) (root, inside string) {
	own, err := filepath.Abs(dir)
	if err != nil {
		return dir, "."
	}
	text, err := os.ReadFile(filepath.Join(own, "mix.exs"))
	if err != nil {
		return appsOf(own)
	}
	names := []string{}
	for _, m := range above().FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	if strings.Contains(string(text), "in_umbrella: true") {
		names = append(names, "../x")
	}
	root = own
	for _, name := range names {
		root = common(root, filepath.Dir(filepath.Join(own, name)))
	}
	if top := highest(own); len(root) < len(top) {
		root = top
	}
	home, _ := os.UserHomeDir() // without a home there is nothing to protect
	if root == filepath.Dir(root) || root == home {
		return own, "."
	}
	inside, err = filepath.Rel(root, own)
	if err != nil {
		return own, "."
	}
	return root, inside
}

// highest returns the topmost folder that a project may reach: its parent, or its umbrella
// project.
func highest(dir string) string {
	parent := filepath.Dir(dir)
	if umbrella(filepath.Dir(parent)) {
		return filepath.Dir(parent)
	}
	return parent
}

func umbrella(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, "mix.exs"))
	return err == nil && strings.Contains(string(text), "apps_path:")
}

// appsOf does the work of projectFolder for a folder without a mix.exs, such as apps/ in an
// umbrella project.
func appsOf(dir string) (root, inside string) {
	if umbrella(filepath.Dir(dir)) {
		return filepath.Dir(dir), filepath.Base(dir)
	}
	return dir, "."
}

// common returns the deepest folder that contains b and that is a or a parent of a.
func common(a, b string) string {
	for {
		if rel, err := filepath.Rel(a, b); err == nil && filepath.IsLocal(rel) || a == filepath.Dir(a) {
			return a
		}
		a = filepath.Dir(a)
	}
}
