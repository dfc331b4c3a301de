package web_test

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A log collects the output of a node.
type log struct {
	mu   sync.Mutex
	text strings.Builder
	more chan struct{} // holds a token when text was added
}

// await waits until the log contains text. A request may be answered before its log entry is
// written.
func (l *log) await(want string) bool {
	late := time.After(patience)
	for !strings.Contains(l.String(), want) {
		select {
		case <-l.more:
		case <-late:
			return false
		}
	}
	return true
}

// keep makes the log the node's terminal.
func (l *log) keep(m *vm.Machine) {
	user := m.SpawnActor("user", func(a *vm.Actor, msg term.Term) {
		e := msg.Elems()
		if len(e) != 4 || !e[0].Is(term.Intern("io_request")) {
			return
		}
		if req := e[3].Elems(); len(req) == 3 {
			text, _ := req[2].AsStr()
			l.mu.Lock()
			l.text.WriteString(text)
			l.mu.Unlock()
			select {
			case l.more <- struct{}{}:
			default:
			}
		}
		a.Machine().Send(e[1], term.Tup(term.Sym("io_reply"), e[2], term.Ok))
	})
	m.SetDefaultLeader(user.PID())
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

//go:embed all:testdata/generated
var testdata embed.FS

var project, _ = fs.Sub(testdata, "testdata/generated")

// generated starts the project in testdata, which is structured like a newly generated project.
func generated(t testing.TB) (*site, *log) {
	t.Helper()
	t.Setenv("PORT", "0")
	dir := t.TempDir()
	if err := os.CopyFS(dir, project); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir) // paths of compiled files are relative to it
	n, err := node.Start(node.Config{Dir: "."})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	l := &log{more: make(chan struct{}, 1)}
	l.keep(n.Machine())
	s := &site{t: t, n: n}
	if got := s.eval(`Mix.CLI.main(["phx.server"], true)`); !got.Is(term.AOk) {
		t.Fatalf("phx.server answered %s\n%s", term.Inspect(got, term.Opts{}), l)
	}
	port, _ := s.eval(`{:ok, {_, port}} = HelloWeb.Endpoint.server_info(:http); port`).AsInt()
	s.port = int(port)
	return s, l
}

func TestGeneratedProject(t *testing.T) {
	s, l := generated(t)
	for _, c := range []struct {
		method, path, want string
		status             int
	}{
		{"GET", "/", "<html><main>Home of you /users/a%2Fb?q=x%26y /assets/app.css en</main></html>", 200},
		{"GET", "/?locale=pl", "<html><main>Home of you /users/a%2Fb?q=x%26y /assets/app.css pl</main></html>", 200},
		{"GET", "/users", `[{"id":1}]`, 200},
		{"GET", "/users/3", "user 3", 200},
		{"GET", "/users/%C3%A9%2F", "user é/", 200},
		{"GET", "/users/3/posts/4", "post 4 of 3", 200},
		{"PUT", "/api/echo/a/b?x=1", `{"method":"PUT","params":{"rest":["a","b"],"x":"1"}}`, 200},
		{"GET", "/api/missing", `{"errors":{"detail":"Not Found"}}`, 404},
		{"GET", "/mounted/at/x", "x below mounted", 200},
		{"GET", "/mounted/zz", "nothing is mounted here", 404},
		{"GET", "/teapot", `{"short":"and stout"}`, 418},
		{"GET", "/assets/app.css", "body { margin: 0 }\n", 200},
		{"GET", "/nope", "Sorry: Not Found", 404},
		{"GET", "/clause", "Sorry: Bad Request", 400},
		{"GET", "/boom", "Sorry: Internal Server Error", 500},
		{"POST", "/say", "Sorry: Forbidden", 403},
		{"DELETE", "/users/3", "Sorry: Forbidden", 403},
	} {
		if status, body := s.do(c.method, c.path, nil, nil); status != c.status || body != c.want {
			t.Errorf("%s %s: got %d %q, want %d %q", c.method, c.path, status, body, c.status, c.want)
		}
	}
	for _, want := range []string{
		fmt.Sprintf("[info] Running HelloWeb.Endpoint with lab at 127.0.0.1:%d (http)\n", s.port),
		fmt.Sprintf("[info] Access HelloWeb.Endpoint at http://localhost:%d\n", s.port),
		"[info] GET /users/3\n",
		"[debug] Processing with HelloWeb.UserController.show/2\n  Parameters: %{\"id\" => \"3\"}\n  Pipelines: [:browser]\n",
		"[info] Sent 418 in ",
		"[error] ** (RuntimeError) boom\n    (hello 0.1.0) lib/hello_web/controllers/page_controller.ex:17: HelloWeb.PageController.boom/2\n",
		"[debug] Converted error Phoenix.Router.NoRouteError to 404 response\n",
	} {
		if !l.await(want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	for _, what := range []string{"Finch", "telemetry_poller", "long polling"} {
		if n := strings.Count(l.String(), "[debug] "+what+": does nothing in lab\n"); n != 1 {
			t.Errorf("%s is said to do nothing %d times", what, n)
		}
	}
	if t.Failed() {
		t.Log(l)
	}
}

func TestRoutes(t *testing.T) {
	s, l := generated(t)
	s.eval(`Mix.Task.run("phx.routes")`)
	for _, want := range []string{
		"  GET     /users/:id                             HelloWeb.UserController :show\n",
		"  DELETE  /users/:id                             HelloWeb.UserController :delete\n",
		"  *       /api/echo/*rest                        HelloWeb.ApiController :echo\n",
		"  WS      /talk/websocket                        HelloWeb.Talk\n",
	} {
		if !l.await(want) {
			t.Errorf("the routes lack %q:\n%s", want, l)
		}
	}
}

func TestErrorPageNamesFileAndLine(t *testing.T) {
	s, _ := generated(t)
	s.eval(`HelloWeb.Endpoint.config_change([{HelloWeb.Endpoint, [debug_errors: true]}], [])`)
	status, body := s.do("GET", "/boom", map[string]string{"Accept": "text/html"}, nil)
	for _, want := range []string{"RuntimeError at GET", "lib/hello_web/controllers/page_controller.ex:17", "<mark>  17  ", "raise &quot;boom&quot;"} {
		if status != 500 || !strings.Contains(body, want) {
			t.Errorf("%d, without %q", status, want)
		}
	}
	if status, body := s.do("GET", "/nope", map[string]string{"Accept": "text/html"}, nil); status != 404 || !strings.Contains(body, "/users/:id") {
		t.Errorf("%d: the routes are not shown", status)
	}
}

func TestTakenPortIsSaid(t *testing.T) {
	s, _ := generated(t)
	t.Setenv("PORT", fmt.Sprint(s.port))
	n, err := node.Start(node.Config{Dir: "."})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	l := &log{more: make(chan struct{}, 1)}
	l.keep(n.Machine())
	second := &site{t: t, n: n}
	got := second.eval(`try do Mix.CLI.load_project() rescue e in Mix.Error -> e.message end; Application.put_env(:phoenix, :serve_endpoints, true)
		Application.stop(:hello)
		try do Mix.CLI.start_app() rescue e in Mix.Error -> e.message end`)
	text, _ := got.AsStr()
	want := "Could not start application hello: Hello.Application.start(:normal, []) returned an error: shutdown: failed to start child: HelloWeb.Endpoint\n" +
		"    ** (EXIT) shutdown: failed to start child: {HelloWeb.Endpoint, :http}\n        ** (EXIT) :eaddrinuse"
	if text != want {
		t.Errorf("got %s", term.Inspect(got, term.Opts{}))
	}
	if line := fmt.Sprintf("[error] Running HelloWeb.Endpoint with lab at http failed, port %d already in use\n", s.port); !l.await(line) {
		t.Errorf("the log lacks %q:\n%s", line, l)
	}
}

func TestBroadcastsReachTheNode(t *testing.T) {
	s, _ := generated(t)
	got := s.eval(`
		:ok = Phoenix.PubSub.subscribe(Hello.PubSub, "news")
		:ok = HelloWeb.Endpoint.broadcast("news", "up", %{n: 1})
		:ok = Phoenix.PubSub.broadcast_from(Hello.PubSub, self(), "news", :not_for_me)
		:ok = Phoenix.PubSub.local_broadcast(Hello.PubSub, "news", :plain)
		:ok = Phoenix.PubSub.unsubscribe(Hello.PubSub, "news")
		:ok = Phoenix.PubSub.broadcast(Hello.PubSub, "news", :late)
		first = receive do %{__struct__: Phoenix.Socket.Broadcast} = m -> {m.topic, m.event, m.payload} end
		{first, receive do m -> m end, receive do m -> m after 0 -> :nothing end}`)
	if text := term.Inspect(got, term.Opts{}); text != `{{"news", "up", %{n: 1}}, :plain, :nothing}` {
		t.Errorf("got %s", text)
	}
}
