defmodule Phoenix.PubSub do
  @moduledoc """
  Publishes messages to topics and subscribes processes to topics, on this node and on all
  connected nodes:

      children = [{Phoenix.PubSub, name: MyApp.PubSub}]

      Phoenix.PubSub.subscribe(MyApp.PubSub, "news")
      Phoenix.PubSub.broadcast(MyApp.PubSub, "news", :hello)
  """

  defmodule BroadcastError do
    @moduledoc "The error of a failed broadcast."
    defexception [:message]
  end

  @doc "Returns a specification to start the PubSub under a supervisor. Options: `:name`, `:adapter`."
  def child_spec(options) do
    %{id: Keyword.get(options, :name, Phoenix.PubSub), start: {Phoenix.PubSub.Supervisor, :start_link, [options]}, type: :supervisor}
  end

  @doc "Subscribes the calling process to `topic`."
  def subscribe(pubsub, topic, opts \\ []) when is_atom(pubsub) and is_binary(topic) and is_list(opts) do
    case Registry.register(pubsub, topic, opts[:metadata]) do
      {:ok, _} -> :ok
      {:error, _} = error -> error
    end
  end

  @doc "Unsubscribes the calling process from `topic`."
  def unsubscribe(pubsub, topic) when is_atom(pubsub) and is_binary(topic), do: Registry.unregister(pubsub, topic)

  @doc "Sends `message` to the subscribers of `topic` on all nodes."
  def broadcast(pubsub, topic, message, dispatcher \\ __MODULE__) when is_atom(pubsub) and is_binary(topic) do
    {adapter, name} = adapter(pubsub)

    with :ok <- adapter.broadcast(name, topic, message, dispatcher) do
      dispatch(pubsub, :none, topic, message, dispatcher)
    end
  end

  @doc "Sends `message` to the subscribers of `topic` on all nodes, except to the process `from`."
  def broadcast_from(pubsub, from, topic, message, dispatcher \\ __MODULE__) when is_atom(pubsub) and is_pid(from) and is_binary(topic) do
    {adapter, name} = adapter(pubsub)

    with :ok <- adapter.broadcast(name, topic, message, dispatcher) do
      dispatch(pubsub, from, topic, message, dispatcher)
    end
  end

  @doc "Sends `message` to the subscribers of `topic` on this node."
  def local_broadcast(pubsub, topic, message, dispatcher \\ __MODULE__) when is_atom(pubsub) and is_binary(topic) do
    dispatch(pubsub, :none, topic, message, dispatcher)
  end

  @doc "Sends `message` to the subscribers of `topic` on this node, except to the process `from`."
  def local_broadcast_from(pubsub, from, topic, message, dispatcher \\ __MODULE__) when is_atom(pubsub) and is_pid(from) do
    dispatch(pubsub, from, topic, message, dispatcher)
  end

  @doc "Sends `message` to the subscribers of `topic` on one node."
  def direct_broadcast(node_name, pubsub, topic, message, dispatcher \\ __MODULE__) when is_atom(pubsub) and is_binary(topic) do
    {adapter, name} = adapter(pubsub)
    adapter.direct_broadcast(name, node_name, topic, message, dispatcher)
  end

  @doc "Sends `message` to the subscribers of `topic` on all nodes. Raises on failure."
  def broadcast!(pubsub, topic, message, dispatcher \\ __MODULE__), do: checked(broadcast(pubsub, topic, message, dispatcher))

  @doc """
  Sends `message` to the subscribers of `topic` on all nodes, except to the process `from`. Raises
  on failure.
  """
  def broadcast_from!(pubsub, from, topic, message, dispatcher \\ __MODULE__), do: checked(broadcast_from(pubsub, from, topic, message, dispatcher))

  @doc "Sends `message` to the subscribers of `topic` on one node. Raises on failure."
  def direct_broadcast!(node_name, pubsub, topic, message, dispatcher \\ __MODULE__) do
    checked(direct_broadcast(node_name, pubsub, topic, message, dispatcher))
  end

  defp checked(:ok), do: :ok
  defp checked({:error, error}), do: raise(BroadcastError, "broadcast failed: #{inspect(error)}")

  @doc "Returns the name of this node for other nodes."
  def node_name(pubsub) do
    {adapter, name} = adapter(pubsub)
    adapter.node_name(name)
  end

  defp adapter(pubsub) do
    case Registry.meta(pubsub, :pubsub) do
      {:ok, adapter_and_name} -> adapter_and_name
      :error -> raise ArgumentError, "unknown registry: #{inspect(pubsub)}"
    end
  end

  defp dispatch(pubsub, from, topic, message, dispatcher) do
    Registry.dispatch(pubsub, topic, {dispatcher, :dispatch, [from, message]})
    :ok
  end

  @doc "Sends a message to the entries of a topic. It is the default dispatcher."
  def dispatch(entries, :none, message) do
    for {pid, _} <- entries, do: send(pid, message)
    :ok
  end

  def dispatch(entries, from, message) do
    for {pid, _} <- entries, pid != from, do: send(pid, message)
    :ok
  end
end

defmodule Phoenix.PubSub.Supervisor do
  @moduledoc false

  use Supervisor

  def start_link(opts) do
    name = opts[:name] || raise ArgumentError, "the :name option is required when starting Phoenix.PubSub"
    Supervisor.start_link(__MODULE__, opts, name: Module.concat(name, "Supervisor"))
  end

  @impl true
  def init(opts) do
    name = opts[:name]
    adapter = Keyword.get(opts, :adapter, Phoenix.PubSub.PG2)
    adapter_name = Module.concat(name, "Adapter")

    registry = [meta: [pubsub: {adapter, adapter_name}], keys: :duplicate, name: name]
    children = [{Registry, registry}, {adapter, Keyword.merge(opts, adapter_name: adapter_name, name: name)}]
    Supervisor.init(children, strategy: :rest_for_one)
  end
end

defmodule Phoenix.PubSub.Adapter do
  @moduledoc "The behaviour of adapters, which send broadcasts to other nodes."

  @callback node_name(atom) :: term
  @callback child_spec(keyword) :: map
  @callback broadcast(atom, topic :: binary, message :: term, dispatcher :: module) :: :ok | {:error, term}
  @callback direct_broadcast(atom, node_name :: term, topic :: binary, message :: term, dispatcher :: module) :: :ok | {:error, term}
end

defmodule Phoenix.PubSub.PG2 do
  @moduledoc "Sends broadcasts through distributed Erlang: a process on each node forwards them to the local subscribers."

  @behaviour Phoenix.PubSub.Adapter

  use GenServer

  @doc false
  def start_link(opts), do: GenServer.start_link(__MODULE__, opts[:name], name: opts[:adapter_name])

  @impl Phoenix.PubSub.Adapter
  def node_name(_adapter_name), do: node()

  @impl Phoenix.PubSub.Adapter
  def broadcast(adapter_name, topic, message, dispatcher) do
    for node <- Node.list(), do: send({adapter_name, node}, {:forward_to_local, topic, message, dispatcher})
    :ok
  end

  @impl Phoenix.PubSub.Adapter
  def direct_broadcast(adapter_name, node_name, topic, message, dispatcher) do
    send({adapter_name, node_name}, {:forward_to_local, topic, message, dispatcher})
    :ok
  end

  @impl GenServer
  def init(name), do: {:ok, name}

  @impl GenServer
  def handle_info({:forward_to_local, topic, message, dispatcher}, name) do
    Phoenix.PubSub.local_broadcast(name, topic, message, dispatcher)
    {:noreply, name}
  end

  def handle_info(_message, name), do: {:noreply, name}
end
