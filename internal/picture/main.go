// Command picture draws the packages of lab and their imports:
//
//	go run ./internal/picture > docs/architecture.svg
//
// Each package is one row above the highest package that it imports. A line is an import
// that is not also reached through other imports. Packages that only tests use are omitted.
//
// Start reading in main.go, then graph.go and draw.go.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	g, err := imports()
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, draw(g))
	return err
}

// imports asks go list for the packages of the module that the program links, and for the imports
// of each.
func imports() (graph, error) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Standard,Module", ".")
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	g := graph{}
	for dec := json.NewDecoder(strings.NewReader(string(text))); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
			Standard   bool
			Module     *struct {
				Path string
				Main bool
			}
		}
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			return g, nil
		} else if err != nil {
			return nil, fmt.Errorf("parsing the output of go list: %w", err)
		}
		if pkg.Standard || pkg.Module == nil || !pkg.Module.Main {
			continue
		}
		own := func(path string) (string, bool) {
			if path == pkg.Module.Path {
				return "main.go", true
			}
			return strings.CutPrefix(path, pkg.Module.Path+"/")
		}
		name, _ := own(pkg.ImportPath)
		g[name] = nil
		for _, path := range pkg.Imports {
			if to, ok := own(path); ok {
				g[name] = append(g[name], to)
			}
		}
	}
}
