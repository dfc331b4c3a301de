defmodule :proc_lib do
  @moduledoc "Processes that record their ancestors and synchronise their start with the starting process."

  @start :"$start"

  @doc "Spawns a process that records its ancestors."
  def spawn(fun), do: :erlang.spawn(:proc_lib, :init_p, [parent(), ancestors(), fun])
  def spawn(mod, fun, args), do: :erlang.spawn(:proc_lib, :init_p, [parent(), ancestors(), mod, fun, args])

  @doc "Spawns a process on a node. The process records its ancestors."
  # The ancestors of a process on another node are local pids.
  def spawn(node, fun), do: :erlang.spawn(node, :proc_lib, :init_p, [parent(), ancestors(), fun])
  def spawn(node, mod, fun, args), do: :erlang.spawn(node, :proc_lib, :init_p, [parent(), ancestors(), mod, fun, args])

  def spawn_link(node, fun), do: :erlang.spawn_link(node, :proc_lib, :init_p, [parent(), ancestors(), fun])
  def spawn_link(node, mod, fun, args), do: :erlang.spawn_link(node, :proc_lib, :init_p, [parent(), ancestors(), mod, fun, args])

  def spawn_opt(node, fun, opts), do: :erlang.spawn_opt(node, :proc_lib, :init_p, [parent(), ancestors(), fun], opts)

  def spawn_opt(node, mod, fun, args, opts) do
    :erlang.spawn_opt(node, :proc_lib, :init_p, [parent(), ancestors(), mod, fun, args], opts)
  end

  def spawn_link(fun), do: :erlang.spawn_link(:proc_lib, :init_p, [parent(), ancestors(), fun])

  def spawn_link(mod, fun, args) do
    :erlang.spawn_link(:proc_lib, :init_p, [parent(), ancestors(), mod, fun, args])
  end

  @doc "Spawns a process with options."
  def spawn_opt(fun, opts), do: :erlang.spawn_opt(:proc_lib, :init_p, [parent(), ancestors(), fun], opts)

  def spawn_opt(mod, fun, args, opts) do
    :erlang.spawn_opt(:proc_lib, :init_p, [parent(), ancestors(), mod, fun, args], opts)
  end

  defp parent() do
    case :erlang.process_info(self(), :registered_name) do
      {:registered_name, name} when is_atom(name) -> name
      _ -> self()
    end
  end

  defp ancestors() do
    case :erlang.get(:"$ancestors") do
      list when is_list(list) -> list
      _ -> []
    end
  end

  @doc false
  def init_p(parent, ancestors, fun) when is_function(fun) do
    :erlang.put(:"$ancestors", [parent | ancestors])
    info = :erlang.fun_info(fun)
    {:module, mod} = :lists.keyfind(:module, 1, info)
    {:name, name} = :lists.keyfind(:name, 1, info)
    :erlang.put(:"$initial_call", {mod, name, 0})

    try do
      fun.()
    catch
      class, reason -> leave(class, reason, __STACKTRACE__)
    end
  end

  @doc false
  def init_p(parent, ancestors, mod, fun, args) do
    :erlang.put(:"$ancestors", [parent | ancestors])
    :erlang.put(:"$initial_call", initial_call_of(mod, fun, args))
    caught(mod, fun, args)
  end

  # The frame with the exception handler lives as long as the process and keeps its registers
  # alive. So the arguments are passed through the process dictionary. The function has the name
  # that stack traces show.
  defp caught(mod, fun, args) do
    :erlang.put(@start, {mod, fun, args})
    init_p_do_apply(nil, nil, nil)
  end

  defp init_p_do_apply(_mod, _fun, _args) do
    started()
  catch
    class, reason -> leave(class, reason, __STACKTRACE__)
  end

  # Like OTP, this logs a crash before the process ends.
  defp leave(:exit, reason, stack) do
    unless orderly?(reason), do: Logger.Reports.crash(:exit, reason, stack)
    exit(reason)
  end

  defp leave(class, reason, stack) do
    Logger.Reports.crash(class, reason, stack)
    exit({if(class == :throw, do: {:nocatch, reason}, else: reason), stack})
  end

  defp orderly?({:shutdown, _}), do: true
  defp orderly?(reason), do: reason in [:normal, :shutdown]

  defp started() do
    {mod, fun, args} = :erlang.erase(@start)
    apply(mod, fun, args)
  end

  # A supervisor is identified by its callback module.
  defp initial_call_of(:gen, :init_it, [_, _, _, _, :supervisor, {_, mod, _} | _]), do: {:supervisor, mod, 1}
  defp initial_call_of(:gen, :init_it, [_, _, _, _, mod | _]), do: {mod, :init, 1}
  defp initial_call_of(mod, fun, args), do: {mod, fun, length(args)}

  @doc "Starts a process and waits for its acknowledgement."
  def start(mod, fun, args, timeout \\ :infinity, spawn_opts \\ []) do
    {pid, ref} = spawn_opt(mod, fun, args, [:monitor | spawn_opts])

    receive do
      {:ack, ^pid, return} ->
        :erlang.demonitor(ref, [:flush])
        return

      {:DOWN, ^ref, :process, ^pid, reason} ->
        {:error, reason}
    after
      timeout ->
        :erlang.demonitor(ref, [:flush])
        kill(pid)
        {:error, :timeout}
    end
  end

  @doc "Starts a linked process and waits for its acknowledgement."
  def start_link(mod, fun, args, timeout \\ :infinity, spawn_opts \\ []) do
    pid = spawn_opt(mod, fun, args, [:link | spawn_opts])

    receive do
      {:ack, ^pid, return} -> return
      {:EXIT, ^pid, reason} -> {:error, reason}
    after
      timeout ->
        :erlang.unlink(pid)
        kill(pid)

        receive do
          {:EXIT, ^pid, _} -> :ok
        after
          0 -> :ok
        end

        {:error, :timeout}
    end
  end

  @doc "Starts a monitored process. Returns its acknowledgement and the monitor."
  def start_monitor(mod, fun, args, timeout \\ :infinity, spawn_opts \\ []) do
    {pid, ref} = spawn_opt(mod, fun, args, [:monitor | spawn_opts])

    receive do
      {:ack, ^pid, return} -> {return, ref}
      {:DOWN, ^ref, :process, ^pid, reason} -> {{:error, reason}, ref}
    after
      timeout ->
        kill(pid)
        {{:error, :timeout}, ref}
    end
  end

  defp kill(pid), do: :erlang.exit(pid, :kill)

  @doc "Acknowledges the start to the starting process."
  def init_ack(parent, return) do
    :erlang.send(parent, {:ack, self(), return})
    :ok
  end

  def init_ack(return) do
    [parent | _] = :erlang.get(:"$ancestors")
    init_ack(parent, return)
  end

  @doc "Hibernates the process until its next message."
  def hibernate(mod, fun, args), do: :erlang.hibernate(:proc_lib, :wake_up, [mod, fun, args])

  @doc false
  def wake_up(mod, fun, args), do: caught(mod, fun, args)

  @doc "Returns the initial function of a process."
  def initial_call(pid) when is_pid(pid) do
    with {mod, fun, arity} when is_integer(arity) <- translate_initial_call(pid, false) do
      {mod, fun, for(n <- 1..arity//1, do: :"Argument__#{n}")}
    end
  end

  defp translate_initial_call(pid, otherwise) do
    case dictionary(pid, :"$initial_call") do
      {mod, fun, arity} -> {mod, fun, arity}
      _ -> otherwise
    end
  end

  @doc "Returns the initial function of a process in the form for display."
  def translate_initial_call(pid), do: translate_initial_call(pid, {:proc_lib, :init_p, 5})

  defp dictionary(pid, key) do
    with {:dictionary, entries} <- :erlang.process_info(pid, :dictionary),
         {^key, value} <- :lists.keyfind(key, 1, entries) do
      value
    else
      _ -> :undefined
    end
  end

  @doc "Stops a process with a system message and waits until it has ended."
  def stop(process), do: stop(process, :normal, :infinity)

  # A helper process waits for the end, so that a late reply does not reach the caller.
  def stop(process, reason, timeout) do
    {helper, ref} = :erlang.spawn_monitor(fn -> end_with(process, reason) end)

    receive do
      {:DOWN, ^ref, _, _, ^reason} -> :ok
      {:DOWN, ^ref, _, _, other} -> exit(other)
    after
      timeout ->
        :erlang.demonitor(ref, [:flush])
        :erlang.exit(helper, :kill)
        exit(:timeout)
    end
  end

  defp end_with(process, reason) do
    ref = monitor(process)
    :erlang.send(process, {:system, {self(), make_ref()}, {:terminate, reason}})

    receive do
      {:DOWN, ^ref, _, _, :noconnection} -> exit({:nodedown, node_of(process)})
      {:DOWN, ^ref, _, _, ended} -> exit(ended)
    end
  end

  defp monitor(process) do
    :erlang.monitor(:process, process)
  catch
    :error, _ -> exit({:nodedown, node_of(process)})
  end

  defp node_of({_name, node}), do: node
  defp node_of(pid) when is_pid(pid), do: node(pid)
  defp node_of(_name), do: node()
end
