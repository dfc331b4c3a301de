package house

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"lab/runtime/lib"
	"lab/runtime/library"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// uses lists the subjects of the library that each subject may use, in Go and in Elixir. All
// subjects may use those of Elixir and Erlang/OTP (library.Subject.System) in Elixir.
var uses = map[string][]string{
	"erlang":        nil,
	"data":          {"erlang", "data/precise"},
	"data/precise":  nil,
	"collections":   nil,
	"text":          {"erlang", "data"},
	"json":          nil,
	"ets":           {"erlang", "data", "ets/matchspec"},
	"ets/matchspec": {"erlang"},
	"trace":         {"ets/matchspec"},
	"files":         {"erlang", "text"},
	"calendar":      {"erlang"},
	"crypto":        {"erlang"},
	"kernel":        nil,
	"otp":           nil,
	"logger":        nil,
	"iex":           {"json"},
	"mix":           {"phoenix", "assets"}, // its help lists their tasks
	"eex":           nil,
	"exunit":        nil,
	"horde":         nil,
	"cluster":       nil,
	"localcluster":  nil,
	"plug":          {"json", "phoenix"},                        // the debugger shows a Phoenix router's routes
	"assets":        {"plug", "json", "live"},                   // live: templates contain scripts
	"phoenix":       {"plug", "assets", "json", "html", "live"}, // live: Phoenix logs its plug under a special name
	"html":          nil,
	"live":          {"phoenix", "plug", "html", "json", "live/client"},
	"live/client":   nil,
	"webtest":       {"plug", "phoenix", "live", "html", "json"},
}

// goImports returns the imports of each package that a pattern of `go list` matches.
func goImports(t *testing.T, patterns ...string) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports"}, patterns...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		found[pkg.ImportPath] = pkg.Imports
	}
}

func TestSubjectsUseWhatTheyMay(t *testing.T) {
	const below = "lab/runtime/lib/"
	for pkg, imports := range goImports(t, "lab/runtime/lib/...") {
		name, ok := strings.CutPrefix(pkg, below)
		if !ok || name == "station" {
			continue
		}
		if _, listed := uses[name]; !listed {
			t.Errorf("%s is not a subject that this test knows: list it in uses", pkg)
		}
		for _, imp := range imports {
			if other, ok := strings.CutPrefix(imp, below); ok && !slices.Contains(uses[name], other) {
				t.Errorf("%s imports %s: the list of uses does not allow it", pkg, imp)
			}
		}
	}
	system, home := map[string]bool{}, map[string]string{}
	for _, s := range lib.All() {
		system[s.Name] = s.System
		for _, src := range library.Sources([]library.Subject{s}) {
			for _, m := range src.Modules {
				home[m] = s.Name
			}
		}
	}
	for _, s := range lib.All() {
		for name, places := range namedBy(t, s, home) {
			if name != s.Name && !slices.Contains(uses[s.Name], name) && !system[name] {
				t.Errorf("runtime/lib/%s uses %s, which the list of uses does not allow: %s", s.Name, name, strings.Join(places, ", "))
			}
		}
	}
}

// namedBy returns the subjects whose modules the sources of s name, each with the places.
func namedBy(t *testing.T, s library.Subject, home map[string]string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, src := range library.Sources([]library.Subject{s}) {
		text, err := fs.ReadFile(s.Sources, src.File)
		if err != nil {
			t.Fatal(err)
		}
		q, err := syntax.Parse(string(text), syntax.Options{File: src.File})
		if err != nil {
			t.Fatal(err)
		}
		named := map[string]bool{}
		names(q, named)
		for _, name := range slices.Sorted(maps.Keys(named)) {
			if subject := home[name]; subject != "" {
				found[subject] = append(found[subject], src.File+" "+name)
			}
		}
	}
	return found
}

// names collects the aliases and the modules of calls in a quoted form.
func names(q term.Term, into map[string]bool) {
	if list, ok := q.Slice(); ok {
		for _, e := range list {
			names(e, into)
		}
		return
	}
	e := q.Elems()
	if len(e) == 3 && e[0].Is(term.Intern("__aliases__")) {
		into[dotted(e[2])] = true
		return
	}
	if len(e) == 3 && e[0].Is(term.Intern(".")) {
		if args, _ := e[2].Slice(); len(args) > 0 && args[0].IsAtom() {
			into[args[0].Atom().String()] = true
		}
	}
	for i, part := range e {
		if i != 1 || len(e) != 3 { // skips metadata
			names(part, into)
		}
	}
}

func dotted(parts term.Term) string {
	list, _ := parts.Slice()
	var out []string
	for _, p := range list {
		if !p.IsAtom() {
			return ""
		}
		out = append(out, p.Atom().String())
	}
	return strings.Join(out, ".")
}
