defmodule :sys do
  @moduledoc "System messages, which inspect, suspend and stop processes that support them."

  @doc "Returns the state of a process."
  def get_state(name, timeout \\ 5000) do
    state_or_error(request(name, :get_state, timeout))
  end

  @doc "Replaces the state of a process with the result of `fun`."
  def replace_state(name, fun, timeout \\ 5000) do
    state_or_error(request(name, {:replace_state, fun}, timeout))
  end

  # In the message protocol, a state is not wrapped.
  defp state_or_error({:error, reason}), do: :erlang.error(reason)
  defp state_or_error(state), do: state

  @doc "Returns the status of a process."
  def get_status(name, timeout \\ 5000), do: request(name, :get_status, timeout)

  @doc "Suspends a process. Until the process resumes, it handles only system messages."
  def suspend(name, timeout \\ 5000), do: request(name, :suspend, timeout)

  @doc "Resumes a suspended process."
  def resume(name, timeout \\ 5000), do: request(name, :resume, timeout)

  @doc "Stops a process with `reason`."
  def terminate(name, reason, timeout \\ 5000), do: request(name, {:terminate, reason}, timeout)

  @doc "Lets the process change its state for new code."
  def change_code(name, module, old_vsn, extra, timeout \\ 5000) do
    request(name, {:change_code, module, old_vsn, extra}, timeout)
  end

  @doc "Starts or stops printing the events of the process on the node's terminal."
  def trace(name, flag, timeout \\ 5000), do: debug(name, {:trace, flag}, timeout)

  @doc "Keeps the last events (`true`, `{true, count}`), returns them (`:get`), prints them (`:print`), or forgets them."
  def log(name, flag, timeout \\ 5000), do: debug(name, {:log, flag}, timeout)

  @doc "Starts or stops (`false`) writing the events to a file."
  def log_to_file(name, file, timeout \\ 5000), do: debug(name, {:log_to_file, file}, timeout)

  @doc "Counts messages and reductions (`true`), returns the counts (`:get`), or stops counting."
  def statistics(name, flag, timeout \\ 5000), do: debug(name, {:statistics, flag}, timeout)

  @doc "Turns off all debugging."
  def no_debug(name, timeout \\ 5000), do: debug(name, :no_debug, timeout)

  @doc "Calls `{fun, state}` or `{id, fun, state}` with each event: `fun.(state, event, process)` returns the next state, or `:done`."
  def install(name, fun_and_state, timeout \\ 5000), do: debug(name, {:install, fun_and_state}, timeout)

  @doc "Removes an installed function, by the function or its id."
  def remove(name, fun_or_id, timeout \\ 5000), do: debug(name, {:remove, fun_or_id}, timeout)

  defp debug(name, what, timeout), do: request(name, {:debug, what}, timeout)

  defp request(name, request, timeout) do
    {:ok, result} = :gen.call(name, :system, request, timeout)
    result
  catch
    :exit, reason -> exit({reason, {:sys, elem_name(request), [name]}})
  end

  defp elem_name(request) when is_atom(request), do: request
  defp elem_name({:debug, what}) when is_tuple(what), do: elem(what, 0)
  defp elem_name({:debug, what}), do: what
  defp elem_name(request), do: elem(request, 0)

  @doc "Handles a system message, then continues with the module's loop."
  def handle_system_msg(request, from, parent, module, debug, misc) do
    handle(:running, request, from, parent, module, debug, misc)
  end

  defp handle(status, {:debug, what}, from, parent, module, debug, misc) do
    {result, debug} = :sys.debug_command(what, debug)
    :gen.reply(from, result)
    if status == :running, do: module.system_continue(parent, debug, misc), else: suspended(parent, module, debug, misc)
  end

  defp handle(status, request, from, parent, module, debug, misc) do
    case answer(status, request, parent, module, debug, misc) do
      {:terminate, reason} ->
        :gen.reply(from, :ok)
        module.system_terminate(reason, parent, debug, misc)

      {:suspended, result, misc} ->
        :gen.reply(from, result)
        suspended(parent, module, debug, misc)

      {:running, result, misc} ->
        :gen.reply(from, result)
        module.system_continue(parent, debug, misc)
    end
  end

  defp suspended(parent, module, debug, misc) do
    receive do
      {:system, from, request} ->
        handle(:suspended, request, from, parent, module, debug, misc)

      {:EXIT, ^parent, reason} ->
        module.system_terminate(reason, parent, debug, misc)
    end
  end

  defp answer(_status, :suspend, _parent, _module, _debug, misc), do: {:suspended, :ok, misc}
  defp answer(_status, :resume, _parent, _module, _debug, misc), do: {:running, :ok, misc}

  defp answer(status, :get_state, _parent, module, _debug, misc) do
    {:ok, state} = module.system_get_state(misc)
    {status, state, misc}
  catch
    class, reason -> {status, {:error, {:callback_failed, {module, :system_get_state}, {class, reason}}}, misc}
  end

  defp answer(status, {:replace_state, fun}, _parent, module, _debug, misc) do
    {:ok, state, misc} = module.system_replace_state(fun, misc)
    {status, state, misc}
  catch
    class, reason -> {status, {:error, {:callback_failed, {module, :system_replace_state}, {class, reason}}}, misc}
  end

  defp answer(status, :get_status, parent, module, debug, misc) do
    pdict = :erlang.get()

    shown =
      if function_exported?(module, :format_status, 2),
        do: module.format_status(:normal, [pdict, status, parent, debug, misc]),
        else: misc

    {status, {:status, self(), {:module, module}, [pdict, status, parent, debug, shown]}, misc}
  end

  defp answer(_status, {:terminate, reason}, _parent, _module, _debug, _misc), do: {:terminate, reason}

  defp answer(status, {:change_code, module, old_vsn, extra}, _parent, mod, _debug, misc) do
    case mod.system_code_change(misc, module, old_vsn, extra) do
      {:ok, misc} -> {status, :ok, misc}
      error -> {status, {:error, error}, misc}
    end
  catch
    :error, reason -> {status, {:error, {:EXIT, {reason, __STACKTRACE__}}}, misc}
    :exit, reason -> {status, {:error, {:EXIT, reason}}, misc}
    thrown -> {status, {:error, thrown}, misc}
  end

  defp answer(status, other, _parent, _module, _debug, misc), do: {status, {:error, {:unknown_system_msg, other}}, misc}

  ## Events

  @doc "Returns the debugging state for the options of a start."
  def debug_options(options) when is_list(options), do: :lists.foldl(&debug_option/2, [], options)
  def debug_options(_), do: []

  defp debug_option(:trace, debug), do: elem(debug_command({:trace, true}, debug), 1)
  defp debug_option(:log, debug), do: elem(debug_command({:log, true}, debug), 1)
  defp debug_option({:log, n}, debug), do: elem(debug_command({:log, {true, n}}, debug), 1)
  defp debug_option(:statistics, debug), do: elem(debug_command({:statistics, true}, debug), 1)
  defp debug_option({:log_to_file, _} = file, debug), do: elem(debug_command(file, debug), 1)
  defp debug_option({:install, _} = install, debug), do: elem(debug_command(install, debug), 1)
  defp debug_option(_, debug), do: debug

  @doc false
  def debug_command({:trace, on}, debug), do: {:ok, with_option(debug, :trace, on && true)}
  def debug_command({:log, true}, debug), do: debug_command({:log, {true, 10}}, debug)
  def debug_command({:log, {true, n}}, debug), do: {:ok, with_option(debug, :log, {n, :lists.sublist(events(debug), n)})}
  def debug_command({:log, false}, debug), do: {:ok, with_option(debug, :log, false)}
  def debug_command({:log, :get}, debug), do: {{:ok, get_log(debug)}, debug}

  def debug_command({:log, :print}, debug) do
    print_log(debug)
    {:ok, debug}
  end

  def debug_command({:log_to_file, false}, debug) do
    with {_, device} <- :lists.keyfind(:log_to_file, 1, debug), do: :file.close(device)
    {:ok, with_option(debug, :log_to_file, false)}
  end

  def debug_command({:log_to_file, file}, debug) do
    {:ok, debug} = debug_command({:log_to_file, false}, debug)

    case :file.open(file, [:write]) do
      {:ok, device} -> {:ok, with_option(debug, :log_to_file, device)}
      _ -> {{:error, :open_file}, debug}
    end
  end

  def debug_command({:statistics, true}, debug) do
    {:ok, with_option(debug, :statistics, {:erlang.localtime(), reductions(), 0, 0})}
  end

  def debug_command({:statistics, false}, debug), do: {:ok, with_option(debug, :statistics, false)}

  def debug_command({:statistics, :get}, debug) do
    case :lists.keyfind(:statistics, 1, debug) do
      {_, {start, reductions, received, sent}} ->
        counts = [
          start_time: start,
          current_time: :erlang.localtime(),
          reductions: reductions() - reductions,
          messages_in: received,
          messages_out: sent
        ]

        {{:ok, counts}, debug}

      false ->
        {{:ok, :no_statistics}, debug}
    end
  end

  def debug_command(:no_debug, debug) do
    {:ok, _} = debug_command({:log_to_file, false}, debug)
    {:ok, []}
  end

  def debug_command({:install, {fun, state}}, debug), do: debug_command({:install, {fun, fun, state}}, debug)

  def debug_command({:install, {id, fun, state}}, debug) do
    if :lists.keymember({:installed, id}, 1, debug),
      do: {:ok, debug},
      else: {:ok, with_option(debug, {:installed, id}, {fun, state})}
  end

  def debug_command({:remove, id}, debug) do
    left = for {key, value} <- debug, key != {:installed, id} and not match?({{:installed, _}, {^id, _}}, {key, value}), do: {key, value}
    {:ok, left}
  end

  def debug_command(other, debug), do: {{:error, {:unknown_system_msg, {:debug, other}}}, debug}

  defp with_option(debug, key, false), do: :lists.keydelete(key, 1, debug)
  defp with_option(debug, key, value), do: :lists.keystore(key, 1, debug, {key, value})

  defp reductions() do
    {:reductions, n} = :erlang.process_info(self(), :reductions)
    n
  end

  defp events(debug) do
    case :lists.keyfind(:log, 1, debug) do
      {_, {_, events}} -> events
      false -> []
    end
  end

  @doc "Returns the logged events, oldest first."
  def get_log(debug), do: for({event, _, _} <- :lists.reverse(events(debug)), do: event)

  @doc "Prints the logged events."
  def print_log(debug) do
    :lists.foreach(fn {event, format, extra} -> format.(:standard_io, event, extra) end, :lists.reverse(events(debug)))
  end

  @doc "Returns the data of a debugging option, or `default`."
  def get_debug(option, debug, default) do
    case :lists.keyfind(option, 1, debug) do
      {_, value} -> value
      false -> default
    end
  end

  @doc """
  Handles an event: `{:in, message}`, `{:out, message, to}`, or another event that `format` can
  print.
  """
  def handle_debug([], _format, _extra, _event), do: []

  def handle_debug(debug, format, extra, event) do
    :lists.flatmap(&noted(&1, format, extra, event), debug)
  end

  defp noted({:trace, true} = option, format, extra, event) do
    format.(:user, event, extra)
    [option]
  end

  defp noted({:log, {n, events}}, format, extra, event), do: [{:log, {n, :lists.sublist([{event, format, extra} | events], n)}}]

  defp noted({:log_to_file, device} = option, format, extra, event) do
    format.(device, event, extra)
    [option]
  end

  defp noted({:statistics, {start, reductions, received, sent}}, _format, _extra, event) do
    case elem(event, 0) do
      :in -> [{:statistics, {start, reductions, received + 1, sent}}]
      :out -> [{:statistics, {start, reductions, received, sent + 1}}]
      _ -> [{:statistics, {start, reductions, received, sent}}]
    end
  end

  defp noted({{:installed, id}, {fun, state}}, _format, extra, event) do
    case fun.(state, event, extra) do
      :done -> []
      state -> [{{:installed, id}, {fun, state}}]
    end
  catch
    _, _ -> []
  end
end
