defmodule WebSock do
  @moduledoc "The behaviour of handlers of WebSockets."

  @callback init(term) :: term
  @callback handle_in({binary, opcode: atom}, term) :: term
  @callback handle_control({binary, opcode: atom}, term) :: term
  @callback handle_info(term, term) :: term
  @callback terminate(term, term) :: term
  @optional_callbacks handle_control: 2, terminate: 2
end

defmodule WebSockAdapter do
  @moduledoc "Upgrades requests to WebSockets."

  defmodule UpgradeError do
    @moduledoc "The request cannot be upgraded to a WebSocket."
    defexception [:message, plug_status: 400]
  end

  @doc "Upgrades the connection to a WebSocket with `handler`."
  def upgrade(%Plug.Conn{} = conn, handler, state, opts \\ []) do
    validate!(conn)
    Plug.Conn.upgrade_adapter(conn, :websocket, {handler, state, opts})
  end

  defp validate!(conn) do
    unless conn.method == "GET", do: refuse("HTTP method #{conn.method} unsupported")
    unless has?(conn, "connection", "upgrade"), do: refuse("'connection' header must contain 'upgrade', got #{inspect(header(conn, "connection"))}")
    unless has?(conn, "upgrade", "websocket"), do: refuse("'upgrade' header must contain 'websocket', got #{inspect(header(conn, "upgrade"))}")
    unless header(conn, "sec-websocket-key") != [], do: refuse("'sec-websocket-key' header is absent")
    unless header(conn, "sec-websocket-version") == ["13"], do: refuse("'sec-websocket-version' header must equal '13', got #{inspect(header(conn, "sec-websocket-version"))}")
  end

  defp header(conn, name), do: Plug.Conn.get_req_header(conn, name)

  defp has?(conn, name, token) do
    Enum.any?(header(conn, name), fn value -> token in (value |> String.downcase() |> Plug.Conn.Utils.list()) end)
  end

  defp refuse(text), do: raise(UpgradeError, message: text)
end
