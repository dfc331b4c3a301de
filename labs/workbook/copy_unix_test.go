//go:build unix

package workbook

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"lab/labs/catalogue"
)

// TestCopyProjectWaitsForNobody copies projects with pipes, unreadable files and long names. The
// copy must fail at once, with a reason.
func TestCopyProjectWaitsForNobody(t *testing.T) {
	t.Run("a link to a pipe", func(t *testing.T) {
		from := filepath.Join(t.TempDir(), "p")
		writeAll(t, from, map[string]string{"mix.exs": "m"})
		if err := syscall.Mkfifo(filepath.Join(from, "pipe"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("pipe", filepath.Join(from, "a.ex")); err != nil {
			t.Fatal(err)
		}
		refused(t, from, "a link to something that is not a file")
	})
	t.Run("a name that is too long", func(t *testing.T) {
		from := filepath.Join(t.TempDir(), "p")
		writeAll(t, from, map[string]string{"mix.exs": "m"})
		t.Chdir(from)
		for range 20 { // each level has a short relative path
			if err := os.Mkdir(strings.Repeat("d", 250), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Chdir(strings.Repeat("d", 250)); err != nil {
				t.Fatal(err)
			}
		}
		refused(t, from, "name too long")
	})
	t.Run("what may not be read", func(t *testing.T) {
		if os.Getuid() == 0 {
			t.Skip("root may read all")
		}
		from := filepath.Join(t.TempDir(), "p")
		writeAll(t, from, map[string]string{"mix.exs": "m", "a.ex": "a"})
		if err := os.Chmod(filepath.Join(from, "a.ex"), 0); err != nil {
			t.Fatal(err)
		}
		refused(t, from, "a.ex cannot be read")
	})
}

// TestPipesInAWorkbook checks that a pipe in a workbook does not block.
func TestPipesInAWorkbook(t *testing.T) {
	w := book(t)
	if err := os.MkdirAll(filepath.Dir(w.progressFile()), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(w.progressFile(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.Progress(); err == nil {
		t.Error("a pipe was read as progress")
	}
	if err := syscall.Mkfifo(filepath.Join(w.Dir, "a.ex"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.exercises = fstest.MapFS{"a.ex": {Data: []byte("a")}}
	if w.Untouched(&catalogue.Lab{Files: []string{"a.ex"}}) {
		t.Error("a pipe is a file as it was laid out")
	}
}

// refused copies a project, which must fail at once for the reason want.
func refused(t *testing.T, from, want string) {
	t.Helper()
	done := make(chan error, 1)
	to := filepath.Join(t.TempDir(), "to")
	go func() {
		_, err := CopyProject(from, to)
		done <- err
	}()
	select {
	case err := <-done:
		var left *LeftOutError
		if !errors.As(err, &left) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the copy comes to no end")
	}
}
