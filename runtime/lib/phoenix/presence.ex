defmodule Phoenix.Presence do
  @moduledoc """
  Tracks processes on all nodes under a key of a topic, with metadata.

      defmodule MyAppWeb.Presence do
        use Phoenix.Presence, otp_app: :my_app, pubsub_server: MyApp.PubSub
      end

      {:ok, _} = MyAppWeb.Presence.track(socket, user_id, %{online_at: System.system_time(:second)})
      push(socket, "presence_state", MyAppWeb.Presence.list(socket))

  Each node tracks its own processes, and sends changes to all other nodes in order. The processes
  of a lost node count as having left. When two nodes connect, they send each other their entries.
  Changes are broadcast to the topic on each node as "presence_diff".
  """

  @type presence :: %{key: String.t(), meta: map}

  @callback track(socket :: Phoenix.Socket.t(), key :: String.t(), meta :: map) :: {:ok, ref :: binary} | {:error, term}
  @callback track(pid, topic :: String.t(), key :: String.t(), meta :: map) :: {:ok, ref :: binary} | {:error, term}
  @callback untrack(socket :: Phoenix.Socket.t(), key :: String.t()) :: :ok
  @callback untrack(pid, topic :: String.t(), key :: String.t()) :: :ok
  @callback update(socket :: Phoenix.Socket.t(), key :: String.t(), meta :: map | (map -> map)) :: {:ok, binary} | {:error, term}
  @callback update(pid, topic :: String.t(), key :: String.t(), meta :: map | (map -> map)) :: {:ok, binary} | {:error, term}
  @callback fetch(topic :: String.t(), presences :: map) :: map
  @callback list(Phoenix.Socket.t() | String.t()) :: map
  @callback get_by_key(Phoenix.Socket.t() | String.t(), key :: String.t()) :: map | []
  @callback init(state :: term) :: {:ok, new_state :: term}
  @callback handle_metas(topic :: String.t(), diff :: map, presences :: map, state :: term) :: {:ok, term}
  @optional_callbacks init: 1, handle_metas: 4

  defmacro __using__(opts) do
    quote location: :keep, bind_quoted: [opts: opts] do
      @behaviour Phoenix.Presence
      @opts opts
      _ = opts[:otp_app] || raise("use Phoenix.Presence expects :otp_app to be given")

      @doc false
      def child_spec(opts) do
        opts = Keyword.merge(@opts, opts)
        opts = Keyword.merge(Application.get_env(opts[:otp_app], __MODULE__, []), opts)
        %{id: __MODULE__, start: {Phoenix.Presence.Server, :start_link, [__MODULE__, opts]}, type: :worker}
      end

      def track(%Phoenix.Socket{} = socket, key, meta), do: track(socket.channel_pid, socket.topic, key, meta)
      def track(pid, topic, key, meta), do: Phoenix.Presence.Server.track(__MODULE__, pid, topic, to_string(key), meta)

      def untrack(%Phoenix.Socket{} = socket, key), do: untrack(socket.channel_pid, socket.topic, key)
      def untrack(pid, topic, key), do: Phoenix.Presence.Server.untrack(__MODULE__, pid, topic, to_string(key))

      def update(%Phoenix.Socket{} = socket, key, meta), do: update(socket.channel_pid, socket.topic, key, meta)
      def update(pid, topic, key, meta), do: Phoenix.Presence.Server.update(__MODULE__, pid, topic, to_string(key), meta)

      def fetch(_topic, presences), do: presences

      def list(%Phoenix.Socket{topic: topic}), do: list(topic)
      def list(topic), do: Phoenix.Presence.list(__MODULE__, topic)

      def get_by_key(%Phoenix.Socket{topic: topic}, key), do: get_by_key(topic, key)
      def get_by_key(topic, key), do: Phoenix.Presence.get_by_key(__MODULE__, topic, to_string(key))

      def fetchers_pids, do: []

      defoverridable fetch: 2, child_spec: 1
    end
  end

  @doc "Returns the presences in a topic by key: `%{key => %{metas: [meta]}}`, as `fetch/2` of the module extends them."
  def list(module, %Phoenix.Socket{topic: topic}), do: list(module, topic)

  def list(module, topic) do
    module.fetch(topic, grouped(for({{^topic, key, _pid}, meta} <- entries(module, topic), do: {key, meta})))
  end

  @doc "Returns the presences of a key, or an empty list."
  def get_by_key(module, topic, key) do
    case for({{^topic, ^key, _pid}, meta} <- entries(module, topic), do: {key, meta}) do
      [] -> []
      metas -> module.fetch(topic, grouped(metas)) |> Map.fetch!(key)
    end
  end

  defp entries(module, topic), do: :ets.match_object(module, {{topic, :_, :_}, :_})

  @doc false
  def grouped(pairs) do
    Enum.reduce(pairs, %{}, fn {key, meta}, acc -> Map.update(acc, key, %{metas: [meta]}, &%{metas: &1.metas ++ [meta]}) end)
  end
end

defmodule Phoenix.Presence.Server do
  @moduledoc false

  # Keeps the table of a presence module, `{{topic, key, pid}, meta}`, and tells the servers of
  # other nodes.

  use GenServer

  def start_link(module, opts), do: GenServer.start_link(__MODULE__, {module, opts}, name: module)

  def track(module, pid, topic, key, meta) when is_pid(pid) and node(pid) == node() and is_map(meta) do
    GenServer.call(module, {:track, pid, topic, key, meta})
  end

  def untrack(module, pid, topic, key), do: GenServer.call(module, {:untrack, pid, topic, key})
  def update(module, pid, topic, key, meta), do: GenServer.call(module, {:update, pid, topic, key, meta})

  @impl true
  def init({module, opts}) do
    pubsub = opts[:pubsub_server] || raise "use Phoenix.Presence expects :pubsub_server to be given"
    :ets.new(module, [:ordered_set, :named_table, :protected, read_concurrency: true])
    if function_exported?(:net_kernel, :monitor_nodes, 1), do: :net_kernel.monitor_nodes(true)
    state = %{module: module, pubsub: pubsub, client: nil}

    state =
      if function_exported?(module, :handle_metas, 4) do
        {:ok, client} = module.init(%{})
        %{state | client: {:ok, client}}
      else
        state
      end

    tell(state, {:hello, node(), own(module)})
    {:ok, state}
  end

  @impl true
  def handle_call({:track, pid, topic, key, meta}, _from, state) do
    if :ets.member(state.module, {topic, key, pid}) do
      {:reply, {:error, {:already_tracked, pid, topic, key}}, state}
    else
      Process.monitor(pid)
      meta = Map.put(meta, :phx_ref, ref())
      {:reply, {:ok, meta.phx_ref}, here(state, [{{topic, key, pid}, meta}], [])}
    end
  end

  def handle_call({:untrack, pid, topic, key}, _from, state) do
    {:reply, :ok, here(state, [], :ets.lookup(state.module, {topic, key, pid}))}
  end

  def handle_call({:update, pid, topic, key, change}, _from, state) do
    case :ets.lookup(state.module, {topic, key, pid}) do
      [{id, before} = entry] ->
        plain = Map.drop(before, [:phx_ref, :phx_ref_prev])
        meta = if is_function(change, 1), do: change.(plain), else: change
        meta = Map.merge(meta, %{phx_ref: ref(), phx_ref_prev: before.phx_ref})
        {:reply, {:ok, meta.phx_ref}, here(state, [{id, meta}], [entry])}

      [] ->
        {:reply, {:error, :nopresence}, state}
    end
  end

  defp ref, do: Base.url_encode64(:crypto.strong_rand_bytes(12))

  # Applies a change of local entries and tells the other nodes.
  defp here(state, joins, leaves) do
    tell(state, {:changed, node(), joins, leaves})
    changed(state, joins, leaves)
  end

  defp tell(%{module: module}, message), do: for(node <- Node.list(), do: send({module, node}, message))

  @impl true
  def handle_info({:DOWN, _, :process, pid, _}, state) do
    {:noreply, here(state, [], :ets.match_object(state.module, {{:_, :_, pid}, :_}))}
  end

  # Two nodes that connect exchange their entries.
  def handle_info({:nodeup, node}, state) do
    send({state.module, node}, {:state, node(), own(state.module)})
    {:noreply, state}
  end

  def handle_info({:hello, node, entries}, state) do
    send({state.module, node}, {:state, node(), own(state.module)})
    {:noreply, replaced(state, node, entries)}
  end

  def handle_info({:state, node, entries}, state), do: {:noreply, replaced(state, node, entries)}
  def handle_info({:changed, _node, joins, leaves}, state), do: {:noreply, changed(state, joins, leaves)}
  def handle_info({:nodedown, node}, state), do: {:noreply, replaced(state, node, [])}
  def handle_info(_other, state), do: {:noreply, state}

  defp own(module), do: of_node(module, node())
  defp of_node(module, node), do: for({{_, _, pid}, _} = entry <- :ets.tab2list(module), node(pid) == node, do: entry)

  defp replaced(state, node, entries) do
    before = of_node(state.module, node)
    changed(state, entries -- before, before -- entries)
  end

  defp changed(state, [], []), do: state

  defp changed(%{module: module} = state, joins, leaves) do
    for {id, meta} <- leaves, match?([{_, ^meta}], :ets.lookup(module, id)), do: :ets.delete(module, id)
    :ets.insert(module, joins)
    topics = for {{topic, _, _}, _} <- joins ++ leaves, uniq: true, do: topic
    Enum.reduce(topics, state, &announced(&1, joins, leaves, &2))
  end

  defp announced(topic, joins, leaves, %{module: module} = state) do
    of = fn entries -> Phoenix.Presence.grouped(for({{^topic, key, _}, meta} <- entries, do: {key, meta})) end
    diff = %{joins: fetched(module, topic, of.(joins)), leaves: fetched(module, topic, of.(leaves))}
    broadcast = %Phoenix.Socket.Broadcast{topic: topic, event: "presence_diff", payload: diff}
    # Like Endpoint.broadcast/3, this uses the fast path of channels to their sockets.
    Phoenix.PubSub.local_broadcast(state.pubsub, topic, broadcast, Phoenix.Channel.Server)
    handled(topic, diff, state)
  end

  defp fetched(_module, _topic, map) when map == %{}, do: map
  defp fetched(module, topic, map), do: module.fetch(topic, map)

  defp handled(_topic, _diff, %{client: nil} = state), do: state

  defp handled(topic, diff, %{module: module, client: {:ok, client}} = state) do
    present = for {key, %{metas: metas}} <- Phoenix.Presence.list(module, topic), into: %{}, do: {key, metas}
    {:ok, client} = module.handle_metas(topic, diff, present, client)
    %{state | client: {:ok, client}}
  end
end
