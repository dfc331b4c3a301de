package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"lab/runtime/node"
)

const liveSite = `
Application.put_env(:fuzz, Fuzz.Endpoint,
  url: [host: "localhost"], http: [ip: {127, 0, 0, 1}, port: 0], server: true, secret_key_base: String.duplicate("a", 64),
  live_view: [signing_salt: "saltsalt"], pubsub_server: Fuzz.PubSub, check_origin: false)
defmodule Fuzz.Layouts do
  use Phoenix.Component
  def root(assigns) do
    ~H"""
    <html><head><meta name="csrf-token" content={Plug.CSRFProtection.get_csrf_token()} /></head><body>{@inner_content}</body></html>
    """
  end
end
defmodule Fuzz.Live do
  use Phoenix.LiveView
  def mount(_, _, socket), do: {:ok, socket |> assign(n: 0) |> allow_upload(:file, accept: :any, max_entries: 2)}
  def render(assigns) do
    ~H"""
    <button phx-click="add">{@n}</button>
    <form phx-change="set"><input name="n" value={@n} /><.live_file_input upload={@uploads.file} /></form>
    """
  end
  def handle_event("add", _, socket), do: {:noreply, update(socket, :n, &(&1 + 1))}
  def handle_event("set", %{"n" => n}, socket), do: {:noreply, assign(socket, n: n)}
end
defmodule Fuzz.Router do
  use Phoenix.Router
  import Phoenix.LiveView.Router
  import Phoenix.Controller
  pipeline :browser do
    plug :accepts, ["html"]
    plug :fetch_session
    plug :put_root_layout, html: {Fuzz.Layouts, :root}
    plug :protect_from_forgery
  end
  scope "/" do
    pipe_through :browser
    live "/", Fuzz.Live
  end
end
defmodule Fuzz.Endpoint do
  use Phoenix.Endpoint, otp_app: :fuzz
  @session [store: :cookie, key: "_fuzz", signing_salt: "abcdefgh"]
  socket "/live", Phoenix.LiveView.Socket, websocket: [connect_info: [session: @session]]
  plug Plug.Parsers, parsers: [:urlencoded, :json], pass: ["*/*"], json_decoder: Phoenix.json_library()
  plug Plug.Session, @session
  plug Fuzz.Router
end
me = self()
spawn(fn ->
  {:ok, _} = Supervisor.start_link([{Phoenix.PubSub, name: Fuzz.PubSub}, Fuzz.Endpoint], strategy: :one_for_one)
  {:ok, {_, port}} = Fuzz.Endpoint.server_info(:http)
  send(me, {:port, port})
  Process.sleep(:infinity)
end)
receive do {:port, port} -> port end`

// liveUpload is the ref of the page's file input.
var liveUpload = regexp.MustCompile(`data-phx-upload-ref="([^"]+)"`)

var liveParts = regexp.MustCompile(`(?s)csrf-token" content="([^"]+)".*id="(phx-[^"]+)" data-phx-main data-phx-session="([^"]+)" data-phx-static="([^"]+)"`)

// A viewer is a browser with a LiveView.
type viewer struct {
	*websocket.Conn
	page *strings.Replacer // inserts the values of the page
}

// view loads the page, opens its socket and joins.
func (s *site) view(t *testing.T) *viewer {
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar, Timeout: patience}
	resp, err := client.Get(s.url("/"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	m := liveParts.FindStringSubmatch(string(body))
	if m == nil {
		t.Fatalf("%d: no LiveView in %s", resp.StatusCode, body)
	}
	upload := liveUpload.FindStringSubmatch(string(body))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, _, err := websocket.Dial(ctx, "ws://"+s.addr()+"/live/websocket?vsn=2.0.0&_csrf_token="+url.QueryEscape(m[1]), &websocket.DialOptions{HTTPClient: client})
	if err != nil {
		t.Fatal(err)
	}
	v := &viewer{c, strings.NewReplacer("ID", "lv:"+m[2], "SESSION", m[3], "STATIC", m[4], "URL", s.url("/"), "UPLOAD", upload[1])}
	if !v.tell(t, joinMessage) {
		t.Fatal("the join ended the socket")
	}
	return v
}

const (
	joinMessage = `["1","1","ID","phx_join",{"url":"URL","params":{"_lab":1},"session":"SESSION","static":"STATIC"}]`
	heartbeat   = `[null,"beat","phoenix","heartbeat",{}]`
)

// tell sends a message and waits until the socket has answered a subsequent heartbeat. It returns
// false if the server closed the socket.
func (v *viewer) tell(t *testing.T, text string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, text := range []string{v.page.Replace(text), heartbeat} {
		if v.Write(ctx, websocket.MessageText, []byte(strings.ToValidUTF8(text, "?"))) != nil {
			return false
		}
	}
	for {
		_, b, err := v.Read(ctx)
		switch {
		case ctx.Err() != nil:
			t.Fatal("neither an answer nor an end")
		case err != nil:
			return false
		case strings.HasPrefix(string(b), `[null,"beat"`):
			return true
		}
	}
}

// FuzzLive sends arbitrary joins and events to a LiveView. The server must answer or close the
// socket.
func FuzzLive(f *testing.F) {
	n, err := node.Start(node.Config{Dir: f.TempDir()})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(n.Close)
	s := &site{t: f, n: n}
	port, _ := s.eval(liveSite).AsInt()
	s.port = int(port)
	for _, text := range []string{
		joinMessage,
		`["1","2","ID","event",{"type":"click","event":"add","value":{}}]`,
		`["1","3","ID","event",{"type":"form","event":"set","value":"n=5&_target=n","uploads":{}}]`,
		`["1","4","ID","event",{"type":"click","event":"none","value":[]}]`,
		`["1","5","ID","live_patch",{"url":"URL?x=1"}]`,
		`["1","6","ID","phx_leave",{}]`,
		`["1","7","lv:other","phx_join",{"session":"SESSION","static":null,"params":{},"url":"http://elsewhere/"}]`,
		`["9","8","lvu:1","phx_join",{"token":"x"}]`,
		`["1","10","ID","allow_upload",{"ref":"UPLOAD","entries":[{"ref":"0","name":"a","size":3,"type":"text/plain"},{"ref":"1","name":"","size":null,"type":""}]}]`,
		`["1","11","ID","progress",{"ref":"UPLOAD","entry_ref":"0","progress":100,"event":null}]`,
		`["1","12","ID","event",{"type":"form","event":"set","value":"n=5","uploads":{"UPLOAD":[{"ref":"2"}],"x":[]}}]`,
		`["1","9","ID","cids_will_destroy",{"cids":[1,-1,1e99]}]`,
		`[null,null,null,null,null]`, `[]`, `{}`, `nonsense`, `["1","2","ID","event",{"type":"click","event":"add","value":{},"cid":99999999999999999999}]`,
	} {
		f.Add(text)
	}
	var v *viewer
	f.Fuzz(func(t *testing.T, text string) {
		if v == nil {
			v = s.view(t)
		}
		if !v.tell(t, text) {
			_ = v.CloseNow()
			v = nil
		}
	})
	if status, _ := s.get("/"); status != 200 {
		f.Fatalf("after that: %d", status)
	}
}
