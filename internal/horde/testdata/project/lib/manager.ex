defmodule Hordes.Manager do
  use GenServer

  def start_link(name), do: GenServer.start_link(__MODULE__, name, name: via(name))

  defp via(name), do: {:via, Horde.Registry, {Names, name}}

  @impl true
  def init(name) do
    Process.flag(:trap_exit, true)
    Process.put(:manager, name)
    {:ok, name}
  end

  @impl true
  def handle_call(:get_name, _from, name), do: {:reply, name, name}

  @impl true
  def handle_info({:EXIT, _from, reason}, name), do: {:stop, reason, name}
end
