defmodule :erpc do
  @moduledoc """
  Calls on other nodes. Each runs in a process of its own there, watched by a
  monitor, so that a lost node or a dead process ends the call.
  """

  def call(node, fun), do: call(node, :erlang, :apply, [fun, []], :infinity)
  def call(node, fun, timeout) when is_function(fun), do: call(node, :erlang, :apply, [fun, []], timeout)
  def call(node, module, function, args) when is_atom(module), do: call(node, module, function, args, :infinity)

  def call(node, module, function, args, timeout) when is_atom(node) and is_atom(module) and is_atom(function) and is_list(args) do
    request = send_request(node, module, function, args)

    case wait(request, timeout) do
      :timeout -> :erlang.error({:erpc, :timeout})
      answer -> unwrap(answer)
    end
  end

  def call(_node, _module, _function, _args, _timeout), do: :erlang.error({:erpc, :badarg})

  def cast(node, fun), do: cast(node, :erlang, :apply, [fun, []])

  def cast(node, module, function, args) when is_atom(node) do
    :erlang.spawn(node, :erpc, :execute_cast, [module, function, args])
    :ok
  end

  def multicall(nodes, fun), do: multicall(nodes, :erlang, :apply, [fun, []], :infinity)
  def multicall(nodes, fun, timeout) when is_function(fun), do: multicall(nodes, :erlang, :apply, [fun, []], timeout)
  def multicall(nodes, module, function, args), do: multicall(nodes, module, function, args, :infinity)

  def multicall(nodes, module, function, args, timeout) when is_list(nodes) do
    requests = :lists.map(&send_request(&1, module, function, args), nodes)
    until = deadline(timeout)
    :lists.map(fn request -> outcome(wait(request, left(until))) end, requests)
  end

  def multicast(nodes, fun), do: :lists.foreach(&cast(&1, fun), nodes)
  def multicast(nodes, module, function, args), do: :lists.foreach(&cast(&1, module, function, args), nodes)

  def send_request(node, fun), do: send_request(node, :erlang, :apply, [fun, []])

  def send_request(node, module, function, args) do
    tag = make_ref()
    {pid, ref} = :erlang.spawn_opt(node, :erpc, :execute_call, [tag, module, function, args], [:monitor])
    {tag, pid, ref}
  end

  def receive_response(request), do: request |> wait(:infinity) |> unwrap()

  def receive_response(request, timeout) do
    case wait(request, timeout) do
      :timeout -> :erlang.error({:erpc, :timeout})
      answer -> unwrap(answer)
    end
  end

  def wait_response(request), do: wait_response(request, 0)

  def wait_response({tag, _pid, ref}, timeout) do
    receive do
      {:DOWN, ^ref, :process, _, {^tag, answer}} -> {:response, unwrap(answer)}
      {:DOWN, ^ref, :process, _, reason} -> unwrap({:lost, reason})
    after
      timeout -> :no_response
    end
  end

  # The answer is the reason with which the called process exits: it can then
  # neither come twice nor after its end.

  @doc false
  def execute_call(tag, module, function, args) do
    answer =
      try do
        {:return, apply(module, function, args)}
      catch
        :throw, value -> {:throw, value}
        :exit, reason -> {:exit, reason}
        :error, reason -> {:error, reason, without_frames(__STACKTRACE__)}
      end

    exit({tag, answer})
  end

  @doc false
  def execute_cast(module, function, args), do: apply(module, function, args)

  defp without_frames(stacktrace) do
    :lists.takewhile(fn entry -> elem(entry, 0) != :erpc end, stacktrace)
  end

  defp wait({tag, _pid, ref}, timeout) do
    receive do
      {:DOWN, ^ref, :process, _, {^tag, answer}} -> answer
      {:DOWN, ^ref, :process, _, reason} -> {:lost, reason}
    after
      timeout ->
        Process.demonitor(ref, [:flush])
        :timeout
    end
  end

  defp unwrap({:return, value}), do: value
  defp unwrap({:throw, value}), do: throw(value)
  defp unwrap({:exit, reason}), do: exit({:exception, reason})
  defp unwrap({:error, reason, stacktrace}), do: :erlang.error({:exception, reason, stacktrace})
  defp unwrap({:lost, :noconnection}), do: :erlang.error({:erpc, :noconnection})
  defp unwrap({:lost, reason}), do: exit({:signal, reason})

  defp outcome({:return, value}), do: {:ok, value}
  defp outcome({:throw, value}), do: {:throw, value}
  defp outcome({:exit, reason}), do: {:exit, {:exception, reason}}
  defp outcome({:error, reason, stacktrace}), do: {:error, {:exception, reason, stacktrace}}
  defp outcome({:lost, :noconnection}), do: {:error, {:erpc, :noconnection}}
  defp outcome({:lost, reason}), do: {:exit, {:signal, reason}}
  defp outcome(:timeout), do: {:error, {:erpc, :timeout}}

  defp deadline(:infinity), do: :infinity
  defp deadline(timeout), do: :erlang.monotonic_time(:millisecond) + timeout

  defp left(:infinity), do: :infinity
  defp left(until), do: max(until - :erlang.monotonic_time(:millisecond), 0)
end

defmodule :rpc do
  @moduledoc "Calls on other nodes, with errors as `{:badrpc, reason}`."

  def call(node, module, function, args), do: call(node, module, function, args, :infinity)

  def call(node, module, function, args, timeout) do
    :erpc.call(node, module, function, args, timeout)
  catch
    :throw, value -> value
    :exit, {:exception, reason} -> {:badrpc, {:EXIT, reason}}
    :exit, {:signal, reason} -> {:badrpc, {:EXIT, reason}}
    :error, {:exception, reason, stacktrace} -> {:badrpc, {:EXIT, {reason, stacktrace}}}
    :error, {:erpc, :noconnection} -> {:badrpc, :nodedown}
    :error, {:erpc, reason} -> {:badrpc, reason}
  end

  def block_call(node, module, function, args), do: call(node, module, function, args)
  def block_call(node, module, function, args, timeout), do: call(node, module, function, args, timeout)

  def cast(node, module, function, args) do
    :erpc.cast(node, module, function, args)
    true
  end

  def multicall(module, function, args), do: multicall([node() | Node.list()], module, function, args)
  def multicall(nodes, module, function, args) when is_list(nodes), do: multicall(nodes, module, function, args, :infinity)
  def multicall(module, function, args, timeout), do: multicall([node() | Node.list()], module, function, args, timeout)

  def multicall(nodes, module, function, args, timeout) do
    outcomes = :lists.zip(nodes, :erpc.multicall(nodes, module, function, args, timeout))
    bad = for {node, {:error, {:erpc, _}}} <- outcomes, do: node
    {for({_, outcome} <- outcomes, not match?({:error, {:erpc, _}}, outcome), do: legacy(outcome)), bad}
  end

  defp legacy({:ok, value}), do: value
  defp legacy({:throw, value}), do: value
  defp legacy({:exit, {_, reason}}), do: {:badrpc, {:EXIT, reason}}
  defp legacy({:error, {:exception, reason, stacktrace}}), do: {:badrpc, {:EXIT, {reason, stacktrace}}}

  def async_call(node, module, function, args), do: :erpc.send_request(node, module, function, args)

  def yield(key) do
    :erpc.receive_response(key)
  catch
    :error, {:erpc, :noconnection} -> {:badrpc, :nodedown}
    _, reason -> {:badrpc, {:EXIT, reason}}
  end

  def abcast(name, message), do: abcast([node() | Node.list()], name, message)

  def abcast(nodes, name, message) do
    :lists.foreach(&send({name, &1}, message), nodes)
    :abcast
  end

  def eval_everywhere(module, function, args) do
    :lists.foreach(&cast(&1, module, function, args), [node() | Node.list()])
    :abcast
  end
end
