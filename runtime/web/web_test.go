package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
	"lab/runtime/web"
)

// patience limits how long a test waits on a busy machine.
const patience = 30 * time.Second

// A site is a node with a web server on a free port.
type site struct {
	t    testing.TB
	n    *node.Node
	port int
}

// open starts a node with the given files in its folder, and a server of the plug Site that code
// defines.
func open(t testing.TB, files map[string]string, options, code string) *site {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	n, err := node.Start(node.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	s := &site{t: t, n: n}
	s.eval(code)
	port, _ := s.eval(`
		me = self()
		spawn(fn ->
		  Process.register(self(), :keeper)
		  {:ok, server} = Plug.Server.start_link([plug: Site, port: 0] ++ [` + options + `])
		  send(me, {:port, elem(Plug.Server.info(server), 1)})
		  Process.sleep(:infinity)
		end)
		receive do {:port, port} -> port end`).AsInt()
	s.port = int(port)
	return s
}

// eval evaluates code on the node.
func (s *site) eval(code string) term.Term {
	s.t.Helper()
	v, err := s.n.Machine().Call(vm.ModuleAtom("Code"), term.Intern("eval_string"), term.Str(code))
	if err != nil {
		s.t.Fatal(err)
	}
	return v.Elems()[0]
}

func (s *site) addr() string           { return fmt.Sprintf("127.0.0.1:%d", s.port) }
func (s *site) url(path string) string { return "http://" + s.addr() + path }

// get requests a page and returns its status and body.
func (s *site) get(path string) (int, string) {
	s.t.Helper()
	return s.do(http.MethodGet, path, nil, nil)
}

func (s *site) do(method, path string, header map[string]string, body io.Reader) (int, string) {
	s.t.Helper()
	req, err := http.NewRequest(method, s.url(path), body)
	if err != nil {
		s.t.Fatal(err)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := (&http.Client{Timeout: patience}).Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// raw sends bytes and returns the answer up to the end of the connection.
func (s *site) raw(text string) string {
	s.t.Helper()
	conn := s.dial()
	_, _ = io.WriteString(conn, text) // fails if the server hangs up meanwhile
	b, _ := io.ReadAll(conn)
	return string(b)
}

func (s *site) dial() net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.addr())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return conn
}

const pages = `
defmodule Site do
  import Plug.Conn
  def init(o), do: o
  def call(%{request_path: "/"} = conn, _), do: send_resp(conn, 200, inspect(self() in Process.list()))
  def call(%{request_path: "/boom"}, _), do: raise "boom"
  def call(%{request_path: "/none"} = conn, _), do: conn
  def call(%{request_path: "/killed"}, _), do: Process.exit(self(), :kill)
  def call(%{request_path: "/file"} = conn, _), do: send_file(conn, 200, "a.txt", 1, 3)
  def call(%{request_path: "/outside"} = conn, _), do: send_file(conn, 200, "../secret")
  def call(%{request_path: "/echo"} = conn, _) do
    {:ok, body, conn} = read_body(conn)
    send_resp(conn, 200, body)
  end
  def call(%{request_path: "/limited"} = conn, _) do
    case read_body(conn, length: 10, read_timeout: 200) do
      {:ok, body, conn} -> send_resp(conn, 200, "ok " <> body)
      {:more, _, conn} -> send_resp(conn, 413, "more")
      {:error, reason} -> send_resp(conn, 408, inspect(reason))
    end
  end
  def call(%{request_path: "/chunks"} = conn, _) do
    Enum.reduce(["a", "b", "c"], send_chunked(conn, 200), fn x, conn -> {:ok, conn} = chunk(conn, x); conn end)
  end
  def call(%{request_path: "/large"} = conn, _) do
    Process.register(self(), :large)
    send_resp(conn, 200, String.duplicate("a", 64_000_000))
  end
  def call(%{request_path: "/early"} = conn, _), do: conn |> inform(103, [{"link", "</x>"}]) |> send_resp(201, "late")
  def call(%{request_path: "/twice"} = conn, _) do
    conn = send_resp(conn, 200, "once")
    try do send_resp(conn, 200, "twice") rescue e in Plug.Conn.AlreadySentError -> conn end
  end
  def call(%{request_path: "/ws"} = conn, _), do: WebSockAdapter.upgrade(conn, Echo, :state, timeout: 20_000, max_frame_size: 1000)
end
defmodule Echo do
  def init(state), do: {:ok, state}
  def handle_in({"crash", _}, _), do: raise "in the socket"
  def handle_in({"stop", _}, state), do: {:stop, :normal, state}
  def handle_in({"pid", _}, state), do: (Process.register(self(), :socket); {:push, {:text, "known"}, state})
  def handle_in({text, opcode: opcode}, state), do: {:reply, :ok, {opcode, "you said " <> text}, state}
  def handle_info(msg, state), do: {:push, {:text, inspect(msg)}, state}
  def terminate(reason, _), do: (if Process.whereis(:watcher), do: send(:watcher, {:terminated, reason}))
end
`

func TestAnswers(t *testing.T) {
	s := open(t, map[string]string{"a.txt": "0123456"}, "", pages)
	for _, c := range []struct {
		path, want string
		status     int
	}{
		{"/", "true", 200}, {"/file", "123", 200}, {"/chunks", "abc", 200}, {"/early", "late", 201}, {"/twice", "once", 200},
		{"/boom", "", 500}, {"/none", "", 500}, {"/killed", "", 500}, {"/outside", "", 500},
	} {
		if status, body := s.get(c.path); status != c.status || body != c.want {
			t.Errorf("%s: got %d %q, want %d %q", c.path, status, body, c.status, c.want)
		}
	}
	if status, body := s.do("POST", "/echo", nil, strings.NewReader("hello")); status != 200 || body != "hello" {
		t.Errorf("echo: got %d %q", status, body)
	}
}

func TestBodyLimits(t *testing.T) {
	s := open(t, nil, "", pages)
	for body, want := range map[string]string{"123456789": "ok 123456789", "1234567890": "ok 1234567890", "12345678901": "more"} {
		if _, got := s.do("POST", "/limited", nil, strings.NewReader(body)); got != want {
			t.Errorf("%q: got %q, want %q", body, got, want)
		}
	}
	slow := s.dial()
	fmt.Fprintf(slow, "POST /limited HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
	resp, err := http.ReadResponse(bufio.NewReader(slow), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, _ := io.ReadAll(resp.Body); resp.StatusCode != 408 || string(b) != ":timeout" {
		t.Errorf("a body that stalls: %d %q", resp.StatusCode, b)
	}
}

func TestHugeHeaderIsRefused(t *testing.T) {
	s := open(t, nil, "", pages)
	got := s.raw("GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + strings.Repeat("a", 10<<20) + "\r\n\r\n")
	if got != "" && !strings.HasPrefix(got, "HTTP/1.1 431 ") {
		t.Errorf("got %.100q", got)
	}
	if status, _ := s.get("/"); status != 200 {
		t.Errorf("afterwards: %d", status)
	}
}

func TestSlowHeaderIsHungUpOn(t *testing.T) {
	s := open(t, nil, "header_timeout: 100", pages)
	if got := s.raw("GET / HTTP/1.1\r\nHost: x\r\n"); strings.Contains(got, "200") {
		t.Errorf("got %q", got)
	}
}

// TestAClientThatDoesNotReadIsHungUpOn checks that a client that does not read the answer blocks
// neither the process nor other clients.
func TestAClientThatDoesNotReadIsHungUpOn(t *testing.T) {
	s := open(t, nil, "write_timeout: 100", pages)
	deaf := s.dial()
	fmt.Fprint(deaf, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
	if _, err := io.ReadFull(deaf, make([]byte, 1)); err != nil { // waits for the beginning of the answer
		t.Fatal(err)
	}
	if status, _ := s.get("/"); status != 200 {
		t.Errorf("another client got %d", status)
	}
	got := s.eval(`case Process.whereis(:large) do
	  nil -> :gone
	  pid -> ref = Process.monitor(pid); receive do {:DOWN, ^ref, _, _, _} -> :gone after 20_000 -> :there end
	end`)
	if text := term.Inspect(got, term.Opts{}); text != ":gone" {
		t.Errorf("the process is %s", text)
	}
	if n, _ := io.Copy(io.Discard, deaf); n >= 64_000_000 {
		t.Errorf("it was sent %d bytes", n)
	}
}

func TestNoSenseIsAnsweredWithBadRequest(t *testing.T) {
	s := open(t, nil, "", pages)
	for _, text := range []string{"nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01\x00\r\n\r\n"} {
		if got := s.raw(text); !strings.HasPrefix(got, "HTTP/1.1 400 ") {
			t.Errorf("%q: got %.100q", text, got)
		}
	}
}

// holdEnv makes the test binary act as a client that opens sockets to an address and holds them
// until its standard input ends, without sending anything. A separate process has its own limit of
// open files.
const holdEnv = "LAB_HOLD_SOCKETS"

func TestMain(m *testing.M) {
	addr := os.Getenv(holdEnv)
	if addr == "" {
		os.Exit(m.Run())
	}
	var held []net.Conn
	for range 10_000 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		held = append(held, conn)
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	runtime.KeepAlive(held) // a collected connection would be closed
}

func TestIdleSocketsLeaveRoomForOthers(t *testing.T) {
	s := open(t, nil, "header_timeout: 60_000", pages)
	held := exec.Command(os.Args[0])
	held.Env = append(os.Environ(), holdEnv+"="+s.addr())
	held.Stderr = os.Stderr
	stdin, err := held.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := held.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := held.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close(); _ = held.Wait() }()
	if ready, err := bufio.NewReader(stdout).ReadString('\n'); ready != "ready\n" {
		t.Fatalf("the clients said %q, %v", ready, err)
	}
	if status, body := s.get("/"); status != 200 || body != "true" {
		t.Errorf("got %d %q", status, body)
	}
}

func TestConnectionsAreBounded(t *testing.T) {
	s := open(t, nil, "max_connections: 1, header_timeout: 30_000", pages)
	first := s.dial()
	fmt.Fprint(first, "GET / HTTP/1.1\r\nHost: x\r\n")
	second := s.dial()
	fmt.Fprint(second, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	first.Close() // makes room
	if b, err := io.ReadAll(second); err != nil || !strings.HasPrefix(string(b), "HTTP/1.1 200 ") {
		t.Errorf("got %q, %v", b, err)
	}
}

func TestServerClosesWithItsOwner(t *testing.T) {
	s := open(t, nil, "", pages)
	s.eval(`Process.exit(Process.whereis(:keeper), :kill)`)
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		conn, err := net.Dial("tcp", s.addr())
		if err != nil {
			return
		}
		conn.Close()
		if time.Now().After(end) {
			t.Fatal("it still listens")
		}
	}
}

func TestPortTaken(t *testing.T) {
	s := open(t, nil, "", pages)
	got := s.eval(fmt.Sprintf(`Process.flag(:trap_exit, true); Plug.Server.start_link(plug: Site, port: %d)`, s.port))
	if text := term.Inspect(got, term.Opts{}); text != "{:error, :eaddrinuse}" {
		t.Errorf("got %s", text)
	}
}

func TestOnlyTheLoopbackIsListenedAt(t *testing.T) {
	s := open(t, nil, "", pages)
	got := s.eval(`Process.flag(:trap_exit, true); Plug.Server.start_link(plug: Site, port: 0, ip: {192, 0, 2, 1})`)
	if text := term.Inspect(got, term.Opts{}); text != "{:error, :eaddrnotavail}" {
		t.Errorf("got %s", text)
	}
	got = s.eval(`{:ok, pid} = Plug.Server.start_link(plug: Site, port: 0, ip: {0, 0, 0, 0}); elem(Plug.Server.info(pid), 0)`)
	if text := term.Inspect(got, term.Opts{}); text != "{127, 0, 0, 1}" {
		t.Errorf("got %s", text)
	}
}

func TestKeepAliveAndPipelines(t *testing.T) {
	s := open(t, nil, "", pages)
	conn := s.dial()
	fmt.Fprint(conn, strings.Repeat("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 2)+"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	b, err := io.ReadAll(conn)
	if err != nil || bytes.Count(b, []byte("HTTP/1.1 200 OK")) != 3 {
		t.Errorf("got %q, %v", b, err)
	}
}

// TestAnswered checks that the record of answered requests is correct, whatever programs claim.
func TestAnswered(t *testing.T) {
	s := open(t, nil, "", `
		defmodule Site do
		  import Plug.Conn
		  def init(o), do: o
		  def call(%{request_path: "/raise"}, _), do: raise("no")
		  def call(conn, _), do: send_resp(conn, 201, "made")
		end`)
	s.get("/a?b=c")
	s.get("/raise")
	s.get("/" + strings.Repeat("x", 1000))
	got := s.n.Web().Answered()
	if len(got) != 3 || got[0] != (web.Answered{Method: "GET", Target: "/a?b=c", Status: 201}) || got[1].Status != 500 || len(got[2].Target) != 500 {
		t.Errorf("got %v", got)
	}
	if again := s.n.Web().Answered(); again != nil {
		t.Errorf("told twice: %v", again)
	}
}
