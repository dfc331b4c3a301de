defmodule PhoenixHello.Application do
  @moduledoc "Starts the processes of the application."

  use Application

  @impl true
  def start(_type, _args) do
    topologies = [
      example: [
        strategy: Cluster.Strategy.Epmd,
        config: [timeout: 1000, hosts: [:node1@localhost, :node2@localhost]]
      ]
    ]

    children = [
      # The web pages need these: PubSub for messages between processes, and the endpoint,
      # whose server `mix phx.server` starts.
      {Phoenix.PubSub, name: PhoenixHello.PubSub},
      PhoenixHelloWeb.Endpoint,

      {Cluster.Supervisor, [topologies, [name: PhoenixHello.ClusterSupervisor]]},
      {Horde.Registry, [name: PhoenixHello.DistributedRegistry, keys: :unique, members: :auto]},
      PhoenixHello.ManagerSupervisor
    ]

    Supervisor.start_link(children, strategy: :one_for_one, name: PhoenixHello.Supervisor)
  end
end
