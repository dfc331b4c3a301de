defmodule Plug.Head do
  @moduledoc "Converts HEAD requests to GET. The server omits the body."
  @behaviour Plug

  @impl true
  def init(opts), do: opts

  @impl true
  def call(%Plug.Conn{method: "HEAD"} = conn, _opts), do: %{conn | method: "GET"}
  def call(conn, _opts), do: conn
end

defmodule Plug.MethodOverride do
  @moduledoc "Replaces the method of a POST with PUT, PATCH or DELETE from the form's `_method`, since browsers cannot send these."
  @behaviour Plug

  @allowed ["DELETE", "PUT", "PATCH"]

  @impl true
  def init(opts), do: opts

  @impl true
  def call(%Plug.Conn{method: "POST", body_params: %{"_method" => method}} = conn, _opts) when is_binary(method) do
    method = String.upcase(method)
    if method in @allowed, do: %{conn | method: method}, else: conn
  end

  def call(conn, _opts), do: conn
end

defmodule Plug.RequestId do
  @moduledoc """
  Gives each request an id, in the log's metadata and in a header (`:http_header`), unless the
  request has an id already.
  """
  @behaviour Plug

  @impl true
  def init(opts) do
    {Keyword.get(opts, :http_header, "x-request-id"), opts[:assign_as], Keyword.get(opts, :logger_metadata_key, :request_id)}
  end

  @impl true
  def call(conn, {header, assign_as, metadata}) do
    id =
      case Plug.Conn.get_req_header(conn, header) do
        [id | _] when byte_size(id) in 20..200 -> id
        _ -> generate()
      end

    Logger.metadata([{metadata, id}])
    conn = if assign_as, do: Plug.Conn.assign(conn, assign_as, id), else: conn
    Plug.Conn.put_resp_header(conn, header, id)
  end

  defp generate(), do: Base.url_encode64(:crypto.strong_rand_bytes(15))
end

defmodule Plug.Telemetry do
  @moduledoc "Emits `:telemetry` events at the start and end of requests: `:event_prefix` followed by `:start` or `:stop`."
  @behaviour Plug

  @impl true
  def init(opts) do
    {prefix, opts} = Keyword.pop(opts, :event_prefix)
    prefix || raise ArgumentError, ":event_prefix is required"
    {prefix ++ [:start], prefix ++ [:stop], opts}
  end

  @impl true
  def call(conn, {start_event, stop_event, opts}) do
    start = System.monotonic_time()
    :telemetry.execute(start_event, %{system_time: System.system_time()}, %{conn: conn, options: opts})

    Plug.Conn.register_before_send(conn, fn conn ->
      :telemetry.execute(stop_event, %{duration: System.monotonic_time() - start}, %{conn: conn, options: opts})
      conn
    end)
  end
end

defmodule Plug.Logger do
  @moduledoc "Logs each request and the duration of its response. Option: `:log`, the level."
  @behaviour Plug

  require Logger

  @impl true
  def init(opts), do: Keyword.get(opts, :log, :info)

  @impl true
  def call(conn, level) do
    Logger.log(level, fn -> [conn.method, ?\s, conn.request_path] end)
    start = System.monotonic_time()

    Plug.Conn.register_before_send(conn, fn conn ->
      Logger.log(level, fn ->
        [if(conn.state == :set_chunked, do: "Chunked", else: "Sent"), ?\s, Integer.to_string(conn.status), " in ", duration(System.monotonic_time() - start)]
      end)

      conn
    end)
  end

  @doc "Formats a duration in native units for the log."
  def duration(native) do
    took = System.convert_time_unit(native, :native, :microsecond)
    if took > 1000, do: [took |> div(1000) |> Integer.to_string(), "ms"], else: [Integer.to_string(took), "µs"]
  end
end

defmodule Plug.HTML do
  @moduledoc "Escapes text for HTML."

  @doc "Escapes a text."
  def html_escape(data) when is_binary(data), do: data |> html_escape_to_iodata() |> IO.iodata_to_binary()

  @doc "Escapes a text, and returns iodata."
  def html_escape_to_iodata(data) when is_binary(data) do
    data
    |> :binary.replace("&", "&amp;", [:global])
    |> :binary.replace("<", "&lt;", [:global])
    |> :binary.replace(">", "&gt;", [:global])
    |> :binary.replace("\"", "&quot;", [:global])
    |> :binary.replace("'", "&#39;", [:global])
  end
end

defmodule Plug.RewriteOn do
  @moduledoc "Takes information about the client from a proxy: `:x_forwarded_for`, `:x_forwarded_host`, `:x_forwarded_port`, `:x_forwarded_proto`."
  @behaviour Plug

  @impl true
  def init(headers) when is_list(headers), do: headers

  @impl true
  def call(conn, headers), do: Enum.reduce(headers, conn, &rewrite/2)

  defp rewrite(:x_forwarded_proto, conn) do
    case Plug.Conn.get_req_header(conn, "x-forwarded-proto") do
      ["https" | _] -> %{conn | scheme: :https, port: if(conn.port == 80, do: 443, else: conn.port)}
      ["http" | _] -> %{conn | scheme: :http, port: if(conn.port == 443, do: 80, else: conn.port)}
      _ -> conn
    end
  end

  defp rewrite(:x_forwarded_host, conn) do
    case Plug.Conn.get_req_header(conn, "x-forwarded-host") do
      [host | _] -> %{conn | host: host |> :binary.split(":") |> hd()}
      _ -> conn
    end
  end

  defp rewrite(:x_forwarded_port, conn) do
    with [port | _] <- Plug.Conn.get_req_header(conn, "x-forwarded-port"), {port, ""} <- Integer.parse(port) do
      %{conn | port: port}
    else
      _ -> conn
    end
  end

  defp rewrite(:x_forwarded_for, conn) do
    with [list | _] <- Plug.Conn.get_req_header(conn, "x-forwarded-for"),
         [first | _] <- Plug.Conn.Utils.list(list),
         {:ok, ip} <- address(first) do
      %{conn | remote_ip: ip}
    else
      _ -> conn
    end
  end

  defp rewrite({module, function, args}, conn), do: apply(module, function, [conn | args])

  defp address(text) do
    numbers = for part <- String.split(text, "."), do: Integer.parse(part)

    if length(numbers) == 4 and Enum.all?(numbers, &match?({n, ""} when n in 0..255, &1)) do
      {:ok, numbers |> Enum.map(&elem(&1, 0)) |> List.to_tuple()}
    else
      :error
    end
  end
end

defmodule Plug.SSL do
  @moduledoc "Redirects browsers to HTTPS. In lab a proxy (Caddy) terminates HTTPS, so every request is accepted."
  @behaviour Plug

  @impl true
  def init(opts), do: Plug.RewriteOn.init(List.wrap(opts[:rewrite_on]))

  @impl true
  def call(conn, rewrite), do: Plug.RewriteOn.call(conn, rewrite)
end

defmodule Plug.BasicAuth do
  @moduledoc "HTTP basic authentication."

  import Plug.Conn

  @doc "Requires `:username` and `:password` from the browser. This is a plug."
  def basic_auth(conn, options \\ []) do
    username = Keyword.fetch!(options, :username)
    password = Keyword.fetch!(options, :password)

    with {user, pass} <- parse_basic_auth(conn),
         true <- Plug.Crypto.secure_compare(user, username) and Plug.Crypto.secure_compare(pass, password) do
      conn
    else
      _ -> conn |> request_basic_auth(options) |> halt()
    end
  end

  @doc "Returns name and password of the request, or `:error`."
  def parse_basic_auth(conn) do
    with ["Basic " <> encoded] <- get_req_header(conn, "authorization"),
         {:ok, decoded} <- Base.decode64(encoded),
         [user, pass] <- :binary.split(decoded, ":") do
      {user, pass}
    else
      _ -> :error
    end
  end

  @doc "Requests name and password from the browser."
  def request_basic_auth(conn, options \\ []) do
    realm = Keyword.get(options, :realm, "Application")
    conn |> put_resp_header("www-authenticate", ~s(Basic realm="#{realm}")) |> resp(401, "Unauthorized")
  end

  @doc "Returns the header with name and password."
  def encode_basic_auth(user, pass), do: "Basic " <> Base.encode64("#{user}:#{pass}")
end

defmodule Plug.ErrorHandler do
  @moduledoc "Handles errors of plugs: `use Plug.ErrorHandler` and define `handle_errors/2`."

  @doc false
  defmacro __using__(_) do
    quote do
      @before_compile Plug.ErrorHandler

      @doc false
      def handle_errors(conn, _assigns), do: Plug.Conn.send_resp(conn, conn.status, "Something went wrong")

      defoverridable handle_errors: 2
    end
  end

  @doc false
  defmacro __before_compile__(_env) do
    quote location: :keep do
      defoverridable call: 2

      def call(conn, opts) do
        super(conn, opts)
      rescue
        error in Plug.Conn.WrapperError ->
          Plug.ErrorHandler.__catch__(error.conn, error.kind, error, error.reason, error.stack, &handle_errors/2)
      catch
        kind, reason ->
          Plug.ErrorHandler.__catch__(conn, kind, reason, reason, __STACKTRACE__, &handle_errors/2)
      end
    end
  end

  @doc false
  def __catch__(conn, kind, reason, wrapped, stack, handle) do
    unless answered?() do
      normalized = Exception.normalize(kind, wrapped, stack)
      status = if kind == :error, do: Plug.Exception.status(normalized), else: 500
      handle.(Plug.Conn.put_status(conn, status), %{kind: kind, reason: normalized, stack: stack})
    end

    :erlang.raise(kind, reason, stack)
  end

  @doc "Returns whether the calling process, which owns a connection, has sent a response (`Plug.Conn` sends it a message)."
  def answered?() do
    receive do
      {:plug_conn, :sent} = sent ->
        send(self(), sent)
        true
    after
      0 -> false
    end
  end
end
