//go:build unix

package reach

import (
	"path/filepath"
	"syscall"
	"testing"
)

func TestPipesAreNotWaitedFor(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Skip(err)
	}
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.ReadRegular("pipe", 10); err == nil {
		t.Error("a pipe was read")
	}
}
