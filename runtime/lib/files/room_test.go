package files

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lab/runtime/reach"
	"lab/runtime/vm"
)

// TestFilesWithoutRoomAreRefused reads a file that fits into memory, and again beside other work.
func TestFilesWithoutRoomAreRefused(t *testing.T) {
	m := vm.New(vm.Config{Workers: 1, MaxMemory: 1 << 30})
	defer m.Close()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), make([]byte, 8<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := reach.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	f := &files{root: root}
	b, release, err := f.readWithRoom(m, "a")
	if err != nil || len(b) != 8<<20 {
		t.Errorf("read %d bytes, %v", len(b), err)
	}
	release()
	for size := 1 << 30; size >= 1<<20; size /= 2 {
		if release, err := m.Claim(size); err == nil {
			defer release()
		}
	}
	b, release, err = f.readWithRoom(m, "a")
	defer release()
	if !errors.Is(err, reach.ErrTooLarge) {
		t.Errorf("read %d bytes without room, %v", len(b), err)
	}
}
