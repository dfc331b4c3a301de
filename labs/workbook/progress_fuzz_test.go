package workbook

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzProgress reads arbitrary progress files. If a file can be read, it can be written and read
// again.
func FuzzProgress(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"labs":{"lab1":{"done":["a"],"hints":{"a":1},"passed":true}}}`))
	f.Add([]byte(`{"labs":{"lab1":null},"labs":[]}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file := filepath.Join(t.TempDir(), "progress.json")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		p, _, err := readProgress(file)
		if err != nil {
			return
		}
		if p == nil {
			t.Fatal("neither progress nor an error")
		}
		p.Lab("lab1").Saw("a", nil)
		_ = p.Snapshot()
		if err := p.Save(); err != nil {
			t.Fatal(err)
		}
	})
}
