defmodule Cluster.Strategy.Epmd do
  @moduledoc """
  Connects to the nodes listed in the configuration.

      topologies = [
        class: [
          strategy: Cluster.Strategy.Epmd,
          config: [hosts: [:node1@localhost, :node2@localhost], timeout: 2_000]
        ]
      ]

  Without a `:timeout`, the strategy tries to connect once, when it starts. With a `:timeout`, it
  tries to connect to missing nodes again after this number of milliseconds.
  """

  use GenServer
  use Cluster.Strategy

  alias Cluster.Strategy.State

  @impl true
  def start_link([%State{config: config} = state]) do
    case Keyword.get(config, :hosts, []) do
      [] -> :ignore
      hosts when is_list(hosts) -> GenServer.start_link(__MODULE__, [state])
    end
  end

  @impl true
  def init([state]) do
    connect(state)
    {:ok, state, pause(state)}
  end

  @impl true
  def handle_info(:timeout, state), do: handle_info(:connect, state)

  def handle_info(:connect, state) do
    connect(state)
    {:noreply, state, pause(state)}
  end

  defp connect(%State{config: config} = state) do
    Cluster.Strategy.connect_nodes(state.topology, state.connect, state.list_nodes, Keyword.fetch!(config, :hosts))
  end

  defp pause(%State{config: config}), do: Keyword.get(config, :timeout, :infinity)
end
