package reach

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestFolder(t *testing.T) {
	outer := t.TempDir()
	dir := filepath.Join(outer, "project")
	for name, text := range map[string]string{"secret": "out", "project/in": "in", "project/sub/deep": "deep"} {
		at := filepath.Join(outer, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"link": filepath.Join(outer, "secret"), "up": "..", "null": os.DevNull, "good": "sub/deep"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	read := func(cwd, path string) (string, error) {
		local, err := f.Local(cwd, path)
		if err != nil {
			return "", err
		}
		b, err := f.ReadRegular(local, 4)
		return string(b), err
	}
	for path, want := range map[string]string{"in": "in", "sub/../in": "in", filepath.Join(dir, "in"): "in", "good": "deep", "./sub//deep": "deep"} {
		if got, err := read(".", path); err != nil || got != want {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	if got, err := read("sub", "../in"); err != nil || got != "in" {
		t.Errorf("from a folder inside: %q, %v", got, err)
	}
	for _, path := range []string{"../secret", "sub/../../secret", filepath.Join(outer, "secret"), "/etc/passwd", "link", "up/secret",
		"up/project/in", "null", "in\x00", "sub", "", "/", "..", dir + "/../secret", dir + "x", strings.Repeat("../", 50) + "etc/passwd"} {
		if got, err := read(".", path); err == nil {
			t.Errorf("%q was read: %q", path, got)
		}
	}
	if _, err := f.Local("sub", "../../secret"); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("out of a folder inside: %v", err)
	}
	if _, err := f.ReadRegular("sub/deep", 3); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a large file: %v", err)
	}
}

// TestWritingHasItsLimit checks that programs cannot fill the disk: the bytes that a node writes
// in total are limited.
func TestWritingHasItsLimit(t *testing.T) {
	f, err := OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	file, err := f.Create("a")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	f.written.Store(mostWritten - 3)
	if err := f.Write(file, "abc"); err != nil {
		t.Errorf("the last three bytes: %v", err)
	}
	if err := f.Write(file, "d"); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("one more: %v", err)
	}
	_, err = f.OpenFile("b", os.O_CREATE|os.O_WRONLY, 0o644)
	for what, err := range map[string]error{"a file": err, "a folder": f.Mkdir("c", 0o755), "a link": f.Link("a", "d"), "a symbolic link": f.Symlink("a", "e")} {
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: %v", what, err)
		}
	}
	again, err := f.OpenFile("a", os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal("a file that exists:", err)
	}
	again.Close()
}
