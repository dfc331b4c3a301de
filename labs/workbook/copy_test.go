package workbook

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := writeFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCopyProject copies the student's files, but no build output.
func TestCopyProject(t *testing.T) {
	from := filepath.Join(t.TempDir(), "phoenix_hello")
	writeAll(t, from, map[string]string{"mix.exs": "a", "lib/a.ex": "b", "_build/x": "c", "lib/.git/y": "d", "deps/mine/mix.exs": "e"})
	to := filepath.Join(t.TempDir(), "copy")
	hash, err := CopyProject(from, to)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"mix.exs": "a", "lib/a.ex": "b", "deps/mine/mix.exs": "e"} {
		if text, err := os.ReadFile(filepath.Join(to, filepath.FromSlash(name))); err != nil || string(text) != want {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	for _, name := range []string{"_build", "lib/.git"} {
		if _, err := os.Stat(filepath.Join(to, filepath.FromSlash(name))); err == nil {
			t.Errorf("%s was copied", name)
		}
	}
	again, err := CopyProject(to, filepath.Join(t.TempDir(), "again"))
	if err != nil || again != hash {
		t.Errorf("the copy of the copy has the hash %s and not %s (%v)", again, hash, err)
	}
	writeAll(t, to, map[string]string{"lib/a.ex": "other"})
	if other, err := CopyProject(to, filepath.Join(t.TempDir(), "other")); err != nil || other == hash {
		t.Errorf("other files have the same hash (%v)", err)
	}
}

// TestCopyProjectRefusesLinks checks that links to outside of the project, and broken links, are
// refused by name.
func TestCopyProjectRefusesLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege here")
	}
	outside := t.TempDir()
	writeAll(t, outside, map[string]string{"secret": "s", "dir/a.ex": "a"})
	for _, c := range []struct{ target, want string }{
		{filepath.Join(outside, "secret"), "leads out of the project"},
		{"../../nowhere/secret", "is not there"},
		{filepath.Join(outside, "dir"), "leads out of the project"},
		{"/etc/passwd", "leads out of the project"},
		{"nowhere", "is not there"},
		{"../other", "is a link to a folder"},
		{"link.ex", "is a link that cannot be followed"},
		{"a.ex", ""},
	} {
		from := filepath.Join(t.TempDir(), "p")
		writeAll(t, from, map[string]string{"mix.exs": "m", "lib/a.ex": "a", "other/b.ex": "b"})
		if err := os.Symlink(c.target, filepath.Join(from, "lib", "link.ex")); err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "to")
		_, err := CopyProject(from, to)
		var left *LeftOutError
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.target, err)
		case c.want != "" && (!errors.As(err, &left) || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v", c.target, err)
		case c.want == "":
			if text, err := os.ReadFile(filepath.Join(to, "lib", "link.ex")); err != nil || string(text) != "a" {
				t.Errorf("%s: %q, %v", c.target, text, err)
			}
		}
	}
}
