defmodule Phoenix.Socket.Message do
  @moduledoc "A message of a channel, to or from the client."
  defstruct topic: nil, event: nil, payload: nil, ref: nil, join_ref: nil
end

defmodule Phoenix.Socket.Reply do
  @moduledoc "The reply to a message of the client."
  defstruct topic: nil, status: nil, payload: nil, ref: nil, join_ref: nil
end

defmodule Phoenix.Socket.Broadcast do
  @moduledoc "A message to all sockets that have joined a topic."
  defstruct topic: nil, event: nil, payload: nil
end

defmodule Phoenix.Socket do
  @moduledoc """
  A connection that carries many channels. A socket module authorises clients and maps topics to channels:

      defmodule MyApp.UserSocket do
        use Phoenix.Socket
        channel "room:*", MyApp.RoomChannel

        def connect(_params, socket, _connect_info), do: {:ok, socket}
        def id(_socket), do: nil
      end
  """

  require Logger

  alias Phoenix.Socket
  alias Phoenix.Socket.{Broadcast, Message, Reply}

  @callback connect(params :: map, Socket.t(), connect_info :: map) :: {:ok, Socket.t()} | {:error, term} | :error
  @callback connect(params :: map, Socket.t()) :: {:ok, Socket.t()} | {:error, term} | :error
  @callback id(Socket.t()) :: String.t() | nil
  @optional_callbacks connect: 2, connect: 3

  defstruct assigns: %{},
            channel: nil,
            channel_pid: nil,
            endpoint: nil,
            handler: nil,
            id: nil,
            joined: false,
            join_ref: nil,
            private: %{},
            pubsub_server: nil,
            ref: nil,
            serializer: nil,
            topic: nil,
            transport: nil,
            transport_pid: nil

  @doc false
  defmacro __using__(_opts) do
    quote do
      import Phoenix.Socket
      @behaviour Phoenix.Socket
      @behaviour Phoenix.Socket.Transport
      @before_compile Phoenix.Socket
      Module.register_attribute(__MODULE__, :phoenix_channels, accumulate: true)

      # The transport calls these functions.
      @doc false
      def connect(map), do: Phoenix.Socket.__connect__(__MODULE__, map)
      @doc false
      defdelegate init(state), to: Phoenix.Socket, as: :__init__
      @doc false
      defdelegate handle_in(message, state), to: Phoenix.Socket, as: :__in__
      @doc false
      defdelegate handle_info(message, state), to: Phoenix.Socket, as: :__info__
      @doc false
      defdelegate terminate(reason, state), to: Phoenix.Socket, as: :__terminate__
      @doc false
      def drainer_spec(_opts), do: :ignore
      @doc false
      def child_spec(opts), do: Phoenix.Socket.__child_spec__(__MODULE__, opts)
    end
  end

  @doc "Defines the channel of a topic. A pattern may end with `*`."
  defmacro channel(topic_pattern, module, opts \\ []) do
    module = Macro.expand(module, %{__CALLER__ | function: {:__channel__, 1}})

    quote do
      @phoenix_channels {unquote(topic_pattern), unquote(module), unquote(opts)}
    end
  end

  @doc false
  defmacro __before_compile__(env) do
    channels = env.module |> Module.get_attribute(:phoenix_channels) |> Enum.reverse()

    clauses =
      for {pattern, module, opts} <- channels do
        case String.split(pattern, "*") do
          [prefix, ""] -> quote(do: (def __channel__(unquote(prefix) <> _), do: unquote({module, Macro.escape(opts)})))
          [topic] -> quote(do: (def __channel__(unquote(topic)), do: unquote({module, Macro.escape(opts)})))
          _ -> raise ArgumentError, "channels using splat patterns must end with *"
        end
      end

    quote do
      unquote_splicing(clauses)
      def __channel__(_topic), do: nil
    end
  end

  @doc "Sets values in the socket's assigns."
  def assign(%Socket{} = socket, key, value), do: assign(socket, [{key, value}])
  def assign(%Socket{} = socket, pairs), do: %{socket | assigns: Map.merge(socket.assigns, Map.new(pairs))}

  @doc false
  def __child_spec__(handler, opts) do
    endpoint = Keyword.fetch!(opts, :endpoint)
    Supervisor.child_spec({DynamicSupervisor, name: pool(endpoint, handler), strategy: :one_for_one}, id: {__MODULE__, handler})
  end

  @doc false
  def pool(endpoint, handler), do: Module.concat([endpoint, handler, "Channels"])

  @doc false
  def __connect__(handler, map) do
    %{endpoint: endpoint, options: transport_options, transport: transport, params: params, connect_info: info} = map
    vsn = params["vsn"] || "1.0.0"

    with {:ok, serializer} <- serializer(Keyword.fetch!(transport_options, :serializer), vsn) do
      socket = %Socket{
        handler: handler,
        endpoint: endpoint,
        pubsub_server: endpoint.config(:pubsub_server),
        serializer: serializer,
        transport: transport
      }

      case user_connect(handler, params, socket, info) do
        {:ok, %Socket{} = socket} -> with_id(handler, socket)
        {:error, reason} -> {:error, reason}
        :error -> :error
        other -> invalid!(handler, other)
      end
    end
  end

  defp user_connect(handler, params, socket, info) do
    if function_exported?(handler, :connect, 3), do: handler.connect(params, socket, info), else: handler.connect(params, socket)
  end

  defp invalid!(handler, other) do
    raise ArgumentError, "connect callback #{inspect(handler)} must return {:ok, socket}, {:error, reason} or :error, got: #{inspect(other)}"
  end

  defp with_id(handler, socket) do
    case handler.id(socket) do
      id when is_nil(id) or is_binary(id) -> {:ok, {%{channels: %{}, monitors: %{}}, %{socket | id: id}}}
      other -> raise "#{inspect(handler)}.id/1 returned invalid identifier #{inspect(other)}. Expected nil or a string."
    end
  end

  defp serializer(serializers, vsn) do
    case Version.parse(vsn) do
      {:ok, version} ->
        case Enum.find(serializers, fn {_, versions} -> Version.match?(version, requirement(versions)) end) do
          {serializer, _} ->
            {:ok, serializer}

          nil ->
            Logger.warning("The client's requested transport version \"#{vsn}\" does not match server's version requirements of #{inspect(serializers)}")
            :error
        end

      :error ->
        Logger.warning("Client sent invalid transport version \"#{vsn}\"")
        :error
    end
  end

  # The parsed requirement is cached, because parsing takes most of the time of a connection.
  defp requirement(versions) do
    with nil <- :persistent_term.get({__MODULE__, versions}, nil) do
      requirement = if is_binary(versions), do: Version.parse_requirement!(versions), else: versions
      :persistent_term.put({__MODULE__, versions}, requirement)
      requirement
    end
  end

  @doc false
  def __init__({state, %Socket{id: id, endpoint: endpoint} = socket}) do
    if id, do: endpoint.subscribe(id)
    {:ok, {state, %{socket | transport_pid: self()}}}
  end

  @doc false
  def __in__({payload, opts}, {state, socket}) do
    message = socket.serializer.decode!(payload, opts)
    handle(Map.get(state.channels, message.topic), message, state, socket)
  end

  defp handle(_channel, %Message{topic: "phoenix", event: "heartbeat", ref: ref}, state, socket) do
    reply(%Reply{ref: ref, topic: "phoenix", status: :ok, payload: %{}}, state, socket)
  end

  defp handle(nil, %Message{event: "phx_join", topic: topic} = message, state, socket) do
    with {channel, opts} <- socket.handler.__channel__(topic) do
      join(channel, opts, message, state, socket)
    else
      nil -> unmatched(message, state, socket)
    end
  end

  # A client that joins again has lost its previous channel.
  defp handle({pid, monitor, _}, %Message{event: "phx_join"} = message, state, socket) do
    Process.demonitor(monitor, [:flush])
    Phoenix.Channel.Server.close(pid)
    handle(nil, message, forget(state, message.topic, monitor), socket)
  end

  defp handle({pid, _, _}, message, state, socket) do
    send(pid, message)
    {:ok, {state, socket}}
  end

  defp handle(nil, %Message{event: "phx_leave", ref: ref, topic: topic, join_ref: join_ref}, state, socket) do
    reply(%Reply{ref: ref, join_ref: join_ref, topic: topic, status: :ok, payload: %{}}, state, socket)
  end

  defp handle(nil, message, state, socket), do: unmatched(message, state, socket)

  defp unmatched(%Message{ref: ref, topic: topic, join_ref: join_ref}, state, socket) do
    Logger.warning("Ignoring unmatched topic \"#{topic}\" in #{inspect(socket.handler)}")
    answer = socket.serializer.encode!(%Reply{join_ref: join_ref, ref: ref, topic: topic, status: :error, payload: %{reason: "unmatched topic"}})
    {:reply, :error, to_frame(answer), {state, socket}}
  end

  defp join(channel, opts, %Message{topic: topic, ref: ref, join_ref: join_ref} = message, state, socket) do
    case Phoenix.Channel.Server.join(socket, channel, message, opts) do
      {:ok, payload, pid} ->
        monitor = Process.monitor(pid)
        entry = {pid, monitor, join_ref || ref}
        state = %{state | channels: Map.put(state.channels, topic, entry), monitors: Map.put(state.monitors, monitor, topic)}
        reply(%Reply{join_ref: join_ref, ref: ref, topic: topic, status: :ok, payload: payload}, state, socket)

      {:error, payload} ->
        answer = socket.serializer.encode!(%Reply{join_ref: join_ref, ref: ref, topic: topic, status: :error, payload: payload})
        {:reply, :error, to_frame(answer), {state, socket}}
    end
  end

  defp reply(reply, state, socket), do: {:reply, :ok, to_frame(socket.serializer.encode!(reply)), {state, socket}}

  defp to_frame({:socket_push, opcode, payload}), do: {opcode, payload}

  @doc false
  def __info__({:DOWN, monitor, :process, _pid, reason}, {state, socket}) do
    case state.monitors do
      %{^monitor => topic} ->
        {_, _, join_ref} = state.channels[topic]
        {:push, gone(topic, join_ref, reason, socket), {forget(state, topic, monitor), socket}}

      _ ->
        {:ok, {state, socket}}
    end
  end

  def __info__(%Broadcast{event: "disconnect"}, state), do: {:stop, {:shutdown, :disconnected}, state}
  def __info__(:socket_drain, state), do: {:stop, {:shutdown, :draining}, state}
  def __info__({:socket_push, opcode, payload}, state), do: {:push, {opcode, payload}, state}

  def __info__({:socket_close, pid, _reason}, {state, socket}) do
    case Enum.find(state.channels, fn {_, {other, _, _}} -> other == pid end) do
      {topic, {_, monitor, join_ref}} ->
        Process.demonitor(monitor, [:flush])
        {:push, gone(topic, join_ref, :normal, socket), {forget(state, topic, monitor), socket}}

      nil ->
        {:ok, {state, socket}}
    end
  end

  def __info__(_other, state), do: {:ok, state}

  defp forget(state, topic, monitor), do: %{state | channels: Map.delete(state.channels, topic), monitors: Map.delete(state.monitors, monitor)}

  defp gone(topic, join_ref, reason, socket) do
    event = if reason in [:normal, :shutdown] or match?({:shutdown, _}, reason), do: "phx_close", else: "phx_error"
    to_frame(socket.serializer.encode!(%Message{join_ref: join_ref, ref: join_ref, topic: topic, event: event, payload: %{}}))
  end

  @doc false
  def __terminate__(_reason, _state), do: :ok
end
