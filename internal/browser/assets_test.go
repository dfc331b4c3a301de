package browser

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// needsChromium skips the test if there is no browser.
func needsChromium(t testing.TB) {
	t.Helper()
	if !slices.ContainsFunc([]string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell"}, func(name string) bool {
		_, err := exec.LookPath(name)
		return err == nil
	}) {
		t.Skip("there is no Chromium")
	}
}

// copyProject copies a project of testdata to a temporary folder.
func copyProject(t testing.TB, name string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", name))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// phxServer runs the web server of a project.
func phxServer(t testing.TB, dir string, env ...string) *server {
	t.Helper()
	s := &server{t: t, dir: dir, port: freePort(t), args: []string{"mix", "phx.server"}, ready: "[info] Access ", env: env}
	s.start()
	t.Cleanup(s.kill)
	return s
}

func get(t testing.TB, url string) (status int, kind, body string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, r.Header.Get("Content-Type"), string(b)
}

// TestAssets serves a project as Phoenix generates it. The page becomes live with scripts and a
// style sheet that lab alone bundled.
func TestAssets(t *testing.T) {
	needsChromium(t)
	t.Parallel()
	dir := copyProject(t, "page")
	s := phxServer(t, dir)
	p := browse(t)
	p.do("open", chromedp.Navigate(s.url("/")))
	p.until(text("#greeter", "bundled"))
	p.until(text("#from", "app.js"))
	p.until(text("#own", "own bundled"))
	p.until(`document.documentElement.dataset.loading == "stop"`)
	p.click("#add")
	p.click("#add")
	p.until(text("#count", "Count: 2"))
	p.until(text("#own", "own count 2"))
	p.until(`document.body.dataset.late == "late"`)
	p.until(`document.querySelector("#greeter").dataset.count == "2"`)
	p.until(`document.body.dataset.said == "hello" && document.body.dataset.heard == "hello" && document.body.dataset.people == "page"`)
	p.click("#hide")
	p.until(`getComputedStyle(document.querySelector("#from")).display == "none"`)
	style := func(selector, name, want string) {
		t.Helper()
		p.until(`getComputedStyle(document.querySelector("` + selector + `")).` + name + ` == "` + want + `"`)
	}
	style("body", "borderTopColor", "rgb(1, 2, 3)")
	style("#add", "cursor", "pointer")
	style("main", "maxWidth", "672px")
	p.shot("assets")

	// The page shows that the server is gone, and that it is back.
	s.kill()
	p.until(`getComputedStyle(document.querySelector("#lost")).display != "none"`)
	p.shot("assets-lost")
	s.start()
	p.until(`getComputedStyle(document.querySelector("#lost")).display == "none"`)
	p.until(text("#count", "Count: 0"))
	p.click("#add")
	p.until(text("#count", "Count: 1"))

	// This link uses another method than GET.
	p.click("#leave")
	p.do("the page that answers", chromedp.WaitReady(chromedp.CSS("pre")))
	p.until(`document.body.textContent.includes("left by DELETE")`)

	// A changed file is bundled again. An error is reported at the server and in the page.
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("assets/js/greeting.js", `export const greeting = "bundled anew"`)
	p.do("open", chromedp.Navigate(s.url("/")))
	p.until(text("#greeter", "bundled anew"))
	write("assets/js/greeting.js", `export const greeting = `)
	if _, _, js := get(t, s.url("/assets/js/app.js")); !strings.Contains(js, "bundled anew") {
		t.Error("with an error in a source, what was bundled before is not served")
	}
	s.said(`✘ [ERROR] Unexpected end of file`, `js/greeting.js:1:24:`)
	write("assets/js/greeting.js", `export const greeting = "good again"`)
	p.do("open", chromedp.Navigate(s.url("/")))
	p.until(text("#greeter", "good again"))
	reloads(p, s, write)

	for path, want := range map[string]string{"/dashboard": "LiveDashboard would show", "/dev/mailbox": "would list the mail"} {
		if status, _, body := get(t, s.url(path)); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	s.said("The watcher other is not run", "is written for Tailwind")
}

// reloads changes files while a page is open. The page reloads itself after a change of code and
// shows compile errors. It takes a new style sheet without reloading.
func reloads(p *page, s *server, write func(name, text string)) {
	motto := func(body string) {
		write("lib/motto.ex", "defmodule PageWeb.Motto do\n  use Phoenix.Component\n  def text(assigns), do: "+body+"\nend\n")
	}
	p.untilLoaded(`frames[0]?.attached`)
	motto(`~H|<p id="motto">second</p>|`)
	p.untilLoaded(text("#motto", "second"))
	p.untilLoaded(`frames[0]?.attached`)
	motto(`nothing(assigns)`)
	p.untilLoaded(`document.title == "CompileError" && document.querySelector("pre")?.textContent.includes("undefined function nothing/1")`)
	p.untilLoaded(`frames[0]?.attached`)
	motto(`~H|<p id="motto">third</p>|`)
	p.untilLoaded(text("#motto", "third"))
	p.untilLoaded(`frames[0]?.attached`)
	p.click("#add")
	p.untilLoaded(`document.body.dataset.logged == "info: added one"`)
	p.do("mark", chromedp.Evaluate[chromedp.Void](`window.stays = true`))
	write("assets/css/app.css", "@import \"tailwindcss\";\nbody { border-top-color: rgb(7, 8, 9) }\n")
	p.untilLoaded(`getComputedStyle(document.querySelector("body")).borderTopColor == "rgb(7, 8, 9)" && window.stays`)
}

// TestAssetTasks runs the asset aliases of a generated project. The aliases must write the files
// that the project's pages load.
func TestAssetTasks(t *testing.T) {
	t.Parallel()
	dir := copyProject(t, "page")
	for _, c := range []struct{ task, want string }{
		{"assets.setup", "there is nothing to install"},
		{"assets.build", "priv/static/assets/js/app.js"},
		{"assets.deploy", `Check your digested files at "priv/static"`},
	} {
		cmd := lab("mix", c.task)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), c.want) {
			t.Fatalf("%s: %v\n%s", c.task, err, out)
		}
	}
	s := phxServer(t, dir, "MIX_ENV=prod")
	_, _, page := get(t, s.url("/"))
	_, rest, _ := strings.Cut(page, `src="/assets/js/app-`)
	digest, _, ok := strings.Cut(rest, `.js?vsn=d"`)
	if !ok || len(digest) != 32 {
		t.Fatalf("the page names no digested script:\n%s", page)
	}
	status, kind, js := get(t, s.url("/assets/js/app-"+digest+".js?vsn=d"))
	if status != 200 || !strings.Contains(kind, "javascript") || strings.Count(js, "\n") > 20 {
		t.Errorf("%d %s, %d bytes", status, kind, len(js))
	}
}

// TestTailwindOnThePath puts a Tailwind program on the path. Lab must run the program with the
// project's arguments.
func TestTailwindOnThePath(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the program is a script of a shell")
	}
	t.Parallel()
	dir, bin := copyProject(t, "page"), t.TempDir()
	script := "#!/bin/sh\nprintf '.from-tailwind { content: \"%s\" }' \"$*\"\n"
	if err := os.WriteFile(filepath.Join(bin, "tailwindcss"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	path := "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")
	s := phxServer(t, dir, path)
	if status, kind, css := get(t, s.url("/assets/css/app.css")); status != 200 || !strings.HasPrefix(kind, "text/css") || css != `.from-tailwind { content: "--input=assets/css/app.css" }` {
		t.Errorf("%d %s %s", status, kind, css)
	}
	cmd := lab("mix", "tailwind", "page", "--minify")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if css, err := os.ReadFile(filepath.Join(dir, "priv/static/assets/css/app.css")); err != nil || !strings.Contains(string(css), "--input=assets/css/app.css --minify") {
		t.Errorf("%s, %v", css, err)
	}
}
