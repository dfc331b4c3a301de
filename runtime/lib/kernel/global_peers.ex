defmodule :global_peers do
  @moduledoc "The nodes that share global names, and how names are agreed upon with those of Erlang's own runtime."

  # Two nodes that meet greet each other (init_connect). A node of lab is known by
  # its greeting, and is told the names at once. One of Erlang's own goes on as OTP's
  # :global does: its locker takes the lock of all and says so (lock_set); both send
  # all names they know (exchange), each finds out what is new to it and settles the
  # clashes of which it is the lesser node, and tells the other what came of these
  # (resolved); then they are in sync, and the lock is given back. Only the other
  # one takes the lock: this side never begins.

  alias :global_name_server, as: Names

  @table :global_names
  @peers :global_peers

  # The version of OTP's protocol that needs no more than the above.
  @version 5

  # How long a node may say nothing before it is taken to share no names.
  @patience 5000

  @doc "Makes the table of the nodes and what they run."
  def new(), do: :ets.new(@peers, [:named_table, :protected, :set, read_concurrency: true])

  @doc "What a node runs: `:lab`, `:otp`, or nil when it shares no names, or none yet."
  def kind(node) do
    case :ets.lookup(@peers, node) do
      [{_, kind}] -> kind
      [] -> nil
    end
  end

  @doc "Greets a node that is new here."
  def greet(node, %{peers: peers} = state) when is_map_key(peers, node), do: state

  def greet(node, state) do
    tag = :erlang.unique_integer()
    :erlang.start_timer(@patience, self(), {:silent, node, tag})
    Names.tell(node, {:init_connect, {@version, tag}, node(), {:locker, :lab, [], self()}})
    peer = %{tag: tag, his: nil, kind: nil, synced: false, lock: nil, ops: nil, resolved: nil}
    %{state | peers: Map.put(state.peers, node, peer)}
  end

  @doc "Forgets a node."
  def lost(node, state) do
    :ets.delete(@peers, node)
    {peer, peers} = Map.pop(state.peers, node)
    settled(give_back(peer, %{state | peers: peers}))
  end

  defp give_back(%{lock: {resource, requester}}, state), do: Names.unlock(resource, requester, self(), state)
  defp give_back(_peer, state), do: state

  @doc "Answers the caller once the names of all nodes are known."
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

  @doc "What the server of another node tells."
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

  @doc "What lockers, timers and this module's own processes tell."
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

  # The names are told to a node of lab when this one counts it in: from then on it is
  # asked for every new one.
  defp join_lab(node, state) do
    state = update(node, state, &%{&1 | kind: :lab, synced: true})
    Names.tell_names(node)
    for {other, :otp} <- :ets.tab2list(@peers), do: Names.tell(node, {:connect, other})
    state
  end

  defp in_sync(node, state) do
    update(node, greet(node, state), &%{&1 | kind: :otp, synced: true})
  end

  # The locker of the other node holds the lock of all, here too as a rule; this
  # node's hold on it lasts as long as the exchange.
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

  # A list of nodes, or a map as newer versions have it.
  defp nodes(known) when is_map(known), do: known |> Map.keys() |> nodes()
  defp nodes(known) when is_list(known), do: for(node <- known, is_atom(node), node != node(), do: node)
  defp nodes(_none), do: []

  # The nodes that the other side knows take this one for known, and wait to hear
  # that it is connected to them.
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

  # The changes here, and those there, by which both have the same names.
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
