//go:build unix

package workbook

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKeepPassedFollowsNoLink stores files in workbooks whose folders of lab's own files are links.
// The folders that they lead to must stay as they are.
func TestKeepPassedFollowsNoLink(t *testing.T) {
	for _, at := range []string{stateDir, filepath.Join(stateDir, "passed")} {
		w, other, files := book(t), t.TempDir(), t.TempDir()
		writeAll(t, files, map[string]string{"mix.exs": "m"})
		writeAll(t, other, map[string]string{lab.ID + "/precious": "p", "passed/" + lab.ID + "/precious": "p"})
		link := filepath.Join(w.Dir, at)
		if err := os.RemoveAll(link); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(other, link); err != nil {
			t.Fatal(err)
		}
		if err := w.KeepPassed(lab, files); err == nil || !strings.Contains(err.Error(), "is a link") {
			t.Errorf("%s: %v", at, err)
		}
		for _, name := range []string{"", "passed"} {
			entries, err := os.ReadDir(filepath.Join(other, name, lab.ID))
			if err != nil || len(entries) != 1 || entries[0].Name() != "precious" {
				t.Errorf("%s: %v, %v", at, entries, err)
			}
		}
	}
}
