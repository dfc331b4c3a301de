package iex

import (
	"embed"
	"strings"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

//go:embed pages.txt specs.txt
var pages embed.FS

// installPages registers lines/2, which returns the lines about a module in pages.txt or specs.txt.
func installPages(x library.Module) {
	x.Func("lines", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		file, ok := a[0].AsStr()
		if !ok || !a[1].IsAtom() {
			return term.Term{}, vm.Badarg()
		}
		text, err := pages.ReadFile(file)
		if err != nil {
			return term.Term{}, vm.Badarg()
		}
		var lines []term.Term
		for _, line := range sectionOf(string(text), term.Inspect(a[1], term.Opts{})) {
			lines = append(lines, term.Str(line))
		}
		return term.List(lines...), nil
	})
}

// sectionOf returns the lines below the heading with a name.
func sectionOf(text, name string) []string {
	_, section, ok := strings.Cut(text, "\n# "+name+"\n")
	if !ok {
		return nil
	}
	section, _, _ = strings.Cut(section, "\n# ")
	return strings.Split(strings.TrimSuffix(section, "\n"), "\n")
}
