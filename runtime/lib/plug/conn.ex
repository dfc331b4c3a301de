defmodule Plug.Conn do
  @moduledoc """
  A web request and its response as one value that plugs pass on: the method, path, headers and parameters of the
  request, the values stored by plugs (`assigns`), and the status, headers and body of the response.
  """

  alias Plug.Conn.{AlreadySentError, CookieOverflowError, Cookies, InvalidHeaderError, InvalidQueryError, Query, SealedCookies, Session, Status, Unfetched, Utils}

  defstruct adapter: {Plug.MissingAdapter, nil},
            assigns: %{},
            body_params: %Unfetched{aspect: :body_params},
            cookies: %Unfetched{aspect: :cookies},
            halted: false,
            host: "www.example.com",
            method: "GET",
            owner: nil,
            params: %Unfetched{aspect: :params},
            path_info: [],
            path_params: %{},
            port: 0,
            private: %{},
            query_params: %Unfetched{aspect: :query_params},
            query_string: "",
            remote_ip: nil,
            req_cookies: %Unfetched{aspect: :cookies},
            req_headers: [],
            request_path: "",
            resp_body: nil,
            resp_cookies: %{},
            resp_headers: [{"cache-control", "max-age=0, private, must-revalidate"}],
            scheme: :http,
            script_name: [],
            secret_key_base: nil,
            state: :unset,
            status: nil

  @type t :: %__MODULE__{}

  @unsent [:unset, :set, :set_chunked, :set_file]
  @cookie_limit 4096

  # Assigns and private data

  @doc "Stores `value` under `key` for later plugs and templates."
  def assign(%__MODULE__{assigns: assigns} = conn, key, value) when is_atom(key) do
    %{conn | assigns: :maps.put(key, value, assigns)}
  end

  @doc "Stores several values."
  def merge_assigns(%__MODULE__{assigns: assigns} = conn, new), do: %{conn | assigns: Enum.into(new, assigns)}

  @doc "Stores a value for libraries."
  def put_private(%__MODULE__{private: private} = conn, key, value) when is_atom(key) do
    %{conn | private: :maps.put(key, value, private)}
  end

  @doc "Stores several values for libraries."
  def merge_private(%__MODULE__{private: private} = conn, new), do: %{conn | private: Enum.into(new, private)}

  @doc "Skips the plugs that follow."
  def halt(%__MODULE__{} = conn), do: %{conn | halted: true}

  # Responses

  @doc "Sets the status, a number or a name such as `:not_found`."
  def put_status(%__MODULE__{state: state}, _status) when state not in @unsent, do: raise(AlreadySentError)
  def put_status(%__MODULE__{} = conn, nil), do: %{conn | status: nil}
  def put_status(%__MODULE__{} = conn, status), do: %{conn | status: Status.code(status)}

  @doc "Sets status and body without sending them."
  def resp(%__MODULE__{state: state}, status, _body) when state not in @unsent and (is_integer(status) or is_atom(status)) do
    raise AlreadySentError
  end

  def resp(%__MODULE__{}, _status, nil), do: raise(ArgumentError, "response body cannot be set to nil")

  def resp(%__MODULE__{} = conn, status, body) when is_binary(body) or is_list(body) do
    %{conn | status: Status.code(status), resp_body: body, state: :set}
  end

  @doc "Sends the response that was set."
  def send_resp(%__MODULE__{state: :unset}), do: raise(ArgumentError, "cannot send a response that was not set")

  def send_resp(%__MODULE__{adapter: {adapter, payload}, state: :set, owner: owner} = conn) do
    conn = run_before_send(conn, :set)
    {:ok, body, payload} = adapter.send_resp(payload, conn.status, conn.resp_headers, conn.resp_body)
    notify(owner)
    %{conn | adapter: {adapter, payload}, resp_body: body, state: :sent}
  end

  def send_resp(%__MODULE__{}), do: raise(AlreadySentError)

  @doc "Sends a response with this status and body."
  def send_resp(%__MODULE__{} = conn, status, body), do: conn |> resp(status, body) |> send_resp()

  @doc "Sends a file in the node's folder, or a part of it."
  def send_file(conn, status, file, offset \\ 0, length \\ :all)

  def send_file(%__MODULE__{state: state}, _status, _file, _offset, _length) when state not in @unsent, do: raise(AlreadySentError)

  def send_file(%__MODULE__{adapter: {adapter, payload}, owner: owner} = conn, status, file, offset, length) when is_binary(file) do
    if file =~ "\0", do: raise(ArgumentError, "cannot send_file/5 with null byte")
    conn = run_before_send(%{conn | status: Status.code(status), resp_body: nil}, :set_file)
    {:ok, body, payload} = adapter.send_file(payload, conn.status, conn.resp_headers, file, offset, length)
    notify(owner)
    %{conn | adapter: {adapter, payload}, state: :file, resp_body: body}
  end

  @doc "Starts a chunked response."
  def send_chunked(%__MODULE__{state: state}, _status) when state not in @unsent, do: raise(AlreadySentError)

  def send_chunked(%__MODULE__{adapter: {adapter, payload}, owner: owner} = conn, status) do
    conn = run_before_send(%{conn | status: Status.code(status), resp_body: nil}, :set_chunked)
    {:ok, body, payload} = adapter.send_chunked(payload, conn.status, conn.resp_headers)
    notify(owner)
    %{conn | adapter: {adapter, payload}, state: :chunked, resp_body: body}
  end

  @doc "Sends a chunk. Returns `{:ok, conn}`, or `{:error, reason}` if the client has closed the connection."
  def chunk(%__MODULE__{adapter: {adapter, payload}, state: :chunked} = conn, chunk) do
    if IO.iodata_length(chunk) == 0 do
      {:ok, conn}
    else
      case adapter.chunk(payload, chunk) do
        :ok -> {:ok, conn}
        {:ok, body, payload} -> {:ok, %{conn | resp_body: body, adapter: {adapter, payload}}}
        {:error, _} = error -> error
      end
    end
  end

  def chunk(%__MODULE__{}, _chunk), do: raise(ArgumentError, "chunk/2 expects a chunked response. Please ensure you have called send_chunked/2 before you send a chunk")

  @doc """
  Sends an informational response (status 1xx) before the actual response. Does nothing if the
  server cannot send it.
  """
  def inform(%__MODULE__{} = conn, status, headers \\ []) do
    inform!(conn, status, headers)
  end

  @doc "Sends an informational response like `inform/3`."
  def inform!(%__MODULE__{adapter: {adapter, payload}} = conn, status, headers \\ []) do
    case adapter.inform(payload, Status.code(status), headers) do
      {:ok, payload} -> %{conn | adapter: {adapter, payload}}
      _ -> conn
    end
  end

  @doc "Upgrades the connection to another protocol, such as `:websocket`."
  def upgrade_adapter(%__MODULE__{adapter: {adapter, payload}, state: state} = conn, protocol, args) when state in @unsent do
    case adapter.upgrade(payload, protocol, args) do
      {:ok, payload} -> %{conn | adapter: {adapter, payload}, state: :upgraded}
      {:error, :not_supported} -> raise ArgumentError, "upgrade to #{protocol} not supported by #{inspect(adapter)}"
    end
  end

  def upgrade_adapter(_conn, _protocol, _args), do: raise(AlreadySentError)

  # Tells the owner of the connection that a response was sent.
  defp notify(owner) when is_pid(owner), do: send(owner, {:plug_conn, :sent})
  defp notify(_), do: :ok

  @doc "Calls `callback` with the connection just before the response is sent. The callback registered last is called first."
  def register_before_send(%__MODULE__{state: state}, _callback) when state not in @unsent, do: raise(AlreadySentError)

  def register_before_send(%__MODULE__{} = conn, callback) when is_function(callback, 1) do
    callbacks = with %{before_send: callbacks} <- conn.private, do: callbacks, else: (_ -> [])
    put_private(conn, :before_send, [callback | callbacks])
  end

  defp run_before_send(conn, state) do
    conn = Enum.reduce(Map.get(conn.private, :before_send, []), %{conn | state: state}, & &1.(&2))
    if conn.state != state, do: raise(ArgumentError, "cannot send/change response from run_before_send callback")
    %{conn | resp_headers: merge_cookie_headers(conn.resp_headers, conn.resp_cookies)}
  end

  defp merge_cookie_headers(headers, none) when none == %{}, do: headers

  defp merge_cookie_headers(headers, cookies) do
    Enum.reduce(cookies, headers, fn {name, opts}, acc ->
      value = Cookies.encode(name, opts)
      if byte_size(value) > @cookie_limit, do: raise(CookieOverflowError, message: "cookie named #{inspect(name)} exceeds maximum size of 4096 bytes")
      [{"set-cookie", value} | acc]
    end)
  end

  # Headers

  @doc "Returns the values of a request header."
  def get_req_header(%__MODULE__{req_headers: headers}, key) when is_binary(key), do: for({^key, value} <- headers, do: value)

  @doc "Sets a request header."
  def put_req_header(%__MODULE__{} = conn, key, value) when is_binary(key) and is_binary(value) do
    %{conn | req_headers: List.keystore(conn.req_headers, key, 0, {key, value})}
  end

  @doc "Prepends request headers."
  def prepend_req_headers(%__MODULE__{} = conn, headers), do: %{conn | req_headers: headers ++ conn.req_headers}

  @doc "Sets request headers."
  def merge_req_headers(%__MODULE__{} = conn, headers), do: Enum.reduce(headers, conn, fn {k, v}, conn -> put_req_header(conn, k, v) end)

  @doc "Removes a request header."
  def delete_req_header(%__MODULE__{} = conn, key), do: %{conn | req_headers: List.keydelete(conn.req_headers, key, 0)}

  @doc "Updates a request header, or sets it to `initial`."
  def update_req_header(%__MODULE__{} = conn, key, initial, fun) do
    case get_req_header(conn, key) do
      [] -> put_req_header(conn, key, initial)
      [value | _] -> put_req_header(conn, key, fun.(value))
    end
  end

  @doc "Returns the values of a response header."
  def get_resp_header(%__MODULE__{resp_headers: headers}, key) when is_binary(key), do: for({^key, value} <- headers, do: value)

  @doc "Sets a response header."
  def put_resp_header(%__MODULE__{state: state}, _key, _value) when state not in @unsent, do: raise(AlreadySentError)

  def put_resp_header(%__MODULE__{} = conn, key, value) when is_binary(key) and is_binary(value) do
    validate_header!(key, value)
    %{conn | resp_headers: :lists.keystore(key, 1, conn.resp_headers, {key, value})}
  end

  @doc "Prepends response headers."
  def prepend_resp_headers(%__MODULE__{} = conn, headers) do
    for {key, value} <- headers, do: validate_header!(key, value)
    %{conn | resp_headers: headers ++ conn.resp_headers}
  end

  @doc "Sets response headers."
  def merge_resp_headers(%__MODULE__{} = conn, none) when none in [[], %{}], do: conn
  def merge_resp_headers(%__MODULE__{state: state}, _headers) when state not in @unsent, do: raise(AlreadySentError)

  def merge_resp_headers(%__MODULE__{} = conn, headers) do
    headers =
      Enum.reduce(headers, conn.resp_headers, fn {key, value} = header, headers when is_binary(key) and is_binary(value) ->
        validate_header!(key, value)
        :lists.keystore(key, 1, headers, header)
      end)

    %{conn | resp_headers: headers}
  end

  @doc "Removes a response header."
  def delete_resp_header(%__MODULE__{state: state}, _key) when state not in @unsent, do: raise(AlreadySentError)
  def delete_resp_header(%__MODULE__{} = conn, key), do: %{conn | resp_headers: List.keydelete(conn.resp_headers, key, 0)}

  @doc "Updates a response header, or sets it to `initial`."
  def update_resp_header(%__MODULE__{} = conn, key, initial, fun) do
    case get_resp_header(conn, key) do
      [] -> put_resp_header(conn, key, initial)
      [value | _] -> put_resp_header(conn, key, fun.(value))
    end
  end

  @doc "Sets the content type of the response."
  def put_resp_content_type(conn, type, charset \\ "utf-8")
  def put_resp_content_type(conn, type, nil) when is_binary(type), do: put_resp_header(conn, "content-type", type)

  def put_resp_content_type(conn, type, charset) when is_binary(type) and is_binary(charset) do
    put_resp_header(conn, "content-type", "#{type}; charset=#{charset}")
  end

  defp validate_header!(key, value) do
    if :binary.match(value, ["\r", "\n", "\0"]) != :nomatch do
      raise InvalidHeaderError, message: "value for header #{inspect(key)} contains control feed (\\r), newline (\\n) or null (\\x00): #{inspect(value)}"
    end

    if key != :lab_string.downcase(key, :default), do: raise(InvalidHeaderError, message: "header key is not lowercase: " <> key)
    :ok
  end

  # Request

  @doc "Returns the URL of the request."
  def request_url(%__MODULE__{} = conn) do
    port = if URI.default_port(to_string(conn.scheme)) == conn.port, do: "", else: ":#{conn.port}"
    query = if conn.query_string == "", do: "", else: "?" <> conn.query_string
    "#{conn.scheme}://#{conn.host}#{port}#{conn.request_path}#{query}"
  end

  @doc "Returns the address and port of the client."
  def get_peer_data(%__MODULE__{adapter: {adapter, payload}}), do: adapter.get_peer_data(payload)

  @doc "Returns the version of HTTP of the request."
  def get_http_protocol(%__MODULE__{adapter: {adapter, payload}}), do: adapter.get_http_protocol(payload)

  @doc "Parses the parameters of the query."
  def fetch_query_params(conn, opts \\ [])

  def fetch_query_params(%__MODULE__{query_params: %Unfetched{}, params: params} = conn, opts) do
    Utils.validate_utf8!(conn.query_string, InvalidQueryError, "urlencoded query")
    query_params = Query.decode(conn.query_string, %{}, InvalidQueryError, Keyword.get(opts, :validate_utf8, true))

    case params do
      %Unfetched{} -> %{conn | query_params: query_params, params: query_params}
      %{} -> %{conn | query_params: query_params, params: Map.merge(query_params, params)}
    end
  end

  def fetch_query_params(%__MODULE__{} = conn, _opts), do: conn

  @doc """
  Reads a part of the body. Returns `{:ok, body, conn}` at its end, and `{:more, part, conn}` before. Options:
  `:length` (8 MB), `:read_timeout` (15 s).
  """
  def read_body(%__MODULE__{adapter: {adapter, payload}} = conn, opts \\ []) do
    case adapter.read_req_body(payload, opts) do
      {:ok, data, payload} -> {:ok, data, %{conn | adapter: {adapter, payload}}}
      {:more, data, payload} -> {:more, data, %{conn | adapter: {adapter, payload}}}
      {:error, reason} -> {:error, reason}
    end
  end

  # Cookies

  @doc "Parses the cookies. Cookies named in `:signed` and `:encrypted` are verified."
  def fetch_cookies(conn, opts \\ [])

  def fetch_cookies(%__MODULE__{req_cookies: %Unfetched{}} = conn, opts) do
    req_cookies = for header <- get_req_header(conn, "cookie"), {k, v} <- Cookies.decode(header), into: %{}, do: {k, v}

    SealedCookies.open(%{conn | req_cookies: req_cookies, cookies: after_answer(req_cookies, conn.resp_cookies)}, opts)
  end

  def fetch_cookies(%__MODULE__{} = conn, opts), do: SealedCookies.open(conn, opts)

  # Returns the browser's cookies after the response.
  defp after_answer(cookies, none) when none == %{}, do: cookies

  defp after_answer(cookies, resp_cookies) do
    Enum.reduce(resp_cookies, cookies, fn
      {key, %{value: value}}, acc -> Map.put(acc, key, value)
      {key, _}, acc -> Map.delete(acc, key)
    end)
  end

  @doc "Returns the cookies of the request, with changes in the response."
  def get_cookies(%__MODULE__{cookies: %Unfetched{}} = conn), do: fetch_cookies(conn).cookies
  def get_cookies(%__MODULE__{cookies: cookies}), do: cookies

  @doc """
  Sets a cookie. Options: `:sign`, `:encrypt`, `:max_age`, `:path`, `:domain`, `:secure`, `:http_only` (true by
  default), `:same_site`, `:extra`.
  """
  def put_resp_cookie(%__MODULE__{} = conn, key, value, opts \\ []) when is_binary(key) and is_list(opts) do
    {seal, opts} = Keyword.split(opts, [:sign, :encrypt])
    sealed = SealedCookies.seal(conn, key, value, seal, Keyword.get(opts, :max_age, 86400))
    cookie = opts |> Map.new() |> Map.put(:value, sealed) |> default_secure(conn)
    set_cookie(%{conn | resp_cookies: Map.put(conn.resp_cookies, key, cookie)}, &Map.put(&1, key, value))
  end

  @doc "Deletes a cookie at the client."
  def delete_resp_cookie(%__MODULE__{} = conn, key, opts \\ []) when is_binary(key) do
    gone = [universal_time: {{1970, 1, 1}, {0, 0, 0}}, max_age: 0]
    cookie = opts |> Keyword.drop([:sign, :encrypt]) |> Keyword.merge(gone) |> Map.new() |> default_secure(conn)
    set_cookie(%{conn | resp_cookies: Map.put(conn.resp_cookies, key, cookie)}, &Map.delete(&1, key))
  end

  defp default_secure(cookie, %{scheme: :https}), do: Map.put_new(cookie, :secure, true)
  defp default_secure(cookie, _conn), do: cookie

  defp set_cookie(%{cookies: %Unfetched{}} = conn, _fun), do: conn
  defp set_cookie(conn, fun), do: %{conn | cookies: fun.(conn.cookies)}

  # Session

  @doc "Loads the session. Requires the plug `Plug.Session`."
  def fetch_session(conn, opts \\ []), do: Session.fetch(conn, opts)

  @doc "Returns the whole session."
  def get_session(%__MODULE__{} = conn), do: Session.all(conn)

  @doc "Returns a value of the session, or `default`."
  def get_session(conn, key, default \\ nil)
  def get_session(conn, key, default) when is_atom(key) or is_binary(key), do: conn |> get_session() |> Map.get(Session.key(key), default)

  @doc "Stores a value in the session."
  def put_session(conn, key, value) when is_atom(key) or is_binary(key) do
    change_session(conn, &Map.put(&1, Session.key(key), value))
  end

  @doc "Deletes a value from the session."
  def delete_session(conn, key) when is_atom(key) or is_binary(key) do
    change_session(conn, &Map.delete(&1, Session.key(key)))
  end

  @doc "Clears the session."
  def clear_session(conn), do: change_session(conn, fn _ -> %{} end)

  @doc """
  Sets what happens to the session when the response is sent: `renew: true`, `drop: true`,
  `ignore: true`.
  """
  def configure_session(%__MODULE__{} = conn, opts), do: Session.configure(conn, opts)

  defp change_session(%__MODULE__{state: state}, _fun) when state not in @unsent, do: raise(AlreadySentError)
  defp change_session(conn, fun), do: Session.change(conn, fun)
end
