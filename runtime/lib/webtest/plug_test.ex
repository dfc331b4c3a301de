defmodule Plug.Test do
  @moduledoc """
  Connections for tests of plugs. They need no server, and record the response.

      conn = conn(:get, "/hello", %{"name" => "Jo"}) |> MyPlug.call(MyPlug.init([]))
      assert conn.status == 200
  """

  alias Plug.Conn

  @doc false
  defmacro __using__(_opts) do
    quote do
      import Plug.Test
      import Plug.Conn
    end
  end

  @doc "Returns a connection for a method, a path, and parameters or a body."
  def conn(method, path, params_or_body \\ nil), do: Plug.Adapters.Test.Conn.conn(%Conn{}, method, path, params_or_body)

  @doc "Returns the sent response: `{status, headers, body}`."
  def sent_resp(%Conn{adapter: {Plug.Adapters.Test.Conn, %{ref: ref}}}) do
    case received(ref) do
      nil -> raise "no sent response available for the given connection. Maybe the application did not send anything?"
      response -> response
    end
  end

  defp received(ref) do
    receive do
      {^ref, {_status, _headers, _body} = response} ->
        send(self(), {ref, response})
        response
    after
      0 -> nil
    end
  end

  @doc "Sets a cookie of the request."
  def put_req_cookie(conn, key, value) when is_binary(key) and is_binary(value) do
    conn = delete_req_cookie(conn, key)
    %{conn | req_headers: [{"cookie", "#{key}=#{value}"} | conn.req_headers]}
  end

  @doc "Removes a cookie of the request."
  def delete_req_cookie(%Conn{req_cookies: %Conn.Unfetched{}} = conn, key) when is_binary(key) do
    start = key <> "="
    %{conn | req_headers: Enum.reject(conn.req_headers, fn {name, value} -> name == "cookie" and String.starts_with?(value, start) end)}
  end

  def delete_req_cookie(_conn, key) when is_binary(key), do: raise(ArgumentError, "cannot put/delete request cookies after cookies were fetched")

  @doc "Copies the cookies of an earlier connection."
  def recycle_cookies(new, old) do
    Enum.reduce(Conn.fetch_cookies(old).cookies, new, fn {key, value}, conn -> put_req_cookie(conn, to_string(key), value) end)
  end

  @doc "Sets the values of the connection's session."
  def init_test_session(conn, session) do
    conn =
      case conn.private do
        %{plug_session_fetch: :done} -> conn
        %{plug_session_fetch: _} -> Conn.fetch_session(conn)
        _ -> Conn.put_private(conn, :plug_session_fetch, fn conn, _opts -> Conn.merge_private(conn, plug_session: conn.private[:plug_session] || %{}, plug_session_fetch: :done) end) |> Conn.fetch_session()
      end

    Enum.reduce(session, conn, fn {key, value}, conn -> Conn.put_session(conn, key, value) end)
  end
end

defmodule Plug.Adapters.Test.Conn do
  @moduledoc false
  # Simulates a web server: it holds the request, and sends the response to the test process.

  @behaviour Plug.Conn.Adapter

  alias Plug.Conn.{Query, Unfetched}

  def conn(%Plug.Conn{} = conn, method, path, params_or_body) do
    method = method |> to_string() |> String.upcase()
    uri = URI.parse(path)
    host = uri.host || if(conn.host in [nil, ""], do: "www.example.com", else: conn.host)
    {body, body_params, query, type} = content(params_or_body, uri.query || "", method)
    request = %{ref: make_ref(), owner: self(), body: body, method: method, chunks: nil}

    %{
      conn
      | adapter: {__MODULE__, request},
        host: host,
        method: method,
        owner: self(),
        path_info: for(part <- String.split(uri.path || "/", "/"), part != "", do: part),
        port: uri.port || if(conn.port == 0, do: 80, else: conn.port),
        remote_ip: conn.remote_ip || {127, 0, 0, 1},
        req_headers: with_type(conn.req_headers, type),
        request_path: uri.path || "/",
        query_string: query,
        body_params: body_params || %Unfetched{aspect: :body_params},
        params: body_params || %Unfetched{aspect: :params},
        scheme: if(uri.scheme, do: String.to_existing_atom(uri.scheme), else: conn.scheme || :http)
    }
  end

  # Named parameters are passed unchanged. For a request without a body they become the query.
  defp content(nil, query, _method), do: {"", nil, query, nil}
  defp content(body, query, _method) when is_binary(body), do: {body, nil, query, nil}
  defp content(params, query, method) when is_list(params), do: content(Map.new(params), query, method)

  defp content(params, query, method) when is_map(params) and method in ["GET", "HEAD"] do
    {"", nil, query |> Query.decode() |> Map.merge(text_keys(params)) |> Query.encode(), nil}
  end

  defp content(params, query, _method) when is_map(params) do
    {"--plug_conn--", text_keys(params), query, "multipart/mixed; boundary=plug_conn"}
  end

  defp with_type(headers, nil), do: headers
  defp with_type(headers, type), do: if(List.keymember?(headers, "content-type", 0), do: headers, else: [{"content-type", type} | headers])

  defp text_keys([{_, _} | _] = pairs), do: pairs |> Map.new() |> text_keys()
  defp text_keys(list) when is_list(list), do: Enum.map(list, &text_keys/1)
  defp text_keys(%_{} = struct), do: struct
  defp text_keys(%{} = map), do: Map.new(map, fn {key, value} -> {to_string(key), text_keys(value)} end)
  defp text_keys(other), do: other

  @impl true
  def send_resp(request, status, headers, body) do
    body = IO.iodata_to_binary(body)
    answer(request, status, headers, body)
  end

  @impl true
  def send_file(request, status, headers, path, offset, length) do
    text = File.read!(path)
    length = if length == :all, do: byte_size(text) - offset, else: length
    answer(request, status, headers, binary_part(text, offset, length))
  end

  defp answer(request, status, headers, body) do
    body = if request.method == "HEAD", do: "", else: body
    send(request.owner, {request.ref, {status, headers, body}})
    {:ok, body, request}
  end

  @impl true
  def send_chunked(request, status, headers) do
    request = %{request | chunks: ""}
    send(request.owner, {request.ref, {status, headers, ""}})
    {:ok, "", request}
  end

  @impl true
  def chunk(request, chunk) do
    body = request.chunks <> IO.iodata_to_binary(chunk)
    {:ok, body, %{request | chunks: body}}
  end

  @impl true
  def read_req_body(%{body: body} = request, opts) do
    length = Keyword.get(opts, :length, 8_000_000)

    case body do
      <<part::binary-size(^length), rest::binary>> when rest != "" -> {:more, part, %{request | body: rest}}
      _ -> {:ok, body, %{request | body: ""}}
    end
  end

  @impl true
  def inform(_request, _status, _headers), do: :ok

  @impl true
  def upgrade(request, protocol, opts) do
    send(request.owner, {request.ref, :upgrade, {protocol, opts}})
    {:ok, request}
  end

  @impl true
  def get_peer_data(_request), do: %{address: {127, 0, 0, 1}, port: 111_317, ssl_cert: nil}

  @impl true
  def get_http_protocol(_request), do: :"HTTP/1.1"
end
