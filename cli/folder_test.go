package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// realTemp returns a folder for a test, without links in its path.
func realTemp(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestProjectFolder(t *testing.T) {
	base := realTemp(t)
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
	if root, _, _ := projectFolder(other); root != filepath.Dir(other) {
		t.Errorf("a project that is not in an umbrella reaches %s", root)
	}
	if root, inside, _ := projectFolder(filepath.Dir(dir)); root != filepath.Join(base, "all") || inside != "apps" {
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
		root, inside, _ := projectFolder(dir)
		if want := filepath.Join(base, c.root); root != want || filepath.Join(root, inside) != dir {
			t.Errorf("%s\n got %s, %s\nwant %s", c.mix, root, inside, want)
		}
	}
}

// TestHomesStayOutOfReach asks for folders that are or contain a home folder.
func TestHomesStayOutOfReach(t *testing.T) {
	base := realTemp(t)
	at := func(name string) string { return filepath.Join(base, name) }
	for _, dir := range []string{"X/u/proj", "X/u/all/web", "X/proj", "links"} {
		if err := os.MkdirAll(at(dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"X/u/proj", "X/u/all/web", "X/proj", "X/u"} {
		if err := os.WriteFile(filepath.Join(at(dir), "mix.exs"), []byte(`deps: [{:kv, path: "../kv"}]`), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"links/home": "X/u", "links/proj": "X/u/proj"} {
		if err := os.Symlink(at(to), at(link)); err != nil {
			t.Skip("this system makes no links")
		}
	}
	for _, c := range []struct{ home, dir, root string }{
		{"X/u", "X/u/all/web", "X/u/all"},
		{"X/u", "X/u/proj", "X/u/proj"},
		{"X/u/", "X/u/proj", "X/u/proj"},
		{"X/./u/../u", "X/u/proj", "X/u/proj"},
		{"links/home", "X/u/proj", "X/u/proj"},
		{"X/u", "links/home/proj", "X/u/proj"},
		{"X/u", "links/proj", "X/u/proj"},
		{"X/u", "X/proj", "X/proj"},
		{"links/home", "X/proj", "X/proj"},
		{"X/u", "X/u", "X/u"},
	} {
		t.Setenv("HOME", base+"/"+c.home)
		t.Setenv("USERPROFILE", base+"/"+c.home)
		t.Chdir(at(c.dir)) // as the commands do
		root, inside, refused := projectFolder(".")
		if root != at(c.root) || (inside == ".") != (refused != nil) {
			t.Errorf("home %s, project %s: got %s, %s (%v), want %s", c.home, c.dir, root, inside, refused, c.root)
		}
	}
}

// TestOtherHomes checks the folders in which a system keeps its homes, and a user without a home.
func TestOtherHomes(t *testing.T) {
	base := realTemp(t)
	for _, dir := range []string{"home/alice/proj/web", "me"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	b := barrier{homes: []string{filepath.Join(base, "me")}, parents: []string{filepath.Join(base, "home")}}
	for dir, want := range map[string]bool{"": false, "me": false, "home": false, "home/alice": false, "home/alice/proj": true} {
		if err := b.allows(filepath.Join(base, dir)); (err == nil) != want {
			t.Errorf("%q: %v", dir, err)
		}
	}
	if b.allows(filepath.VolumeName(base)+string(filepath.Separator)) == nil {
		t.Error("the root of the file system is allowed")
	}
	none := barrier{}
	if none.add(filepath.Join(base, "missing")); len(none.homes) != 0 {
		t.Error("a home that does not exist counts as known")
	}
}
