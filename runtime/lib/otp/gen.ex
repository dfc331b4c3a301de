defmodule :gen do
  @moduledoc "The common functions of generic servers: start, calls, replies, and the message formats."

  @doc "Starts a generic process without a name."
  def start(gen_mod, link, mod, args, options) do
    do_spawn(gen_mod, link, :no_name, mod, args, options)
  end

  @doc "Starts a generic process with the name `name`."
  def start(gen_mod, link, name, mod, args, options) do
    case where(name) do
      :undefined -> do_spawn(gen_mod, link, name, mod, args, options)
      pid -> {:error, {:already_started, pid}}
    end
  end

  defp do_spawn(gen_mod, link, name, mod, args, options) do
    timeout = option(options, :timeout, :infinity)
    spawn_opts = option(options, :spawn_opt, [])
    starter = self()
    init = [gen_mod, starter, link, name, mod, args, options]

    case link do
      :link -> :proc_lib.start_link(:gen, :init_it, init, timeout, spawn_opts)
      :monitor -> :gen |> :proc_lib.start_monitor(:init_it, init, timeout, spawn_opts) |> monitored()
      :nolink -> :proc_lib.start(:gen, :init_it, init, timeout, spawn_opts)
    end
  end

  defp monitored({{:ok, pid}, ref}), do: {:ok, {pid, ref}}

  defp monitored({result, ref}) do
    :erlang.demonitor(ref, [:flush])
    result
  end

  defp option(options, key, default) do
    case :lists.keyfind(key, 1, options) do
      {^key, value} -> value
      false -> default
    end
  end

  @doc false
  def init_it(gen_mod, starter, link, name, mod, args, options) do
    parent = if link == :link, do: starter, else: :self

    case register_name(name) do
      true ->
        gen_mod.init_it(starter, parent, if(name == :no_name, do: self(), else: name), mod, args, options)

      {false, pid} ->
        :proc_lib.init_ack(starter, {:error, {:already_started, pid}})
    end
  end

  @doc "Returns the debugging state for the options of a start."
  def debug_options([]), do: []
  def debug_options(options), do: :sys.debug_options(option(options, :debug, []))

  @doc "Returns the process that started the calling process through `:proc_lib`."
  def get_parent do
    case :erlang.get(:"$ancestors") do
      [parent | _] when is_pid(parent) -> parent
      [parent | _] when is_atom(parent) -> :erlang.whereis(parent)
      _ -> exit(:process_was_not_started_by_proc_lib)
    end
  end

  defp register_name(:no_name), do: true

  defp register_name({:local, name}) do
    :erlang.register(name, self())
  catch
    :error, _ -> {false, where({:local, name})}
  end

  defp register_name({:global, name}) do
    case :global.register_name(name, self()) do
      :yes -> true
      :no -> {false, where({:global, name})}
    end
  end

  defp register_name({:via, module, name}) do
    case module.register_name(name, self()) do
      :yes -> true
      :no -> {false, where({:via, module, name})}
    end
  end

  @doc "Unregisters the name of a generic process."
  def unregister_name({:local, name}) do
    :erlang.unregister(name)
  catch
    _, _ -> :ok
  end

  def unregister_name({:global, name}), do: :global.unregister_name(name)
  def unregister_name({:via, module, name}), do: module.unregister_name(name)
  def unregister_name(_), do: :ok

  @doc false
  def where({:global, name}), do: :global.whereis_name(name)
  def where({:via, module, name}), do: module.whereis_name(name)
  def where({:local, name}), do: :erlang.whereis(name)

  @doc "Returns the name of a process for reports."
  def get_proc_name({:local, name}), do: name
  def get_proc_name({:global, name}), do: name
  def get_proc_name({:via, _module, name}), do: name
  def get_proc_name(_), do: self()

  @doc "Sends a labelled request and waits for the reply."
  def call(process, label, request, timeout \\ 5000)

  def call(process, label, request, timeout) when is_pid(process) do
    do_call(process, label, request, timeout)
  end

  def call(process, label, request, timeout) do
    do_call(destination(process), label, request, timeout)
  end

  defp destination(name) when is_atom(name) do
    case :erlang.whereis(name) do
      :undefined -> exit(:noproc)
      pid -> pid
    end
  end

  defp destination({:global, name}), do: found(:global.whereis_name(name))
  defp destination({:via, module, name}), do: found(module.whereis_name(name))
  defp destination({name, node}) when node == node(), do: destination(name)
  defp destination({name, node} = dest) when is_atom(name) and is_atom(node), do: dest

  defp found(:undefined), do: exit(:noproc)
  defp found(pid), do: pid

  defp do_call(process, _label, _request, _timeout) when process == self() do
    exit(:calling_self)
  end

  # With an infinite timeout, a reply cannot come too late.
  defp do_call(process, label, request, :infinity) when is_pid(process) and node(process) == node() do
    mref = :erlang.monitor(:process, process)
    ask(process, label, request, :infinity, mref, mref)
  end

  # The reply goes to an alias that ends with the monitor, so a late reply is dropped (OTP 24 and
  # later; older nodes reply to the pid).
  defp do_call(process, label, request, timeout) do
    mref = monitor(process)
    ask(process, label, request, timeout, mref, [:alias | mref])
  end

  defp ask(process, label, request, timeout, mref, tag) do
    # The monitor has begun to connect. If that has failed already, the request must not try again.
    if is_pid(process) and node(process) == node(),
      do: :erlang.send(process, {label, {self(), tag}, request}),
      else: :erlang.send(process, {label, {self(), tag}, request}, [:noconnect])

    receive do
      {^tag, reply} ->
        :erlang.demonitor(mref, [:flush])
        {:ok, reply}

      {:DOWN, ^mref, _, _, :noconnection} ->
        exit({:nodedown, node_of(process)})

      {:DOWN, ^mref, _, _, reason} ->
        exit(reason)
    after
      timeout ->
        :erlang.demonitor(mref, [:flush])

        receive do
          {^tag, reply} -> {:ok, reply}
        after
          0 -> exit(:timeout)
        end
    end
  end

  defp monitor(process) do
    :erlang.monitor(:process, process, [{:alias, :demonitor}])
  catch
    :error, _ -> exit({:nodedown, node_of(process)})
  end

  defp node_of(pid) when is_pid(pid), do: node(pid)
  defp node_of({_name, node}), do: node

  @doc "Replies to a request."
  def reply({_to, [:alias | ref] = tag}, reply) when is_reference(ref) do
    :erlang.send(ref, {tag, reply})
    :ok
  end

  def reply({_to, [[:alias | ref] | _] = tag}, reply) when is_reference(ref) do
    :erlang.send(ref, {tag, reply})
    :ok
  end

  def reply({to, tag}, reply) do
    try do
      :erlang.send(to, {tag, reply})
    catch
      _, _ -> :ok
    end

    :ok
  end

  @doc "Sends a request without waiting for the reply."
  def send_request({:global, name} = address, label, request) do
    request_to(:global.whereis_name(name), address, label, request)
  end

  def send_request({:via, module, name} = address, label, request) do
    request_to(module.whereis_name(name), address, label, request)
  end

  def send_request(name, label, request) when is_atom(name) do
    request_to(:erlang.whereis(name), name, label, request)
  end

  def send_request(process, label, request), do: request_to(process, process, label, request)

  # An unregistered name is reported as an ended process.
  defp request_to(:undefined, address, _label, _request) do
    mref = :erlang.make_ref()
    :erlang.send(self(), {:DOWN, mref, :process, address, :noproc})
    mref
  end

  defp request_to(process, _address, label, request) do
    mref = monitor(process)
    :erlang.send(process, {label, {self(), [:alias | mref]}, request}, [:noconnect])
    mref
  end

  @doc "Waits for the reply to a request. Abandons the request on a timeout."
  def receive_response(mref, timeout) do
    answer = wait_response(mref, timeout)
    if answer == :timeout, do: :erlang.demonitor(mref, [:flush])
    answer
  end

  @doc "Waits for the reply to a request. Keeps the request on a timeout."
  def wait_response(mref, timeout) do
    tag = [:alias | mref]

    receive do
      {^tag, reply} ->
        :erlang.demonitor(mref, [:flush])
        {:reply, reply}

      {:DOWN, ^mref, _, object, reason} ->
        {:error, {reason, object}}
    after
      left(timeout) -> :timeout
    end
  end

  @doc "Checks whether a message is the reply to a request."
  def check_response({[:alias | mref], reply}, mref) do
    :erlang.demonitor(mref, [:flush])
    {:reply, reply}
  end

  def check_response({:DOWN, mref, _, object, reason}, mref), do: {:error, {reason, object}}
  def check_response(_message, mref) when is_reference(mref), do: :no_reply

  # A collection maps pending requests to their labels.

  @doc "Returns an empty collection of requests."
  def reqids_new, do: %{}

  @doc "Returns the number of requests in a collection."
  def reqids_size(requests) when is_map(requests), do: map_size(requests)
  def reqids_size(_other), do: :erlang.error(:badarg)

  @doc "Adds a request to the collection."
  def reqids_add(mref, label, requests) when is_reference(mref) and is_map(requests) and not is_map_key(requests, mref) do
    :maps.put(mref, label, requests)
  end

  def reqids_add(_mref, _label, _requests), do: :erlang.error(:badarg)

  @doc "Returns the requests with their labels."
  def reqids_to_list(requests) when is_map(requests), do: :maps.to_list(requests)
  def reqids_to_list(_other), do: :erlang.error(:badarg)

  @doc "Sends a request and adds it to a collection."
  def send_request(process, tag, request, label, requests) do
    reqids_add(send_request(process, tag, request), label, requests)
  end

  @doc """
  Waits for the reply to any request in a collection. On a timeout, abandons all requests of the
  collection.
  """
  def receive_response(requests, timeout, delete) do
    answer = wait_response(requests, timeout, delete)
    if answer == :timeout, do: :lists.foreach(&:erlang.demonitor(&1, [:flush]), :maps.keys(requests))
    answer
  end

  @doc "Waits for the reply to any request in a collection."
  def wait_response(requests, _timeout, delete) when map_size(requests) == 0 and is_boolean(delete), do: :no_request

  def wait_response(requests, timeout, delete) when is_map(requests) and is_boolean(delete) do
    receive do
      {[:alias | mref], _} = message when is_map_key(requests, mref) -> check_response(message, requests, delete)
      {:DOWN, mref, _, _, _} = message when is_map_key(requests, mref) -> check_response(message, requests, delete)
    after
      left(timeout) -> :timeout
    end
  end

  # A timeout can be an absolute monotonic time.
  defp left({:abs, moment}), do: max(moment - :erlang.monotonic_time(:millisecond), 0)
  defp left(timeout), do: timeout

  @doc "Returns the reply to a request in a collection, if the message contains such a reply."
  def check_response(_message, requests, delete) when map_size(requests) == 0 and is_boolean(delete), do: :no_request

  def check_response(message, requests, delete) when is_map(requests) and is_boolean(delete) do
    case message do
      {[:alias | mref], _} when is_map_key(requests, mref) -> labelled(message, mref, requests, delete)
      {:DOWN, mref, _, _, _} when is_map_key(requests, mref) -> labelled(message, mref, requests, delete)
      _ -> :no_reply
    end
  end

  defp labelled(message, mref, requests, delete) do
    {check_response(message, mref), :maps.get(mref, requests), if(delete, do: :maps.remove(mref, requests), else: requests)}
  end

  @doc "Stops a generic process, and waits until it has ended."
  def stop(process), do: stop(process, :normal, :infinity)

  def stop(process, reason, timeout) do
    :proc_lib.stop(stop_destination(process), reason, timeout)
  end

  defp stop_destination(pid) when is_pid(pid), do: pid
  defp stop_destination(other), do: destination(other)
end
