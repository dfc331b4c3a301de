package station

import (
	"os"
	"strings"
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// CheckEntries compares the answers of module.of(source), an Elixir function, with the answers in a
// file. An entry of the file is a source, whose lines start with "> ", and the answer on the lines
// below; an empty line ends it. With update, CheckEntries writes the answers into the file.
func (st *Station) CheckEntries(t *testing.T, path string, update bool, module string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, entry := range strings.Split("\n\n"+strings.TrimSpace(string(text)), "\n\n> ")[1:] {
		source, want := cutEntry("> " + entry)
		v, err := st.M.Call(vm.ModuleAtom(module), term.Intern("of"), term.Str(source))
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		got, _ := v.AsStr()
		if got != want && !update {
			t.Errorf("%s\n got %s\nwant %s", source, got, want)
		}
		out.WriteString("> " + strings.ReplaceAll(source, "\n", "\n> ") + "\n" + got + "\n\n")
	}
	if !update {
		return
	}
	if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// cutEntry splits an entry into its source and its answer.
func cutEntry(entry string) (source, answer string) {
	var lines []string
	for {
		line, rest, more := strings.Cut(entry, "\n")
		text, ok := strings.CutPrefix(line, "> ")
		if !ok {
			return strings.Join(lines, "\n"), entry
		}
		lines = append(lines, text)
		if !more {
			return strings.Join(lines, "\n"), ""
		}
		entry = rest
	}
}
