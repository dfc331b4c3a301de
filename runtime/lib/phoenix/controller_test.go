package phoenix_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestPhoenixController(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `
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
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}
