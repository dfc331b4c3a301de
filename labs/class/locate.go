package class

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file finds the project within a submission, whatever its folder is called.

// maxDepth is the maximum nesting of the project's folder. maxFolders is the maximum number of
// folders to search.
const (
	maxDepth   = 3
	maxFolders = 5000
)

// notLooked are folders that are not searched, because they hold dependencies, build products, or
// metadata of macOS.
var notLooked = []string{"deps", "node_modules", "_build", "__MACOSX"}

// A place is the folder of a submission's project and the folder of the student's record. The
// record is "" if there is none.
type place struct{ project, record string }

// locate finds the project below a folder. A project of the class takes precedence over other
// projects, and a less nested project over a more nested project. If several projects have the same
// precedence, locate returns an error.
func locate(root string) (place, error) {
	var own, any [maxDepth + 1][]string
	looked := 0
	var look func(dir string, depth int) error
	look = func(dir string, depth int) error {
		if looked++; looked > maxFolders {
			return &workbook.LeftOutError{Text: fmt.Sprintf("there are more than %d folders, so lab cannot find the project", maxFolders)}
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			return &workbook.LeftOutError{Text: fmt.Sprintf("%s cannot be read", inside(root, dir))}
		}
		for _, e := range entries {
			name := filepath.Join(dir, e.Name())
			switch {
			case e.Name() == "mix.exs" && e.Type().IsRegular():
				any[depth] = append(any[depth], dir)
				if isOurs(dir) {
					own[depth] = append(own[depth], dir)
				}
			case e.IsDir() && depth < maxDepth && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(notLooked, e.Name()):
				if err := look(name, depth+1); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := look(root, 0); err != nil {
		return place{}, err
	}
	for _, kind := range [][maxDepth + 1][]string{own, any} {
		for _, list := range kind {
			switch len(list) {
			case 0:
			case 1:
				return place{list[0], recordOf(root, list[0])}, nil
			default:
				return place{}, &workbook.LeftOutError{Text: "there are several projects, and lab cannot tell which one to grade: " + insideAll(root, list)}
			}
		}
	}
	return place{}, &workbook.LeftOutError{Text: fmt.Sprintf("there is no project in it: no mix.exs, up to %d folders deep", maxDepth)}
}

// isOurs reports whether a project is the project of the labs.
func isOurs(dir string) bool {
	if info, err := os.Stat(filepath.Join(dir, "lib", catalogue.Project)); err == nil && info.IsDir() {
		return true
	}
	info, err := os.Stat(filepath.Join(dir, "mix.exs"))
	if err != nil || info.Size() > maxText {
		return false
	}
	text, err := os.ReadFile(filepath.Join(dir, "mix.exs"))
	return err == nil && bytes.Contains(text, []byte(":"+catalogue.Project))
}

// recordOf returns the folder of the student's record, or "" if there is none. The record is in the
// project's folder or in a parent of it.
func recordOf(root, project string) string {
	for dir := project; ; dir = filepath.Dir(dir) {
		name := filepath.Join(dir, ".lab")
		if info, err := os.Lstat(name); err == nil && info.IsDir() {
			return name
		}
		if dir == root || dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// inside returns a path relative to the submission.
func inside(root, name string) string {
	if rel, err := filepath.Rel(root, name); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.Base(name)
}

func insideAll(root string, list []string) string {
	var names []string
	for _, name := range list {
		names = append(names, inside(root, name))
	}
	return strings.Join(names, ", ")
}
