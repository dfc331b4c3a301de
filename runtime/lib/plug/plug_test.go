package plug_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestPlug(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"parameters of a header", `for h <- [~s(foo=bar), ~s(  FOO=BAR ; wat), ~s(foo="bar;"; baz="bo\\"ing"), "=", ";", "a b=c", "a=b c", ~s(a="b)], do: Plug.Conn.Utils.params(h)`,
			`[%{"foo" => "bar"}, %{"foo" => "BAR"}, %{"baz" => "bo\"ing", "foo" => "bar;"}, %{}, %{}, %{}, %{}, %{}]`},
		{"tokens", `for s <- ["foo", "foo-bar", "<foo>", ~s("<foo>"), ~S("<f\oo>\"<b\ar>"), ~s("), "foo  ", "foo bar", "", " "], do: Plug.Conn.Utils.token(s)`,
			`["foo", "foo-bar", false, "<foo>", "<foo>\"<bar>", false, "foo", false, false, ""]`},
		{"media types", `for s <- ["text/plain", "APPLICATION/vnd.ms-data+XML", "text/*; q=1.0", "*/*; q=1.0", "x y", "*/html", "/", "x/y z"], do: Plug.Conn.Utils.media_type(s)`,
			`[{:ok, "text", "plain", %{}}, {:ok, "application", "vnd.ms-data+xml", %{}}, {:ok, "text", "*", %{"q" => "1.0"}}, {:ok, "*", "*", %{"q" => "1.0"}}, :error, :error, :error, :error]`},
		{"content types", `for s <- ["x-sample/json  ; charset=utf-8  ; foo=bar", "\r\n text/plain;\r\n charset=utf-8\r\n", "x/*"], do: Plug.Conn.Utils.content_type(s)`,
			`[{:ok, "x-sample", "json", %{"charset" => "utf-8", "foo" => "bar"}}, {:ok, "text", "plain", %{"charset" => "utf-8"}}, :error]`},
		{"masks", `masked = Plug.Crypto.mask("token", "mask!"); {masked == "token", Plug.Crypto.mask(masked, "mask!"), Plug.Crypto.masked_compare("token", masked, "mask!")}`, `{false, "token", true}`},
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
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}
