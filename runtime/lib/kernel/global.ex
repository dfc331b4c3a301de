defmodule :global do
  @moduledoc "Global names and locks, shared by all connected nodes."

  @table :global_names
  @peers :global_peers

  @doc "Returns the pid registered under a global name, or :undefined."
  def whereis_name(name) do
    case :ets.lookup(@table, name) do
      [{_, pid, _}] when node(pid) == node() -> if :erlang.is_process_alive(pid), do: pid, else: :undefined
      [{_, pid, _}] -> pid
      [] -> :undefined
    end
  end

  @doc "Sends a message to the process with a global name. Exits if no process has the name."
  def send(name, msg) do
    case whereis_name(name) do
      pid when is_pid(pid) ->
        :erlang.send(pid, msg)
        pid

      :undefined ->
        exit({:badarg, {name, msg}})
    end
  end

  @doc "Registers a pid under a name on all connected nodes. Returns :yes or :no."
  def register_name(name, pid), do: register_name(name, pid, &:global.random_exit_name/3)

  def register_name(name, pid, method) when is_pid(pid) do
    case several_names(name, pid) do
      [] -> register_everywhere(name, pid, method)
      names -> refuse_several([name | names], pid)
    end
  end

  defp several_names(name, pid) do
    for {other, ^pid, _} <- :ets.tab2list(@table), other != name, do: other
  end

  defp refuse_several(names, pid) do
    Logger.bare_log(:error, "global: #{inspect(pid)} registered under several names: #{inspect(names)}")
    :no
  end

  # All nodes are asked in the same order. So of two concurrent registrations, the registration
  # that reaches the first node first succeeds.
  defp register_everywhere(name, pid, method) do
    agreed(fn nodes -> if whereis_name(name) == :undefined or not foreign?(), do: ask_all(nodes, name, pid, method), else: :no end)
  end

  defp ask_all(nodes, name, pid, method) do

    Enum.reduce_while(nodes, {:yes, []}, fn node, {:yes, done} ->
      case ask(node, {:register, name, pid, method}) do
        :no -> {:halt, {:no, done}}
        _ -> {:cont, {:yes, [node | done]}}
      end
    end)
    |> case do
      {:yes, _} ->
        :yes

      {:no, done} ->
        for node <- done, do: ask(node, {:unregister, name, pid})
        :no
    end
  end

  @doc "Registers a pid under a name in place of another pid."
  def re_register_name(name, pid), do: re_register_name(name, pid, &:global.random_exit_name/3)

  def re_register_name(name, pid, method) when is_pid(pid) do
    agreed(fn nodes -> for node <- nodes, do: ask(node, {:re_register, name, pid, method}) end)
    :yes
  end

  @doc "Unregisters a global name."
  def unregister_name(name) do
    case :ets.lookup(@table, name) do
      [{_, pid, _}] -> agreed(fn nodes -> for node <- nodes, do: ask(node, {:unregister, name, pid}) end)
      [] -> :ok
    end

    :ok
  end

  # Nodes of Erlang/OTP change names only while they hold the global lock.
  defp agreed(fun) do
    nodes = :lists.sort(known())
    if foreign?(), do: trans({:global, self()}, fn -> fun.(nodes) end, nodes), else: fun.(nodes)
  end

  defp foreign?(), do: :ets.match(@peers, {:_, :otp}, 1) != :"$end_of_table"

  @doc "Returns the global names."
  def registered_names(), do: @table |> :ets.tab2list() |> Enum.reduce([], fn {name, _, _}, names -> [name | names] end)

  @doc "Locks a resource on nodes. Retries until it succeeds, or as often as specified."
  def set_lock(id), do: set_lock(id, known(), :infinity)
  def set_lock(id, nodes), do: set_lock(id, nodes, :infinity)
  def set_lock(id, nodes, retries), do: set_lock(id, :lists.sort(nodes), retries, 1)

  defp set_lock(_id, _nodes, retries, _try) when retries < 0, do: false

  defp set_lock({_resource, _requester} = id, nodes, retries, try) do
    if lock_all(id, nodes, []) do
      true
    else
      if retries == 0 do
        false
      else
        :timer.sleep(min(try * 10, 250) + :rand.uniform(10))
        set_lock(id, nodes, if(retries == :infinity, do: :infinity, else: retries - 1), try + 1)
      end
    end
  end

  defp lock_all(_id, [], _locked), do: true

  defp lock_all(id, [node | rest], locked) do
    case ask(node, {:set_lock, id}) do
      false ->
        for other <- locked, do: ask(other, {:del_lock, id})
        false

      _ ->
        lock_all(id, rest, [node | locked])
    end
  end

  @doc "Releases a lock."
  def del_lock(id), do: del_lock(id, known())

  def del_lock({_resource, _requester} = id, nodes) do
    for node <- nodes, do: ask(node, {:del_lock, id})
    true
  end

  @doc "Runs a function while holding a lock. Returns :aborted if the lock is not available."
  def trans(id, fun), do: trans(id, fun, known(), :infinity)
  def trans(id, fun, nodes), do: trans(id, fun, nodes, :infinity)

  def trans(id, fun, nodes, retries) do
    if set_lock(id, nodes, retries) do
      try do
        fun.()
      after
        del_lock(id, nodes)
      end
    else
      :aborted
    end
  end

  @doc "Waits until the names on the connected nodes are known."
  def sync() do
    ask(node(), :settled)
    for {node, :lab} <- :ets.tab2list(@peers), do: ask(node, :sync)
    ask(node(), :sync)
    :ok
  end

  @doc "Disconnects from all nodes."
  def disconnect() do
    nodes = :erlang.nodes()
    for node <- nodes, do: :erlang.disconnect_node(node)
    nodes
  end

  # Returns the nodes that share names. If nodes do not form a mesh, this is only the local node.
  defp known(), do: [node() | for({node, kind} <- :ets.tab2list(@peers), kind in [:lab, :otp], do: node)]

  defp ask(node, request) do
    :gen_server.call({:global_name_server, node}, worded(node, request), :infinity)
  catch
    :exit, _ -> :unreachable
  end

  # A node of Erlang/OTP accepts names but no other requests.
  defp worded(node, request) do
    if :ets.member(@peers, node) and :ets.lookup_element(@peers, node, 2) == :otp, do: otp(request), else: request
  end

  defp otp({:re_register, name, pid, method}), do: {:register, name, pid, method}
  defp otp({:unregister, name, _pid}), do: {:unregister, name}
  defp otp(request), do: request

  @doc false
  # Calls the function that resolves a name clash. Other nodes call resolve_it/4.
  def resolve_it(method, name, pid1, pid2) do
    case own_method(method) do
      {module, function} -> apply(module, function, [name, pid1, pid2])
      fun -> fun.(name, pid1, pid2)
    end
  catch
    _, reason -> {:EXIT, reason}
  end

  @doc false
  # OTP's default method is a local fun of its own module, which other nodes cannot call.
  def own_method(method) when is_function(method) do
    case {:erlang.fun_info(method, :type), :erlang.fun_info(method, :module)} do
      {{:type, :local}, {:module, :global}} -> &:global.random_exit_name/3
      _ -> method
    end
  end

  def own_method(method), do: method

  @doc "Resolves a name conflict by killing the pid on the greater node."
  def random_exit_name(name, pid1, pid2) do
    {min, max} = minmax(pid1, pid2)
    Logger.bare_log(:info, "global: Name conflict terminating #{inspect({name, max})}")
    :erlang.exit(max, :kill)
    min
  end

  @doc "Resolves a name conflict by notifying the pid on the greater node."
  def random_notify_name(name, pid1, pid2) do
    {min, max} = minmax(pid1, pid2)
    :erlang.send(max, {:global_name_conflict, name})
    min
  end

  @doc "Resolves a name conflict by notifying both processes. The name is unregistered."
  def notify_all_name(name, pid1, pid2) do
    :erlang.send(pid1, {:global_name_conflict, name, pid2})
    :erlang.send(pid2, {:global_name_conflict, name, pid1})
    :none
  end

  defp minmax(pid1, pid2), do: if(node(pid1) < node(pid2), do: {pid1, pid2}, else: {pid2, pid1})
end
