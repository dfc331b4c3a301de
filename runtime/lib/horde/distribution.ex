defmodule Horde.DistributionStrategy do
  @moduledoc """
  The behaviour of strategies that choose the member of a `Horde.DynamicSupervisor` that runs a child.

  `Horde.UniformDistribution` is the default. For your own strategy, write a module with these two functions and set
  `:distribution_strategy` to it.
  """

  @type t :: module

  @doc "Chooses a member for a child. All members must choose the same member."
  @callback choose_node(child_spec :: Supervisor.child_spec(), members :: [Horde.DynamicSupervisor.Member.t()]) ::
              {:ok, Horde.DynamicSupervisor.Member.t()} | {:error, reason :: term}

  @doc "Returns whether these members may run children at all."
  @callback has_quorum?(members :: [Horde.DynamicSupervisor.Member.t()]) :: boolean
end

defmodule Horde.UniformDistribution do
  @moduledoc """
  Distributes children over the living members with a hash ring. The same members choose the same member for the
  same child. There is always a quorum: when a cluster is partitioned, both halves run all children.
  """

  @behaviour Horde.DistributionStrategy

  @impl true
  def choose_node(child_spec, members) do
    case alive(members) do
      {[], _ring} ->
        {:error, :no_alive_nodes}

      {alive, ring} ->
        chosen = HashRing.key_to_node(ring, :erlang.phash2(Map.drop(child_spec, [:id])))
        {:ok, Enum.find(alive, &(&1.name == chosen))}
    end
  end

  # Returns the living members and their ring. The ring for the last list of members is cached,
  # because it is requested for each of many children.
  defp alive(members) do
    case Process.get(__MODULE__) do
      {^members, alive, ring} ->
        {alive, ring}

      _ ->
        alive = Enum.filter(members, &match?(%{status: :alive}, &1))
        ring = HashRing.add_nodes(HashRing.new(), alive |> Enum.map(& &1.name) |> Enum.sort())
        Process.put(__MODULE__, {members, alive, ring})
        {alive, ring}
    end
  end

  @impl true
  def has_quorum?(_members), do: true
end

defmodule Horde.UniformQuorumDistribution do
  @moduledoc """
  Distributes children like `Horde.UniformDistribution`, as long as more than half of the members
  are alive. A member in a smaller part of a partitioned cluster stops its children and starts
  none: `{:error, :quorum_not_met}`.

  If the number of members is even, the first member by name does not count, so that there is a
  majority. List the members in `:members`: with `:auto`, an unreachable node is not a member, so
  each part counts as complete.
  """

  @behaviour Horde.DistributionStrategy

  @impl true
  def choose_node(child_spec, members) do
    if has_quorum?(members),
      do: Horde.UniformDistribution.choose_node(child_spec, members),
      else: {:error, :quorum_not_met}
  end

  @impl true
  def has_quorum?(members) do
    case voters(members) do
      [] -> false
      voters -> Enum.count(voters, &match?(%{status: :alive}, &1)) * 2 > length(voters)
    end
  end

  defp voters(members) do
    sorted =
      members
      |> Enum.reject(&match?(%{status: :shutting_down}, &1))
      |> Enum.sort_by(& &1.name)

    if rem(length(sorted), 2) == 0, do: Enum.drop(sorted, 1), else: sorted
  end
end

defmodule Horde.UniformRandomDistribution do
  @moduledoc """
  Chooses a living member at random.
  """

  @behaviour Horde.DistributionStrategy

  @impl true
  def choose_node(_child_spec, members) do
    case Enum.filter(members, &match?(%{status: :alive}, &1)) do
      [] -> {:error, :no_alive_nodes}
      alive -> {:ok, Enum.random(alive)}
    end
  end

  @impl true
  def has_quorum?(_members), do: true
end
