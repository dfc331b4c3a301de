defmodule Phoenix.Logger do
  @moduledoc "Logs requests, their routes and sockets, from events of `:telemetry`."

  require Logger

  @events [
    {[:phoenix, :endpoint, :start], :endpoint_start},
    {[:phoenix, :endpoint, :stop], :endpoint_stop},
    {[:phoenix, :router_dispatch, :start], :router_dispatch_start},
    {[:phoenix, :error_rendered], :error_rendered},
    {[:phoenix, :socket_connected], :socket_connected},
    {[:phoenix, :channel_joined], :channel_joined},
    {[:phoenix, :channel_handled_in], :channel_handled_in}
  ]

  @doc false
  def install() do
    if Application.get_env(:phoenix, :logger, true) do
      for {event, name} <- @events, do: :telemetry.attach({__MODULE__, event}, event, handler(name), :ok)
    end

    :ok
  end

  defp handler(:endpoint_start), do: &__MODULE__.phoenix_endpoint_start/4
  defp handler(:endpoint_stop), do: &__MODULE__.phoenix_endpoint_stop/4
  defp handler(:router_dispatch_start), do: &__MODULE__.phoenix_router_dispatch_start/4
  defp handler(:error_rendered), do: &__MODULE__.phoenix_error_rendered/4
  defp handler(:socket_connected), do: &__MODULE__.phoenix_socket_connected/4
  defp handler(:channel_joined), do: &__MODULE__.phoenix_channel_joined/4
  defp handler(:channel_handled_in), do: &__MODULE__.phoenix_channel_handled_in/4

  @doc "Formats a duration for the log."
  defdelegate duration(native), to: Plug.Logger

  @doc false
  def phoenix_endpoint_start(_event, _measurements, %{conn: conn} = metadata, _config) do
    with level when level != false <- level(metadata[:options][:log], conn) do
      Logger.log(level, fn -> [conn.method, ?\s, conn.request_path] end)
    end
  end

  @doc false
  def phoenix_endpoint_stop(_event, %{duration: duration}, %{conn: conn} = metadata, _config) do
    with level when level != false <- level(metadata[:options][:log], conn) do
      Logger.log(level, fn ->
        [if(conn.state == :set_chunked, do: "Chunked", else: "Sent"), ?\s, Integer.to_string(conn.status), " in ", duration(duration)]
      end)
    end
  end

  defp level(nil, _conn), do: :info
  defp level(level, _conn) when is_atom(level), do: level
  defp level({module, function, args}, conn), do: apply(module, function, [conn | args])

  @doc false
  def phoenix_router_dispatch_start(_event, _measurements, metadata, _config) do
    %{log: log, conn: conn, plug: plug} = metadata

    with level when level != false <- level(log, conn) do
      Logger.log(level, fn ->
        [
          "Processing with ", inspect(plug), called(plug, metadata.plug_opts), ?\n,
          "  Parameters: ", params(conn.params), ?\n,
          "  Pipelines: ", inspect(metadata.pipe_through)
        ]
      end)
    end
  end

  defp called(Phoenix.LiveView.Plug, _opts), do: ""
  defp called(_plug, action) when is_atom(action), do: [?., Atom.to_string(action), "/2"]
  defp called(_plug, _opts), do: ""

  defp params(%Plug.Conn.Unfetched{}), do: "[UNFETCHED]"
  defp params(params), do: params |> filter_values() |> inspect()

  @doc "Filters parameters that must not appear in a log: `config :phoenix, :filter_parameters, [\"password\"]`."
  def filter_values(values, params \\ Application.get_env(:phoenix, :filter_parameters, ["password"]))
  def filter_values(values, {:discard, params}), do: discard(values, params)
  def filter_values(values, {:keep, params}), do: keep(values, params)
  def filter_values(values, params) when is_list(params), do: discard(values, params)

  defp discard(%_{} = struct, _params), do: struct

  defp discard(%{} = map, params) do
    Map.new(map, fn {k, v} ->
      if is_binary(k) and String.contains?(k, params), do: {k, "[FILTERED]"}, else: {k, discard(v, params)}
    end)
  end

  defp discard(list, params) when is_list(list), do: Enum.map(list, &discard(&1, params))
  defp discard(other, _params), do: other

  defp keep(%_{}, _params), do: "[FILTERED]"
  defp keep(%{} = map, params), do: Map.new(map, fn {k, v} -> if(k in params, do: {k, v}, else: {k, keep(v, params)}) end)
  defp keep(list, params) when is_list(list), do: Enum.map(list, &keep(&1, params))
  defp keep(_other, _params), do: "[FILTERED]"

  @doc false
  def phoenix_error_rendered(_event, _measurements, %{log: false}, _config), do: :ok

  def phoenix_error_rendered(_event, _measurements, %{log: level, status: status, kind: kind, reason: reason}, _config) do
    Logger.log(level, fn -> ["Converted ", Atom.to_string(kind), ?\s, named(kind, reason), " to ", Integer.to_string(status), " response"] end)
  end

  defp named(:error, %struct{}), do: inspect(struct)
  defp named(_kind, _reason), do: "exit"

  @doc false
  def phoenix_socket_connected(_event, %{duration: duration}, %{log: level} = meta, _config) when level != false do
    Logger.log(level, fn ->
      [
        if(meta.result == :ok, do: "CONNECTED TO ", else: "REFUSED CONNECTION TO "), inspect(meta.user_socket), " in ", duration(duration),
        "\n  Transport: ", inspect(meta.transport), "\n  Serializer: ", inspect(meta.serializer), "\n  Parameters: ", inspect(filter_values(meta.params))
      ]
    end)
  end

  def phoenix_socket_connected(_event, _measurements, _meta, _config), do: :ok

  @doc false
  def phoenix_channel_joined(_event, %{duration: duration}, %{socket: socket} = meta, _config) do
    channel(:log_join, socket, fn ->
      [if(meta.result == :ok, do: "JOINED ", else: "REFUSED JOIN "), socket.topic, " in ", duration(duration), "\n  Parameters: ", inspect(filter_values(meta.params))]
    end)
  end

  @doc false
  def phoenix_channel_handled_in(_event, %{duration: duration}, %{socket: socket} = meta, _config) do
    channel(:log_handle_in, socket, fn ->
      [
        "HANDLED ", meta.event, " INCOMING ON ", socket.topic, " (", inspect(socket.channel), ") in ", duration(duration),
        "\n  Parameters: ", inspect(filter_values(meta.params))
      ]
    end)
  end

  defp channel(_log, %{topic: "phoenix" <> _}, _fun), do: :ok

  defp channel(log, %{private: private}, fun) do
    with level when level != false <- Map.get(private, log, :info), do: Logger.log(level, fun)
  end
end
