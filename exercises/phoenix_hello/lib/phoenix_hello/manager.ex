defmodule PhoenixHello.Manager do
  @moduledoc """
  A process with a name. At most one process in the cluster has the name.

  `PhoenixHello.DistributedRegistry` registers the name. All nodes share this registry,
  so each node can find the process.
  """

  use GenServer

  def start_link(name) do
    GenServer.start_link(__MODULE__, name, name: via(name))
  end

  @doc "Asks a manager for its name."
  def get_name(manager) do
    GenServer.call(manager, :get_name)
  end

  defp via(name) do
    {:via, Horde.Registry, {PhoenixHello.DistributedRegistry, name}}
  end

  @impl true
  def init(name) do
    {:ok, name}
  end

  @impl true
  def handle_call(:get_name, _from, name) do
    {:reply, name, name}
  end
end
