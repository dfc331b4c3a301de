defmodule PhoenixHello.Application do
  @moduledoc "Starts what the application keeps running."

  use Application

  @impl true
  def start(_type, _args) do
    children = []

    Supervisor.start_link(children, strategy: :one_for_one, name: PhoenixHello.Supervisor)
  end
end
