package cli

import (
	"os"
	"path/filepath"
	"testing"
)

func TestProjectFolder(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "all/apps/web")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(base, "all/some/thing/else")
	if err := os.MkdirAll(other, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(base, "all/mix.exs"), []byte(`apps_path: "apps"`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, "mix.exs"), []byte(`path: "../../x"`), 0o644); err != nil {
		t.Fatal(err)
	}
	if root, _ := projectFolder(other); root != filepath.Dir(other) {
		t.Errorf("a project that is not in an umbrella reaches %s", root)
	}
	if root, inside := projectFolder(filepath.Dir(dir)); root != filepath.Join(base, "all") || inside != "apps" {
		t.Errorf("apps/ is %s in %s", inside, root)
	}
	for _, c := range []struct{ mix, root string }{
		{`deps: []`, "all/apps/web"},
		{`deps: [{:kv, path: "../kv"}]`, "all/apps"},
		{`deps: [{:kv, in_umbrella: true}]`, "all/apps"},
		{`config_path: "../../config/config.exs", deps_path: "../../deps"`, "all"},
		{`deps: [{:kv, path: "libs/kv"}]`, "all/apps/web"},
		{`deps: [{:kv, path: "../../../../../../../../../../../../etc"}]`, "all"},
	} {
		if err := os.WriteFile(filepath.Join(dir, "mix.exs"), []byte(c.mix), 0o644); err != nil {
			t.Fatal(err)
		}
		root, inside := projectFolder(dir)
		if want := filepath.Join(base, c.root); root != want || filepath.Join(root, inside) != dir {
			t.Errorf("%s\n got %s, %s\nwant %s", c.mix, root, inside, want)
		}
	}
}
