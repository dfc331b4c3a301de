package browser

import (
	"bufio"
	"cmp"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lab/cli"
)

// A client is the script that connects a page to its LiveView.
type client struct {
	name string
	// phoenix and liveview are the versions of the npm packages of an official client.
	phoenix, liveview string
}

var clients = []client{
	{"lab", "", ""},
	{"1.1", "phoenix18", "liveview11"},
	{"1.2", "phoenix18", "liveview12"},
	{"1.0", "phoenix17", "liveview10"},
}

func npm(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("LAB_BROWSER")
	if dir == "" {
		t.Skip("LAB_BROWSER names no folder with the official clients")
	}
	return dir
}

// TestMain lets the test binary act as the server of the page.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		os.Exit(cli.Main(cli.Assets{}))
	}
	os.Exit(m.Run())
}

// lab returns a command that runs lab: the program that LAB_BINARY names, or this test binary.
func lab(args ...string) *exec.Cmd {
	return exec.Command(cmp.Or(os.Getenv("LAB_BINARY"), os.Args[0]), args...)
}

// A server is a process that serves the page. It can be killed and restarted on the same address.
type server struct {
	t    testing.TB
	dir  string
	port int
	cmd  *exec.Cmd
	// args are the arguments of the process. ready is the output that shows that the server is
	// ready. env is added to the environment.
	args  []string
	ready string
	env   []string

	mu  sync.Mutex
	log strings.Builder
	say chan bool // receives a value when the log has grown
}

func serve(t testing.TB, c client) *server {
	t.Helper()
	dir := t.TempDir()
	assets := filepath.Join(dir, "static", "assets")
	if err := os.MkdirAll(assets, 0o755); err != nil {
		t.Fatal(err)
	}
	if c.phoenix != "" {
		modules := filepath.Join(npm(t), "node_modules")
		copyFile(t, filepath.Join(modules, c.phoenix, "priv/static/phoenix.js"), filepath.Join(assets, "phoenix.js"))
		copyFile(t, filepath.Join(modules, c.liveview, "priv/static/phoenix_live_view.js"), filepath.Join(assets, "phoenix_live_view.js"))
	}
	copyFile(t, "testdata/demo.exs", filepath.Join(dir, "demo.exs"))
	s := &server{t: t, dir: dir, port: freePort(t), args: []string{"elixir", "demo.exs", c.name}, ready: "ready"}
	s.start()
	t.Cleanup(s.kill)
	return s
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (s *server) url(path string) string { return fmt.Sprintf("http://localhost:%d%s", s.port, path) }

// start starts the server and waits until it is ready.
func (s *server) start() {
	s.t.Helper()
	s.cmd = lab(s.args...)
	s.cmd.Dir = s.dir
	s.cmd.Env = slices.Concat(os.Environ(), s.env, []string{fmt.Sprintf("PORT=%d", s.port)})
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	s.cmd.Stderr = s.cmd.Stdout
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ready, grown := make(chan bool, 1), make(chan bool, 1)
	s.mu.Lock()
	s.say = grown
	s.mu.Unlock()
	go func() {
		for in := bufio.NewScanner(out); in.Scan(); {
			if strings.Contains(in.Text(), s.ready) {
				select {
				case ready <- true:
				default:
				}
			}
			if testing.Verbose() {
				fmt.Println(in.Text())
			}
			s.mu.Lock()
			s.log.WriteString(in.Text() + "\n")
			s.mu.Unlock()
			select {
			case grown <- true:
			default:
			}
		}
		close(ready)
		close(grown)
	}()
	select {
	case ok := <-ready:
		if !ok {
			s.t.Fatalf("the server ended:\n%s", s.log.String())
		}
	case <-time.After(time.Minute):
		s.t.Fatal("the server is not ready")
	}
}

// said waits until the server has printed all words.
func (s *server) said(words ...string) {
	s.t.Helper()
	for {
		s.mu.Lock()
		log, grown := s.log.String(), s.say
		s.mu.Unlock()
		missing := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.Contains(log, w) })
		if len(missing) == 0 {
			return
		}
		select {
		case _, ok := <-grown:
			if !ok {
				s.t.Fatalf("the server never said %q:\n%s", missing, log)
			}
		case <-time.After(time.Minute):
			s.t.Fatalf("the server has not said %q:\n%s", missing, log)
		}
	}
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// TestClients runs each client through the features that an application uses.
func TestClients(t *testing.T) {
	npm(t)
	t.Parallel()
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c)
			p := browse(t)
			p.do("open", chromedp.Navigate(s.url("/")))
			p.until(`document.querySelector("#state").textContent.includes("connected=true")`)
			p.shot(c.name + "-joined")
			events(p)
			lists(p)
			components(p)
			forms(p)
			navigation(p)
			hooks(p)
			crash(p)
			reconnect(s, p)
			p.shot(c.name + "-end")
			uploads(s, p)
			p.shot(c.name + "-files")
		})
	}
}

func text(selector, want string) string {
	return fmt.Sprintf(`document.querySelector(%q)?.textContent.includes(%q)`, selector, want)
}

func events(p *page) {
	p.click("#inc")
	p.until(text("#count", "Count: 1"))
	p.click("#inc")
	p.until(text("#count", "Count: 2"))
	p.do("key", chromedp.KeyEvent("q"))
	p.until(text("#state", "key=q"))
	p.click("#toggle")
	p.until(`getComputedStyle(document.querySelector("#box")).display == "block"`)
	p.click("#toggle")
	p.until(`getComputedStyle(document.querySelector("#box")).display == "none"`)
	p.click("#tick")
	p.until(text("#count", "Count: 100"))
	p.until(`document.title == "Ticked · Demo"`)
}

func lists(p *page) {
	p.click("#push")
	p.until(text("#list", "4 big"))
	p.until(`document.querySelectorAll("#list li.new").length == 1`)
	p.click("#add")
	p.until(`document.querySelectorAll("#songs li").length == 3 && document.querySelector("#songs li").textContent.includes("new")`)
	p.click("#songs li:nth-child(2) button")
	p.until(`document.querySelectorAll("#songs li").length == 2 && !document.querySelector("#songs-1")`)
	p.click("#inc")
	p.until(text("#count", "Count: 101"))
	p.until(`document.querySelectorAll("#songs li").length == 2`)
	p.click("#reset")
	p.until(`document.querySelectorAll("#songs li").length == 1 && document.querySelector("#songs-9")`)
}

func components(p *page) {
	p.click("#c2 button")
	p.until(text("#c2", "B: 2"))
	p.until(text("#c1", "A: 0"))
	p.click("#childinc")
	p.until(text("#childx", "child 2"))
}

func forms(p *page) {
	p.do("type", chromedp.SendKeys(chromedp.CSS("#user_name"), "Ann"))
	p.until(text("#state", "name=Ann"))
	p.until(`document.querySelector("#user_name").value == "Ann" && document.activeElement.id == "user_name"`)
	p.click("#save")
	p.until(text("#state", "saved=Ann"))
	p.until(text("#flash-info", "saved Ann"))
	p.click("#flash-info")
	p.until(`!document.querySelector("#flash-info")`)
}

func navigation(p *page) {
	p.click("#patch")
	p.until(text("#state", "tab=a"))
	p.until(`location.search == "?tab=a"`)
	p.click("#patchbtn")
	p.until(text("#state", "tab=pushed"))
	p.do("back", chromedp.Evaluate[chromedp.Void](`history.back()`))
	p.until(text("#state", "tab=a"))
	p.click("#navbtn")
	p.until(`document.querySelector("#other") && location.pathname == "/other"`)
	p.until(text("#flash-info", "bye"))
	p.until(`document.title == "Other · Demo"`)
	p.click("#back")
	p.until(text("#state", "connected=true"))
	p.until(`location.pathname == "/"`)
}

func hooks(p *page) {
	p.until(`document.querySelector("#echo").dataset.mounted == "1"`)
	p.click("#echo")
	p.until(text("#echo", "pong 7"))
	p.until(`document.querySelector("#echo").dataset.reply == "8"`)
}

// crash kills the LiveView's process. The client joins a new process.
func crash(p *page) {
	p.click("#inc")
	p.until(text("#count", "Count: 1"))
	p.click("#crash")
	p.until(text("#count", "Count: 0"))
	p.click("#inc")
	p.until(text("#count", "Count: 1"))
}

// reconnect kills the server. With the next server, the page becomes live again and its form keeps
// the typed text.
func reconnect(s *server, p *page) {
	p.do("type", chromedp.SendKeys(chromedp.CSS("#user_email"), "a@b"))
	p.until(`document.querySelector("#user_email").value == "a@b"`)
	p.click("#inc")
	p.until(text("#count", "Count: 2"))
	s.kill()
	p.until(`document.querySelector("[data-phx-main]").className.includes("phx-")`)
	p.until(`!document.querySelector("[data-phx-main]").classList.contains("phx-connected")`)
	s.start()
	p.until(text("#count", "Count: 0"))
	p.until(`document.querySelector("#user_email").value == "a@b"`)
	p.click("#inc")
	p.until(text("#count", "Count: 1"))
}
