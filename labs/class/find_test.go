package class

import (
	"archive/zip"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lab/labs/workbook"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFind checks that each submission is named once, and that no archive is skipped silently.
func TestFind(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a/x/mix.exs": "", "b.zip": "", "a.ZIP": "", "c.rar": "", "roster.csv": "", ".hidden/mix.exs": "",
		"d.git/HEAD": "", "d.git/objects/x": "", "d.git/refs/x": "", "graded/report.html": ""})
	found, err := Find([]string{dir}, filepath.Join(dir, "graded"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range found {
		names = append(names, s.Name)
		if (s.Problem != "") != (s.Name == "c.rar") {
			t.Errorf("%s: %q", s.Name, s.Problem)
		}
	}
	if want := []string{"a", "a (2)", "b", "c.rar", "d"}; !slices.Equal(slices.Sorted(slices.Values(names)), want) {
		t.Errorf("%q", names)
	}
	one, err := Find([]string{filepath.Join(dir, "a", "x"), filepath.Join(dir, "b.zip")}, "out")
	if err != nil || len(one) != 2 || one[0].Name != "x" || one[1].Name != "b" {
		t.Errorf("%v, %v", one, err)
	}
	if _, err := Find([]string{filepath.Join(dir, "graded")}, "out"); err == nil {
		t.Error("a folder without submissions is graded")
	}
}

// TestNamesAreDistinct checks that a number does not repeat the name of another submission.
func TestNamesAreDistinct(t *testing.T) {
	all := []Submission{{Name: "a"}, {Name: "a (2)"}, {Name: "a"}, {Name: "a"}, {Name: "a (2)"}}
	distinguish(all)
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	if want := []string{"a", "a (2)", "a (3)", "a (4)", "a (2) (2)"}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
}

// TestLocate checks that the project is found whatever its folder is called, and that an ambiguous
// choice is reported.
func TestLocate(t *testing.T) {
	const ours = "app: :phoenix_hello"
	for _, c := range []struct {
		name            string
		files           map[string]string
		project, record string
		wrong           string
	}{
		{name: "at the top", files: map[string]string{"mix.exs": "", ".lab/progress.json": ""}, project: ".", record: ".lab"},
		{name: "a workbook", files: map[string]string{"phoenix_hello/mix.exs": ours, ".lab/progress.json": ""}, project: "phoenix_hello", record: ".lab"},
		{name: "two folders deep", files: map[string]string{"a/b/mine/mix.exs": ours, "a/b/.lab/x": ""}, project: "a/b/mine", record: "a/b/.lab"},
		{name: "too deep", files: map[string]string{"a/b/c/d/mix.exs": ours}, wrong: "there is no project"},
		{name: "among others", files: map[string]string{"class1/mix.exs": "", "class4/mine/mix.exs": ours}, project: "class4/mine"},
		{name: "renamed everywhere", files: map[string]string{"hello/mix.exs": "app: :hello", "hello/deps/x/mix.exs": ours}, project: "hello"},
		{name: "two of a kind", files: map[string]string{"a/mix.exs": ours, "b/mix.exs": ours}, wrong: "several projects, and lab cannot tell which one to grade: a, b"},
		{name: "empty", files: map[string]string{"README": ""}, wrong: "there is no project"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, c.files)
			at, err := locate(dir)
			if c.wrong != "" {
				refusedFor(t, err, c.wrong)
				return
			}
			record := ""
			if c.record != "" {
				record = filepath.Join(dir, c.record)
			}
			if err != nil || at.project != filepath.Join(dir, c.project) || at.record != record {
				t.Errorf("%+v, %v", at, err)
			}
		})
	}
}

func refusedFor(t *testing.T, err error, want string) {
	t.Helper()
	var left *workbook.LeftOutError
	if !errors.As(err, &left) || !strings.Contains(left.Text, want) {
		t.Errorf("got %v, and not %q", err, want)
	}
}

// TestUnzip checks that an archive is unpacked only into its folder, and only up to a size limit.
func TestUnzip(t *testing.T) {
	type entry struct {
		name, text string
		mode       fs.FileMode
	}
	for _, c := range []struct {
		name    string
		entries []entry
		want    []string
		wrong   string
	}{
		{name: "files", entries: []entry{{name: "a/"}, {name: "a/mix.exs"}, {name: `b\c.ex`}, {name: "__MACOSX/a"}, {name: "a/_build/x"}, {name: "a/.git/config"}},
			want: []string{"a/mix.exs", "b/c.ex"}},
		{name: "a way out", entries: []entry{{name: "../a"}}, wrong: "is not a valid path"},
		{name: "a way out by Windows", entries: []entry{{name: `..\a`}}, wrong: "is not a valid path"},
		{name: "a way out in the middle", entries: []entry{{name: "a/../../b"}}, wrong: "is not a valid path"},
		{name: "from the root", entries: []entry{{name: "/etc/x"}}, wrong: "is not a valid path"},
		{name: "an order to a terminal", entries: []entry{{name: "a\x1b[2J"}}, wrong: "is not a valid path"},
		{name: "a link", entries: []entry{{name: "a", text: "/etc/passwd", mode: fs.ModeSymlink | 0o777}}, wrong: "is a link"},
		{name: "a pipe", entries: []entry{{name: "a", mode: fs.ModeNamedPipe | 0o600}}, wrong: "neither a file nor a folder"},
		{name: "twice", entries: []entry{{name: "a"}, {name: "a"}}, wrong: "twice"},
		{name: "a file and a folder", entries: []entry{{name: "a"}, {name: "a/b"}}, wrong: "in the place of a folder"},
		{name: "a bomb", entries: []entry{{name: "a", text: strings.Repeat("0", maxUnpacked/2)}, {name: "b", text: strings.Repeat("0", maxUnpacked/2+1)}}, wrong: "unpacks to more than 64 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "a.zip")
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			z := zip.NewWriter(f)
			for _, e := range c.entries {
				h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
				if e.mode != 0 {
					h.SetMode(e.mode)
				}
				w, err := z.CreateHeader(h)
				if err == nil && e.text != "" {
					_, err = w.Write([]byte(e.text))
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(z.Close(), f.Close()); err != nil {
				t.Fatal(err)
			}
			around := t.TempDir()
			to := filepath.Join(around, "x", "to")
			if err := os.MkdirAll(to, 0o755); err != nil {
				t.Fatal(err)
			}
			err = unzip(file, to)
			if c.wrong != "" {
				refusedFor(t, err, c.wrong)
			} else if err != nil {
				t.Fatal(err)
			}
			var names []string
			err = filepath.WalkDir(around, func(name string, d fs.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					names = append(names, inside(to, name))
				}
				return err
			})
			if err != nil || c.wrong == "" && !slices.Equal(names, c.want) || slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, "..") }) {
				t.Errorf("%q, %v", names, err)
			}
		})
	}
	file := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(file, []byte("PK\x03\x04, and no more"), 0o644); err != nil {
		t.Fatal(err)
	}
	refusedFor(t, unzip(file, t.TempDir()), "the zip file cannot be read")
}

// TestCheckout checks out a repository that has no work tree. It must not run commands that the
// repository configures.
func TestCheckout(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git here")
	}
	dir := t.TempDir()
	work, bare := filepath.Join(dir, "work"), filepath.Join(dir, "bare.git")
	write(t, work, map[string]string{"phoenix_hello/mix.exs": "app: :phoenix_hello"})
	run := func(args ...string) {
		t.Helper()
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	run("init", "-q", work)
	run("-C", work, "add", "-A")
	run("-C", work, "-c", "user.name=n", "-c", "user.email=n@localhost", "-c", "commit.gpgsign=false", "commit", "-qm", "m")
	run("clone", "-q", "--bare", work, bare)
	witness := filepath.Join(dir, "ran")
	write(t, bare, map[string]string{"hooks/post-checkout": "#!/bin/sh\ntouch '" + witness + "'\n"})
	run("-C", bare, "config", "core.fsmonitor", "touch '"+witness+"'")
	at, err := unpacked(t.Context(), bare, filepath.Join(dir, "to"))
	if err != nil || inside(filepath.Join(dir, "to"), at.project) != "phoenix_hello" {
		t.Errorf("%+v, %v", at, err)
	}
	if _, err := os.Stat(witness); err == nil {
		t.Error("a program that the repository names was run")
	}
	write(t, dir, map[string]string{"empty.git/HEAD": "ref: refs/heads/x\n", "empty.git/objects/x": "", "empty.git/refs/x": ""})
	_, err = unpacked(t.Context(), filepath.Join(dir, "empty.git"), filepath.Join(dir, "to2"))
	refusedFor(t, err, "git cannot read the repository")
}
