package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// above finds the paths of a mix.exs that lead out of its folder: path: "../x", config_path: "../../config/config.exs".
var above = regexp.MustCompile(`"((?:\.\./)+[^"#\n]*|\.\.)"`)

// projectFolder is the folder whose files the programs of the project in dir may name, and where dir is in
// it: the project's own folder, or the one above it that holds what its mix.exs names. It never
// is the root of the file system or someone's whole home.
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
	for _, m := range above.FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	if strings.Contains(string(text), "in_umbrella: true") {
		names = append(names, "../x")
	}
	root = own
	for _, name := range names {
		root = common(root, filepath.Dir(filepath.Join(own, name)))
	}
	home, _ := os.UserHomeDir() // without one there is nothing to spare
	if root == filepath.Dir(root) || root == home {
		return own, "."
	}
	inside, err = filepath.Rel(root, own)
	if err != nil {
		return own, "."
	}
	return root, inside
}

// appsOf is projectFolder for a folder without mix.exs, such as that of an umbrella project's applications.
func appsOf(dir string) (root, inside string) {
	text, err := os.ReadFile(filepath.Join(filepath.Dir(dir), "mix.exs"))
	if err == nil && strings.Contains(string(text), "apps_path:") {
		return filepath.Dir(dir), filepath.Base(dir)
	}
	return dir, "."
}

// common is the folder that holds both, where b is below one of a's parents.
func common(a, b string) string {
	for {
		if rel, err := filepath.Rel(a, b); err == nil && filepath.IsLocal(rel) || a == filepath.Dir(a) {
			return a
		}
		a = filepath.Dir(a)
	}
}
