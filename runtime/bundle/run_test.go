package bundle_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lab/runtime/bundle"
	"lab/runtime/bundle/esbuild"
)

// TestMain lets the test binary act as the child process.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "bundle" {
		if err := esbuild.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func ask(ctx context.Context, r *bundle.Runner, dir, text string) (*bundle.Answer, error) {
	if err := os.WriteFile(filepath.Join(dir, "app.js"), []byte(text), 0o644); err != nil {
		return nil, err
	}
	return r.Ask(ctx, bundle.Request{Root: dir, Dir: dir, Args: []string{"app.js", "--bundle", "--outdir=out"}})
}

// TestAChildHasItsBounds bundles sources that would use all memory. The child ends, and the next
// child works.
func TestAChildHasItsBounds(t *testing.T) {
	t.Parallel()
	r := bundle.NewRunner([]string{os.Args[0], "bundle"})
	ctx, dir := context.Background(), t.TempDir()
	if _, err := ask(ctx, r, dir, "f("+strings.Repeat("[", 4_000_000)); err == nil || !strings.Contains(err.Error(), "bundling failed: ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("deeply nested: %v", err)
	}
	a, err := ask(ctx, r, dir, "console.log('well')")
	if err != nil || len(a.Files) != 1 || !strings.Contains(string(a.Files[0].Contents), "well") {
		t.Errorf("afterwards: %+v, %v", a, err)
	}
	if a, err := ask(ctx, r, dir, "console.log('"+strings.Repeat("x", 33<<20)+"')"); err != nil || !strings.Contains(a.Errors, "app.js is larger than 32 MB") {
		t.Errorf("a large source: %v", err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := ask(ended, r, dir, ""); err == nil {
		t.Error("nobody waits for it any more, and it was bundled")
	}
}

func TestANodeWithoutACommand(t *testing.T) {
	if _, err := bundle.NewRunner(nil).Ask(context.Background(), bundle.Request{}); err == nil || err.Error() != "this node cannot bundle assets" {
		t.Error(err)
	}
}
