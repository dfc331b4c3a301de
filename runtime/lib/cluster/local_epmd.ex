defmodule Cluster.Strategy.LocalEpmd do
  @moduledoc """
  Connects to all nodes registered with EPMD on this machine, once, when it starts.

      topologies = [class: [strategy: Cluster.Strategy.LocalEpmd]]

  It does not repeat this: a lost node stays lost until either node restarts.
  """

  use Cluster.Strategy

  alias Cluster.Strategy.State

  @impl true
  def start_link([%State{} = state]) do
    Cluster.Strategy.connect_nodes(state.topology, state.connect, state.list_nodes, nodes())
    :ignore
  end

  # Returns the names registered with EPMD, with this node's host.
  defp nodes() do
    [_, host] = Node.self() |> Atom.to_string() |> String.split("@", parts: 2)
    {:ok, names} = :erl_epmd.names()
    for {name, _port} <- names, do: :"#{name}@#{host}"
  end
end
