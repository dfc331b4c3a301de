defmodule :global_name_server do
  @moduledoc "The process that holds a node's copy of the global names and locks."

  # Each node owns the names of its processes. When two nodes connect, each sends its names to the
  # other. A clash is resolved by the lesser node, which sends the result to all nodes that it
  # knows. With a node of Erlang/OTP, :global_peers follows the protocol of OTP's :global.

  @behaviour :gen_server

  @table :global_names

  # The time in milliseconds in which this node should notice a connection loss that another node
  # has reported.
  @grace 400

  @doc "Starts the server."
  def start_link(), do: :gen_server.start_link({:local, :global_name_server}, __MODULE__, [], [])

  @impl true
  def init([]) do
    Process.flag(:trap_exit, true)
    :ets.new(@table, [:named_table, :protected, :set, read_concurrency: true])
    :global_peers.new()
    # A node without a network does not monitor other nodes.
    if :erlang.function_exported(:net_kernel, :monitor_nodes, 1), do: :net_kernel.monitor_nodes(true)
    {:ok, %{monitors: %{}, locks: %{}, leaving: %{}, doubts: %{}, peers: %{}, waiting: []}}
  end

  @impl true
  def handle_call({:register, name, pid, method}, {from, _}, state) do
    held = if :global_peers.kind(node(from)) == :otp, do: [], else: :ets.lookup(@table, name)

    case held do
      [{_, ^pid, _}] ->
        {:reply, :yes, insert(name, pid, method, state)}

      [{_, other, _}] ->
        if ended?(other), do: {:reply, :yes, insert(name, pid, method, state)}, else: {:reply, :no, state}

      [] ->
        {:reply, :yes, insert(name, pid, method, state)}
    end
  end

  def handle_call({:re_register, name, pid, method}, _from, state), do: {:reply, :yes, insert(name, pid, method, state)}
  def handle_call({:unregister, name, pid}, _from, state), do: {:reply, :ok, remove(name, pid, state)}

  def handle_call({:unregister, name}, _from, state) do
    case :ets.lookup(@table, name) do
      [{_, pid, _}] -> {:reply, :ok, remove(name, pid, state)}
      [] -> {:reply, :ok, state}
    end
  end

  def handle_call(:sync, _from, state), do: {:reply, :ok, state}
  def handle_call(:settled, from, state), do: {:noreply, :global_peers.await(from, state)}

  def handle_call({:set_lock, {resource, requester}}, {pid, _}, state) do
    {locked, state} = lock(resource, requester, pid, state)
    {:reply, locked, state}
  end

  def handle_call({:del_lock, {resource, requester}}, {pid, _}, state) do
    {:reply, true, unlock(resource, requester, pid, state)}
  end

  # Processes that act for the same requester share a lock.
  @doc false
  def lock(resource, requester, pid, %{locks: locks} = state) do
    case locks do
      %{^resource => {^requester, holders}} ->
        holders = Map.put_new_lazy(holders, pid, fn -> Process.monitor(pid) end)
        {true, %{state | locks: Map.put(locks, resource, {requester, holders})}}

      %{^resource => _} ->
        {false, state}

      _ ->
        lock = {requester, %{pid => Process.monitor(pid)}}
        {true, %{state | locks: Map.put(locks, resource, lock)}}
    end
  end

  defp ended?(pid), do: node(pid) == node() and not Process.alive?(pid)

  @doc false
  def unlock(resource, requester, pid, %{locks: locks} = state) do
    case locks do
      %{^resource => {^requester, %{^pid => ref} = holders}} ->
        Process.demonitor(ref, [:flush])
        %{state | locks: put_holders(locks, resource, requester, Map.delete(holders, pid))}

      _ ->
        state
    end
  end

  defp put_holders(locks, resource, _requester, holders) when map_size(holders) == 0, do: Map.delete(locks, resource)
  defp put_holders(locks, resource, requester, holders), do: Map.put(locks, resource, {requester, holders})

  @doc false
  def insert(name, pid, method, state) do
    state = forget(name, state)
    :lab_tap.title(pid, name)
    :ets.insert(@table, {name, pid, :global.own_method(method)})
    %{state | monitors: Map.put(state.monitors, name, Process.monitor(pid))}
  end

  @doc false
  def remove(name, pid, state) do
    case :ets.lookup(@table, name) do
      [{_, ^pid, _}] ->
        :ets.delete(@table, name)
        forget(name, state)

      _ ->
        state
    end
  end

  defp forget(name, state) do
    case Map.pop(state.monitors, name) do
      {nil, _} ->
        state

      {ref, monitors} ->
        Process.demonitor(ref, [:flush])
        %{state | monitors: monitors}
    end
  end

  @impl true
  # Monitoring a process would connect to its node again. So the names of a node that has
  # disconnected meanwhile are ignored.
  def handle_cast({:names, node, names}, state) do
    names = if node in Node.list(), do: names, else: []
    {:noreply, Enum.reduce(names, state, &meet(node, &1, &2))}
  end

  def handle_cast({:settled, name, winner, loser}, state), do: {:noreply, settle(name, winner, loser, state)}

  # Implements prevent_overlapping_partitions of OTP 25. A node that has lost another node reports
  # the loss. Each node that is still connected to the lost node must then disconnect from it. The
  # node waits for the grace period first, because it may notice the loss by itself. The lost node
  # may then reconnect.
  def handle_cast({:lost_connection, from, lost}, %{doubts: doubts} = state) do
    if from in Node.list() and lost in Node.list() and not Map.has_key?(doubts, lost) do
      timer = :erlang.start_timer(@grace, self(), {:still_connected, lost})
      {:noreply, %{state | doubts: Map.put(doubts, lost, timer)}}
    else
      {:noreply, state}
    end
  end

  def handle_cast({:remove_connection, node}, state) do
    if node in Node.list() do
      Node.disconnect(node)

      Logger.bare_log(
        :warning,
        "'global' at node #{inspect(node())} disconnected node #{inspect(node)} in order to prevent overlapping partitions"
      )

      {:noreply, leaving(node, state)}
    else
      {:noreply, state}
    end
  end

  def handle_cast({:lost_connection, from, _creation, _operation, lost}, state) do
    handle_cast({:lost_connection, from, lost}, state)
  end

  def handle_cast(other, state), do: {:noreply, :global_peers.told(other, state)}

  @impl true
  def handle_info({:nodeup, node}, state) do
    state = %{state | leaving: Map.delete(state.leaving, node)}
    {:noreply, if(meshing?(), do: :global_peers.greet(node, state), else: state)}
  end

  def handle_info({:nodedown, node}, state) do
    gone = for {name, pid, _} <- :ets.tab2list(@table), node(pid) == node, do: {name, pid}
    state = Enum.reduce(gone, state, fn {name, pid}, state -> remove(name, pid, state) end)

    if meshing?() and preventing?() and not is_map_key(state.leaving, node) do
      for other <- Node.list(), :global_peers.kind(other) == :lab, do: tell(other, {:lost_connection, node(), node})
    end

    state = :global_peers.lost(node, state)

    {:noreply, %{state | leaving: Map.delete(state.leaving, node), doubts: Map.delete(state.doubts, node)}}
  end

  def handle_info({:timeout, timer, {:still_connected, lost}}, state) do
    case Map.pop(state.doubts, lost) do
      {^timer, doubts} ->
        tell(lost, {:remove_connection, node()})

        Logger.bare_log(
          :warning,
          "'global' at node #{inspect(node())} requested disconnect from node #{inspect(lost)} in order to prevent overlapping partitions"
        )

        {:noreply, leaving(lost, %{state | doubts: doubts})}

      _ ->
        {:noreply, state}
    end
  end

  def handle_info({:DOWN, ref, :process, pid, _reason}, state) do
    names = for {name, ^pid, _} <- :ets.tab2list(@table), do: name
    state = Enum.reduce(names, state, &remove(&1, pid, &2))
    {:noreply, %{state | locks: release(state.locks, pid, ref)}}
  end

  def handle_info({:settle, name, method, mine, theirs}, state) do
    winner = settled_by(method, name, mine, theirs)

    for node <- Node.list(), :global_peers.kind(node) == :lab, loser <- [mine, theirs], loser != winner do
      tell(node, {:settled, name, winner, loser})
    end

    {:noreply, Enum.reduce([mine, theirs] -- [winner], state, &settle(name, winner, &1, &2))}
  end

  def handle_info(msg, state), do: {:noreply, :global_peers.heard(msg, state)}

  defp release(locks, pid, ref) do
    Enum.reduce(locks, locks, fn
      {resource, {requester, %{^pid => ^ref} = holders}}, acc ->
        put_holders(acc, resource, requester, Map.delete(holders, pid))

      _, acc ->
        acc
    end)
  end

  # A deliberate disconnect is not reported as a loss. Otherwise the other nodes would disconnect
  # too, and report that in turn.
  defp leaving(node, state), do: %{state | leaving: Map.put(state.leaving, node, true)}

  @doc false
  def meshing?(), do: :application.get_env(:kernel, :connect_all, true)
  defp preventing?(), do: :application.get_env(:kernel, :prevent_overlapping_partitions, true)

  @doc false
  def tell_names(node) do
    own = for {name, pid, method} <- :ets.tab2list(@table), node(pid) == node(), do: {name, pid, method}
    tell(node, {:names, node(), own})
  end

  # Does not reconnect to send names, because the program may have disconnected since the nodeup.
  @doc false
  def tell(node, what), do: :erlang.send({:global_name_server, node}, {:"$gen_cast", what}, [:noconnect])

  # Handles a name of another node, which is new, known, or in conflict with a local name.
  defp meet(node, {name, pid, method}, state) do
    case :ets.lookup(@table, name) do
      [] ->
        insert(name, pid, method, state)

      [{_, ^pid, _}] ->
        state

      [{_, mine, _}] when node(mine) == node() ->
        if node() < node, do: send(self(), {:settle, name, method, mine, pid})
        state

      [_other] ->
        state
    end
  end

  defp settled_by(method, name, pid1, pid2) do
    case :global.resolve_it(method, name, pid1, pid2) do
      pid when pid in [pid1, pid2] -> pid
      _ -> :none
    end
  end

  defp settle(name, :none, loser, state), do: remove(name, loser, state)
  defp settle(name, winner, _loser, state), do: insert(name, winner, &:global.random_exit_name/3, state)
end
