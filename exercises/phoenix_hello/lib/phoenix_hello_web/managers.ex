defmodule PhoenixHelloWeb.Managers do
  @moduledoc "The managers of all nodes, for the page."

  alias PhoenixHello.DistributedRegistry
  alias PhoenixHello.ManagerSupervisor

  @doc "Returns the number of managers on each node, and the first `limit` managers."
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

  @doc "Starts managers with random names."
  def start(count) when count in 1..1000 do
    if Process.whereis(ManagerSupervisor) do
      ManagerSupervisor.start_random(count)
      :ok
    else
      {:error, :not_running}
    end
  end

  @doc "Starts the ten managers with fixed names (exercise 8), and returns the names."
  def start_ten() do
    if Process.whereis(ManagerSupervisor), do: {:ok, elsewhere(&ManagerSupervisor.start_random/0)}, else: {:error, :not_running}
  end

  # Calls a function in a separate process, so that the managers do not end with the page.
  defp elsewhere(fun), do: fun |> Task.async() |> Task.await()

  defp shown(all, limit) do
    all
    |> Enum.map(fn {name, pid} -> %{name: to_string(name), pid: inspect(pid), node: node(pid)} end)
    |> Enum.sort_by(&{&1.node, &1.name})
    |> Enum.take(limit)
  end
end
