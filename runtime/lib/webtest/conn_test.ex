defmodule Phoenix.ConnTest do
  @moduledoc """
  Requests to an endpoint in tests, without a server. The endpoint is the `@endpoint` of the test module:

      @endpoint MyAppWeb.Endpoint

      test "greets", %{conn: conn} do
        conn = get(conn, ~p"/hello")
        assert html_response(conn, 200) =~ "Hello"
      end
  """

  import ExUnit.Assertions, only: [flunk: 1]
  alias Plug.Conn

  @doc false
  defmacro __using__(_opts) do
    quote do
      import Plug.Conn
      import Phoenix.ConnTest
    end
  end

  @doc "Returns a connection for requests."
  def build_conn(), do: build_conn(:get, "/", nil)

  @doc "Returns a connection for one request."
  def build_conn(method, path, params_or_body \\ nil) do
    %Conn{}
    |> Plug.Adapters.Test.Conn.conn(method, path, params_or_body)
    |> Conn.put_private(:plug_skip_csrf_protection, true)
    |> Conn.put_private(:phoenix_recycled, true)
  end

  for method <- [:get, :post, :put, :patch, :delete, :options, :connect, :trace, :head] do
    @doc "Sends a #{method |> to_string() |> String.upcase()} request to the endpoint."
    defmacro unquote(method)(conn, path_or_action, params_or_body \\ nil) do
      method = unquote(method)
      quote(do: Phoenix.ConnTest.dispatch(unquote(conn), @endpoint, unquote(method), unquote(path_or_action), unquote(params_or_body)))
    end
  end

  @doc "Sends a request to an endpoint, or to an action of any plug."
  def dispatch(conn, endpoint, method, path_or_action, params_or_body \\ nil)

  def dispatch(%Conn{}, nil, method, _path, _params), do: raise("no @endpoint set in test module: #{method} needs one")

  def dispatch(%Conn{} = conn, endpoint, method, path_or_action, params_or_body) do
    if is_binary(params_or_body) and Conn.get_req_header(conn, "content-type") == [] do
      raise ArgumentError, "a content-type header is required when setting a binary body in a test connection"
    end

    forget_sent()

    conn
    |> ensure_recycled()
    |> called(endpoint, method, path_or_action, params_or_body)
    |> Conn.put_private(:phoenix_recycled, false)
    |> sent()
  end

  def dispatch(conn, _endpoint, method, _path, _params) do
    raise ArgumentError, "expected first argument to #{method} to be a Plug.Conn, got #{inspect(conn)}"
  end

  # Drops the notification of an earlier response.
  defp forget_sent() do
    receive do
      {:plug_conn, :sent} -> forget_sent()
    after
      0 -> :ok
    end
  end

  defp called(conn, endpoint, method, path, params_or_body) when is_binary(path) do
    conn |> Plug.Adapters.Test.Conn.conn(method, path, params_or_body) |> endpoint.call(endpoint.init([]))
  end

  defp called(conn, endpoint, method, action, params_or_body) when is_atom(action) do
    conn |> Plug.Adapters.Test.Conn.conn(method, "/", params_or_body) |> endpoint.call(endpoint.init(action))
  end

  # A pipeline called on its own leaves the connection unsent.
  defp sent(%Conn{private: %{phoenix_bypass: _}} = conn), do: conn
  defp sent(%Conn{state: :set} = conn), do: Conn.send_resp(conn)
  defp sent(conn), do: conn

  @doc "Sets a cookie of the request."
  defdelegate put_req_cookie(conn, key, value), to: Plug.Test
  @doc "Removes a cookie of the request."
  defdelegate delete_req_cookie(conn, key), to: Plug.Test
  @doc "Sets the values of the connection's session."
  defdelegate init_test_session(conn, session), to: Plug.Test
  @doc "Loads the flash messages."
  defdelegate fetch_flash(conn, opts \\ []), to: Phoenix.Controller
  @doc "Sets a flash message."
  defdelegate put_flash(conn, key, message), to: Phoenix.Controller
  @doc "Removes all flash messages."
  defdelegate clear_flash(conn), to: Phoenix.Controller

  @doc "Returns the flash messages."
  def get_flash(conn), do: conn.assigns.flash
  @doc "Returns the flash message of a kind."
  def get_flash(conn, key), do: Phoenix.Flash.get(conn.assigns.flash, key)

  @doc "Checks the media type of the response, `:html`, `:json` or `:text`, and returns it."
  def response_content_type(conn, format) when is_atom(format) do
    case Conn.get_resp_header(conn, "content-type") do
      [] -> raise "no content-type was set, expected a #{format} response"
      [type] -> if(type?(type, to_string(format)), do: type, else: raise("expected content-type for #{format}, got: #{inspect(type)}"))
      [_ | _] -> raise "more than one content-type was set, expected a #{format} response"
    end
  end

  defp type?(header, format) do
    media = header |> String.split(";") |> hd() |> String.trim()
    format in MIME.extensions(media) or media == MIME.type(format) or String.ends_with?(media, "+" <> format)
  end

  @doc "Returns the body of the response, which must have this status."
  def response(%Conn{state: :unset}, _status) do
    raise "expected connection to have a response but no response was set/sent.\nPlease verify that you assign to \"conn\" after a request:\n\n    conn = get(conn, \"/\")\n    assert html_response(conn) =~ \"Hello\"\n"
  end

  def response(%Conn{status: status, resp_body: body}, given) do
    if Conn.Status.code(given) == status, do: body, else: raise("expected response with status #{Conn.Status.code(given)}, got: #{status}, with body:\n#{inspect(body)}")
  end

  @doc "Returns the body of an HTML response of this status."
  def html_response(conn, status), do: typed(conn, status, :html)

  @doc "Returns the body of a text response of this status."
  def text_response(conn, status), do: typed(conn, status, :text)

  @doc "Returns the data of a JSON response of this status."
  def json_response(conn, status), do: conn |> typed(status, :json) |> Phoenix.json_library().decode!()

  defp typed(conn, status, format) do
    body = response(conn, status)
    _ = response_content_type(conn, format)
    body
  end

  @doc "Returns the location that the response redirects to."
  def redirected_to(conn, status \\ 302)
  def redirected_to(%Conn{state: :unset}, _status), do: raise("expected connection to have redirected but no response was set/sent")
  def redirected_to(conn, status) when is_atom(status), do: redirected_to(conn, Conn.Status.code(status))

  def redirected_to(%Conn{status: status} = conn, status) do
    case Conn.get_resp_header(conn, "location") do
      [location | _] -> location
      [] -> raise "no location header was set on redirected_to"
    end
  end

  def redirected_to(conn, status), do: raise("expected redirection with status #{status}, got: #{conn.status}")

  @doc "Returns the parameters of the path that the response redirects to."
  def redirected_params(%Conn{} = conn, status \\ 302) do
    path_params(conn, redirected_to(conn, status))
  end

  @doc "Returns the parameters in a path according to the router of the connection."
  def path_params(%Conn{} = conn, to) when is_binary(to) do
    router = Phoenix.Controller.router_module(conn)
    %URI{path: path, host: host, query: query} = URI.parse(to)
    segments = for part <- String.split(path || "/", "/"), part != "", do: URI.decode(part)

    case Phoenix.Router.route_info(router, "GET", segments, host || conn.host) do
      :error -> raise Phoenix.Router.NoRouteError, conn: conn, router: router
      %{path_params: params} -> Map.merge(Conn.Query.decode(query || ""), params) |> Map.new(fn {key, value} -> {String.to_atom(key), value} end)
    end
  end

  @doc """
  Returns a connection for the next request, with the cookies of this connection and the named
  headers.
  """
  def recycle(conn, headers \\ ~w(accept accept-language authorization)) do
    build_conn()
    |> Map.put(:host, conn.host)
    |> Map.put(:remote_ip, conn.remote_ip)
    |> Plug.Test.recycle_cookies(conn)
    |> Map.update!(:req_headers, &(for({name, _} = header <- conn.req_headers, name in headers, do: header) ++ &1))
  end

  @doc "Recycles a connection if it has been used for a request."
  def ensure_recycled(%Conn{private: %{phoenix_recycled: true}} = conn), do: conn
  def ensure_recycled(conn), do: recycle(conn)

  @doc "Makes the next request stop at its route, before pipelines and controller."
  def bypass_through(conn), do: Conn.put_private(conn, :phoenix_bypass, :all)

  @doc "Makes the next request stop after the pipelines of its route."
  def bypass_through(conn, router), do: Conn.put_private(conn, :phoenix_bypass, {router, :current})

  @doc "Makes the next request go through these pipelines of the router and stop."
  def bypass_through(conn, router, pipelines), do: Conn.put_private(conn, :phoenix_bypass, {router, List.wrap(pipelines)})

  @doc "Asserts that a function raises and an error page with this status was sent. Returns `{status, headers, body}`."
  def assert_error_sent(status_or_name, fun) when is_function(fun, 0) do
    expected = Conn.Status.code(status_or_name)
    forget_responses()
    result = rescued(fun)

    case {error_sent(), result} do
      {{^expected, headers, body}, {:raised, _, _}} -> {expected, headers, body}
      {{status, _, _}, {:raised, error, stack}} -> reraise "expected error to be sent as #{expected} status, but got #{status}: " <> Exception.format(:error, error, stack), stack
      {nil, {:raised, error, stack}} -> reraise error, stack
      {_, :returned} -> flunk("expected error to be sent as #{expected} status, but no error happened")
    end
  end

  defp rescued(fun) do
    fun.()
    :returned
  rescue
    error in Plug.Conn.WrapperError -> {:raised, error.reason, __STACKTRACE__}
    error -> {:raised, error, __STACKTRACE__}
  end

  defp forget_responses() do
    if error_sent(), do: forget_responses()
  end

  defp error_sent() do
    receive do
      {ref, {status, headers, body}} when is_reference(ref) and is_integer(status) and is_list(headers) and is_binary(body) -> {status, headers, body}
    after
      0 -> nil
    end
  end
end
