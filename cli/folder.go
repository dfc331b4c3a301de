package cli

import (
	"fmt"
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
// there. An application of an umbrella project may read the whole umbrella. A parent is never the
// root of the file system, a home folder, or a folder that contains one; the error then names the
// folder that the project asked for, and the project gets dir itself.
func projectFolder(dir string) (root, inside string, refused error) {
	own, err := filepath.Abs(dir)
	if err != nil {
		return dir, ".", nil
	}
	if real, err := filepath.EvalSymlinks(own); err == nil {
		own = real // a link has another parent than the folder to which it leads
	}
	root = wanted(own)
	if root == own {
		return own, ".", nil
	}
	b, err := newBarrier(own)
	if err == nil {
		err = b.allows(root)
	}
	if err != nil {
		return own, ".", fmt.Errorf("mix.exs names files in %s, but programs can use only %s: %w", root, own, err)
	}
	inside, err = filepath.Rel(root, own)
	if err != nil {
		return own, ".", nil
	}
	return root, inside, nil
}

// wanted returns the folder that the project in own asks for.
func wanted(own string) string {
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
	root := own
	for _, name := range names {
		root = common(root, filepath.Dir(filepath.Join(own, name)))
	}
	if top := highest(own); len(root) < len(top) {
		root = top
	}
	return root
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

// appsOf does the work of wanted for a folder without a mix.exs, such as apps/ in an umbrella
// project.
func appsOf(dir string) string {
	if umbrella(filepath.Dir(dir)) {
		return filepath.Dir(dir)
	}
	return dir
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
