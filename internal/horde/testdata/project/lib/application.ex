defmodule Hordes.Application do
  use Application

  @impl true
  def start(_type, _args) do
    children = [
      {Horde.Registry, name: Names, keys: :unique, members: :auto},
      Hordes.ManagerSupervisor
    ]

    Supervisor.start_link(children, strategy: :one_for_one, name: Hordes.Supervisor)
  end
end
