defmodule Cluster.Events do
  @moduledoc """
  Notifies processes of changes to the cluster.

  libcluster had this module up to version 1. lab keeps it to make changes visible. A subscriber receives `{:nodeup,
  node}`, `{:nodedown, node}`, and the events that processes on other nodes publish.
  """

  use GenServer

  @doc "Starts the process that notifies subscribers. `subscribe/1` and `publish/1` start it if necessary."
  def start_link(), do: GenServer.start_link(__MODULE__, nil, name: __MODULE__)

  @doc "Subscribes a process to the events."
  @spec subscribe(pid) :: :ok
  def subscribe(pid), do: GenServer.call(server(), {:subscribe, pid})

  @doc "Ends the subscription of a process."
  @spec unsubscribe(pid) :: :ok
  def unsubscribe(pid), do: GenServer.call(server(), {:unsubscribe, pid})

  @doc "Sends `event` to the subscribers on all other nodes."
  @spec publish(term) :: :ok
  def publish(event), do: GenServer.call(server(), {:publish, event})

  # The server must outlive the process that calls it first, so it is not linked to that process.
  defp server(), do: :lab_on_demand.server(__MODULE__, nil)

  @impl true
  def init(_) do
    :ok = :net_kernel.monitor_nodes(true, node_type: :all)
    {:ok, %{}}
  end

  @impl true
  def handle_call({:subscribe, pid}, _from, subscribers) do
    {:reply, :ok, Map.put_new_lazy(subscribers, pid, fn -> Process.monitor(pid) end)}
  end

  def handle_call({:unsubscribe, pid}, _from, subscribers) do
    {ref, rest} = Map.pop(subscribers, pid)
    if ref, do: Process.demonitor(ref, [:flush])
    {:reply, :ok, rest}
  end

  def handle_call({:publish, event}, _from, subscribers) do
    for node <- Node.list(), do: send({__MODULE__, node}, {:receive, event})
    {:reply, :ok, subscribers}
  end

  @impl true
  def handle_info({what, node, _info}, subscribers) when what in [:nodeup, :nodedown], do: tell({what, node}, subscribers)
  def handle_info({:receive, event}, subscribers), do: tell(event, subscribers)
  def handle_info({:DOWN, _ref, :process, pid, _reason}, subscribers), do: {:noreply, Map.delete(subscribers, pid)}

  defp tell(event, subscribers) do
    for {pid, _ref} <- subscribers, do: send(pid, event)
    {:noreply, subscribers}
  end
end
