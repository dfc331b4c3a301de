defmodule :kernel do
  @moduledoc "The processes of every node: the log, the global names, the server of calls."

  # Every start of a node waits for these processes. Their modules do not use Enum, Map, MapSet
  # and `use GenServer`, because a program may need none of these, and loading them takes time.

  @doc "Starts the processes under a supervisor."
  def start() do
    caller = self()
    ref = make_ref()
    {pid, monitor} = spawn_monitor(fn -> init(caller, ref) end)

    receive do
      {^ref, :ok} ->
        Process.demonitor(monitor, [:flush])
        {:ok, pid}

      {:DOWN, ^monitor, _, _, reason} ->
        {:error, reason}
    end
  end

  defp init(caller, ref) do
    Process.flag(:trap_exit, true)
    :erlang.register(:kernel_sup, self())
    started = :maps.from_list(:lists.map(&start_one/1, [:logger, :logger_proxy, :global_name_server, :rex]))
    send(caller, {ref, :ok})
    watch(started)
  end

  defp start_one(module) do
    {:ok, pid} = module.start_link()
    {pid, module}
  end

  # Ended processes are restarted, because a node cannot work without them.
  defp watch(started) do
    receive do
      {:EXIT, pid, _reason} when is_map_key(started, pid) ->
        {module, rest} = Map.pop!(started, pid)
        {pid, module} = start_one(module)
        watch(Map.put(rest, pid, module))

      _ ->
        watch(started)
    end
  end
end
