defmodule :global_peers do
  @moduledoc "The nodes that share global names, and the protocol with nodes of Erlang's own runtime."

  # Two nodes that connect greet each other (init_connect). A node of lab is recognised by its
  # greeting, and is sent the names at once. With a node of Erlang/OTP, this module follows the
  # protocol of OTP's :global. The other node's locker takes the global lock and reports it
  # (lock_set). Both nodes send all names (exchange). Each node finds the new names, resolves the
  # clashes for which it is the lesser node, and sends the results (resolved). Then the nodes are
  # in sync, and the lock is released. Only the other node takes the lock.

  alias :global_name_server, as: Names

  @table :global_names
  @peers :global_peers

  # This is the protocol version of OTP that needs only these messages.
  @version 5

  # The time in milliseconds after which a silent node is assumed not to share names.
  @patience 5000

  @doc "Creates the table of nodes and their kinds."
  def new(), do: :ets.new(@peers, [:named_table, :protected, :set, read_concurrency: true])

  @doc """
  Returns the kind of a node: `:lab`, `:otp`, or nil if the node does not share names, or not yet.
  """
  def kind(node) do
    case :ets.lookup(@peers, node) do
      [{_, kind}] -> kind
      [] -> nil
    end
  end

  @doc "Sends the first message of the protocol to a newly connected node, and records the node as a peer."
  def greet(node, %{peers: peers} = state) when is_map_key(peers, node), do: state

  def greet(node, state) do
    tag = :erlang.unique_integer()
    :erlang.start_timer(@patience, self(), {:silent, node, tag})
    Names.tell(node, {:init_connect, {@version, tag}, node(), {:locker, :lab, [], self()}})
    peer = %{tag: tag, his: nil, kind: nil, synced: false, lock: nil, ops: nil, resolved: nil}
    %{state | peers: Map.put(state.peers, node, peer)}
  end

  @doc "Removes a peer whose connection was lost."
  def lost(node, state) do
    :ets.delete(@peers, node)
    {peer, peers} = Map.pop(state.peers, node)
    settled(give_back(peer, %{state | peers: peers}))
  end

  defp give_back(%{lock: {resource, requester}}, state), do: Names.unlock(resource, requester, self(), state)
  defp give_back(_peer, state), do: state

  @doc "Replies to the caller once the names of all nodes are known."
  def await(from, state), do: settled(%{state | waiting: [from | state.waiting]})

  defp settled(state) do
    if not Names.meshing?() or Enum.all?(Node.list(), &synced?(state.peers[&1])) do
      for from <- state.waiting, do: GenServer.reply(from, :ok)
      %{state | waiting: []}
    else
      state
    end
  end

  defp synced?(nil), do: false
  defp synced?(peer), do: peer.synced

  @doc "Handles a message from the server of another node."
  def told({:init_connect, version, node, {:locker, mark, _known, _locker}}, state) when is_tuple(version) do
    if node in Node.list() and Names.meshing?() do
      state = greet(node, state)
      if mark == :lab, do: join_lab(node, state), else: update(node, state, &%{&1 | kind: :otp, his: elem(version, 1)})
    else
      state
    end
  end

  def told({:exchange, node, names, _external, tag}, state) do
    with_peer(node, tag, state, fn _peer ->
      server = self()
      spawn(fn -> send(server, {:exchange_ops, node, tag, compare(names, node)}) end)
      state
    end)
  end

  def told({:resolved, node, ops, known, _unused, _external, tag}, state) do
    with_peer(node, tag, state, fn peer -> finish(node, %{peer | resolved: {ops, nodes(known)}}, state) end)
  end

  def told({:new_nodes, _node, ops, _external, nodes, _extra}, state) do
    meet(nodes(nodes))
    Enum.reduce(ops, state, &apply_op/2)
  end

  def told({:in_sync, node, _known}, state) do
    if node in Node.list(), do: in_sync(node, state), else: state
  end

  def told({:async_del_name, name, pid}, state), do: Names.remove(name, pid, state)

  def told({:async_del_lock, resource, pid}, state) do
    case state.locks do
      %{^resource => {requester, %{^pid => _}}} -> Names.unlock(resource, requester, pid, state)
      _ -> state
    end
  end

  def told({:connect, node}, state) do
    if node not in Node.list(), do: spawn(fn -> Node.connect(node) end)
    state
  end

  def told(_other, state), do: state

  @doc "Handles a message from lockers, timers and this module's own processes."
  def heard({:lock_set, locker, true, _known}, state) do
    case state.peers[node(locker)] do
      %{kind: :otp} = peer -> answer(locker, peer, state)
      _ -> state
    end
  end

  def heard({:exchange_ops, node, tag, {ops, resolved}}, state) do
    with_peer(node, tag, state, fn peer ->
      Names.tell(node, {:resolved, node(), resolved, [], [], [], peer.his})
      finish(node, %{peer | ops: ops}, state)
    end)
  end

  def heard({:timeout, _timer, {:silent, node, tag}}, state) do
    with_peer(node, tag, state, fn
      %{kind: nil} = peer -> settled(%{state | peers: Map.put(state.peers, node, %{peer | synced: true})})
      _ -> state
    end)
  end

  def heard(_other, state), do: state

  defp with_peer(node, tag, state, fun) do
    case state.peers do
      %{^node => %{tag: ^tag} = peer} -> fun.(peer)
      _ -> state
    end
  end

  defp update(node, state, fun) do
    peer = fun.(Map.fetch!(state.peers, node))
    :ets.insert(@peers, {node, peer.kind})
    settled(%{state | peers: Map.put(state.peers, node, peer)})
  end

  # The names are sent to a node of lab when it is added, because the node takes part in every new
  # registration from then on.
  defp join_lab(node, state) do
    state = update(node, state, &%{&1 | kind: :lab, synced: true})
    Names.tell_names(node)
    for {other, :otp} <- :ets.tab2list(@peers), do: Names.tell(node, {:connect, other})
    state
  end

  defp in_sync(node, state) do
    update(node, greet(node, state), &%{&1 | kind: :otp, synced: true})
  end

  # Normally the other node's locker holds the lock on this node, too. This node then shares that
  # lock until the exchange ends.
  defp answer(locker, peer, state) do
    requester =
      case state.locks do
        %{global: {requester, holders}} when is_map_key(holders, locker) -> requester
        _ -> Enum.sort([self(), locker])
      end

    {locked, state} = Names.lock(:global, requester, self(), state)
    send(locker, {:lock_set, self(), locked, []})

    if locked do
      Names.tell(node(locker), {:exchange, node(), :ets.tab2list(@table), [], peer.his})
      peer = %{peer | lock: {:global, requester}, ops: nil, resolved: nil}
      %{state | peers: Map.put(state.peers, node(locker), peer)}
    else
      state
    end
  end

  defp finish(node, %{ops: ops, resolved: {resolved, known}} = peer, state) when is_list(ops) do
    state = Enum.reduce(ops ++ resolved, state, &apply_op/2)
    state = give_back(peer, state)
    meet(known)
    for {other, :lab} <- :ets.tab2list(@peers), do: Names.tell(other, {:connect, node})
    state = %{state | peers: Map.put(state.peers, node, %{peer | lock: nil, ops: nil, resolved: nil})}
    in_sync(node, state)
  end

  defp finish(node, peer, state), do: %{state | peers: Map.put(state.peers, node, peer)}

  # Accepts a list of nodes, or a map as in newer versions.
  defp nodes(known) when is_map(known), do: known |> Map.keys() |> nodes()
  defp nodes(known) when is_list(known), do: for(node <- known, is_atom(node), node != node(), do: node)
  defp nodes(_none), do: []

  # The other side's nodes expect to be connected to this node, and to be told when they are in
  # sync.
  defp meet(nodes) do
    for node <- nodes do
      spawn(fn -> if Node.connect(node), do: Names.tell(node, {:in_sync, node(), true}) end)
    end
  end

  defp apply_op({:insert, {name, pid, method}}, state) do
    case :ets.lookup(@table, name) do
      [{_, ^pid, _}] -> state
      _ -> Names.insert(name, pid, method, state)
    end
  end

  defp apply_op({:delete, name}, state) do
    case :ets.lookup(@table, name) do
      [{_, pid, _}] -> Names.remove(name, pid, state)
      [] -> state
    end
  end

  defp apply_op(_other, state), do: state

  # Returns the changes for this node and for the other node that make their names equal.
  defp compare(names, node) do
    Enum.reduce(names, {[], []}, fn {name, pid, method}, {ops, resolved} ->
      case :ets.lookup(@table, name) do
        [] -> {[{:insert, {name, pid, method}} | ops], resolved}
        [{_, ^pid, _}] -> {ops, resolved}
        [{_, mine, own}] when node() < node -> clash({name, pid, method}, {name, mine, own}, ops, resolved)
        [_] -> {ops, resolved}
      end
    end)
  end

  defp clash({name, pid, _} = theirs, {_, mine, method} = ours, ops, resolved) do
    case :rpc.call(node(mine), :global, :resolve_it, [method, name, pid, mine]) do
      ^pid -> {[{:insert, theirs} | ops], resolved}
      ^mine -> {ops, [{:insert, ours} | resolved]}
      _none -> {[{:delete, name} | ops], [{:delete, name} | resolved]}
    end
  end
end
