# Elixir for the labs on managers.

code :managers_seen do
  defmodule LabManagers do
    # The names of the managers that run on this node, by the processes themselves.
    def local do
      for pid <- Process.list(),
          {:dictionary, dictionary} <- [Process.info(pid, :dictionary)],
          {PhoenixHello.Manager, _, _} <- [dictionary[:"$initial_call"]] do
        case Horde.Registry.keys(PhoenixHello.DistributedRegistry, pid) do
          [name | _] -> name
          [] -> pid
        end
      end
    end

    # The children of all supervisors of this node, with what starts them.
    def children do
      for supervisor <- Process.list(),
          {:dictionary, dictionary} <- [Process.info(supervisor, :dictionary)],
          {:supervisor, _, _} <- [dictionary[:"$initial_call"]],
          {id, pid, _, _} when id != :undefined <- Supervisor.which_children(supervisor),
          {:ok, %{start: {module, _, args}}} <- [:supervisor.get_childspec(supervisor, id)],
          do: {module, args, pid}
    end

    # Returns what a function answers or raises, or :hangs in less than the ten seconds after which
    # an evaluation is given up.
    def attempt(fun) do
      task = Task.async(fn ->
        try do
          {:ok, fun.()}
        rescue
          e -> {:raised, e.__struct__, Exception.message(e)}
        catch
          :exit, {:noproc, _} -> {:exit, :noproc}
          :exit, {reason, {GenServer, :call, _}} -> {:exit, reason}
          kind, reason -> {kind, reason}
        end
      end)

      case Task.yield(task, 8_000) || Task.shutdown(task, :brutal_kill) do
        {:ok, result} -> result
        _ -> :hangs
      end
    end

    # The managers of all these nodes. One that cannot be asked now has none to show.
    def all(nodes) do
      for node <- nodes, name <- there(node), do: name
    end

    defp there(node) do
      :erpc.call(node, __MODULE__, :local, [], 5_000)
    rescue
      _ -> []
    end

    def members(horde) do
      attempt(fn -> horde |> Horde.Cluster.members() |> Enum.map(&elem(&1, 1)) |> Enum.sort() end)
    end
  end

  :ok
end
