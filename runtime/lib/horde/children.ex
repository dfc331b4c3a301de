defmodule Horde.Children do
  @moduledoc false

  # This module handles the children of a Horde.DynamicSupervisor, as one member sees them.
  #
  #   records  id => {owner, spec, pid, life}, a copy of the shared map
  #   pids     pid => id
  #   local    id => pid, for children that run here
  #   busy     ids with a pending reply of Horde.ProcessesSupervisor or a pending timer
  #   lost     ids about which another member decides, because another child has their name
  #
  # Horde.Placement decides what to do with a child, and this module does it.

  alias Horde.{Membership, Placement, ProcessesSupervisor, Requests, Shared}

  # An orphan that could not be started is tried again after this interval in milliseconds.
  @retry 250

  def new(), do: %{records: %{}, pids: %{}, local: %{}, busy: %{}, lost: %{}}

  # Handles the events of the supervisor of this member's children.

  def told(state, {:started, spec, pid}), do: state |> unbusy(spec.id) |> record(spec, pid) |> look_if_dropped(spec.id)

  def told(state, {:not_started, spec, nil, result}), do: orphan_failed(state, spec.id, result)

  def told(state, {:not_started, spec, caller, result}) do
    Requests.answer(caller, result)
    unbusy(state, spec.id)
  end

  def told(state, {:restarted, id, pid}) do
    case state.kids.records[id] do
      {_, spec, _, _} -> record(state, spec, pid)
      nil -> state
    end
  end

  def told(state, {:ended, id}) do
    if mine?(state, id), do: forget(state, id), else: state |> not_local(id) |> unbusy(id) |> look(id)
  end

  def told(state, {:released, id}) do
    state = state |> not_local(id) |> unbusy(id)
    if mine?(state, id), do: state |> give_away(id) |> look(id), else: look(state, id)
  end

  def told(state, {:lost_name, id, winner}) do
    state = state |> not_local(id) |> unbusy(id)
    if mine?(state, id), do: ask_winner(state, id, winner), else: look(state, id)
  end

  # Children that ended because the quorum was lost may be reported after it has been restored. In
  # that case they have to be started again.
  def told(%{kids: kids} = state, {:left, :no_quorum}) do
    ended = for {id, pid} <- kids.local, not Process.alive?(pid), do: id
    look_at_all(%{state | kids: %{kids | local: Map.drop(kids.local, ended), busy: Map.drop(kids.busy, ended)}})
  end

  # An orphan that was to be started here failed to start.
  defp orphan_failed(state, id, :ignore), do: give_up(state, id)

  # The name of the orphan belongs to another child, or to an earlier process of the orphan.
  defp orphan_failed(state, id, {:error, {:already_started, pid}}) do
    if state.kids.pids[pid] in [nil, id], do: retry(state, id), else: give_up(state, id)
  end

  defp orphan_failed(state, id, _error), do: retry(state, id)

  defp retry(state, id) do
    Process.send_after(self(), {:look_again, id}, @retry)
    busy(state, id)
  end

  defp give_up(state, id), do: state |> unbusy(id) |> forget(id)

  # This member was dropped while a start was in progress.
  defp look_if_dropped(state, id), do: if(Membership.dropped?(state), do: look(state, id), else: state)

  # The shared map, and this copy of it

  defp record(state, spec, pid) do
    state = %{state | kids: %{state.kids | local: Map.put(state.kids.local, spec.id, pid)}}
    write(state, spec.id, {state.conf.me, spec, pid, state.conf.life})
  end

  @doc "Handles a child that its member has given up or lost."
  def orphaned(state, id, spec), do: write(state, id, {nil, spec, nil, nil})

  defp give_away(state, id), do: orphaned(state, id, elem(state.kids.records[id], 1))

  @doc "Gives up all children of this member, which is about to leave."
  def give_all_away(%{conf: %{me: me, life: life} = conf} = state) do
    for {id, {^me, spec, _, ^life}} <- state.kids.records, do: Shared.put(conf, {:process, id}, {nil, spec, nil, nil})
    none_local(state)
  end

  def none_local(state), do: %{state | kids: %{state.kids | local: %{}}}

  defp write(state, id, entry) do
    Shared.put(state.conf, {:process, id}, entry)
    keep(state, id, entry)
  end

  defp keep(%{kids: kids} = state, id, {_, _, pid, _} = entry) do
    pids = without_pid(kids, id)
    pids = if pid, do: Map.put(pids, pid, id), else: pids
    %{state | kids: %{kids | records: Map.put(kids.records, id, entry), pids: pids}}
  end

  defp without_pid(kids, id) do
    case kids.records do
      %{^id => {_, _, pid, _}} when pid != nil -> Map.delete(kids.pids, pid)
      _ -> kids.pids
    end
  end

  @doc "Removes a child from the shared map."
  def forget(state, id) do
    Shared.delete(state.conf, [{:process, id}])
    gone(state, id)
  end

  defp gone(%{kids: kids} = state, id) do
    kids = %{
      kids
      | pids: without_pid(kids, id),
        records: Map.delete(kids.records, id),
        local: Map.delete(kids.local, id),
        lost: Map.delete(kids.lost, id)
    }

    Requests.ended(%{state | kids: kids}, id)
  end

  @doc "Handles changes of children in the shared map by other members."
  def changed(state, id, {_, _, pid, _} = entry), do: state |> Requests.seen(id, pid) |> keep(id, entry) |> look(id)

  def removed(state, id) do
    if Map.has_key?(state.kids.local, id), do: ProcessesSupervisor.terminate_child(state.conf.name, id, nil)
    gone(state, id)
  end

  defp mine?(%{conf: %{me: me, life: life}} = state, id), do: match?({^me, _, _, ^life}, state.kids.records[id])

  defp not_local(state, id), do: %{state | kids: %{state.kids | local: Map.delete(state.kids.local, id)}}

  # Checks whether a child runs, and runs where it belongs.

  @doc "Checks all children if one of them may not be where it belongs."
  def look_around(state), do: if(Enum.any?(state.kids.records, &unsettled?(&1, state)), do: look_at_all(state), else: state)

  defp unsettled?({id, {owner, _, _, life}}, %{conf: conf, kids: kids} = state) do
    case {owner == conf.me, state.cluster.peers[owner]} do
      {true, _} -> life != conf.life or not Map.has_key?(kids.local, id)
      {_, %{life: ^life, status: :alive}} -> Map.has_key?(kids.local, id)
      _ -> true
    end
  end

  def look_at_all(state), do: Enum.reduce(Map.keys(state.kids.records), state, &look(&2, &1))

  def look(state, id) do
    case Placement.of(id, state) do
      :fine ->
        state

      :start ->
        start(state, elem(state.kids.records[id], 1), nil)

      {:adopt, member} ->
        send(member, {:adopt, id, elem(state.kids.records[id], 1)})
        state

      :release ->
        release(state, id)

      :give_away ->
        give_away(state, id)

      {:supersede, pid} ->
        Process.send_after(self(), {:superseded, id, pid}, state.conf.grace)
        busy(state, id)
    end
  end

  def look_again(state, id), do: state |> unbusy(id) |> look(id)

  @doc "Hands over the children that belong to a new member, without waiting for its part of the map."
  def hand_over_all(state) do
    Enum.reduce(Map.keys(state.kids.local), state, fn id, state ->
      if Placement.of(id, state) == :release, do: release(state, id), else: state
    end)
  end

  defp release(state, id) do
    ProcessesSupervisor.release(state.conf.name, id)
    busy(state, id)
  end

  @doc "Starts a child on this member."
  def start(state, spec, caller) do
    ProcessesSupervisor.start_child(state.conf.name, spec, caller)
    state |> Requests.relayed(caller) |> busy(spec.id)
  end

  @doc "Takes over a child from the member that decides about it."
  # The other member may not know yet that there is no quorum. The child then remains an orphan.
  def adopt(state, id, spec) do
    if Map.has_key?(state.kids.local, id) or not Membership.quorum?(state),
      do: state,
      else: start(state, Map.put(spec, :id, id), nil)
  end

  # Another member also runs the child, and started it later. If the child has a name,
  # Horde.Registry has ended that process by now.
  def superseded(state, id, pid) do
    state = unbusy(state, id)

    if state.kids.local[id] == pid and match?({:supersede, ^pid}, Placement.of(id, state)) do
      ProcessesSupervisor.terminate_child(state.conf.name, id, nil)
      not_local(state, id)
    else
      look(state, id)
    end
  end

  # Two children on different sides of a partition had the same name. Horde.Registry has ended one
  # of them. The member of the winner decides which child remains.

  defp ask_winner(state, id, winner) do
    Process.send_after(self(), {:look_again, id}, 2 * state.conf.grace)
    message = {:name_lost, id, winner, self()}
    if node(winner) == node(), do: send(self(), message), else: send({state.conf.name, node(winner)}, message)
    %{state | kids: %{state.kids | lost: Map.put(state.kids.lost, id, true)}}
  end

  # Answers a member whose child has lost its name to a child of this member.
  def settle_name(state, id, winner, loser) do
    case Enum.find(state.kids.local, fn {_, running} -> running == winner end) do
      {^id, _} ->
        {_, spec, _, _} = state.kids.records[id] || {nil, nil, nil, nil}
        if spec, do: record(state, spec, winner), else: state

      {_another, _} ->
        send(loser, {:duplicate, id})
        state

      # The name belongs to a process that is not a child.
      nil ->
        send(loser, {:look_again, id})
        state
    end
  end

  defp busy(%{kids: kids} = state, id), do: %{state | kids: %{kids | busy: Map.put(kids.busy, id, true), lost: Map.delete(kids.lost, id)}}

  defp unbusy(%{kids: kids} = state, id), do: %{state | kids: %{kids | busy: Map.delete(kids.busy, id), lost: Map.delete(kids.lost, id)}}
end
