// Package house checks the rules of the architecture, such as the direction of imports in
// docs/architecture.md.
//
// Start reading in this file. subjects_test.go lists the subjects that each subject of the
// library may use.
package house

import (
	"os/exec"
	"strings"
	"testing"
)

// floors lists the packages from the bottom up. A package may import only packages of lower
// floors. Subpackages of a listed package are on its floor.
var floors = [][]string{
	{"lab/runtime/bulkhead", "lab/runtime/porch", "lab/runtime/reach"},
	{"lab/runtime/term", "lab/runtime/bundle"},
	{"lab/runtime/syntax", "lab/runtime/etf", "lab/runtime/crdt"},
	{"lab/runtime/vm"},
	{"lab/runtime/code/quoted"},
	{"lab/runtime/code/kernel"},
	{"lab/runtime/code/lexical", "lab/runtime/code/compile"},
	{"lab/runtime/code/diagnostic"},
	{"lab/runtime/code/expand"},
	{"lab/runtime/code"},
	{"lab/runtime/library", "lab/runtime/dist", "lab/runtime/cluster", "lab/runtime/web"},
	{"lab/runtime/lib"},
	{"lab/runtime/inet", "lab/runtime/bundle/esbuild"},
	{"lab/runtime/node"},
	{"lab/labs/catalogue", "lab/labs/census", "lab/labs/beats", "lab/labs/ear", "lab/labs/ports", "lab/repl/keys"},
	{"lab/labs/browser", "lab/labs/caddy", "lab/labs/messages", "lab/labs/pipe", "lab/labs/workbook", "lab/repl/line"},
	{"lab/labs/cluster", "lab/labs/report"},
	{"lab/labs/session", "lab/labs/observe", "lab/repl/paint"},
	{"lab/labs/grade/script", "lab/labs/room"},
	{"lab/labs/grade", "lab/labs/lint"},
	{"lab/labs/class"},
	{"lab/repl"},
	{"lab/cli"},
	{"lab"},
}

func floorOf(pkg string) (int, string) {
	best, bestName := -1, ""
	for i, names := range floors {
		for _, name := range names {
			if (pkg == name || strings.HasPrefix(pkg, name+"/")) && len(name) > len(bestName) {
				best, bestName = i, name
			}
		}
	}
	return best, bestName
}

func TestImportsPointDown(t *testing.T) {
	for pkg, imports := range goImports(t, "lab/...") {
		from, home := floorOf(pkg)
		for _, imp := range imports {
			if strings.HasPrefix(imp, "github.com/caddyserver/") {
				t.Errorf("%s imports %s: Caddy is a program of its own, in the module lab-caddy/", pkg, imp)
			}
			if imp != "lab" && !strings.HasPrefix(imp, "lab/") || strings.HasPrefix(imp, "lab/internal/") {
				continue
			}
			if to, toHome := floorOf(imp); to >= from && toHome != home {
				t.Errorf("%s imports %s, which is not below it", pkg, imp)
			}
		}
	}
}

// TestScreensDoNotLinkTheRuntime keeps the runtime out of the screens' models. Their input is
// plain data, so that tests need no node.
func TestScreensDoNotLinkTheRuntime(t *testing.T) {
	for _, screen := range []string{"lab/repl/workbook", "lab/repl/home", "lab/repl/observe", "lab/labs/session", "lab/labs/observe"} {
		out, err := exec.Command("go", "list", "-deps", screen).Output()
		if err != nil {
			t.Fatal(err)
		}
		for dep := range strings.Lines(string(out)) {
			if strings.HasPrefix(dep, "lab/runtime/") {
				t.Errorf("%s links %s", screen, strings.TrimSpace(dep))
			}
		}
	}
}
