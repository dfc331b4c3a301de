package code

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// verb matches a formatting verb. Some verbs contain the number of their argument.
var verb = regexp.MustCompile(`%(\[\d\])?[a-z]`)

// TestTextsTakeTheirArguments checks that the compiler uses each text of diagnostic/, and that each
// use has as many arguments as the text has verbs.
func TestTextsTakeTheirArguments(t *testing.T) {
	takes := map[string]int{}
	walk(t, "diagnostic/*.go", func(n ast.Node) {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return
		}
		if call, ok := spec.Values[0].(*ast.CallExpr); ok && makesText(call) {
			takes[spec.Names[0].Name] = verbs(literal(call.Args[len(call.Args)-1]))
		}
	})
	used := map[string]bool{}
	calls := func(n ast.Node) {
		if sel, ok := n.(*ast.SelectorExpr); ok && isName(sel.X, "diagnostic") {
			used[sel.Sel.Name] = true
		}
		call, ok := n.(*ast.CallExpr)
		if !ok || call.Ellipsis.IsValid() {
			return
		}
		name, given := textOf(call)
		if want, known := takes[name]; known && given != want {
			t.Errorf("%s has %d verbs, and a call gives it %d arguments", name, want, given)
		}
	}
	walk(t, "*.go", calls)
	walk(t, "expand/*.go", calls)
	walk(t, "types/*.go", calls)
	for name := range takes {
		if !used[name] {
			t.Errorf("nothing says %s", name)
		}
	}
}

// textOf returns the name of the text that a call uses, and the number of its arguments.
func textOf(call *ast.CallExpr) (name string, given int) {
	for i, arg := range call.Args { // x.Fail(meta, diagnostic.Name, arguments...)
		if sel, ok := arg.(*ast.SelectorExpr); ok && isName(sel.X, "diagnostic") {
			return sel.Sel.Name, len(call.Args) - i - 1
		}
	}
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", 0
	}
	kind, ok := fun.X.(*ast.SelectorExpr) // diagnostic.Name.At(env, meta, arguments...)
	if !ok || !isName(kind.X, "diagnostic") {
		return "", 0
	}
	switch fun.Sel.Name {
	case "At":
		return kind.Sel.Name, len(call.Args) - 2
	case "Text":
		return kind.Sel.Name, len(call.Args)
	}
	return "", 0
}

func walk(t *testing.T, pattern string, see func(ast.Node)) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			see(n)
			return true
		})
	}
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// makesText reports whether call creates a kind of diagnostic. The last argument of such a call is
// the text.
func makesText(call *ast.CallExpr) bool {
	return slices.ContainsFunc([]string{"failure", "fault", "warning", "specError"}, func(name string) bool { return isName(call.Fun, name) })
}

// literal returns the value of a string literal or of a sum of string literals.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	}
	return ""
}

// verbs returns the number of arguments of a text.
func verbs(text string) int {
	n, highest := 0, 0
	for _, v := range verb.FindAllString(strings.ReplaceAll(text, "%%", ""), -1) {
		if i := strings.IndexByte(v, '['); i >= 0 {
			highest = max(highest, int(v[i+1]-'0'))
		} else {
			n++
		}
	}
	return max(n, highest)
}
