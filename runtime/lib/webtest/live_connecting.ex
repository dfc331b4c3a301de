defmodule Phoenix.LiveViewTest.Connecting do
  @moduledoc false
  # Connects a test to the LiveView of a response.

  alias Phoenix.LiveView.{Component, Diff, Rendered, Socket, Utils}
  alias Phoenix.LiveViewTest.ClientProxy

  @doc "Connects to the LiveView of a response."
  def sent(%Plug.Conn{state: state}) when state not in [:sent, :set], do: raise(ArgumentError, "a request has not yet been sent: live/1 must use a connection with a sent response, or be given a path")

  def sent(%Plug.Conn{status: 200} = conn), do: connect(conn, conn.resp_body, Plug.Conn.request_url(conn))

  def sent(%Plug.Conn{status: status} = conn) when status in 300..399 do
    [to | _] = Plug.Conn.get_resp_header(conn, "location")
    kind = if conn.private[:phoenix_live_redirect], do: :live_redirect, else: :redirect
    {:error, {kind, %{to: to, flash: conn.assigns[:flash] || %{}}}}
  end

  def sent(conn), do: {:error, {:nosession, "unexpected #{conn.status} response", conn.resp_body}} |> unexpected(conn)

  defp unexpected(_error, conn), do: raise(ArgumentError, "request to #{conn.request_path} received unexpected #{conn.status} response")

  @doc "Connects to a LiveView that has no route."
  def isolated(conn, endpoint, live_view, opts) do
    conn =
      %{conn | secret_key_base: endpoint.config(:secret_key_base)}
      |> Plug.Conn.put_private(:phoenix_endpoint, endpoint)
      |> Plug.Test.init_test_session(%{})
      |> Phoenix.LiveView.Router.fetch_live_flash([])

    {:ok, {:safe, content}, _assigns} = Phoenix.LiveView.Static.render(conn, live_view, Keyword.take(opts, [:session, :id, :container]))
    connect(conn, IO.iodata_to_binary(content), Plug.Conn.request_url(conn))
  end

  defp connect(conn, html, url) do
    ref = make_ref()
    session = conn.private[:plug_session] || %{}

    opts = %{
      caller: self(),
      ref: ref,
      endpoint: Phoenix.Controller.endpoint_module(conn),
      page: LabPage.parse(html),
      url: url,
      params: conn.private[:live_view_connect_params] || %{},
      connect_info: %{session: session, peer_data: Plug.Conn.get_peer_data(conn), uri: URI.parse(url), user_agent: conn |> Plug.Conn.get_req_header("user-agent") |> List.first(), x_headers: for({"x-" <> _, _} = header <- conn.req_headers, do: header)}
    }

    started(ClientProxy.start(opts))
  end

  # A LiveView that crashes also ends its test, unless the test traps exits.
  defp started({:ok, pid}) do
    Process.link(pid)
    {view, html} = GenServer.call(pid, :root, :infinity)
    {:ok, view, html}
  end

  defp started({:error, {:shutdown, {:redirected, reason}}}), do: {:error, reason}
  defp started({:error, reason}), do: exit(reason)

  @doc "Follows a redirect. `to` is its expected location."
  def follow({:error, {kind, %{to: path} = opts}}, conn, to, endpoint) when kind in [:redirect, :live_redirect] do
    if to != nil and to != path, do: raise(ArgumentError, "expected LiveView to redirect to #{inspect(to)}, but got #{inspect(path)}")
    conn = conn |> Phoenix.ConnTest.ensure_recycled() |> with_flash(opts[:flash], endpoint)
    conn = Phoenix.ConnTest.dispatch(conn, endpoint, :get, path, nil)
    if kind == :live_redirect, do: sent(conn), else: {:ok, conn}
  end

  def follow(other, _conn, _to, _endpoint), do: raise(RuntimeError, "LiveView did not redirect: #{inspect(other)}")

  defp with_flash(conn, flash, _endpoint) when flash in [nil, %{}], do: conn
  defp with_flash(conn, %{} = flash, endpoint), do: with_flash(conn, Utils.sign_flash(endpoint, flash), endpoint)
  defp with_flash(conn, token, _endpoint), do: Plug.Test.put_req_cookie(conn, "__phoenix_flash__", token)

  @doc "Returns the HTML of a component."
  def render_component(_endpoint, fun, assigns, _opts) when is_function(fun, 1) do
    assigns |> Map.new() |> Map.put_new(:__changed__, %{}) |> fun.() |> Phoenix.LiveViewTest.rendered_to_string()
  end

  def render_component(endpoint, module, assigns, opts) when is_atom(module) do
    {:module, _} = Code.ensure_loaded(module)
    assigns = Map.new(assigns)
    component = %Component{id: assigns[:id], component: module, assigns: assigns}
    rendered = %Rendered{static: ["", ""], dynamic: fn _ -> [component] end, fingerprint: 1, root: false}
    socket = %Socket{endpoint: endpoint, router: opts[:router], private: %{live_temp: %{}}}
    {_socket, html} = Diff.to_iodata(socket, rendered)
    html |> IO.iodata_to_binary() |> String.replace(~r/ data-phx-component="\d+"/, "", global: false)
  end
end
