defmodule :rpc do
  @moduledoc "Calls of functions on other nodes. Errors are returned as values."

  @doc "Calls a function on a node. Returns `{:badrpc, reason}` on failure."
  def call(node, module, function, args), do: call(node, module, function, args, :infinity)

  def call(node, module, function, args, timeout) do
    value(fn -> :erpc.call(node, module, function, args, timeout) end)
  end

  @doc "Evaluates calls concurrently on the connected nodes, and returns the values."
  def parallel_eval(calls) do
    nodes = [node() | Node.list()]

    calls
    |> Enum.with_index()
    |> Enum.map(fn {{module, function, args}, i} -> async_call(Enum.at(nodes, rem(i, length(nodes))), module, function, args) end)
    |> Enum.map(&yield/1)
  end

  @doc "Sends a message to a registered name on all nodes. Returns the nodes with and without the name."
  def sbcast(name, message), do: sbcast([node() | Node.list()], name, message)

  def sbcast(nodes, name, message) do
    Enum.split_with(nodes, fn node ->
      case call(node, :erlang, :whereis, [name]) do
        pid when is_pid(pid) -> send(pid, message) == message
        _ -> false
      end
    end)
  end

  @doc "Sends a request to a registered server, which replies with `{name, node, reply}`."
  def server_call(node, name, reply_wrapper, message) do
    ref = :erlang.monitor(:process, {name, node})
    send({name, node}, {self(), message})

    receive do
      {^reply_wrapper, ^node, reply} ->
        :erlang.demonitor(ref, [:flush])
        reply

      {:DOWN, ^ref, _, _, _} ->
        {:error, :nodedown}
    end
  end

  @doc """
  Sends a request to the servers with a name, which reply with `{name, node, reply}`. Returns the
  replies, and the nodes that have no such server.
  """
  def multi_server_call(name, message), do: multi_server_call([node() | Node.list()], name, message)

  def multi_server_call(nodes, name, message) do
    {replies, missing} =
      nodes
      |> Enum.map(&{&1, server_call(&1, name, name, message)})
      |> Enum.split_with(fn {_, reply} -> reply != {:error, :nodedown} end)

    {Enum.map(replies, &elem(&1, 1)), Enum.map(missing, &elem(&1, 0))}
  end

  defp value(fun) do
    fun.()
  catch
    :throw, value -> value
    :exit, {:exception, reason} -> {:badrpc, {:EXIT, reason}}
    :exit, {:signal, reason} -> {:badrpc, {:EXIT, reason}}
    :exit, reason -> {:badrpc, {:EXIT, reason}}
    :error, {:exception, reason, stack} -> {:badrpc, {:EXIT, {reason, stack}}}
    :error, {:erpc, :noconnection} -> {:badrpc, :nodedown}
    :error, {:erpc, reason} -> {:badrpc, reason}
  end

  @doc "Calls a function on a node, which runs such calls one at a time."
  def block_call(node, module, function, args), do: block_call(node, module, function, args, :infinity)

  def block_call(node, module, function, args, timeout) do
    :gen_server.call({:rex, node}, {:block_call, module, function, args, :erlang.group_leader()}, timeout)
  catch
    :exit, {:timeout, _} -> {:badrpc, :timeout}
    :exit, _ -> {:badrpc, :nodedown}
  end

  @doc "Calls a function on a node without waiting for it."
  def cast(node, module, function, args) do
    :erpc.cast(node, module, function, args)
    true
  end

  @doc "Calls a function on nodes. Returns the results, and the nodes that failed."
  def multicall(module, function, args), do: multicall([node() | :erlang.nodes()], module, function, args, :infinity)

  def multicall(nodes, module, function, args) when is_list(nodes) do
    multicall(nodes, module, function, args, :infinity)
  end

  def multicall(module, function, args, timeout) do
    multicall([node() | :erlang.nodes()], module, function, args, timeout)
  end

  def multicall(nodes, module, function, args, timeout) do
    results = :erpc.multicall(nodes, module, function, args, timeout)

    {good, bad} =
      Enum.zip(nodes, results)
      |> Enum.reduce({[], []}, fn {node, result}, {good, bad} ->
        case value(fn -> again(result) end) do
          {:badrpc, reason} when reason in [:nodedown, :timeout] -> {good, [node | bad]}
          value -> {[value | good], bad}
        end
      end)

    {Enum.reverse(good), Enum.reverse(bad)}
  end

  defp again({:ok, value}), do: value
  defp again({class, reason}), do: :erlang.raise(class, reason, [])

  @doc "Calls a function on nodes without waiting for the results."
  def eval_everywhere(module, function, args), do: eval_everywhere([node() | :erlang.nodes()], module, function, args)

  def eval_everywhere(nodes, module, function, args) do
    :erpc.multicast(nodes, module, function, args)
    :abcast
  end

  @doc "Sends a message to the process with a name on nodes."
  def abcast(name, message), do: abcast([node() | :erlang.nodes()], name, message)

  def abcast(nodes, name, message) do
    for node <- nodes, do: :erlang.send({name, node}, message)
    :abcast
  end

  @doc "Starts a call. `yield/1` returns its result."
  def async_call(node, module, function, args) do
    caller = self()
    ref = make_ref()

    pid =
      spawn(fn ->
        result = call(node, module, function, args)
        send(caller, {self(), ref, result})
      end)

    {pid, ref}
  end

  @doc "Waits for the result of a call."
  def yield({pid, ref}) do
    receive do
      {^pid, ^ref, result} -> result
    end
  end

  @doc "Waits for the result of a call up to a timeout. Returns `{:value, result}` or :timeout."
  def nb_yield(key), do: nb_yield(key, 0)

  def nb_yield({pid, ref}, timeout) do
    receive do
      {^pid, ^ref, result} -> {:value, result}
    after
      timeout -> :timeout
    end
  end

  @doc "Calls a function with each element as its first argument, distributed over the nodes."
  def pmap({module, function}, extra, list) do
    list
    |> Enum.zip(Stream.cycle([node() | :erlang.nodes()]))
    |> Enum.map(fn {element, node} -> async_call(node, module, function, [element | extra]) end)
    |> Enum.map(&yield/1)
  end

  @doc "Returns information about a process on any node."
  def pinfo(pid), do: call(node(pid), :erlang, :process_info, [pid])
  def pinfo(pid, item), do: call(node(pid), :erlang, :process_info, [pid, item])
end
