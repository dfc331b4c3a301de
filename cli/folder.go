package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// above finds the paths of a mix.exs that lead out of its folder: path: "../x", config_path: "../../config/config.exs".
var above = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"((?:\.\./)+[^"#\n]*|\.\.)"`) })

// projectFolder is the folder whose files the programs of the project in dir may name, and where dir is in
// it: the project's own folder, or the one above it where its mix.exs names something there. An
// application of an umbrella project may have the whole umbrella. It never is the root of the file system
// or someone's whole home.
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

// highest is as far as a project's mix.exs may lead: its parent, or the umbrella project that it is in.
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

// appsOf is projectFolder for a folder without mix.exs, such as that of an umbrella project's applications.
func appsOf(dir string) (root, inside string) {
	if umbrella(filepath.Dir(dir)) {
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
