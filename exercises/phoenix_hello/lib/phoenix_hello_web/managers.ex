defmodule PhoenixHelloWeb.Managers do
  @moduledoc "What the page shows of the managers, whichever node they run on."

  alias PhoenixHello.DistributedRegistry
  alias PhoenixHello.ManagerSupervisor

  @doc "The managers that the registry knows: how many each node has, and the first `limit` of them."
  def overview(limit) do
    case Process.whereis(DistributedRegistry) do
      nil ->
        %{running: false, count: 0, nodes: [], managers: []}

      _pid ->
        all = Horde.Registry.select(DistributedRegistry, [{{:"$1", :"$2", :_}, [], [{{:"$1", :"$2"}}]}])
        nodes = all |> Enum.frequencies_by(fn {_name, pid} -> node(pid) end) |> Enum.sort()
        %{running: true, count: length(all), nodes: nodes, managers: shown(all, limit)}
    end
  end

  @doc "Starts managers with made-up names."
  def start(count) when count in 1..1000 do
    if Process.whereis(ManagerSupervisor) do
      ManagerSupervisor.start_random(count)
      :ok
    else
      {:error, :not_running}
    end
  end

  @doc "Starts the ten managers that have names of their own (exercise 8), and says their names."
  def start_ten() do
    if Process.whereis(ManagerSupervisor), do: {:ok, elsewhere(&ManagerSupervisor.start_random/0)}, else: {:error, :not_running}
  end

  # In a process of its own, so that what is started does not end with the page.
  defp elsewhere(fun), do: fun |> Task.async() |> Task.await()

  defp shown(all, limit) do
    all
    |> Enum.map(fn {name, pid} -> %{name: to_string(name), pid: inspect(pid), node: node(pid)} end)
    |> Enum.sort_by(&{&1.node, &1.name})
    |> Enum.take(limit)
  end
end
