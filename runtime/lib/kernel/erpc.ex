defmodule :erpc do
  @moduledoc """
  Calls of functions on other nodes. Errors of the function are distinguished from errors of the
  node.
  """

  @doc "Calls a function on a node."
  def call(node, fun), do: call(node, :erlang, :apply, [fun, []], :infinity)
  def call(node, fun, timeout) when is_function(fun, 0), do: call(node, :erlang, :apply, [fun, []], timeout)
  def call(node, module, function, args), do: call(node, module, function, args, :infinity)

  def call(node, module, function, args, timeout)
      when is_atom(node) and is_atom(module) and is_atom(function) and is_list(args) do
    [res | req] = request(node, module, function, args)

    receive do
      {:spawn_reply, ^req, :error, reason} -> spawn_failed(reason)
      {:DOWN, ^req, :process, _pid, reason} -> outcome(res, reason)
    after
      timeout ->
        abandon(req)
        :erlang.error({:erpc, :timeout})
    end
  end

  def call(_node, _module, _function, _args, _timeout), do: :erlang.error({:erpc, :badarg})

  # The called process exits with the result as its reason.
  defp request(node, module, function, args) do
    res = make_ref()
    req = :erlang.spawn_request(node, :erpc, :execute_call, [res, module, function, args], [{:reply, :error_only}, :monitor])
    [res | req]
  end

  # Drops the reply to the request, whether or not it has arrived.
  defp abandon(req) do
    :erlang.spawn_request_abandon(req) || :erlang.demonitor(req, [:flush])
  end

  defp spawn_failed(:noconnection), do: :erlang.error({:erpc, :noconnection})
  defp spawn_failed(reason), do: :erlang.error({:erpc, reason})

  defp outcome(res, {res, :return, value}), do: value
  defp outcome(res, {res, :throw, value}), do: throw(value)
  defp outcome(res, {res, :exit, reason}), do: exit({:exception, reason})
  defp outcome(res, {res, :error, reason, stack}), do: :erlang.error({:exception, reason, stack})
  defp outcome(res, {res, :error, {:erpc, _} = reason}), do: :erlang.error(reason)
  defp outcome(_res, :noconnection), do: :erlang.error({:erpc, :noconnection})
  defp outcome(_res, reason), do: exit({:signal, reason})

  @doc false
  def execute_call(ref, module, function, args) do
    reason =
      try do
        {ref, :return, apply(module, function, args)}
      catch
        :throw, value -> {ref, :throw, value}
        :exit, reason -> {ref, :exit, reason}
        :error, reason -> {ref, :error, reason, trim(__STACKTRACE__)}
      end

    exit(reason)
  end

  defp trim(stack), do: Enum.take_while(stack, &(elem(&1, 0) != :erpc))

  @doc "Calls a function on nodes. Returns a tagged result for each node."
  def multicall(nodes, fun), do: multicall(nodes, :erlang, :apply, [fun, []], :infinity)
  def multicall(nodes, fun, timeout) when is_function(fun, 0), do: multicall(nodes, :erlang, :apply, [fun, []], timeout)
  def multicall(nodes, module, function, args), do: multicall(nodes, module, function, args, :infinity)

  def multicall(nodes, module, function, args, timeout) do
    requests = for node <- nodes, do: request(node, module, function, args)
    deadline = if timeout == :infinity, do: :infinity, else: :erlang.monotonic_time(:millisecond) + timeout
    for id <- requests, do: tagged(fn -> receive_response(id, left(deadline)) end)
  end

  defp left(:infinity), do: :infinity
  defp left(deadline), do: max(deadline - :erlang.monotonic_time(:millisecond), 0)

  defp tagged(fun) do
    {:ok, fun.()}
  catch
    class, reason -> {class, reason}
  end

  @doc "Calls a function on a node without waiting for it."
  def cast(node, fun), do: cast(node, :erlang, :apply, [fun, []])

  def cast(node, module, function, args) do
    :erlang.spawn_request(node, :erpc, :execute_cast, [module, function, args], [{:reply, :no}])
    :ok
  end

  @doc "Calls a function on nodes without waiting for it."
  def multicast(nodes, fun), do: multicast(nodes, :erlang, :apply, [fun, []])

  def multicast(nodes, module, function, args) do
    for node <- nodes, do: cast(node, module, function, args)
    :ok
  end

  @doc false
  def execute_cast(module, function, args), do: apply(module, function, args)

  @doc """
  Sends a request, and returns it. The result is fetched later. With a label, adds the request to
  a collection.
  """
  def send_request(node, fun), do: request(node, :erlang, :apply, [fun, []])
  def send_request(node, fun, label, requests) when is_function(fun), do: reqids_add(send_request(node, fun), label, requests)
  def send_request(node, module, function, args), do: request(node, module, function, args)

  @doc "Sends a request, and adds it to a collection."
  def send_request(node, module, function, args, label, requests) do
    reqids_add(request(node, module, function, args), label, requests)
  end

  # A collection maps the reference of each request to its label and the tag of its result.

  @doc "Returns an empty collection of requests."
  def reqids_new, do: %{}

  @doc "Returns the number of requests in a collection."
  def reqids_size(requests) when is_map(requests), do: map_size(requests)
  def reqids_size(_other), do: :erlang.error({:erpc, :badarg})

  @doc "Adds a request to the collection."
  def reqids_add([res | req], label, requests) when is_map(requests) and not is_map_key(requests, req) do
    :maps.put(req, [res | label], requests)
  end

  def reqids_add(_id, _label, _requests), do: :erlang.error({:erpc, :badarg})

  @doc "Returns the requests with their labels."
  def reqids_to_list(requests) when is_map(requests), do: for({req, [res | label]} <- :maps.to_list(requests), do: {[res | req], label})
  def reqids_to_list(_other), do: :erlang.error({:erpc, :badarg})

  @doc """
  Waits for the result of any request in a collection. On a timeout, abandons all requests of the
  collection.
  """
  def receive_response(requests, timeout, delete) do
    case wait_response(requests, timeout, delete) do
      {{:response, result}, label, requests} ->
        {result, label, requests}

      :no_response ->
        for {req, _} <- :maps.to_list(requests), do: abandon(req)
        :erlang.error({:erpc, :timeout})

      :no_request ->
        :no_request
    end
  end

  @doc "Waits for the result of any request in a collection."
  def wait_response(requests, _timeout, delete) when map_size(requests) == 0 and is_boolean(delete), do: :no_request

  def wait_response(requests, timeout, delete) when is_map(requests) and is_boolean(delete) do
    receive do
      {:spawn_reply, req, :error, _} = message when is_map_key(requests, req) -> check_response(message, requests, delete)
      {:DOWN, req, :process, _, _} = message when is_map_key(requests, req) -> check_response(message, requests, delete)
    after
      timeout -> :no_response
    end
  end

  @doc "Returns the result of a request in a collection, if the message contains such a result."
  def check_response(_message, requests, delete) when map_size(requests) == 0 and is_boolean(delete), do: :no_request

  def check_response(message, requests, delete) when is_map(requests) and is_boolean(delete) do
    req = if is_tuple(message) and tuple_size(message) > 2, do: elem(message, 1)

    case requests do
      %{^req => [res | label]} ->
        with {:response, _} = answer <- check_response(message, [res | req]) do
          {answer, label, if(delete, do: :maps.remove(req, requests), else: requests)}
        end

      %{} ->
        :no_response
    end
  end

  @doc "Waits for the result of a request."
  def receive_response(id), do: receive_response(id, :infinity)

  def receive_response([res | req], timeout) do
    receive do
      {:spawn_reply, ^req, :error, reason} -> spawn_failed(reason)
      {:DOWN, ^req, :process, _pid, reason} -> outcome(res, reason)
    after
      timeout ->
        abandon(req)
        :erlang.error({:erpc, :timeout})
    end
  end

  @doc "Waits for the result of a request up to a timeout. Returns `{:response, result}` or :no_response."
  def wait_response(id), do: wait_response(id, 0)

  def wait_response([res | req], timeout) do
    receive do
      {:spawn_reply, ^req, :error, reason} -> spawn_failed(reason)
      {:DOWN, ^req, :process, _pid, reason} -> {:response, outcome(res, reason)}
    after
      timeout -> :no_response
    end
  end

  @doc "Checks whether a message is the result of a request."
  def check_response({:spawn_reply, req, :error, reason}, [_res | req]), do: spawn_failed(reason)
  def check_response({:DOWN, req, :process, _pid, reason}, [res | req]), do: {:response, outcome(res, reason)}
  def check_response(_message, _id), do: :no_response
end
