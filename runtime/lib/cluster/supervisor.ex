defmodule Cluster.Supervisor do
  @moduledoc """
  Starts a strategy for each topology, like libcluster 3.5.

      topologies = [
        class: [
          strategy: Cluster.Strategy.Gossip,
          config: [secret: "between us"]
        ]
      ]

      children = [{Cluster.Supervisor, [topologies, [name: PhoenixHello.ClusterSupervisor]]}]

  A topology has a name, a module that finds other nodes (`:strategy`) and the configuration of
  that module (`:config`). `:connect`, `:disconnect` and `:list_nodes` replace Erlang's functions
  with `{module, function, arguments}`. `:connect` and `:disconnect` get the node as an additional
  last argument.
  """

  use Supervisor

  @doc "Starts the supervisor. The argument is `[topologies]` or `[topologies, supervisor_options]`."
  def start_link([config]), do: start_link([config, []])
  def start_link([_config, opts] = args), do: Supervisor.start_link(__MODULE__, args, opts)

  @doc false
  @impl true
  def init([config, opts]) do
    children = for {topology, spec} <- config, do: child(topology, spec)
    Supervisor.init(children, Keyword.put(opts, :strategy, :one_for_one))
  end

  defp child(topology, spec) do
    strategy = Keyword.fetch!(spec, :strategy)

    state = %Cluster.Strategy.State{
      topology: topology,
      connect: Keyword.get(spec, :connect, {:net_kernel, :connect_node, []}),
      disconnect: Keyword.get(spec, :disconnect, {:erlang, :disconnect_node, []}),
      list_nodes: Keyword.get(spec, :list_nodes, {:erlang, :nodes, [:connected]}),
      config: Keyword.get(spec, :config, [])
    }

    %{id: topology, start: {strategy, :start_link, [[state]]}}
  end
end
