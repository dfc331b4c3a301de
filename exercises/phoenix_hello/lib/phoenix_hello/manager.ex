defmodule PhoenixHello.Manager do
  @moduledoc """
  A process with a name, of which there is to be one in the whole cluster.

  Its name is kept by `PhoenixHello.DistributedRegistry`, which all nodes share, so
  that it is found from everywhere and moves with the process.
  """

  use GenServer

  def start_link(name) do
    GenServer.start_link(__MODULE__, name, name: via(name))
  end

  @doc "The name of a manager, asked of the manager itself."
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
