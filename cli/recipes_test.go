package cli

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestRecipes runs the commands of docs/recipes in empty folders, as the machines of GitHub and
// GitLab do.
func TestRecipes(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "tar", "git"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the recipes need %s", tool)
		}
	}
	archive := labArchive(t)
	for _, c := range []struct{ recipe, report string }{
		{"github-student.yml", "lab.xml"}, {"gitlab-student.yml", "lab.xml"},
		{"github-class.yml", "graded/grades.csv"}, {"gitlab-class.yml", "graded/grades.csv"},
	} {
		t.Run(c.recipe, func(t *testing.T) {
			home, dir := t.TempDir(), t.TempDir()
			if strings.Contains(c.recipe, "class") {
				classOfOne(t, dir)
			} else {
				solved(t, dir)
			}
			run := exec.Command("sh", "-ec", commands(t, c.recipe))
			run.Dir = dir
			run.Env = append(os.Environ(), "HOME="+home, "LAB_URL=file://"+archive, "LABS=1", "CLASS_TOKEN=", "GITHUB_PATH="+filepath.Join(home, "path"))
			if out, err := run.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			report, err := os.ReadFile(filepath.Join(dir, c.report))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(report, []byte("1")) || bytes.Contains(report, []byte("<failure")) {
				t.Errorf("%s\n%s", c.report, report)
			}
		})
	}
}

// commands returns the commands of a recipe as one script. It adds the folders to PATH that GitHub
// adds between steps.
func commands(t *testing.T, recipe string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "recipes", recipe))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Jobs map[string]struct {
			Steps []struct{ Run string }
		}
		Lab, Grade struct{ Script []string }
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	lines := append(file.Lab.Script, file.Grade.Script...)
	for _, job := range file.Jobs {
		for _, step := range job.Steps {
			if step.Run != "" {
				lines = append(lines, step.Run, `[ ! -f "$GITHUB_PATH" ] || PATH="$(cat "$GITHUB_PATH"):$PATH"`)
			}
		}
	}
	if len(lines) == 0 {
		t.Fatalf("%s runs nothing", recipe)
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), "lab grade submissions", "lab grade submissions --labs 1")
}

// labArchive returns a release archive that contains this program as lab.
func labArchive(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(repository, root)
	name := filepath.Join(t.TempDir(), "lab.tar.gz")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	zipped, _ := gzip.NewWriterLevel(file, gzip.BestSpeed)
	w := tar.NewWriter(zipped)
	if err := w.WriteHeader(&tar.Header{Name: "lab", Mode: 0o755, Size: int64(len(program))}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(program); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// solved creates a workbook in dir in which lab 1 is solved.
func solved(t *testing.T, dir string) {
	t.Helper()
	project := filepath.Join(dir, "phoenix_hello")
	for _, from := range []string{"../exercises/phoenix_hello", "../exercises/01-ask/solution"} {
		if err := copyFolder(project, from); err != nil {
			t.Fatal(err)
		}
	}
}

func copyFolder(to, from string) error {
	return filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(from, path)
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(to, rel)), 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), text, 0o644)
	})
}

// classOfOne creates a teacher's repository in dir for a class of one student.
func classOfOne(t *testing.T, dir string) {
	t.Helper()
	work := filepath.Join(t.TempDir(), "lab-student1")
	solved(t, work)
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=student1", "-c", "user.email=student1@example.org", "commit", "-qm", "lab 1"}} {
		git := exec.Command("git", args...)
		git.Dir = work
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	for name, text := range map[string]string{"repositories.txt": "file://" + work + "\n", "class.csv": "student1\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
