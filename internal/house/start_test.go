package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestPatternsAreLate finds package variables that compile a regular expression or a template when
// the program starts. Each start of a node would take longer, even if only a grader or a page needs
// the pattern.
func TestPatternsAreLate(t *testing.T) {
	for _, root := range []string{"../../cli", "../../labs", "../../repl", "../../runtime"} {
		err := filepath.WalkDir(root, func(file string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
				return err
			}
			tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, decl := range tree.Decls {
				if early := compiledAtStart(decl); early != "" {
					t.Errorf("%s: %s runs at every start: put it into sync.OnceValue", file, early)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// compiledAtStart returns the name of the function with which a variable declaration compiles a
// pattern outside of functions, or "".
func compiledAtStart(decl ast.Decl) (early string) {
	vars, ok := decl.(*ast.GenDecl)
	if !ok || vars.Tok != token.VAR {
		return ""
	}
	ast.Inspect(vars, func(n ast.Node) bool {
		if call, ok := n.(*ast.SelectorExpr); ok && (call.Sel.Name == "MustCompile" || call.Sel.Name == "Must") {
			early = call.Sel.Name
		}
		_, function := n.(*ast.FuncLit)
		return !function
	})
	return early
}
