defmodule Phoenix.ChannelTest do
  @moduledoc """
  Tests of channels: the test process acts as the client of a socket. It joins topics, pushes messages, and asserts
  the messages that it receives.

      {:ok, _reply, socket} = MyAppWeb.UserSocket |> socket("user:1", %{}) |> subscribe_and_join(MyAppWeb.RoomChannel, "room:lobby")
      ref = push(socket, "ping", %{"hello" => "there"})
      assert_reply ref, :ok, %{"hello" => "there"}
  """

  alias Phoenix.Channel.Server
  alias Phoenix.LiveViewTest.Wire
  alias Phoenix.Socket
  alias Phoenix.Socket.Message

  @doc false
  defmacro __using__(_opts) do
    quote(do: import(Phoenix.ChannelTest))
  end

  @doc "Returns a connected socket with an id and assigns."
  defmacro socket(handler), do: quote(do: Phoenix.ChannelTest.__socket__(@endpoint, unquote(handler), nil, %{}))
  defmacro socket(handler, id, assigns), do: quote(do: Phoenix.ChannelTest.__socket__(@endpoint, unquote(handler), unquote(id), unquote(assigns)))

  @doc false
  def __socket__(endpoint, handler, id, assigns), do: %{base(endpoint, handler) | id: id, assigns: Map.new(assigns)}

  defp base(endpoint, handler) do
    %Socket{endpoint: endpoint, handler: handler, pubsub_server: endpoint.config(:pubsub_server), serializer: Wire, transport: :test, transport_pid: self()}
  end

  @doc "Connects a socket. Returns the result of its `connect`: `{:ok, socket}`, `:error` or `{:error, reason}`."
  defmacro connect(handler, params, connect_info \\ quote(do: %{})) do
    quote(do: Phoenix.ChannelTest.__connect__(@endpoint, unquote(handler), unquote(params), unquote(connect_info)))
  end

  @doc false
  def __connect__(endpoint, handler, params, connect_info) do
    {:module, _} = Code.ensure_loaded(handler)
    map = %{endpoint: endpoint, options: [serializer: [{Wire, "~> 1.0"}]], transport: :test, params: text_keys(params), connect_info: connect_info}
    with {:ok, {_state, socket}} <- handler.connect(map), do: {:ok, %{socket | transport_pid: self()}}
  end

  @doc "Subscribes the test to a topic and joins it. Returns `{:ok, reply, socket}` or `{:error, reply}`."
  def subscribe_and_join(%Socket{} = socket, topic) when is_binary(topic), do: subscribe_and_join(socket, nil, topic, %{})
  def subscribe_and_join(%Socket{} = socket, topic, payload) when is_binary(topic), do: subscribe_and_join(socket, nil, topic, payload)
  def subscribe_and_join(%Socket{} = socket, channel, topic), do: subscribe_and_join(socket, channel, topic, %{})

  @doc """
  Subscribes the test to a topic and joins it with a payload. Returns `{:ok, reply, socket}` or
  `{:error, reply}`.
  """
  def subscribe_and_join(%Socket{} = socket, channel, topic, payload) do
    socket.endpoint.subscribe(topic)
    join(socket, channel, topic, payload)
  end

  @doc "Subscribes the test to a topic and joins it. Returns the socket, or raises."
  def subscribe_and_join!(socket, channel_or_topic, topic_or_payload \\ %{}), do: socket |> subscribe_and_join(channel_or_topic, topic_or_payload) |> joined!()
  def subscribe_and_join!(socket, channel, topic, payload), do: socket |> subscribe_and_join(channel, topic, payload) |> joined!()

  defp joined!({:ok, _reply, socket}), do: socket
  defp joined!({:error, reason}), do: raise("could not join channel, got error: #{inspect(reason)}")

  @doc "Joins a topic. Returns `{:ok, reply, socket}` or `{:error, reply}`."
  def join(%Socket{} = socket, topic) when is_binary(topic), do: join(socket, nil, topic, %{})
  def join(%Socket{} = socket, topic, payload) when is_binary(topic), do: join(socket, nil, topic, payload)
  def join(%Socket{} = socket, channel, topic), do: join(socket, channel, topic, %{})

  @doc "Joins a topic with a payload. Returns `{:ok, reply, socket}` or `{:error, reply}`."
  def join(%Socket{} = socket, channel, topic, payload) do
    {channel, opts} = if channel, do: {channel, []}, else: socket.handler.__channel__(topic) || raise("no channel found for topic #{inspect(topic)} in #{inspect(socket.handler)}")
    pooled(socket)
    message = %Message{topic: topic, event: "phx_join", payload: text_keys(payload), ref: ref()}

    case Server.join(socket, channel, message, opts) do
      {:ok, reply, pid} ->
        Process.link(pid)
        {:ok, reply, :sys.get_state(pid)}

      {:error, _} = error ->
        error
    end
  end

  # Channels of a socket that the endpoint does not serve get a pool too.
  defp pooled(%{endpoint: endpoint, handler: handler}) do
    if Process.whereis(Socket.pool(endpoint, handler)) == nil, do: Supervisor.start_child(endpoint, Socket.__child_spec__(handler, endpoint: endpoint))
  end

  @doc "Sends an event to the channel. Returns the reference of its reply."
  def push(%Socket{} = socket, event, payload \\ %{}) do
    ref = ref()
    send(socket.channel_pid, %Message{event: event, topic: socket.topic, ref: ref, payload: text_keys(payload)})
    ref
  end

  @doc "Leaves the topic. Returns the reference of its reply."
  def leave(%Socket{} = socket), do: push(socket, "phx_leave", %{})

  @doc "Closes the channel, like a client that disconnects."
  def close(%Socket{channel_pid: pid}, _timeout \\ 5000) do
    Process.unlink(pid)
    Server.close(pid)
  end

  @doc "Broadcasts an event to the topic, but not to the test."
  def broadcast_from(%Socket{} = socket, event, payload), do: Server.broadcast_from(socket.pubsub_server, self(), socket.topic, event, payload)
  def broadcast_from!(%Socket{} = socket, event, payload), do: :ok = broadcast_from(socket, event, payload)

  for {kind, struct, what} <- [{:push, Phoenix.Socket.Message, "pushed to the client"}, {:broadcast, Phoenix.Socket.Broadcast, "broadcast to the topic"}] do
    @doc "Asserts that an event is #{what}."
    defmacro unquote(:"assert_#{kind}")(event, payload, timeout \\ 100) do
      struct = unquote(struct)
      quote(do: assert_receive(%{__struct__: unquote(struct), event: unquote(event), payload: unquote(payload)}, unquote(timeout)))
    end

    @doc "Asserts that no such event is #{what}."
    defmacro unquote(:"refute_#{kind}")(event, payload, timeout \\ 100) do
      struct = unquote(struct)
      quote(do: refute_receive(%{__struct__: unquote(struct), event: unquote(event), payload: unquote(payload)}, unquote(timeout)))
    end
  end

  @doc "Asserts the reply to a push."
  defmacro assert_reply(ref, status, payload \\ quote(do: _), timeout \\ 100) do
    quote do
      ref = unquote(ref)
      assert_receive(%Phoenix.Socket.Reply{ref: ^ref, status: unquote(status), payload: unquote(payload)}, unquote(timeout))
    end
  end

  @doc "Asserts that a push does not get this reply."
  defmacro refute_reply(ref, status, payload \\ quote(do: _), timeout \\ 100) do
    quote do
      ref = unquote(ref)
      refute_receive(%Phoenix.Socket.Reply{ref: ^ref, status: unquote(status), payload: unquote(payload)}, unquote(timeout))
    end
  end

  defp ref(), do: Integer.to_string(System.unique_integer([:positive]))

  # The keys of a client's payload are strings.
  defp text_keys(value), do: Phoenix.LiveViewTest.Deed.text_keys(value)
end
