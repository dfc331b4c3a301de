defmodule Phoenix.Channel do
  @moduledoc """
  A conversation with a client about a topic. A channel is a process that receives the messages of the client and of
  the topic.

      def join("room:lobby", _params, socket), do: {:ok, socket}

      def handle_in("say", %{"text" => text}, socket) do
        broadcast!(socket, "said", %{text: text})
        {:reply, :ok, socket}
      end
  """

  alias Phoenix.Channel.Server
  alias Phoenix.Socket

  @callback join(topic :: binary, payload :: map, Socket.t()) :: {:ok, Socket.t()} | {:ok, map, Socket.t()} | {:error, map}
  @callback handle_in(event :: binary, payload :: map, Socket.t()) :: term
  @callback handle_out(event :: binary, payload :: map, Socket.t()) :: term
  @callback handle_info(message :: term, Socket.t()) :: term
  @callback handle_call(message :: term, from :: term, Socket.t()) :: term
  @callback handle_cast(message :: term, Socket.t()) :: term
  @callback terminate(reason :: term, Socket.t()) :: term
  @optional_callbacks handle_in: 3, handle_out: 3, handle_info: 2, handle_call: 3, handle_cast: 2, terminate: 2

  @doc false
  defmacro __using__(_opts) do
    quote do
      @behaviour Phoenix.Channel
      @before_compile Phoenix.Channel
      @phoenix_intercepts []
      import Phoenix.Channel
      import Phoenix.Socket, only: [assign: 2, assign: 3]

      def child_spec(init_arg) do
        %{id: __MODULE__, start: {__MODULE__, :start_link, [init_arg]}, restart: :temporary, shutdown: 5000}
      end

      def start_link(arg), do: Phoenix.Channel.Server.start_link(__MODULE__, arg)
    end
  end

  @doc "Registers the events of the topic that `handle_out/3` gets before the client."
  defmacro intercept(events) do
    quote(do: @phoenix_intercepts(unquote(events)))
  end

  @doc false
  defmacro __before_compile__(_env) do
    quote do
      @doc false
      def __intercepts__, do: @phoenix_intercepts
    end
  end

  @doc "Sends an event to the client."
  def push(%Socket{} = socket, event, payload) when is_map(payload) or is_tuple(payload) do
    Server.push(socket.transport_pid, socket.join_ref, socket.topic, event, payload, socket.serializer)
  end

  @doc "Sends an event to all sockets that have joined the topic."
  def broadcast(%Socket{} = socket, event, payload), do: Server.broadcast(joined!(socket).pubsub_server, socket.topic, event, payload)
  def broadcast!(socket, event, payload), do: :ok = broadcast(socket, event, payload)

  @doc "Sends an event to all other sockets that have joined the topic."
  def broadcast_from(%Socket{} = socket, event, payload), do: Server.broadcast_from(joined!(socket).pubsub_server, self(), socket.topic, event, payload)
  def broadcast_from!(socket, event, payload), do: :ok = broadcast_from(socket, event, payload)

  defp joined!(%Socket{joined: true} = socket), do: socket

  defp joined!(socket) do
    raise "push/3, reply/2, and broadcast/3 can only be called after the socket has finished joining.\nTo push a message on join, send to self and handle in handle_info/2. For example:\n\n    def join(topic, auth_msg, socket) do\n      ...\n      send(self, :after_join)\n      {:ok, socket}\n    end\n\n#{inspect(socket.topic)}"
  end

  @doc "Returns the reference for a later `reply/2`."
  def socket_ref(%Socket{joined: true, ref: ref} = socket) when not is_nil(ref), do: {socket.transport_pid, socket.serializer, socket.topic, ref, socket.join_ref}
  def socket_ref(_socket), do: raise(ArgumentError, "socket refs can only be generated for a socket that has joined with a push ref")

  @doc "Replies to a message of the client later."
  def reply(ref, status) when is_atom(status), do: reply(ref, {status, %{}})

  def reply({transport_pid, serializer, topic, ref, join_ref}, {status, payload}) do
    Server.reply(transport_pid, join_ref, ref, topic, {status, payload}, serializer)
  end
end

defmodule Phoenix.Channel.Server do
  @moduledoc false
  # Implements the process of a channel, and the functions that join a channel.

  use GenServer, restart: :temporary
  require Logger

  alias Phoenix.Socket
  alias Phoenix.Socket.{Broadcast, Message, Reply}

  def start_link(channel, {endpoint, from}), do: GenServer.start_link(__MODULE__, {channel, endpoint, from})

  @doc "Starts the channel of a topic and waits for the result of its join."
  def join(socket, channel, %Message{topic: topic, payload: payload, ref: ref, join_ref: join_ref}, opts) do
    socket = %{socket | topic: topic, channel: channel, join_ref: join_ref || ref, assigns: Map.merge(socket.assigns, Map.new(opts[:assigns] || []))}
    ref = make_ref()
    from = {self(), ref}

    case DynamicSupervisor.start_child(Socket.pool(socket.endpoint, socket.handler), channel.child_spec({socket.endpoint, from})) do
      {:ok, pid} ->
        monitor = Process.monitor(pid)
        send(pid, {Phoenix.Channel, payload, from, socket})
        joined(pid, ref, monitor)

      {:error, reason} ->
        Logger.error(fn -> "unable to start channel #{inspect(channel)}: " <> Exception.format_exit(reason) end)
        {:error, %{reason: "join crashed"}}
    end
  end

  defp joined(pid, ref, monitor) do
    receive do
      {^ref, {:ok, reply}} ->
        Process.demonitor(monitor, [:flush])
        {:ok, reply, pid}

      {^ref, {:error, reply}} ->
        Process.demonitor(monitor, [:flush])
        {:error, reply}

      {:DOWN, ^monitor, _, _, reason} ->
        Logger.error(fn -> Exception.format_exit(reason) end)
        {:error, %{reason: "join crashed"}}
    end
  end

  def close(pid) do
    monitor = Process.monitor(pid)
    GenServer.cast(pid, :close)

    receive do
      {:DOWN, ^monitor, _, _, _} -> :ok
    after
      5000 ->
        Process.exit(pid, :kill)
        :ok
    end
  end

  def push(pid, join_ref, topic, event, payload, serializer) do
    send(pid, serializer.encode!(%Message{join_ref: join_ref, topic: topic, event: event, payload: payload}))
    :ok
  end

  def reply(pid, join_ref, ref, topic, {status, payload}, serializer) do
    send(pid, serializer.encode!(%Reply{topic: topic, join_ref: join_ref, ref: ref, status: status, payload: payload}))
    :ok
  end

  def broadcast(pubsub, topic, event, payload), do: Phoenix.PubSub.broadcast(pubsub, topic, %Broadcast{topic: topic, event: event, payload: payload}, __MODULE__)
  def broadcast!(pubsub, topic, event, payload), do: :ok = broadcast(pubsub, topic, event, payload)

  def broadcast_from(pubsub, from, topic, event, payload) do
    Phoenix.PubSub.broadcast_from(pubsub, from, topic, %Broadcast{topic: topic, event: event, payload: payload}, __MODULE__)
  end

  def broadcast_from!(pubsub, from, topic, event, payload), do: :ok = broadcast_from(pubsub, from, topic, event, payload)
  def local_broadcast(pubsub, topic, event, payload), do: Phoenix.PubSub.local_broadcast(pubsub, topic, %Broadcast{topic: topic, event: event, payload: payload}, __MODULE__)

  def local_broadcast_from(pubsub, from, topic, event, payload) do
    Phoenix.PubSub.local_broadcast_from(pubsub, from, topic, %Broadcast{topic: topic, event: event, payload: payload}, __MODULE__)
  end

  # Broadcasts to channels that do not intercept them go directly to the transports, encoded once.
  def dispatch(subscribers, from, %Broadcast{event: event} = message) do
    Enum.reduce(subscribers, %{}, fn
      {pid, _}, cache when pid == from ->
        cache

      {pid, {:fastlane, transport, serializer, intercepts}}, cache ->
        if event in intercepts do
          send(pid, message)
          cache
        else
          cache = Map.put_new_lazy(cache, serializer, fn -> serializer.fastlane!(message) end)
          send(transport, cache[serializer])
          cache
        end

      {pid, _}, cache ->
        send(pid, message)
        cache
    end)

    :ok
  end

  def dispatch(subscribers, from, message), do: Phoenix.PubSub.dispatch(subscribers, from, message)

  @impl true
  def init({_channel, endpoint, {pid, _}}), do: {:ok, {endpoint, Process.monitor(pid)}}

  @impl true
  def handle_info({Phoenix.Channel, payload, {pid, ref}, socket}, {_endpoint, monitor}) do
    Process.demonitor(monitor, [:flush])
    Process.put(:"$callers", [pid])
    socket = %{socket | channel_pid: self()}
    %{channel: channel, topic: topic} = socket

    case channel.join(topic, payload, socket) do
      {:ok, socket} -> started(%{}, socket, pid, ref)
      {:ok, reply, socket} -> started(reply, socket, pid, ref)
      {:error, reply} -> refused(reply, pid, ref, socket)
      other -> raise "channel #{inspect(channel)}.join/3 is expected to return one of:\n\n    {:ok, Socket.t} |\n    {:ok, reply :: map, Socket.t} |\n    {:error, reply :: map}\n\ngot #{inspect(other)}\n"
    end
  end

  def handle_info(%Message{topic: topic, event: "phx_leave", ref: ref}, %{topic: topic} = socket), do: left(ref, socket)

  def handle_info(%Message{topic: topic, event: event, payload: payload, ref: ref}, %{topic: topic} = socket) do
    handled(socket.channel.handle_in(event, payload, %{socket | ref: ref}), socket.channel)
  end

  def handle_info(%Broadcast{event: "phx_drain"}, socket), do: {:stop, {:shutdown, :draining}, socket}

  def handle_info(%Broadcast{topic: topic, event: event, payload: payload}, %Socket{topic: topic} = socket) do
    handled(socket.channel.handle_out(event, payload, socket), socket.channel)
  end

  def handle_info({:DOWN, monitor, _, _, _}, {_, monitor} = state), do: {:stop, :normal, state}
  def handle_info({:DOWN, _, _, pid, _reason}, %{transport_pid: pid} = socket), do: {:stop, {:shutdown, :closed}, socket}

  def handle_info(message, %{channel: channel} = socket) do
    if function_exported?(channel, :handle_info, 2) do
      handled(channel.handle_info(message, socket), channel)
    else
      Logger.error("#{inspect(channel)} received unexpected message in handle_info/2: #{inspect(message)}\n")
      {:noreply, socket}
    end
  end

  @impl true
  def handle_cast(:close, socket), do: {:stop, {:shutdown, :duplicate_join}, socket}
  def handle_cast(message, socket), do: handled(socket.channel.handle_cast(message, socket), socket.channel)

  @impl true
  def handle_call(message, from, socket) do
    case socket.channel.handle_call(message, from, socket) do
      {:reply, reply, socket} -> {:reply, reply, %{socket | ref: nil}}
      other -> handled(other, socket.channel)
    end
  end

  @impl true
  def terminate(reason, %Socket{channel: channel} = socket) do
    if function_exported?(channel, :terminate, 2), do: channel.terminate(reason, socket), else: :ok
  end

  def terminate(_reason, _state), do: :ok

  defp started(reply, socket, pid, ref) do
    %{pubsub_server: pubsub, topic: topic, transport_pid: transport} = socket
    if pubsub == nil, do: raise("The :pubsub_server was not configured for endpoint #{inspect(socket.endpoint)}. Make sure to start a PubSub process in your application supervision tree and set :pubsub_server in the endpoint's configuration.")
    Process.monitor(transport)
    Phoenix.PubSub.subscribe(pubsub, topic, metadata: {:fastlane, transport, socket.serializer, socket.channel.__intercepts__()})
    send(pid, {ref, {:ok, reply}})
    {:noreply, %{socket | joined: true}}
  end

  defp refused(reply, pid, ref, socket) do
    send(pid, {ref, {:error, reply}})
    {:stop, :shutdown, socket}
  end

  defp left(ref, socket) do
    reply(socket.transport_pid, socket.join_ref, ref, socket.topic, {:ok, %{}}, socket.serializer)
    {:stop, {:shutdown, :left}, socket}
  end

  defp handled({:reply, reply, socket}, _channel), do: {:noreply, answer(reply, socket)}
  defp handled({:noreply, socket}, _channel), do: {:noreply, %{socket | ref: nil}}
  defp handled({:noreply, socket, timeout}, _channel), do: {:noreply, %{socket | ref: nil}, timeout}
  defp handled({:stop, reason, socket}, _channel), do: {:stop, reason, socket}
  defp handled({:stop, reason, reply, socket}, _channel), do: {:stop, reason, answer(reply, socket)}

  defp handled(other, channel) do
    raise "expected a callback of #{inspect(channel)} to return one of:\n\n    {:noreply, Socket.t} |\n    {:reply, {status :: atom, response :: map}, Socket.t} |\n    {:reply, status :: atom, Socket.t} |\n    {:stop, reason :: term, Socket.t}\n\ngot #{inspect(other)}\n"
  end

  defp answer({status, payload}, socket) do
    reply(socket.transport_pid, socket.join_ref, socket.ref, socket.topic, {status, payload}, socket.serializer)
    %{socket | ref: nil}
  end

  defp answer(status, socket) when is_atom(status), do: answer({status, %{}}, socket)
end
