package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRecursionIsBounded finds Go functions that recurse over terms, directly or through others.
// Go's stack is limited, and a stack overflow ends the program. Each cycle therefore needs a
// function that bounds the depth. A list names those functions and explains each. Without them, no
// cycle may remain.
func TestRecursionIsBounded(t *testing.T) {
	const list = "testdata/bounded.txt"
	bounded := readBounds(t, list)
	used := map[string]bool{}
	for _, pkg := range runtimePackages(t) {
		for _, circle := range pkg.circles(nil) {
			for _, f := range circle {
				used[pkg.nameOf(f)] = true
			}
		}
		for _, circle := range pkg.circles(bounded) {
			var names []string
			for _, f := range circle {
				names = append(names, pkg.nameOf(f))
			}
			slices.Sort(names)
			t.Errorf("these call each other and walk over terms without a bound:\n\t%s\nGive one of them a bound, and name it in %s", strings.Join(names, "\n\t"), list)
		}
	}
	for name := range bounded {
		if !used[name] {
			t.Errorf("%s is listed in %s and is not part of a circle", name, list)
		}
	}
}

// readBounds reads the list. Each entry is a line with the name of a function, followed by an
// indented line that explains how the function bounds its cycle.
func readBounds(t *testing.T, path string) map[string]bool {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bounded := map[string]bool{}
	name := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case !strings.HasPrefix(line, "\t"):
			name = line
		case strings.TrimSpace(line) != "":
			bounded[name] = true
		}
	}
	return bounded
}

// A goPackage is a package as go list describes it.
type goPackage struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// runtimePackages returns the call graphs of all packages of the runtime.
func runtimePackages(t *testing.T) []callGraph {
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", "lab/runtime/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	var ours []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var pkg goPackage
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[pkg.ImportPath] = pkg.Export
		if strings.HasPrefix(pkg.ImportPath, "lab/runtime/") {
			ours = append(ours, pkg)
		}
	}
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	var graphs []callGraph
	for _, pkg := range ours {
		graphs = append(graphs, callsOf(t, fset, imports, pkg))
	}
	return graphs
}

// A callGraph records which functions of a package call each other.
type callGraph struct {
	path  string
	calls map[*types.Func][]*types.Func
}

// nameOf returns a function's name as in the list: package, receiver and name.
func (g callGraph) nameOf(f *types.Func) string {
	name := f.Name()
	if recv := f.Signature().Recv(); recv != nil {
		name = types.TypeString(recv.Type(), func(*types.Package) string { return "" }) + "." + name
	}
	return strings.TrimPrefix(g.path, "lab/") + " " + name
}

func callsOf(t *testing.T, fset *token.FileSet, imports types.Importer, pkg goPackage) callGraph {
	var files []*ast.File
	for _, name := range pkg.GoFiles {
		file, err := parser.ParseFile(fset, filepath.Join(pkg.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: imports}
	checked, err := conf.Check(pkg.ImportPath, fset, files, info)
	if err != nil {
		t.Fatal(err)
	}
	g := callGraph{pkg.ImportPath, map[*types.Func][]*types.Func{}}
	for _, file := range files {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
				g.add(checked, info, f)
			}
		}
	}
	return g
}

// add records the functions that f names. Naming a function counts as a call, since f may pass it
// on.
func (g callGraph) add(pkg *types.Package, info *types.Info, f *ast.FuncDecl) {
	self, _ := info.Defs[f.Name].(*types.Func)
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if callee, ok := info.Uses[id].(*types.Func); ok && callee.Pkg() == pkg {
				g.calls[self] = append(g.calls[self], callee.Origin())
			}
		}
		return true
	})
}

// circles returns the strongly connected components of the graph after the bounded functions are
// removed (Tarjan, "Depth-first search and linear graph algorithms", 1972). A component counts only
// if one of its functions takes a term.
func (g callGraph) circles(bounded map[string]bool) [][]*types.Func {
	var (
		found   [][]*types.Func
		stack   []*types.Func
		index   = map[*types.Func]int{}
		low     = map[*types.Func]int{}
		onStack = map[*types.Func]bool{}
		visit   func(*types.Func)
	)
	visit = func(f *types.Func) {
		index[f] = len(index) + 1
		low[f] = index[f]
		stack = append(stack, f)
		onStack[f] = true
		for _, callee := range g.calls[f] {
			switch {
			case bounded[g.nameOf(callee)]:
			case index[callee] == 0:
				visit(callee)
				low[f] = min(low[f], low[callee])
			case onStack[callee]:
				low[f] = min(low[f], index[callee])
			}
		}
		if low[f] != index[f] {
			return
		}
		at := slices.Index(stack, f)
		part := slices.Clone(stack[at:])
		stack = stack[:at]
		for _, member := range part {
			onStack[member] = false
		}
		if (len(part) > 1 || slices.Contains(g.calls[f], f)) && slices.ContainsFunc(part, walksTerms) {
			found = append(found, part)
		}
	}
	for f := range g.calls {
		if index[f] == 0 && !bounded[g.nameOf(f)] {
			visit(f)
		}
	}
	return found
}

// walksTerms reports whether f takes a term or a part of one.
func walksTerms(f *types.Func) bool {
	sig := f.Signature()
	if recv := sig.Recv(); recv != nil && isTerm(recv.Type()) {
		return true
	}
	for p := range sig.Params().Variables() {
		if isTerm(p.Type()) {
			return true
		}
	}
	return false
}

func isTerm(t types.Type) bool {
	switch t := t.(type) {
	case *types.Pointer:
		return isTerm(t.Elem())
	case *types.Slice:
		return isTerm(t.Elem())
	case *types.Named:
		pkg := t.Obj().Pkg()
		return pkg != nil && pkg.Path() == "lab/runtime/term"
	}
	return false
}
