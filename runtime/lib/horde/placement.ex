defmodule Horde.Placement do
  @moduledoc false

  # Decides how a member of Horde.DynamicSupervisor handles a child in the shared map. The
  # functions do not change the member's state.

  alias Horde.Membership

  @doc "Decides what to do about a child."
  def of(id, %{kids: kids} = state) do
    case kids.records do
      %{^id => _} when is_map_key(kids.busy, id) or is_map_key(kids.lost, id) -> :fine
      %{^id => {owner, spec, _pid, life}} -> decide(whose(owner, life, state), spec, kids.local[id], state)
      _ -> :fine
    end
  end

  defp whose(nil, _life, _state), do: :nobody
  defp whose(me, life, %{conf: %{me: me, life: life}}), do: :mine
  defp whose(me, _life, %{conf: %{me: me}}), do: :nobody

  # A member that is not known yet may still connect: a joining member receives all children from
  # the first member that it meets.
  defp whose(owner, life, %{cluster: cluster} = state) do
    case cluster.peers do
      %{^owner => %{life: ^life}} -> :another
      %{^owner => %{status: status}} when status != :uninitialized -> :nobody
      _ -> if MapSet.member?(cluster.members, owner) or Membership.meeting?(state), do: :another, else: :nobody
    end
  end

  defp decide(:mine, spec, pid, %{conf: conf} = state) when pid != nil do
    if (conf.redistribution == :active or Membership.dropped?(state)) and elsewhere?(spec, state), do: :release, else: :fine
  end

  # The child belongs to this member but does not run. It is handled like an orphan. If another
  # member decides about this orphan, the child is given away.
  defp decide(:mine, spec, nil, state) do
    case orphan(spec, state) do
      :fine -> if not state.cluster.shutting_down and Membership.quorum?(state), do: :give_away, else: :fine
      otherwise -> otherwise
    end
  end

  defp decide(:nobody, spec, nil, state), do: orphan(spec, state)

  # The owner has ended, but the child runs here. The child stays.
  defp decide(:nobody, _spec, _pid, _state), do: :fine
  defp decide(:another, _spec, nil, _state), do: :fine
  defp decide(:another, _spec, pid, _state), do: {:supersede, pid}

  defp elsewhere?(_spec, %{cluster: %{shutting_down: true}}), do: false

  defp elsewhere?(spec, state) do
    case state.conf.strategy.choose_node(spec, Membership.view(state)) do
      {:ok, %{name: name}} -> name != state.conf.me
      {:error, _} -> false
    end
  end

  # All members agree on which member decides about an orphan. With the usual strategies that
  # member also starts it.
  defp orphan(_spec, %{cluster: %{shutting_down: true}}), do: :fine

  defp orphan(spec, %{conf: %{me: me, strategy: strategy}} = state) do
    members = Membership.view(state)

    with {:ok, %{name: ^me}} = decider <- Horde.UniformDistribution.choose_node(spec, members),
         {:ok, %{name: chosen}} <- chosen(strategy, decider, spec, members) do
      if chosen == me, do: :start, else: {:adopt, chosen}
    else
      _ -> :fine
    end
  end

  defp chosen(Horde.UniformDistribution, decider, _spec, _members), do: decider
  defp chosen(strategy, _decider, spec, members), do: strategy.choose_node(spec, members)
end
