package house

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lab/repl"
	"lab/repl/home"
	"lab/repl/keys"
	"lab/repl/observe"
	"lab/repl/present"
	"lab/repl/room"
	"lab/repl/workbook"
)

var update = flag.Bool("update", false, "write docs/keys.md anew")

// screens are the screens that have their own key bindings.
var screens = []struct {
	title string
	keys  func() []keys.Page
}{
	{"The labs (`lab`)", home.Keys},
	{"A lab (`lab run N`)", workbook.Keys},
	{"A talk (`lab present N`)", present.Keys},
	{"A cluster (`lab observe`)", observe.Keys},
	{"The teacher's screen (`lab room`)", room.Keys},
	{"A student's files in a room (`alt+e`)", room.EditorKeys},
	{"A prompt (`lab iex`; in the line, every prompt)", repl.Keys},
}

// TestDocumentOfKeys compares docs/keys.md with the key tables of the screens.
func TestDocumentOfKeys(t *testing.T) {
	const file = "../../docs/keys.md"
	var b strings.Builder
	b.WriteString("# Keys\n\nEvery screen shows its keys with `?`, or in its bottom line. Only this page lists the keys of a prompt. " +
		"`go test ./internal/house -run TestDocumentOfKeys -update` generates this page from the key tables of the screens.\n")
	for _, screen := range screens {
		b.WriteString("\n## " + screen.title + "\n")
		for _, page := range screen.keys() {
			if page.Title != "" {
				b.WriteString("\n" + page.Title + ":\n")
			}
			b.WriteString("\n" + page.Markdown())
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != b.String() {
		t.Errorf("docs/keys.md differs from the tables (%v): run this test with -update", err)
	}
}

// elsewhere lists keys that are in no table: the key that returns borrowed keys, and keys of the
// terminal.
var elsewhere = []string{"ctrl+]", "shift+mouse"}

var combined = regexp.MustCompile("`((?:ctrl|alt|shift)\\+[^` ]+)`")

// TestDocumentsNameKeys checks that each key combination in a document is bound somewhere.
func TestDocumentsNameKeys(t *testing.T) {
	bound := slices.Clone(elsewhere)
	for _, screen := range screens {
		for _, page := range screen.keys() {
			bound = append(bound, page.Keys...)
		}
	}
	docs, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(docs) == 0 {
		t.Fatal(docs, err)
	}
	for _, doc := range append(docs, "../../README.md") {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range combined.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(bound, m[1]) {
				t.Errorf("%s names %s, which no screen has", filepath.Base(doc), m[1])
			}
		}
	}
}
