//go:build unix

package oracle

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"lab/cli"
)

// asLab is the environment variable that makes the test binary behave as lab.
const asLab = "LAB_TEST_AS_LAB"

func TestMain(m *testing.M) {
	if os.Getenv(asLab) != "" {
		os.Exit(cli.Main(cli.Assets{}))
	}
	// A session waits more than it computes. But if too many run at once, the gossip of the
	// waiting nodes slows down the nodes that start.
	_ = flag.Set("test.parallel", "5")
	os.Exit(m.Run())
}

func TestPrompt(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a01", "a02", "a03", "a04", "a06", "a07", "a08", "b04", "c01", "c02", "c03", "c04"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin(t, name, t.TempDir()).run()
		})
	}
}

func TestHelpers(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "work")
	if err := os.CopyFS(dir, os.DirFS("testdata/work")); err != nil {
		t.Fatal(err)
	}
	begin(t, "a05", dir).run()
}

func TestProject(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"b01", "b02", "b03"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin(t, name, project(t)).run()
		})
	}
}

// project copies the class's project with solved exercises, in the state in which the sessions
// were recorded.
func project(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../exercises/phoenix_hello")); err != nil {
		t.Fatal(err)
	}
	const receiver = "/lib/phoenix_hello/receiver.ex"
	solved, err := os.ReadFile("testdata/receiver.ex")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+receiver, solved, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/.iex.exs", []byte("alias PhoenixHello.Receiver\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
