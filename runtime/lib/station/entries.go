package station

import (
	"os"
	"strings"
	"testing"
)

// CheckEntries compares the answers to the sources of a file with the answers in the file. An entry
// is a source, whose lines start with "> ", and the answer on the lines below; an empty line ends
// it. With update, CheckEntries writes the answers into the file.
func CheckEntries(t *testing.T, path string, update bool, answer func(source string) string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, entry := range strings.Split("\n\n"+strings.TrimSpace(string(text)), "\n\n> ")[1:] {
		source, want := cutEntry("> " + entry)
		got := answer(source)
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
