defmodule Hordes.Elsewhere do
  @moduledoc "Makes each member claim that another member runs the child."
  @behaviour Horde.DistributionStrategy

  @impl true
  def choose_node(_child_spec, members) do
    alive = Enum.filter(members, &match?(%{status: :alive}, &1))
    {:ok, Enum.find(alive, hd(alive), fn %{name: {_, node}} -> node != node() end)}
  end

  @impl true
  def has_quorum?(_members), do: true
end
