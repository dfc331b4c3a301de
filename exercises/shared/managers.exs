# Code that the labs on managers share.

code :managers_seen do
  defmodule LabManagers do
    # Returns the names of the managers on this node. It finds them by their processes, not in the
    # registry.
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

    # Returns {module, arguments, pid} for the children of all supervisors of this node.
    def children do
      for supervisor <- Process.list(),
          {:dictionary, dictionary} <- [Process.info(supervisor, :dictionary)],
          {:supervisor, _, _} <- [dictionary[:"$initial_call"]],
          {id, pid, _, _} when id != :undefined <- Supervisor.which_children(supervisor),
          {:ok, %{start: {module, _, args}}} <- [:supervisor.get_childspec(supervisor, id)],
          do: {module, args, pid}
    end

    # Returns the result of a function or its error, or :hangs after 8 seconds. An evaluation ends
    # after 10 seconds.
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

    # Returns the names of the managers on several nodes. A node that does not answer has none.
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
