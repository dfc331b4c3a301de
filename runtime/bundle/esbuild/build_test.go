package esbuild

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"lab/runtime/bundle"
	"lab/runtime/reach"
)

// project writes files to a new folder. Next to the folder is a file that must not be read.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	outer := t.TempDir()
	dir := filepath.Join(outer, "project")
	write := func(name, text string) {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("assets/keep", "")
	write("../secret.js", "export default 'the secret'")
	write("../secret.css", ".the-secret {}")
	for name, text := range files {
		write(name, text)
	}
	return dir
}

var usual = []string{"js/app.js", "--bundle", "--target=es2017", "--outdir=../priv/static/assets", "--external:/fonts/*", "--external:/images/*"}

func build(t *testing.T, dir string, args ...string) *bundle.Answer {
	t.Helper()
	return buildWith(t, dir, nil, args...)
}

func buildWith(t *testing.T, dir string, modules map[string]string, args ...string) *bundle.Answer {
	t.Helper()
	a, err := Build(bundle.Request{Root: dir, Modules: modules, Dir: filepath.Join(dir, "assets"), Args: args, Paths: []string{filepath.Join(dir, "deps"), filepath.Join(dir, "_build/dev")}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestBundle resolves the imports of an application's app.js as esbuild does. Packages that the
// project does not have come from lab.
func TestBundle(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		// modules are the sources of modules that are not files.
		modules map[string]string
		args    []string // replaces the default arguments
		want    []string // expected in the first output file
		absent  string
		err     string
	}{
		{name: "a file without its ending", files: map[string]string{"assets/js/app.js": `import x from "./x"; console.log(x)`, "assets/js/x.js": `export default "here"`}, want: []string{`"here"`}},
		{name: "TypeScript, named as script", files: map[string]string{"assets/js/app.js": `import {x} from "./x.js"; console.log(x)`, "assets/js/x.ts": `export const x: string = "typed"`}, want: []string{`"typed"`}},
		{name: "a folder", files: map[string]string{"assets/js/app.js": `import x from "../vendor"; console.log(x)`, "assets/vendor/index.js": `export default "vendored"`}, want: []string{`"vendored"`}},
		{name: "data", files: map[string]string{"assets/js/app.js": `import x from "./x.json"; console.log(x.n)`, "assets/js/x.json": `{"n": 4711}`}, want: []string{"4711"}},
		{name: "a package of the application", files: map[string]string{"assets/js/app.js": `import x from "x"; console.log(x)`, "assets/node_modules/x/package.json": `{"main": "lib/x"}`, "assets/node_modules/x/lib/x.js": `module.exports = "package"`}, want: []string{`"package"`}},
		{name: "exports of a package", files: map[string]string{"assets/js/app.js": `import a from "@o/x"; import b from "@o/x/sub/b"; console.log(a, b)`,
			"assets/node_modules/@o/x/package.json": `{"exports": {".": {"types": "./no.d.ts", "import": {"browser": "./a.mjs"}}, "./sub/*": "./src/*.js"}}`,
			"assets/node_modules/@o/x/a.mjs":        `export default "main"`, "assets/node_modules/@o/x/src/b.js": `export default "below"`}, want: []string{`"main"`, `"below"`}},
		{name: "what a package does not export", files: map[string]string{"assets/js/app.js": `import "x/secret"`, "assets/node_modules/x/package.json": `{"exports": "./x.js"}`, "assets/node_modules/x/secret.js": ``}, err: `Could not resolve "x/secret"`},
		{name: "Phoenix of the project goes before ours", files: map[string]string{"assets/js/app.js": `import {Socket} from "phoenix"; console.log(Socket)`, "deps/phoenix/package.json": `{"module": "./priv/static/phoenix.mjs"}`, "deps/phoenix/priv/static/phoenix.mjs": `export const Socket = "theirs"`}, want: []string{`"theirs"`}, absent: "heartbeat"},
		{name: "ours", files: map[string]string{"assets/js/app.js": `import "phoenix_html"; import {Socket} from "phoenix"; import {LiveSocket} from "phoenix_live_view"; import {hooks} from "phoenix-colocated/x"; new LiveSocket("/live", Socket, {hooks: {...hooks}}).connect()`},
			want: []string{"data-confirm", "heartbeat", "phx-click-away"}},
		{name: "hooks taken out of templates", files: map[string]string{"assets/js/app.js": `import {hooks} from "phoenix-colocated/x"; console.log(hooks)`, "_build/dev/phoenix-colocated/x/index.js": `export const hooks = "compiled"`}, want: []string{`"compiled"`}},
		{name: "scripts of templates", modules: map[string]string{"phoenix-colocated/x": `import h from "phoenix-colocated/x/X.Live/0.js"; export const hooks = {"X.Live.H": h}`, "phoenix-colocated/x/X.Live/0.js": `import y from "@/vendor/y"; export default {mounted() { y("from a template") }}`},
			args: append([]string{"--alias:@=."}, usual...), files: map[string]string{"assets/js/app.js": `import {hooks} from "phoenix-colocated/x"; console.log(hooks)`, "assets/vendor/y.js": `export default (t) => console.log(t)`}, want: []string{`"X.Live.H"`, `"from a template"`}},
		{name: "external", files: map[string]string{"assets/js/app.js": `import "./app.css"`, "assets/js/app.css": `body { background: url(/images/a.png) } @import "https://example.com/a.css";`}, want: nil},
		{name: "style sheets import each other", args: []string{"css/app.css", "--bundle", "--outdir=../priv/static/assets"}, files: map[string]string{"assets/css/app.css": `@import "./a.css"; @import "b.css"; p { color: red }`, "assets/css/a.css": `a {}`, "assets/css/b.css": `b { top: 0 }`}, want: []string{"top: 0", "color: red"}},
		{name: "alias and minify", args: append([]string{"--alias:x=./real.js", "--minify"}, usual...), files: map[string]string{"assets/js/app.js": `import x from "x"; console.log(x)`, "assets/js/real.js": `export default "real"`}, want: []string{`"real"`}},
		{name: "target", args: []string{"js/app.js", "--outdir=../priv/static/assets", "--target=es2017"}, files: map[string]string{"assets/js/app.js": `let a = window.b?.c`}, absent: "?."},
		{name: "an error says where", files: map[string]string{"assets/js/app.js": "let a\nlet a"}, err: "js/app.js:2:4:"},
		{name: "what is missing", files: map[string]string{"assets/js/app.js": `import "chart.js"`}, err: `Could not resolve "chart.js": the package is neither in assets/node_modules nor in deps`},

		{name: "above the project", files: map[string]string{"assets/js/app.js": `import x from "../../../secret.js"; console.log(x)`}, err: "outside of the project's folder"},
		{name: "by its path", files: map[string]string{"assets/js/app.js": `import "/etc/passwd"`}, err: `"/etc/passwd" is outside of the project's folder`},
		{name: "text of another place", args: append([]string{"--loader:=text"}, usual...), files: map[string]string{"assets/js/app.js": `import "../../../../../../../../etc/passwd"`}, err: "outside of the project's folder"},
		{name: "by a style sheet", args: []string{"css/app.css", "--bundle", "--outdir=../priv/static/assets"}, files: map[string]string{"assets/css/app.css": `@import "../../../secret.css";`}, err: "outside of the project's folder"},
		{name: "by an address of a picture", args: []string{"css/app.css", "--bundle", "--loader:.js=dataurl", "--outdir=../priv/static/assets"}, files: map[string]string{"assets/css/app.css": `p { background: url(../../../secret.js) }`}, err: "outside of the project's folder"},
		{name: "by an entry point", args: []string{"../../secret.js", "--bundle", "--outdir=../priv/static/assets"}, err: "outside of the project's folder"},
		{name: "by a package's main", files: map[string]string{"assets/js/app.js": `import "x"`, "assets/node_modules/x/package.json": `{"main": "../../../../secret.js"}`}, err: `Could not resolve "x"`},
		{name: "by an alias", args: append([]string{"--alias:x=/etc/passwd"}, usual...), files: map[string]string{"assets/js/app.js": `import "x"`}, err: "outside of the project's folder"},
		{name: "by a template's script", modules: map[string]string{"phoenix-colocated/x": "import '../../../../secret.js'"}, files: map[string]string{"assets/js/app.js": `import "phoenix-colocated/x"`}, err: "outside of the project's folder"},
		{name: "by a name that a template's script computes", modules: map[string]string{"phoenix-colocated/x": "import(`../../../${location}.js`)"}, files: map[string]string{"assets/js/app.js": `import "phoenix-colocated/x"`}, err: "computed name is not part of lab"},
		{name: "by a name that is put together", files: map[string]string{"assets/js/app.js": "import(`../../../${location}.js`)"}, err: "computed name is not part of lab"},
		{name: "by such a name that finds nothing", files: map[string]string{"assets/js/app.js": "require('../../' + x + '.nothing')"}, err: "computed name is not part of lab"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := tt.args
			if args == nil {
				args = usual
			}
			a := buildWith(t, project(t, tt.files), tt.modules, args...)
			if tt.err != "" {
				if !strings.Contains(a.Errors, tt.err) {
					t.Fatalf("errors: %s", a.Errors)
				}
				return
			}
			if a.Errors != "" || len(a.Files) == 0 {
				t.Fatalf("%d files; errors: %s", len(a.Files), a.Errors)
			}
			text := string(a.Files[0].Contents)
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("no %s in:\n%s", want, text)
				}
			}
			if tt.absent != "" && strings.Contains(text, tt.absent) {
				t.Errorf("%s is in:\n%s", tt.absent, text)
			}
		})
	}
}

// TestNamesPutTogether checks that imports of computed names are refused. Otherwise esbuild would
// list folders, even outside of the project.
func TestNamesPutTogether(t *testing.T) {
	s := &sources{}
	for _, text := range []string{"import(`../${x}.js`)", "import('./' + x)", "require(\"./a/\" + x + '.js')", "import(/* webpackIgnore */ `./${x}`)", "requ\\u0069re('./' + x)",
		"require('' + '../' + x)", "import(`${'../'}${x}`)", "import(('./' + x))", "import('\\x2e/' + x)", "import.source('./' + x)", "require(`./a` + `/${x}`)", "f(() => import\n(`./${x}.css`))"} {
		if !s.puts("a.js", text) {
			t.Errorf("not noticed: %s", text)
		}
	}
	for _, text := range []string{"import('./a.js')", "require(`./a`)", "import(x)", "require(x + '/a')", "import('pkg/' + x)", "import('./a.json', {with: {type: 'json'}})", "let s = 'no import here'", "import a from './a'; a(`./${a}`)"} {
		if s.puts("a.js", text) {
			t.Errorf("taken for one: %s", text)
		}
	}
	if !s.puts("a.ts", "(require as any)('./' + (x as string))") || !s.puts("a.ts", "enum E { A = '../' }; import(E.A + x)") {
		t.Error("types hide it")
	}
	if s.puts("a.css", "import(`../${x}`)") {
		t.Error("a style sheet is not a script")
	}
}

// TestLinksStayInside checks that a symbolic link does not lead out of the project.
func TestLinksStayInside(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a right of their own")
	}
	dir := project(t, map[string]string{"assets/js/app.js": `import x from "./link.js"; console.log(x)`})
	if err := os.Symlink(filepath.Join(dir, "../secret.js"), filepath.Join(dir, "assets/js/link.js")); err != nil {
		t.Fatal(err)
	}
	a := build(t, dir, usual...)
	if !strings.Contains(a.Errors, `Could not resolve "./link.js"`) || len(a.Files) > 0 {
		t.Errorf("%d files, errors: %s", len(a.Files), a.Errors)
	}
}

// TestSourceMapsAreNotFollowed checks that the sources that a source map names are not read.
func TestSourceMapsAreNotFollowed(t *testing.T) {
	for _, to := range []string{`data:application/json,{"version":3,"sources":["file:///etc/passwd"],"names":[],"mappings":"AAAA"}`, "../../../secret.js"} {
		for _, mark := range []string{"//# ", "//@ "} {
			dir := project(t, map[string]string{"assets/js/app.js": "console.log(1)\n" + mark + "sourceMappingURL=" + to + "\n"})
			text := string(build(t, dir, append([]string{"--sourcemap=inline"}, usual...)...).Files[0].Contents)
			_, encoded, _ := strings.Cut(text, "base64,")
			found, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
			if err != nil || !strings.Contains(string(found), "app.js") || strings.Contains(string(found), "etc/passwd\"") {
				t.Errorf("%v: %s", err, found)
			}
		}
	}
}

func TestOutputsStayInside(t *testing.T) {
	dir := project(t, map[string]string{"assets/js/app.js": "let a"})
	_, err := Build(bundle.Request{Root: dir, Dir: filepath.Join(dir, "assets"), Args: []string{"js/app.js", "--outdir=../../out"}})
	if err == nil || !strings.Contains(err.Error(), "outside of the project's folder") {
		t.Error(err)
	}
}

func TestOutputsAreNamedAsByEsbuild(t *testing.T) {
	dir := project(t, map[string]string{"assets/js/app.js": "import '../css/app.css'", "assets/js/admin/x.ts": "let a", "assets/css/app.css": "p { top: 0 }"})
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"js/app.js", "--bundle", "--outdir=../priv/static/assets"}, "priv/static/assets/app.js priv/static/assets/app.css"},
		{[]string{"js/app.js", "--bundle", "--outdir=../priv/static/assets/js", "--sourcemap"}, "priv/static/assets/js/app.js.map priv/static/assets/js/app.js priv/static/assets/js/app.css.map priv/static/assets/js/app.css"},
		{[]string{"js/app.js", "--bundle", "--outfile=../priv/static/x.js"}, "priv/static/x.js priv/static/x.css"},
		{[]string{"js/app.js", "js/admin/x.ts", "--bundle", "--outdir=../priv/static"}, "priv/static/app.js priv/static/app.css priv/static/admin/x.js"},
	} {
		var names []string
		for _, f := range build(t, dir, tt.args...).Files {
			names = append(names, f.Path)
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("%v:\n%s\nwant\n%s", tt.args, got, tt.want)
		}
	}
}

// TestTailwind bundles without the Tailwind program. Rules that only Tailwind understands are
// removed, and lab's style sheet is included.
func TestTailwind(t *testing.T) {
	for version, css := range map[string]string{
		"3":  "@import \"tailwindcss/base\";\n@import \"tailwindcss/components\";\n@import \"tailwindcss/utilities\";\n.own { color: red }",
		"3'": "@tailwind base;\n@tailwind components;\n@tailwind utilities;\n.own { color: red; @apply font-bold; }",
		"4": "@import \"tailwindcss\" source(none);\n@source \"../js\";\n@plugin \"../vendor/heroicons\";\n@plugin \"../vendor/daisyui-theme\" {\n  name: \"dark\";\n  --border: 1px;\n}\n" +
			"@custom-variant phx-click-loading (.phx-click-loading&, .phx-click-loading &);\n@theme { --color-x: red; }\n.own { color: red }",
	} {
		dir := project(t, map[string]string{"assets/css/app.css": css})
		a, err := Build(bundle.Request{Root: dir, Dir: filepath.Join(dir, "assets"), Args: []string{"css/app.css", "--bundle", "--outfile=../priv/static/assets/app.css"}, Plain: true})
		if err != nil || a.Errors+a.Warnings != "" || len(a.Files) != 1 {
			t.Fatalf("%s: %v %+v", version, err, a)
		}
		text := string(a.Files[0].Contents)
		for _, want := range []string{".own {\n  color: red;", ".btn-primary {", ".px-4 {", "(width >= 40rem)", ".sm\\:flex {", "(width >= 80rem)", ".xl\\:px-28 {"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s", version, want)
			}
		}
		for _, absent := range []string{"@tailwind", "@plugin", "@source", "@apply", "@theme", "@custom-variant", "WIDTH", "REMS"} {
			if strings.Contains(text, absent) {
				t.Errorf("%s: %s is left", version, absent)
			}
		}
	}
}

// TestStamps checks that the stamp changes with each file that was read or looked for.
func TestStamps(t *testing.T) {
	dir := project(t, map[string]string{"assets/js/app.js": `import "./missing"`, "assets/js/other.js": ""})
	folder, err := reach.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	a := build(t, dir, usual...)
	if now := bundle.Changed(folder, a.Inputs); now != a.Stamp {
		t.Error("nothing has changed, and the stamp has")
	}
	if err := os.WriteFile(filepath.Join(dir, "assets/js/other.js"), []byte("let b"), 0o644); err != nil {
		t.Fatal(err)
	}
	if now := bundle.Changed(folder, a.Inputs); now != a.Stamp {
		t.Error("a file that is not used changes the stamp")
	}
	if err := os.WriteFile(filepath.Join(dir, "assets/js/missing.js"), []byte("let a"), 0o644); err != nil {
		t.Fatal(err)
	}
	if now := bundle.Changed(folder, a.Inputs); now == a.Stamp {
		t.Error("the file that was missing is there, and the stamp is the same")
	}
}

func TestIgnoredOptionsAreNamed(t *testing.T) {
	dir := project(t, map[string]string{"assets/js/app.js": "let a"})
	a := build(t, dir, append([]string{"--watch", "--serve=3000", "--inject:/etc/passwd", "--tsconfig=/etc/passwd", "--metafile=m.json"}, usual...)...)
	if got := strings.Join(a.Ignored, " "); a.Errors != "" || got != "--serve=3000 --inject:/etc/passwd --tsconfig=/etc/passwd --metafile=m.json" {
		t.Errorf("%q, errors: %s", got, a.Errors)
	}
	if _, err := Build(bundle.Request{Root: dir, Dir: "assets", Args: []string{"js/app.js", "--outdir=x", "--nonsense"}}); err == nil {
		t.Error("an unknown argument is taken")
	}
}
