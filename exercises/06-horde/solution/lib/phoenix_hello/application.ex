defmodule PhoenixHello.Application do
  @moduledoc "Starts what the application keeps running."

  use Application

  @impl true
  def start(_type, _args) do
    # Exercise 7: how the nodes find each other. Take the # away, and say which
    # strategy it is to be and what it has to know.
    # topologies = [
    #   example: [
    #     strategy: Cluster.Strategy.Epmd,
    #     config: [timeout: 1000]
    #   ]
    # ]

    children = [
      # The web half needs these: messages between its processes, and its server,
      # which `mix phx.server` starts.
      {Phoenix.PubSub, name: PhoenixHello.PubSub},
      PhoenixHelloWeb.Endpoint,

      # Exercise 7: who carries that out.
      # {Cluster.Supervisor, [topologies, [name: PhoenixHello.ClusterSupervisor]]},

      {Horde.Registry, [name: PhoenixHello.DistributedRegistry, keys: :unique, members: :auto]},
      PhoenixHello.ManagerSupervisor
    ]

    Supervisor.start_link(children, strategy: :one_for_one, name: PhoenixHello.Supervisor)
  end
end
