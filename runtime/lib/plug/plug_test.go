package lib_test

import "testing"

func TestPlug(t *testing.T) {
	st := boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"parameters of a header", `for h <- [~s(foo=bar), ~s(  FOO=BAR ; wat), ~s(foo="bar;"; baz="bo\\"ing"), "=", ";", "a b=c", "a=b c", ~s(a="b)], do: Plug.Conn.Utils.params(h)`,
			`[%{"foo" => "bar"}, %{"foo" => "BAR"}, %{"baz" => "bo\"ing", "foo" => "bar;"}, %{}, %{}, %{}, %{}, %{}]`},
		{"tokens", `for s <- ["foo", "foo-bar", "<foo>", ~s("<foo>"), ~S("<f\oo>\"<b\ar>"), ~s("), "foo  ", "foo bar", "", " "], do: Plug.Conn.Utils.token(s)`,
			`["foo", "foo-bar", false, "<foo>", "<foo>\"<bar>", false, "foo", false, false, ""]`},
		{"media types", `for s <- ["text/plain", "APPLICATION/vnd.ms-data+XML", "text/*; q=1.0", "*/*; q=1.0", "x y", "*/html", "/", "x/y z"], do: Plug.Conn.Utils.media_type(s)`,
			`[{:ok, "text", "plain", %{}}, {:ok, "application", "vnd.ms-data+xml", %{}}, {:ok, "text", "*", %{"q" => "1.0"}}, {:ok, "*", "*", %{"q" => "1.0"}}, :error, :error, :error, :error]`},
		{"content types", `for s <- ["x-sample/json  ; charset=utf-8  ; foo=bar", "\r\n text/plain;\r\n charset=utf-8\r\n", "x/*"], do: Plug.Conn.Utils.content_type(s)`,
			`[{:ok, "x-sample", "json", %{"charset" => "utf-8", "foo" => "bar"}}, {:ok, "text", "plain", %{"charset" => "utf-8"}}, :error]`},
		{"options of routes", `
defmodule Hosts do
  use Plug.Router
  plug :match
  plug :dispatch
  get "/", host: "api.", assigns: %{kind: :api}, do: assign(conn, :body, "api")
  get "/", host: "example.com", private: %{kept: 1}, do: assign(conn, :body, "main")
  forward "/in", to: Hosts.Inner, host: "api."
  match _, do: assign(conn, :body, "else")
end
defmodule Hosts.Inner do
  def init(opts), do: opts
  def call(conn, _opts), do: Plug.Conn.assign(conn, :body, conn.path_info)
end
for {host, path} <- [{"api.example.com", []}, {"example.com", []}, {"other", []}, {"api.x", ["in", "a"]}, {"x", ["in", "a"]}] do
  conn = Hosts.call(%Plug.Conn{host: host, path_info: path}, [])
  {conn.assigns, conn.private[:kept]}
end`,
			`[{%{body: "api", kind: :api}, nil}, {%{body: "main"}, 1}, {%{body: "else"}, nil}, {%{body: ["a"]}, nil}, {%{body: "else"}, nil}]`},
		{"a session that is only read", `
opts = Plug.Session.init(store: :cookie, key: "k", signing_salt: "s", max_age: 60)
ask = fn headers -> %Plug.Conn{secret_key_base: String.duplicate("a", 64), req_headers: headers} |> Plug.Session.call(opts) |> Plug.Conn.fetch_session() end
answer = fn conn -> Enum.reduce(conn.private.before_send, conn, & &1.(&2)).resp_cookies end
%{"k" => %{value: cookie}} = ask.([]) |> Plug.Conn.put_session("a", 1) |> answer.()
conn = ask.([{"cookie", "k=" <> cookie}])
{Plug.Conn.get_session(conn), answer.(conn)}`, `{%{"a" => 1}, %{}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

func TestPhoenixController(t *testing.T) {
	st := boot(t)
	st.eval(t, `
defmodule Asked do
  import Phoenix.Controller

  def format(header, accepted) do
    conn = %Plug.Conn{params: %{}, req_headers: for(h <- List.wrap(header), do: {"accept", h})}
    get_format(accepts(conn, accepted))
  rescue
    e -> e.message |> String.split("\n") |> hd()
  end

  # What the session has of the flash after an answer.
  def flash(session, status, change) do
    conn = %Plug.Conn{status: status, private: %{plug_session: session, plug_session_fetch: :done}} |> fetch_flash() |> change.()
    Enum.reduce(conn.private.before_send, conn, & &1.(&2)).private.plug_session["phoenix_flash"]
  end
end`)
	for _, c := range []struct{ name, src, want string }{
		{"hosts of a scope", `
defmodule HostRouter do
  use Phoenix.Router
  scope "/", host: ["a.com", "b."] do
    get "/", Asked, :named
  end
  scope "/", host: "c.com" do
    get "/", Asked, :one
  end
  get "/", Asked, :any
end
for host <- ["a.com", "b.org", "c.com", "d"], do: Phoenix.Router.route_info(HostRouter, "GET", "/", host).plug_opts`,
			`[:named, :named, :one, :any]`},
		{"formats", `for h <- [nil, "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json, */*", "application/json", "text/*", "text/html;q=0.5, application/json;q=0.9"], do: Asked.format(h, ["json", "html"])`,
			`["json", "json", "html", "html", "json", "html", "json"]`},
		{"anything, of no HTML", `Asked.format("text/xml, */*", ["json", "txt"])`, `"json"`},
		{"none", `{Asked.format("text/xml", ["json"]), Asked.format("x", ["json"])}`, `{"no supported media type in accept header.", "no supported media type in accept header."}`},
		{"flash of a redirect", `Asked.flash(%{}, 302, &Phoenix.Controller.put_flash(&1, :info, "new"))`, `%{"info" => "new"}`},
		{"flash of two redirects", `Asked.flash(%{"phoenix_flash" => %{"info" => "old"}}, 302, & &1)`, `%{"info" => "old"}`},
		{"flash that was shown", `Asked.flash(%{"phoenix_flash" => %{"info" => "old"}}, 200, & &1)`, `nil`},
		{"flash that was cleared", `Asked.flash(%{"phoenix_flash" => %{"info" => "old"}}, 302, &Phoenix.Controller.clear_flash/1)`, `nil`},
		{"current path", `conn = %Plug.Conn{script_name: ["a"], path_info: ["b", "c"], request_path: "/a//b/c/", query_string: "x=1&y"}; {Phoenix.Controller.current_path(conn), Phoenix.Controller.current_path(conn, %{z: 1}), Phoenix.Controller.current_path(conn, %{})}`,
			`{"/a/b/c?x=1&y", "/a/b/c?z=1", "/a/b/c"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}
