defmodule :pg do
  @moduledoc "Groups of processes within a scope, shared by all connected nodes."

  # Each scope is a process with that name on each node. The process tells its peers about joins
  # and leaves of local processes. The messages are those of OTP, so nodes of Erlang/OTP can take
  # part. A table with the scope's name has rows {group, all members, local members}.

  use GenServer

  @scope :pg

  @doc "Starts the scope `:pg`, or another scope."
  def start_link(), do: start_link(@scope)
  def start_link(scope) when is_atom(scope), do: GenServer.start_link(__MODULE__, scope, name: scope)
  def start(scope) when is_atom(scope), do: GenServer.start(__MODULE__, scope, name: scope)

  @doc "Adds a process of this node, or a list of processes, to a group. Joining twice counts twice."
  def join(group, pids), do: join(@scope, group, pids)

  def join(scope, group, pids) do
    local!(pids)
    GenServer.call(scope, {:join_local, group, pids}, :infinity)
  end

  @doc "Undoes one join of each of the processes. Returns `:not_joined` if none had joined."
  def leave(group, pids), do: leave(@scope, group, pids)

  def leave(scope, group, pids) do
    local!(pids)
    GenServer.call(scope, {:leave_local, group, pids}, :infinity)
  end

  @doc "Returns the members of a group, and subscribes to changes: `{ref, :join | :leave, group, pids}`."
  def monitor(group), do: monitor(@scope, group)
  def monitor(scope, group), do: GenServer.call(scope, {:monitor, group}, :infinity)

  @doc "Returns the members of all groups, and subscribes to their changes."
  def monitor_scope(), do: monitor_scope(@scope)
  def monitor_scope(scope), do: GenServer.call(scope, :monitor, :infinity)

  @doc "Ends a subscription."
  def demonitor(ref), do: demonitor(@scope, ref)

  def demonitor(scope, ref) do
    with :ok <- GenServer.call(scope, {:demonitor, ref}, :infinity), do: flush(ref)
  end

  defp flush(ref) do
    receive do
      {^ref, _, _, _} -> flush(ref)
    after
      0 -> :ok
    end
  end

  def get_members(group), do: get_members(@scope, group)
  def get_members(scope, group), do: row(scope, group, 2)
  def get_local_members(group), do: get_local_members(@scope, group)
  def get_local_members(scope, group), do: row(scope, group, 3)

  defp row(scope, group, at) do
    :ets.lookup_element(scope, group, at)
  rescue
    ArgumentError -> []
  end

  def which_groups(), do: which_groups(@scope)
  def which_groups(scope) when is_atom(scope), do: for([group] <- :ets.match(scope, {:"$1", :_, :_}), do: group)
  def which_local_groups(), do: which_local_groups(@scope)

  def which_local_groups(scope) when is_atom(scope) do
    for {group, _, [_ | _]} <- :ets.tab2list(scope), do: group
  end

  defp local!(pids) do
    for pid <- List.wrap(pids), not is_pid(pid) or node(pid) != node(), do: :erlang.error({:nolocal, pid})
    :ok
  end

  # members holds the local processes with their groups. peers holds the scopes of other nodes
  # with their groups. watchers holds the subscribers to changes.

  @impl true
  def init(scope) do
    :ets.new(scope, [:named_table, :protected, :set, read_concurrency: true])
    if function_exported?(:net_kernel, :monitor_nodes, 1), do: :net_kernel.monitor_nodes(true)
    for node <- :erlang.nodes(), do: discover(scope, node)
    {:ok, %{scope: scope, members: %{}, peers: %{}, watchers: %{}}}
  end

  @impl true
  def handle_call({:join_local, group, pids}, _from, state) do
    state = Enum.reduce(List.wrap(pids), state, &note_join(&1, group, &2))
    add(group, List.wrap(pids), List.wrap(pids), state)
    tell_peers({:join, self(), group, pids}, state)
    {:reply, :ok, state}
  end

  def handle_call({:leave_local, group, pids}, _from, state) do
    {left, state} = Enum.reduce(List.wrap(pids), {[], state}, &note_leave(&1, group, &2))

    case left do
      [] ->
        {:reply, :not_joined, state}

      left ->
        remove(group, left, left, state)
        tell_peers({:leave, self(), left, [group]}, state)
        {:reply, :ok, state}
    end
  end

  def handle_call({:monitor, group}, {pid, _}, state) do
    {ref, state} = watch(pid, group, state)
    {:reply, {ref, get_members(state.scope, group)}, state}
  end

  def handle_call(:monitor, {pid, _}, state) do
    {ref, state} = watch(pid, :all, state)
    {:reply, {ref, Map.new(:ets.tab2list(state.scope), fn {group, all, _} -> {group, all} end)}, state}
  end

  def handle_call({:demonitor, ref}, _from, state) do
    case Map.pop(state.watchers, ref) do
      {nil, _} ->
        {:reply, false, state}

      {_, watchers} ->
        Process.demonitor(ref, [:flush])
        {:reply, :ok, %{state | watchers: watchers}}
    end
  end

  @impl true
  def handle_cast({:sync, peer, groups}, state), do: {:noreply, sync(peer, Map.new(groups), state)}

  @impl true
  def handle_info({:discover, peer}, state) do
    GenServer.cast(peer, {:sync, self(), local_groups(state)})

    if is_map_key(state.peers, peer) do
      {:noreply, state}
    else
      :erlang.send(peer, {:discover, self()}, [:noconnect])
      {:noreply, know(peer, state)}
    end
  end

  def handle_info({:join, peer, group, pids}, state) when is_map_key(state.peers, peer) do
    pids = List.wrap(pids)
    add(group, pids, [], state)
    {:noreply, update_in(state.peers[peer].groups, &Map.update(&1, group, pids, fn old -> pids ++ old end))}
  end

  def handle_info({:leave, peer, pids, groups}, state) when is_map_key(state.peers, peer) do
    pids = List.wrap(pids)
    for group <- groups, do: remove(group, pids, [], state)
    without = fn said -> Enum.reduce(groups, said, &subtract(&2, &1, pids)) end
    {:noreply, update_in(state.peers[peer].groups, without)}
  end

  def handle_info({:nodeup, node}, state) do
    if node != node(), do: discover(state.scope, node)
    {:noreply, state}
  end

  def handle_info({:DOWN, ref, :process, pid, _reason}, state) do
    case state do
      %{watchers: %{^ref => _}} -> {:noreply, %{state | watchers: Map.delete(state.watchers, ref)}}
      %{members: %{^pid => {^ref, groups}}} -> {:noreply, ended(pid, groups, state)}
      %{peers: %{^pid => _}} -> {:noreply, lost(pid, state)}
      _ -> {:noreply, state}
    end
  end

  def handle_info(_message, state), do: {:noreply, state}

  defp discover(scope, node), do: :erlang.send({scope, node}, {:discover, self()}, [:noconnect])

  defp note_join(pid, group, state) do
    {ref, groups} = Map.get_lazy(state.members, pid, fn -> {Process.monitor(pid), []} end)
    put_in(state.members[pid], {ref, [group | groups]})
  end

  defp note_leave(pid, group, {left, state}) do
    case state.members do
      %{^pid => {ref, groups}} ->
        case List.delete(groups, group) do
          ^groups -> {left, state}
          [] -> {[pid | left], forget(pid, ref, state)}
          rest -> {[pid | left], put_in(state.members[pid], {ref, rest})}
        end

      _ ->
        {left, state}
    end
  end

  defp forget(pid, ref, state) do
    Process.demonitor(ref, [:flush])
    %{state | members: Map.delete(state.members, pid)}
  end

  defp ended(pid, groups, state) do
    for group <- groups, do: remove(group, [pid], [pid], state)
    tell_peers({:leave, self(), pid, groups}, state)
    %{state | members: Map.delete(state.members, pid)}
  end

  defp lost(peer, state) do
    {%{groups: groups}, peers} = Map.pop!(state.peers, peer)
    for {group, pids} <- groups, do: remove(group, pids, [], state)
    %{state | peers: peers}
  end

  defp know(peer, state), do: put_in(state.peers[peer], %{monitor: Process.monitor(peer), groups: %{}})

  # A peer may send its full state again, so only the difference is applied.
  defp sync(peer, groups, state) do
    state = if is_map_key(state.peers, peer), do: state, else: know(peer, state)
    old = state.peers[peer].groups

    for group <- Enum.uniq(Map.keys(old) ++ Map.keys(groups)) do
      {before, now} = {Map.get(old, group, []), Map.get(groups, group, [])}
      remove(group, before -- now, [], state)
      add(group, now -- before, [], state)
    end

    put_in(state.peers[peer].groups, groups)
  end

  defp local_groups(state), do: for({group, _, [_ | _] = local} <- :ets.tab2list(state.scope), do: {group, local})

  defp add(_group, [], _local, _state), do: :ok

  defp add(group, pids, local, state) do
    case :ets.lookup(state.scope, group) do
      [{_, all, here}] -> :ets.insert(state.scope, {group, pids ++ all, local ++ here})
      [] -> :ets.insert(state.scope, {group, pids, local})
    end

    tell_watchers(:join, group, pids, state)
  end

  defp remove(_group, [], _local, _state), do: :ok

  defp remove(group, pids, local, state) do
    with [{_, all, here}] <- :ets.lookup(state.scope, group) do
      case all -- pids do
        [] -> :ets.delete(state.scope, group)
        rest -> :ets.insert(state.scope, {group, rest, here -- local})
      end

      tell_watchers(:leave, group, pids, state)
    end
  end

  defp subtract(said, group, pids) do
    case Map.get(said, group, []) -- pids do
      [] -> Map.delete(said, group)
      rest -> Map.put(said, group, rest)
    end
  end

  defp watch(pid, what, state) do
    ref = Process.monitor(pid)
    {ref, put_in(state.watchers[ref], {pid, what})}
  end

  defp tell_watchers(change, group, pids, state) do
    for {ref, {pid, what}} <- state.watchers, what == :all or what == group, do: send(pid, {ref, change, group, pids})
    :ok
  end

  defp tell_peers(message, state) do
    for {peer, _} <- state.peers, do: :erlang.send(peer, message, [:noconnect])
    :ok
  end
end
