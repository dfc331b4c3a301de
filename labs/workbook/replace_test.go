package workbook

import (
	"os"
	"path/filepath"
	"testing"
)

// TestReplacedFilesAreKept replaces a file several times within a second. Each text must be kept,
// and a text that does not change needs no copy.
func TestReplacedFilesAreKept(t *testing.T) {
	w := &Workbook{Dir: t.TempDir()}
	name := filepath.Join(w.Dir, "a.ex")
	var all []string
	for _, c := range []struct{ text, fresh string }{{"mine", "theirs"}, {"mine again", "theirs"}, {"theirs", "theirs"}} {
		if err := os.WriteFile(name, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		kept, err := w.replace([]string{"a.ex"}, func(string) ([]byte, error) { return []byte(c.fresh), nil })
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, kept...)
		if got, err := os.ReadFile(name); err != nil || string(got) != c.fresh {
			t.Errorf("the file is %q, %v", got, err)
		}
	}
	if len(all) != 2 {
		t.Fatalf("kept %q", all)
	}
	for i, want := range []string{"mine", "mine again"} {
		if got, err := os.ReadFile(filepath.Join(w.Dir, filepath.FromSlash(all[i]))); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v", all[i], got, err)
		}
	}
}
