defmodule Horde.RegistryImpl do
  @moduledoc false

  # Owns the tables of a registry on one node. It assigns and removes the names of local
  # processes, which it links to. Changes of other nodes arrive through the shared map, in which a
  # name is {:key, key} => {member, pid, value}.

  use GenServer
  require Logger

  alias Horde.{Options, Shared}

  def child_spec(options) do
    %{id: Keyword.get(options, :name, __MODULE__), start: {__MODULE__, :start_link, [options]}}
  end

  def start_link(options) do
    name = Keyword.get(options, :name)

    if !is_atom(name) || is_nil(name) do
      raise ArgumentError, "expected :name to be given and to be an atom, got: #{inspect(name)}"
    end

    GenServer.start_link(__MODULE__, options, name: name)
  end

  @impl true
  def init(opts) do
    Process.flag(:trap_exit, true)
    name = Keyword.fetch!(opts, :name)
    Logger.info("Starting #{inspect(__MODULE__)} with name #{inspect(name)}")

    state = %{
      name: name,
      me: {name, node()},
      crdt: Options.crdt(name),
      map: Shared.map(Options.crdt(name)),
      keys: :"keys_#{name}",
      pids: :"pids_#{name}",
      members_table: :"members_#{name}",
      listeners: Keyword.get(opts, :listeners, []),
      auto: opts[:members] == :auto,
      members: MapSet.new(),
      times: %{}
    }

    for table <- [name, state.keys, state.pids, state.members_table] do
      :ets.new(table, [:named_table, {:read_concurrency, true}])
    end

    Shared.watch_nodes([])
    members = if state.auto, do: Horde.NodeListener.make_members(name), else: opts[:members] || [name]
    state = set_members(members, state)
    for {key, value} <- opts[:meta] || [], do: put_meta(key, value, state)
    {:ok, state}
  end

  @impl true
  def handle_call({:set_members, members}, _from, state), do: {:reply, :ok, set_members(members, state)}
  def handle_call(:members, _from, state), do: {:reply, MapSet.to_list(state.members), state}

  # The caller has found the name free, but another local process may have been faster.
  def handle_call({:register, key, value, pid}, _from, state) do
    case :ets.lookup(state.keys, key) do
      [{_, {_, other, _}}] when node(other) == node() and other != pid ->
        if Process.alive?(other),
          do: {:reply, {:error, {:already_registered, other}}, state},
          else: {:reply, {:ok, self()}, register(key, value, pid, forget(other, state))}

      _ ->
        {:reply, {:ok, self()}, register(key, value, pid, state)}
    end
  end

  def handle_call({:update_value, key, pid, value}, _from, state) do
    entry = {state.me, pid, value}
    Shared.put(state, {:key, key}, entry)
    :ets.insert(state.keys, {key, entry})
    {:reply, :ok, state}
  end

  def handle_call({:unregister, key, pid}, _from, state) do
    case :ets.lookup(state.keys, key) do
      [{_, {_, ^pid, _}}] -> {:reply, :ok, give_up([key], pid, state)}
      _ -> {:reply, :ok, state}
    end
  end

  def handle_call({:whereis, key}, _from, state) do
    case Horde.Registry.known(state.name, key) do
      [] -> {:reply, :undefined, state}
      [{pid, _}] -> {:reply, pid, state}
    end
  end

  def handle_call({:put_meta, key, value}, _from, state) do
    put_meta(key, value, state)
    {:reply, :ok, state}
  end

  def handle_call({:delete_meta, key}, _from, state) do
    :ets.delete(state.name, key)
    Shared.delete(state, [{:registry, key}])
    {:reply, :ok, state}
  end

  @impl true
  def handle_info({:crdt_update, diffs}, state), do: {:noreply, Enum.reduce(diffs, state, &changed(Shared.now(&1, &2), &2))}
  def handle_info({:set_members, members}, state), do: {:noreply, set_members(members, state)}
  def handle_info({:EXIT, pid, _reason}, state), do: {:noreply, forget(pid, state)}

  def handle_info({:nodedown, node}, state) do
    {:noreply, state.members |> MapSet.filter(&(elem(&1, 1) == node)) |> bury(state)}
  end

  def handle_info(_other, state), do: {:noreply, state}

  defp register(key, value, pid, state) do
    Process.link(pid)
    time = System.system_time(:nanosecond)
    entry = {state.me, pid, value}
    Shared.put(state, {:key, key}, entry, time)
    remember(key, pid, state)
    :ets.insert(state.keys, {key, entry})
    tell({:register, state.name, key, pid, value}, state)
    put_in(state.times[key], time)
  end

  # A local process has ended. The other nodes are told at once, because a lookup there does not
  # check whether the process is alive.
  defp forget(pid, state) do
    case :ets.lookup(state.pids, pid) do
      [{_, keys}] ->
        state = give_up(keys, pid, state)
        Shared.tell_now(state)
        state

      [] ->
        state
    end
  end

  defp give_up(keys, pid, state) do
    Shared.delete(state, Enum.map(keys, &{:key, &1}))

    for key <- keys do
      no_longer(key, pid, state)
      if match?([{_, {_, ^pid, _}}], :ets.lookup(state.keys, key)), do: :ets.delete(state.keys, key)
      tell({:unregister, state.name, key, pid}, state)
    end

    %{state | times: Map.drop(state.times, keys)}
  end

  defp remember(key, pid, state) do
    case :ets.lookup(state.pids, pid) do
      [] -> :ets.insert(state.pids, {pid, [key]})
      [{_, keys}] -> if key in keys, do: true, else: :ets.insert(state.pids, {pid, [key | keys]})
    end
  end

  defp no_longer(key, pid, state) do
    with [{_, keys}] <- :ets.lookup(state.pids, pid) do
      case List.delete(keys, key) do
        [] -> :ets.delete(state.pids, pid)
        keys -> :ets.insert(state.pids, {pid, keys})
      end
    end
  end

  # Changes of the shared map by other nodes

  defp changed({:add, {:key, key}, {_member, pid, value} = entry}, state) do
    state = displaced(:ets.lookup(state.keys, key), key, pid, state)
    remember(key, pid, state)
    :ets.insert(state.keys, {key, entry})
    tell({:register, state.name, key, pid, value}, state)
    # A local name that arrives from elsewhere is from an earlier run of this registry. The link
    # reports if the process has ended.
    if node(pid) == node(), do: Process.link(pid)
    state
  end

  defp changed({:remove, {:key, key}}, state) do
    case :ets.lookup(state.keys, key) do
      [{_, {_, pid, value}}] when node(pid) == node() ->
        reclaim(key, pid, value, state)

      [{_, {_, pid, _}}] ->
        no_longer(key, pid, state)
        :ets.delete(state.keys, key)
        tell({:unregister, state.name, key, pid}, state)
        state

      [] ->
        state
    end
  end

  defp changed({:add, {:registry, key}, value}, state) do
    :ets.insert(state.name, {key, value})
    state
  end

  defp changed({:remove, {:registry, key}}, state) do
    :ets.delete(state.name, key)
    state
  end

  defp changed({:add, {:member, member}, _}, %{auto: false} = state) do
    joined(MapSet.put(state.members, member), state)
  end

  defp changed({:remove, {:member, member}}, %{auto: false} = state) do
    joined(MapSet.delete(state.members, member), state)
  end

  defp changed(_diff, state), do: state

  # Another process has taken the name. Each node tells its own processes.
  defp displaced([{_, {_, old, old_value}}], key, new, state) when old != new do
    no_longer(key, old, state)

    if node(old) == node() do
      Process.exit(old, {:name_conflict, {key, old_value}, state.name, new})
    end

    %{state | times: Map.delete(state.times, key)}
  end

  defp displaced(_none, _key, _new, state), do: state

  # Other nodes considered this node down, and have removed the names of its processes.
  defp reclaim(key, pid, value, state) do
    if Process.alive?(pid) do
      time = Map.get_lazy(state.times, key, fn -> System.system_time(:nanosecond) end)
      Shared.put(state, {:key, key}, {state.me, pid, value}, time)
      state
    else
      forget(pid, state)
    end
  end

  defp set_members(members, state) do
    new = MapSet.new(members, &Options.full/1)

    unless state.auto, do: Shared.members(state, state.members, new)
    joined(new, state)
  end

  defp joined(members, state) do
    for m <- MapSet.difference(members, state.members), do: :ets.insert(state.members_table, {m, 1})
    gone = MapSet.difference(state.members, members)
    for m <- gone, do: :ets.delete(state.members_table, m)

    Shared.neighbours(state, members)
    state = if MapSet.size(gone) > 0, do: bury(MapSet.delete(gone, state.me), state), else: state
    %{state | members: members}
  end

  # Removes the names of members that are gone. Members that were only unreachable will restore
  # their names.
  defp bury(gone, state) do
    dead =
      for {key, {member, pid, _}} <- :ets.tab2list(state.keys), MapSet.member?(gone, member) do
        no_longer(key, pid, state)
        :ets.delete(state.keys, key)
        tell({:unregister, state.name, key, pid}, state)
        {:key, key}
      end

    Shared.delete(state, dead)
    state
  end

  defp put_meta(key, value, state) do
    Shared.put(state, {:registry, key}, value)
    :ets.insert(state.name, {key, value})
  end

  defp tell(event, state) do
    for listener <- state.listeners, do: notify(listener, event)
  end

  defp notify(listener, event) do
    send(listener, event)
  catch
    :error, :badarg -> :ok
  end
end
