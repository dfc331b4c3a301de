defmodule Horde.DynamicSupervisor.Member do
  @moduledoc "A member in the form that distribution strategies receive."

  @type status :: :uninitialized | :alive | :shutting_down | :dead
  @type t :: %Horde.DynamicSupervisor.Member{}
  defstruct [:status, :name]
end

defmodule Horde.Membership do
  @moduledoc false

  # Keeps the members of a Horde.DynamicSupervisor, and which of them are alive, as this member
  # sees them. Members exchange {:horde_hello, ...} and then monitor each other. The list for the
  # distribution strategy is rebuilt on changes, not for each child.

  alias Horde.{Children, Options, ProcessesSupervisor, Requests, Shared}
  alias Horde.DynamicSupervisor.Member

  def new() do
    %{members: MapSet.new(), peers: %{}, met: now(), view: [], waiting: [], shutting_down: false, leaving: nil}
  end

  @doc "Returns the members in the form that strategies receive."
  def view(state), do: state.cluster.view

  @doc "Sets the members that the program or Horde.NodeListener names."
  def set(state, list) do
    before = state.cluster.members
    members = MapSet.new(list, &Options.full/1)
    unless state.conf.auto, do: Shared.members(state.conf, before, members)
    state |> change(%{members: members}) |> joined(before)
  end

  @doc "Handles a member that was added to or removed from the shared map."
  def add(state, member), do: change(state, %{members: MapSet.put(state.cluster.members, member)})
  def remove(state, member), do: change(state, %{members: MapSet.delete(state.cluster.members, member)})

  @doc "Handles a change of the members. `before` holds the old members."
  def joined(%{conf: conf, cluster: %{members: members}} = state, before) do
    others = MapSet.delete(members, conf.me)
    Shared.neighbours(conf, others)

    Enum.reduce(MapSet.difference(others, before), state, &greet(&2, &1))
    |> quorum_changed()
    |> Children.look_at_all()
  end

  # A member is monitored by name until it replies.
  defp greet(state, member) do
    if alive?(state, member) do
      state
    else
      unwatch(state, member)
      ref = Process.monitor(member)
      send(member, hello(state, true))
      put_peer(state, member, %{pid: nil, life: nil, ref: ref, status: :uninitialized})
    end
  end

  def hello(state, answer), do: {:horde_hello, state.conf.me, self(), state.conf.life, status(state), answer}

  @doc "Sends a greeting to the members on a node that has connected."
  def greet_node(state, node) do
    for {_, ^node} = m <- state.cluster.members, do: send(m, hello(state, true))
  end

  @doc "Sends a greeting to the members on connected nodes that have not answered."
  def greet_silent(state) do
    for {_, node} = m <- state.cluster.members, not alive?(state, m), node in Node.list(), do: send(m, hello(state, true))
  end

  @doc "Informs all members that this member is shutting down."
  def shut_down(state, from) do
    state = change(state, %{shutting_down: true, leaving: from})
    for {_, %{status: :alive, pid: pid}} <- state.cluster.peers, do: send(pid, hello(state, false))
    state
  end

  @doc "Handles a greeting of a member."
  def heard(state, member, pid, life, status) do
    case state.cluster.peers[member] do
      %{life: ^life, status: ^status} ->
        state

      %{life: ^life, status: :alive} = peer ->
        put_peer(state, member, %{peer | status: status}) |> quorum_changed() |> Children.look_at_all()

      _ ->
        unwatch(state, member)
        Process.send_after(self(), :look_at_all, state.conf.grace)

        change(state, %{met: now()})
        |> put_peer(member, %{pid: pid, life: life, ref: Process.monitor(pid), status: status})
        |> quorum_changed()
        |> Children.hand_over_all()
    end
  end

  defp unwatch(state, member) do
    with %{ref: ref} when ref != nil <- state.cluster.peers[member], do: Process.demonitor(ref, [:flush])
  end

  @doc "Handles the end of a member, or of the link to it."
  def down(state, ref) do
    case Enum.find(state.cluster.peers, fn {_, peer} -> peer.ref == ref end) do
      nil -> state
      {member, _} -> lost(state, member)
    end
  end

  defp lost(state, member) do
    put_peer(state, member, %{pid: nil, life: nil, ref: nil, status: :dead})
    |> Requests.member_lost(member)
    |> quorum_changed()
    |> Children.look_at_all()
  end

  def status(%{cluster: %{shutting_down: true}}), do: :shutting_down
  def status(_state), do: :alive

  def alive?(%{conf: %{me: member}} = state, member), do: not state.cluster.shutting_down
  def alive?(state, member), do: match?(%{status: :alive}, state.cluster.peers[member])

  @doc """
  Returns whether this member met another member so recently that it may not have met all members
  yet.
  """
  def meeting?(%{conf: conf, cluster: cluster}), do: now() - cluster.met < conf.meeting

  @doc "Returns whether this member has been dropped: it is running, but not one of the members."
  def dropped?(%{conf: conf, cluster: cluster}), do: not MapSet.member?(cluster.members, conf.me)

  def quorum?(state), do: state.conf.strategy.has_quorum?(view(state))

  @doc "Replies to `from` when there is a quorum."
  def await_quorum(state, from) do
    if quorum?(state) do
      GenServer.reply(from, :ok)
      state
    else
      change(state, %{waiting: [from | state.cluster.waiting]})
    end
  end

  defp quorum_changed(state) do
    cond do
      quorum?(state) ->
        for from <- state.cluster.waiting, do: GenServer.reply(from, :ok)
        if state.cluster.waiting == [], do: state, else: change(state, %{waiting: []})

      map_size(state.kids.local) + map_size(state.kids.busy) > 0 ->
        ProcessesSupervisor.leave(state.conf.name, :no_quorum)
        Children.none_local(state)

      true ->
        state
    end
  end

  defp put_peer(state, member, peer), do: change(state, %{peers: Map.put(state.cluster.peers, member, peer)})

  defp change(state, changes) do
    state = %{state | cluster: Map.merge(state.cluster, changes)}
    put_in(state.cluster.view, for(member <- state.cluster.members, do: %Member{name: member, status: status_of(state, member)}))
  end

  defp now(), do: System.monotonic_time(:millisecond)

  defp status_of(%{conf: %{me: member}} = state, member), do: status(state)

  defp status_of(state, member) do
    case state.cluster.peers[member] do
      %{status: status} -> status
      nil -> :uninitialized
    end
  end
end
