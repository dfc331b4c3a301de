defmodule :gen_server do
  @moduledoc "The loop of a generic server, and the client functions."

  @callback init(args :: term) :: {:ok, state :: term} | {:ok, state :: term, timeout | :hibernate | {:continue, term}} | {:stop, reason :: term} | {:error, reason :: term} | :ignore
  @callback handle_call(request :: term, from :: {pid, tag :: term}, state :: term) :: term
  @callback handle_cast(request :: term, state :: term) :: term
  @callback handle_info(info :: :timeout | term, state :: term) :: term
  @callback handle_continue(info :: term, state :: term) :: term
  @callback terminate(reason :: :normal | :shutdown | {:shutdown, term} | term, state :: term) :: term
  @callback code_change(old_vsn :: term | {:down, term}, state :: term, extra :: term) :: {:ok, term} | {:error, term}
  @callback format_status(status :: map) :: map
  @callback format_status(reason :: :normal | :terminate, list) :: term
  @optional_callbacks handle_info: 2, handle_continue: 2, terminate: 2, code_change: 3, format_status: 1, format_status: 2

  @doc "Starts a server outside a supervision tree."
  def start(mod, args, options), do: :gen.start(:gen_server, :nolink, mod, args, options)
  def start(name, mod, args, options), do: :gen.start(:gen_server, :nolink, name, mod, args, options)

  @doc "Starts a server linked to the calling process."
  def start_link(mod, args, options), do: :gen.start(:gen_server, :link, mod, args, options)
  def start_link(name, mod, args, options), do: :gen.start(:gen_server, :link, name, mod, args, options)

  @doc "Starts a server monitored by the calling process."
  def start_monitor(mod, args, options), do: :gen.start(:gen_server, :monitor, mod, args, options)
  def start_monitor(name, mod, args, options), do: :gen.start(:gen_server, :monitor, name, mod, args, options)

  @doc "Stops a server."
  def stop(server), do: :gen.stop(server)
  def stop(server, reason, timeout), do: :gen.stop(server, reason, timeout)

  @doc "Sends a request and waits for the reply."
  def call(name, request) do
    {:ok, reply} = :gen.call(name, :"$gen_call", request)
    reply
  catch
    :exit, reason -> exit({reason, {:gen_server, :call, [name, request]}})
  end

  def call(name, request, timeout) do
    {:ok, reply} = :gen.call(name, :"$gen_call", request, timeout)
    reply
  catch
    :exit, reason -> exit({reason, {:gen_server, :call, [name, request, timeout]}})
  end

  @doc "Sends a request. `receive_response/2` or `wait_response/2` returns its reply."
  def send_request(name, request), do: :gen.send_request(name, :"$gen_call", request)

  @doc "Waits for the reply to a request."
  def receive_response(request_id, timeout \\ :infinity), do: :gen.receive_response(request_id, timeout)

  @doc "Waits for the reply to a request. Keeps the request on a timeout."
  def wait_response(request_id, timeout \\ :infinity), do: :gen.wait_response(request_id, timeout)

  @doc "Sends a request, and adds it to a collection."
  def send_request(server, request, label, requests), do: :gen.send_request(server, :"$gen_call", request, label, requests)

  defdelegate check_response(message, request), to: :gen
  defdelegate check_response(message, requests, delete), to: :gen
  defdelegate receive_response(requests, timeout, delete), to: :gen
  defdelegate wait_response(requests, timeout, delete), to: :gen
  defdelegate reqids_new(), to: :gen
  defdelegate reqids_size(requests), to: :gen
  defdelegate reqids_add(request, label, requests), to: :gen
  defdelegate reqids_to_list(requests), to: :gen

  @doc "Sends a message without a reply."
  def cast({:global, name}, request) do
    global_send(name, {:"$gen_cast", request})
    :ok
  end

  def cast({:via, mod, name}, request) do
    via_send(mod, name, {:"$gen_cast", request})
    :ok
  end

  def cast(dest, request) when is_atom(dest) or is_pid(dest) or tuple_size(dest) == 2 do
    do_send(dest, {:"$gen_cast", request})
    :ok
  end

  defp global_send(name, msg) do
    :global.send(name, msg)
  catch
    _, _ -> :ok
  end

  defp via_send(mod, name, msg) do
    mod.send(name, msg)
  catch
    _, _ -> :ok
  end

  defp do_send(dest, msg) do
    :erlang.send(dest, msg)
  catch
    _, _ -> :ok
  end

  @doc "Casts to the servers named `name` on the nodes."
  def abcast(name, request) when is_atom(name), do: abcast([node() | :erlang.nodes()], name, request)

  def abcast(nodes, name, request) when is_list(nodes) and is_atom(name) do
    :lists.foreach(fn node -> do_send({name, node}, {:"$gen_cast", request}) end, nodes)
    :abcast
  end

  @doc "Replies to the client of a call."
  def reply(client, reply), do: :gen.reply(client, reply)

  @doc """
  Calls the servers named `name` on the nodes. Returns the replies, and the nodes that did not
  reply.
  """
  def multi_call(name, request), do: multi_call([node() | :erlang.nodes()], name, request, :infinity)
  def multi_call(nodes, name, request), do: multi_call(nodes, name, request, :infinity)

  def multi_call(nodes, name, request, timeout) do
    requests = Enum.map(nodes, fn node -> {node, try_request({name, node}, request)} end)
    deadline = if timeout == :infinity, do: :infinity, else: :erlang.monotonic_time(:millisecond) + timeout

    {replies, bad} =
      Enum.reduce(requests, {[], []}, fn {node, ref}, {replies, bad} ->
        case collect(ref, deadline) do
          {:ok, reply} -> {[{node, reply} | replies], bad}
          :error -> {replies, [node | bad]}
        end
      end)

    {Enum.reverse(replies), Enum.reverse(bad)}
  end

  defp try_request(dest, request) do
    :gen.send_request(dest, :"$gen_call", request)
  catch
    _, _ -> :none
  end

  defp collect(:none, _deadline), do: :error

  defp collect(ref, deadline) do
    left =
      if deadline == :infinity,
        do: :infinity,
        else: max(deadline - :erlang.monotonic_time(:millisecond), 0)

    case :gen.wait_response(ref, left) do
      {:reply, reply} ->
        {:ok, reply}

      {:error, _} ->
        :error

      :timeout ->
        :erlang.demonitor(ref, [:flush])
        :error
    end
  end

  @doc false
  def init_it(starter, :self, name, mod, args, options), do: init_it(starter, self(), name, mod, args, options)

  def init_it(starter, parent, name, mod, args, options) do
    debug = :gen.debug_options(options)

    case init(mod, args) do
      {:ok, {:ok, state}} ->
        :proc_lib.init_ack(starter, {:ok, self()})
        loop(parent, name, state, mod, debug, :infinity)

      {:ok, {:ok, state, timeout_or_continue}} ->
        :proc_lib.init_ack(starter, {:ok, self()})
        loop(parent, name, state, mod, debug, timeout_or_continue)

      {:ok, {:stop, reason}} ->
        :gen.unregister_name(name)
        :proc_lib.init_ack(starter, {:error, reason})
        exit(reason)

      {:ok, :ignore} ->
        :gen.unregister_name(name)
        :proc_lib.init_ack(starter, :ignore)
        exit(:normal)

      {:ok, other} ->
        :gen.unregister_name(name)
        error = {:bad_return_value, other}
        :proc_lib.init_ack(starter, {:error, error})
        exit(error)

      {:crash, reason} ->
        :gen.unregister_name(name)
        :proc_lib.init_ack(starter, {:error, reason})
        exit(reason)
    end
  end

  @doc "Turns a process started with `:proc_lib` into a server with the state `state`."
  def enter_loop(mod, options, state), do: enter_loop(mod, options, state, self(), :infinity)

  def enter_loop(mod, options, state, name) when is_pid(name) or is_tuple(name), do: enter_loop(mod, options, state, name, :infinity)
  def enter_loop(mod, options, state, timeout), do: enter_loop(mod, options, state, self(), timeout)

  def enter_loop(mod, options, state, name, timeout) do
    loop(:gen.get_parent(), name, state, mod, :gen.debug_options(options), timeout)
  end

  defp init(mod, args) do
    {:ok, mod.init(args)}
  catch
    :throw, value -> {:ok, value}
    :exit, reason -> {:crash, reason}
    :error, reason -> {:crash, {reason, __STACKTRACE__}}
  end

  @doc false
  def loop(parent, name, state, mod, debug, {:continue, continue}) do
    case try_dispatch(mod, :handle_continue, continue, state) do
      {:ok, {:noreply, state}} -> loop(parent, name, state, mod, debug, :infinity)
      {:ok, {:noreply, state, next}} -> loop(parent, name, state, mod, debug, next)
      other -> finish(other, parent, name, {:continue, continue}, nil, mod, state)
    end
  end

  def loop(parent, name, state, mod, debug, :hibernate) do
    :proc_lib.hibernate(:gen_server, :wake_hib, [parent, name, state, mod, debug])
  end

  def loop(parent, name, state, mod, debug, timeout) do
    receive do
      msg -> handle_msg(msg, parent, name, state, mod, seen(debug, name, msg))
    after
      timeout -> handle_msg(:timeout, parent, name, state, mod, seen(debug, name, :timeout))
    end
  end

  @doc false
  def wake_hib(parent, name, state, mod, debug) do
    receive do
      msg -> handle_msg(msg, parent, name, state, mod, seen(debug, name, msg))
    end
  end

  # Handles the debug options of :sys, if there are any.
  defp seen([], _name, _msg), do: []
  defp seen(debug, _name, {:system, _, _}), do: debug
  defp seen(debug, name, msg), do: :sys.handle_debug(debug, &print_event/3, :gen.get_proc_name(name), {:in, msg})

  defp replied([], _name, _reply, _from, _state), do: []
  defp replied(debug, name, reply, from, state), do: :sys.handle_debug(debug, &print_event/3, :gen.get_proc_name(name), {:out, reply, from, state})

  defp went_on([], _name, _state), do: []
  defp went_on(debug, name, state), do: :sys.handle_debug(debug, &print_event/3, :gen.get_proc_name(name), {:noreply, state})

  defp print_event(device, event, name) do
    case event do
      {:in, {:"$gen_call", {from, _}, request}} -> :io.format(device, ~c"*DBG* ~tp got call ~tp from ~tw~n", [name, request, from])
      {:in, {:"$gen_cast", request}} -> :io.format(device, ~c"*DBG* ~tp got cast ~tp~n", [name, request])
      {:in, msg} -> :io.format(device, ~c"*DBG* ~tp got ~tp~n", [name, msg])
      {:out, reply, {to, _}, state} -> :io.format(device, ~c"*DBG* ~tp sent ~tp to ~tw, new state ~tp~n", [name, reply, to, state])
      {:noreply, state} -> :io.format(device, ~c"*DBG* ~tp new state ~tp~n", [name, state])
      other -> :io.format(device, ~c"*DBG* ~tp dbg  ~tp~n", [name, other])
    end
  end

  defp handle_msg({:"$gen_call", from, request} = msg, parent, name, state, mod, debug) do
    case try_handle_call(mod, request, from, state) do
      {:ok, {:reply, reply, state}} ->
        :gen.reply(from, reply)
        loop(parent, name, state, mod, replied(debug, name, reply, from, state), :infinity)

      {:ok, {:reply, reply, state, next}} ->
        :gen.reply(from, reply)
        loop(parent, name, state, mod, replied(debug, name, reply, from, state), next)

      {:ok, {:noreply, state}} ->
        loop(parent, name, state, mod, went_on(debug, name, state), :infinity)

      {:ok, {:noreply, state, next}} ->
        loop(parent, name, state, mod, went_on(debug, name, state), next)

      {:ok, {:stop, reason, reply, state}} ->
        stop_and_reply(reason, reply, from, name, request, mod, state)

      other ->
        finish(other, parent, name, msg, from, mod, state)
    end
  end

  defp handle_msg({:"$gen_cast", request} = msg, parent, name, state, mod, debug) do
    noreply(try_dispatch(mod, :handle_cast, request, state), parent, name, msg, mod, state, debug)
  end

  defp handle_msg({:system, from, request}, parent, name, state, mod, debug) do
    :sys.handle_system_msg(request, from, parent, :gen_server, debug, [name, state, mod])
  end

  defp handle_msg({:EXIT, parent, reason} = msg, parent, name, state, mod, debug) do
    terminate({:exit, reason, []}, reason, name, msg, nil, mod, state)
  end

  defp handle_msg(msg, parent, name, state, mod, debug) do
    if function_exported?(mod, :handle_info, 2) do
      noreply(try_dispatch(mod, :handle_info, msg, state), parent, name, msg, mod, state, debug)
    else
      Logger.Reports.no_handle_info(mod, msg)
      loop(parent, name, state, mod, debug, :infinity)
    end
  end

  defp noreply({:ok, {:noreply, state}}, parent, name, _msg, mod, _old, debug) do
    loop(parent, name, state, mod, went_on(debug, name, state), :infinity)
  end

  defp noreply({:ok, {:noreply, state, next}}, parent, name, _msg, mod, _old, debug) do
    loop(parent, name, state, mod, went_on(debug, name, state), next)
  end

  defp noreply(other, parent, name, msg, mod, state, _debug) do
    finish(other, parent, name, msg, nil, mod, state)
  end

  defp try_handle_call(mod, request, from, state) do
    {:ok, mod.handle_call(request, from, state)}
  catch
    :throw, value -> {:ok, value}
    class, reason -> {:crash, class, reason, __STACKTRACE__}
  end

  defp try_dispatch(mod, callback, msg, state) do
    {:ok, apply(mod, callback, [msg, state])}
  catch
    :throw, value -> {:ok, value}
    class, reason -> {:crash, class, reason, __STACKTRACE__}
  end

  defp stop_and_reply(reason, reply, from, name, request, mod, state) do
    terminate({:exit, reason, []}, reason, name, request, from, mod, state)
  after
    :gen.reply(from, reply)
  end

  defp finish({:crash, class, reason, stack}, _parent, name, msg, from, mod, state) do
    full = if class == :error, do: {reason, stack}, else: reason
    terminate({class, reason, stack}, full, name, msg, from, mod, state)
  end

  defp finish({:ok, {:stop, reason, state}}, _parent, name, msg, from, mod, _old) do
    terminate({:exit, reason, []}, reason, name, msg, from, mod, state)
  end

  defp finish({:ok, other}, _parent, name, msg, from, mod, state) do
    reason = {:bad_return_value, other}
    terminate({:exit, reason, []}, reason, name, msg, from, mod, state)
  end

  defp terminate({class, reason, stack}, full, name, msg, from, mod, state) do
    case try_terminate(mod, full, state) do
      :ok ->
        report_unless_expected(full, class, reason, stack, name, msg, from, mod, state)
        :erlang.raise(class, reason, stack)

      {:crash, class, reason, stack} ->
        full = if class == :error, do: {reason, stack}, else: reason
        report_unless_expected(full, class, reason, stack, name, msg, from, mod, state)
        :erlang.raise(class, reason, stack)
    end
  end

  defp try_terminate(mod, reason, state) do
    if function_exported?(mod, :terminate, 2), do: mod.terminate(reason, state)
    :ok
  catch
    :throw, _value -> :ok
    class, reason -> {:crash, class, reason, __STACKTRACE__}
  end

  defp report_unless_expected(:normal, _, _, _, _, _, _, _, _), do: :ok
  defp report_unless_expected(:shutdown, _, _, _, _, _, _, _, _), do: :ok
  defp report_unless_expected({:shutdown, _}, _, _, _, _, _, _, _, _), do: :ok

  defp report_unless_expected(full, class, reason, stack, name, msg, from, mod, state) do
    shown = if class == :exit and stack != [], do: {reason, stack}, else: full
    Logger.Reports.gen_server(:gen.get_proc_name(name), shown, msg, from, format_status(mod, reason, msg, state))
  end

  # Formats the state for a report with the module's callback: format_status/1 since OTP 25, or
  # the older format_status/2.
  defp format_status(mod, reason, msg, state) do
    cond do
      function_exported?(mod, :format_status, 1) ->
        mod.format_status(%{state: state, reason: reason, message: msg, log: []}).state

      function_exported?(mod, :format_status, 2) ->
        mod.format_status(:terminate, [:erlang.get(), state])

      true ->
        state
    end
  catch
    _, _ -> state
  end

  @doc false
  def format_status(opt, [pdict, sys_state, parent, debug, [name, state, mod]]) do
    shown =
      cond do
        function_exported?(mod, :format_status, 1) -> [{:data, [{~c"State", mod.format_status(%{state: state, log: []}).state}]}]
        function_exported?(mod, :format_status, 2) -> as_list(mod.format_status(opt, [pdict, state]))
        true -> [{:data, [{~c"State", state}]}]
      end

    [{:header, header(name)}, {:data, [{~c"Status", sys_state}, {~c"Parent", parent}, {~c"Logged events", :sys.get_log(debug)}]} | shown]
  catch
    _, _ -> [{:data, [{~c"State", state}]}]
  end

  defp header(name) do
    case :gen.get_proc_name(name) do
      atom when is_atom(atom) -> ~c"Status for generic server " ++ :erlang.atom_to_list(atom)
      pid when is_pid(pid) -> ~c"Status for generic server " ++ :erlang.pid_to_list(pid)
      other -> {~c"Status for generic server", other}
    end
  end

  defp as_list(list) when is_list(list), do: list
  defp as_list(term), do: [term]

  @doc false
  def system_continue(parent, debug, [name, state, mod]), do: loop(parent, name, state, mod, debug, :infinity)

  @doc false
  def system_terminate(reason, _parent, _debug, [name, state, mod]) do
    terminate({:exit, reason, []}, reason, name, [], nil, mod, state)
  end

  @doc false
  def system_get_state([_name, state, _mod]), do: {:ok, state}

  @doc false
  def system_replace_state(fun, [name, state, mod]) do
    new = fun.(state)
    {:ok, new, [name, new, mod]}
  end

  @doc false
  def system_code_change([name, state, mod], _module, old_vsn, extra) do
    if function_exported?(mod, :code_change, 3) do
      case mod.code_change(old_vsn, state, extra) do
        {:ok, state} -> {:ok, [name, state, mod]}
        other -> other
      end
    else
      {:ok, [name, state, mod]}
    end
  end
end
