defmodule Horde.Requests do
  @moduledoc false

  # Handles the requests of programs to a Horde.DynamicSupervisor, which start and end children.
  # Each request is passed on to the member that it concerns.
  #
  # A caller is a GenServer's `from`; nil if nobody waits; or {:relay, pid, id}, the member that
  # passed on a start. The result of that start returns through the relay, so the relay knows
  # every child that was promised to a caller. The relay keeps an intent until the record of the
  # child arrives with the shared map: {member, spec, caller, seen}. The caller is nil after its
  # reply. seen is the pid in the record that has arrived, or :ended. If the member is lost, a
  # promised child is started again.

  alias Horde.{Children, Membership, Options, ProcessesSupervisor}

  # Ended callers are removed whenever the number of callers reaches a multiple of this number.
  @kept 100

  def new(), do: %{intents: %{}, relays: %{}, proxied: %{}}

  @doc "Sends a caller the result of its request."
  def answer(nil, _result), do: :ok
  def answer({:relay, pid, id}, result), do: send(pid, {:answered, id, result})
  def answer(from, result), do: GenServer.reply(from, result)

  @doc "Starts a child on the member that the strategy chooses."
  def start_child(%{cluster: %{shutting_down: true}} = state, _spec, caller, _ttl) do
    refuse(state, caller, {:error, {:shutting_down, "this node is shutting down."}})
  end

  # The request has come back: the members do not agree on a member, for example because the
  # strategy is random. This member knows the caller, and all members that passed the request on
  # are on the way back.
  def start_child(%{asked: %{intents: intents}} = state, spec, caller, _ttl) when is_map_key(intents, spec.id) do
    Children.start(state, spec, caller)
  end

  def start_child(%{conf: %{me: me}} = state, spec, caller, ttl) do
    case state.conf.strategy.choose_node(spec, Membership.view(state)) do
      {:ok, %{name: name}} when name == me or ttl == 0 -> Children.start(state, spec, caller)
      {:ok, %{name: name}} -> start_there(state, name, spec, caller, ttl)
      {:error, reason} -> refuse(state, caller, {:error, reason})
    end
  end

  defp start_there(state, member, spec, caller, ttl) do
    if Membership.alive?(state, member) do
      pass_on(member, {:start_child, spec}, {:relay, self(), spec.id}, ttl)
      put_intent(state, spec.id, {member, spec, caller, nil})
    else
      refuse(state, caller, dead_or_shutting_down())
    end
  end

  @doc "Remembers the member that passed on the start of a child, to tell it when the child ends."
  def relayed(state, {:relay, pid, id}), do: %{state | asked: %{state.asked | relays: Map.put(state.asked.relays, id, pid)}}
  def relayed(state, _caller), do: state

  @doc "Handles the result of a start that was passed on to a member."
  def answered(state, id, result) do
    case state.asked.intents do
      %{^id => {member, spec, caller, seen}} ->
        answer(caller, result)
        if seen == nil and started?(result), do: put_intent(state, id, {member, spec, nil, nil}), else: no_intent(state, id)

      _ ->
        state
    end
  end

  defp started?({:ok, _pid}), do: true
  defp started?({:ok, _pid, _info}), do: true
  defp started?(_failed), do: false

  @doc "Handles the record of a child (its pid), or the news of its end."
  def seen(%{asked: %{intents: intents}} = state, _id, _what) when map_size(intents) == 0, do: state

  def seen(state, id, what) do
    case state.asked.intents do
      %{^id => {_, _, nil, _}} -> no_intent(state, id)
      %{^id => {member, spec, caller, _}} -> put_intent(state, id, {member, spec, caller, what})
      _ -> state
    end
  end

  @doc "Handles the end of a child at this member, and tells the member that passed on its start."
  def ended(%{conf: conf} = state, id), do: ended(state, id, {conf.me, conf.life})

  defp ended(state, id, by) do
    case state.asked.relays do
      %{^id => pid} ->
        send(pid, {:withdrawn, id, by})
        %{state | asked: %{state.asked | relays: Map.delete(state.asked.relays, id)}}

      _ ->
        state
    end
  end

  @doc "Handles the end of a child at the member to which its start was passed on."
  # The record may have arrived earlier, while the end is reported only with the next part of the
  # map. A record that belongs to another member now is left alone.
  def withdrawn(state, id, {member, life} = by) do
    state = state |> seen(id, :ended) |> ended(id, by)

    case state.kids do
      %{records: %{^id => {^member, _, _, ^life}}, local: local} when not is_map_key(local, id) -> Children.forget(state, id)
      _ -> state
    end
  end

  @doc "Handles the loss of a member to which starts were passed on."
  def member_lost(state, member) do
    {callers, proxied} = Map.pop(state.asked.proxied, member, %{})
    for {_pid, from} <- callers, do: GenServer.reply(from, dead_or_shutting_down())
    {there, others} = Map.split_with(state.asked.intents, fn {_, intent} -> elem(intent, 0) == member end)
    state = %{state | asked: %{state.asked | proxied: proxied, intents: others}}
    Enum.reduce(there, state, fn {id, {_, spec, caller, seen}}, state -> again(state, id, spec, caller, seen) end)
  end

  # The child was promised and its record is lost, so it is an orphan.
  defp again(state, id, spec, nil, nil), do: Children.orphaned(state, id, spec)

  # Nothing has been promised yet.
  defp again(state, _id, spec, caller, nil), do: start_child(state, spec, caller, state.conf.ttl)

  # The reply is lost.
  defp again(state, _id, _spec, caller, :ended), do: refuse(state, caller, dead_or_shutting_down())
  defp again(state, _id, _spec, caller, pid), do: refuse(state, caller, {:ok, pid})

  @doc "Ends a child on any member."
  def terminate_child(%{conf: %{me: me}} = state, pid, from, ttl) do
    id = state.kids.pids[pid]

    case state.kids.records[id] do
      nil -> terminate_unknown(state, pid, from, ttl)
      {^me, _, _, _} -> terminate_local(state, id, from)
      {owner, _, _, _} when owner != nil -> terminate_there(state, owner, pid, from, ttl)
      _ -> refuse(state, from, {:error, :not_found})
    end
  end

  # A child that has just been started on another node is known there.
  defp terminate_unknown(state, pid, from, ttl) do
    owner = {state.conf.name, node(pid)}

    if owner != state.conf.me and ttl != 0 and Membership.alive?(state, owner),
      do: terminate_there(state, owner, pid, from, 1),
      else: refuse(state, from, {:error, :not_found})
  end

  defp terminate_local(state, id, from) do
    ProcessesSupervisor.terminate_child(state.conf.name, id, from)
    Children.forget(state, id)
  end

  # If the member ends before it replies, the caller is told that the child is dead. The member
  # replies to the caller directly, so the caller is kept until its next request or its end.
  defp terminate_there(state, member, pid, from, ttl) do
    if Membership.alive?(state, member) do
      pass_on(member, {:terminate_child, pid}, from, ttl)
      update_in(state.asked.proxied[member], &with_caller(&1 || %{}, from))
    else
      refuse(state, from, dead_or_shutting_down())
    end
  end

  defp with_caller(callers, {pid, _tag} = from) do
    callers = Map.put(callers, pid, from)
    if rem(map_size(callers), @kept) == 0, do: Map.filter(callers, &waits?/1), else: callers
  end

  defp waits?({pid, _from}), do: node(pid) != node() or Process.alive?(pid)

  defp pass_on(member, request, caller, ttl) do
    send(Options.full(member), {:proxy_operation, request, caller, if(ttl == :infinity, do: ttl, else: ttl - 1)})
  end

  defp refuse(state, caller, result) do
    answer(caller, result)
    state
  end

  defp put_intent(state, id, intent), do: %{state | asked: %{state.asked | intents: Map.put(state.asked.intents, id, intent)}}
  defp no_intent(state, id), do: %{state | asked: %{state.asked | intents: Map.delete(state.asked.intents, id)}}

  defp dead_or_shutting_down() do
    {:error,
     {:node_dead_or_shutting_down,
      "the node responsible for this process is shutting down or dead, try again soon"}}
  end
end
