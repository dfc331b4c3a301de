defmodule Logger.Translator do
  @moduledoc "The words in which the crashes of processes are logged."

  @doc """
  What Elixir makes of a report or a format of OTP: `{:ok, text}`, `:skip` for what
  it does not show, `:none` for what it leaves as it is.
  """
  def translate(content), do: content |> own_words() |> elem_or_translate(content)

  # Translators of programs come first: module.function(min_level, level, kind, message).
  defp own_words(content) do
    Enum.find_value(Application.get_env(:logger, :translators, []), fn {module, function} ->
      {kind, message} = kind(content)
      result = apply(module, function, [Logger.level(), :error, kind, message])
      if result == :none, do: nil, else: result
    end)
  end

  defp kind({:report, %{label: label, report: report}}), do: {:report, {label, report}}
  defp kind({:report, report}), do: {:report, report}
  defp kind(format), do: {:format, format}

  defp elem_or_translate(nil, content), do: words(content)
  defp elem_or_translate(result, _content), do: result

  defp words({:report, %{label: {:gen_server, :terminate}} = report}) do
    text = gen_server_text(report.name, report.reason, report.last_message, report[:client_info], report.state)
    {:ok, text, [crash_reason: crash(report.reason)] ++ registered(report.name)}
  end

  defp words({:report, %{label: {:gen_statem, :terminate}} = report}) do
    {:ok, gen_statem_text(report), [crash_reason: crash(report.reason)] ++ registered(report.name)}
  end

  defp words({:report, %{label: {:gen_event, :terminate}} = report}) do
    {:ok,
     [
       ":gen_event handler #{inspect(report.handler)} installed in #{inspect(report.name)} terminating",
       stop(report.reason),
       "\nLast message: #{shown(report.last_message)}",
       "\nState: #{shown(report.state)}"
     ], [crash_reason: crash(report.reason)] ++ registered(report.name)}
  end

  defp words({:report, %{label: {Task.Supervisor, :terminating}, report: report}}) do
    {:ok, task_text(report.name, report.starter, report.reason, report.function, report.args), [crash_reason: crash(report.reason)] ++ registered(report.name)}
  end

  defp words({:report, %{label: {:application_controller, :exit}, report: report}}) do
    {:ok, "Application #{report[:application]} exited: #{Application.format_error(report[:exited])}"}
  end

  defp words({:report, %{label: {source, _}}}) when source in [:proc_lib, :supervisor] do
    if sasl?(), do: :none, else: :skip
  end

  defp words({:report, %{label: {:application_controller, :progress}}}), do: :skip
  defp words({~c"Error in process " ++ _, [pid, {reason, stack}]}), do: {:ok, process_text(pid, "", reason, stack), [crash_reason: crash({reason, stack})]}

  defp words({~c"Error in process " ++ _, [pid, node, {reason, stack}]}) do
    {:ok, process_text(pid, " on node #{inspect(node)}", reason, stack), [crash_reason: crash({reason, stack})]}
  end

  defp words(_content), do: :none

  # The reason and the stack of a crash, for a program that watches the log: exceptions stand as such.
  defp crash({reason, [_ | _] = stack}) do
    if Enum.all?(stack, &is_tuple/1), do: {Exception.normalize(:error, reason, stack) |> plain(reason), stack}, else: {{reason, stack}, []}
  end

  defp crash(reason), do: {reason, []}

  defp plain(%ErlangError{}, reason), do: reason
  defp plain(error, _reason), do: error

  defp registered(name) when is_atom(name), do: [registered_name: name]
  defp registered({:local, name}), do: [registered_name: name]
  defp registered({:global, name}), do: [registered_name: name]
  defp registered(_pid), do: []

  defp shown(value), do: inspect(value, Application.get_env(:logger, :translator_inspect_opts, []))

  defp sasl?(), do: :application.get_env(:logger, :handle_sasl_reports, false)

  @doc "Logs the end of a generic server."
  def gen_server(name, reason, last, from, state) do
    report(%{
      label: {:gen_server, :terminate},
      name: name,
      last_message: last,
      state: state,
      log: [],
      reason: reason,
      client_info: client_info(from)
    })
  end

  defp gen_server_text(name, reason, last, client, state) do
    [
      "GenServer #{inspect(name)} terminating",
      stop(reason),
      "\nLast message#{sender(client)}: #{shown(request(last))}",
      "\nState: #{shown(state)}",
      client(client)
    ]
  end

  @doc "Logs the end of a state machine."
  def gen_statem(name, reason, queue, postponed, state, mode) do
    report(%{label: {:gen_statem, :terminate}, name: name, reason: reason, queue: queue, postponed: postponed, state: state, mode: mode})
  end

  defp gen_statem_text(report) do
    {mode, enter} =
      case report.mode do
        [mode | _] -> {mode, true}
        mode -> {mode, false}
      end

    [
      ":gen_statem #{inspect(report.name)} terminating",
      stop(report.reason),
      "\nQueue: #{shown(report.queue)}",
      "\nPostponed: #{shown(report.postponed)}",
      "\nState: #{shown(report.state)}",
      "\nCallback mode: #{inspect(mode)}, state_enter: #{enter}"
    ]
  end

  @doc "Logs that a manager took a handler of events out."
  def gen_event(handler, name, reason, last, state) do
    report(%{label: {:gen_event, :terminate}, handler: handler, name: name, last_message: last, reason: reason, state: state})
  end

  defp request({:"$gen_call", _from, request}), do: request
  defp request(other), do: other

  defp sender({pid, _}) when is_pid(pid), do: " (from #{inspect(pid)})"
  defp sender({name, _}) when is_atom(name), do: " (from #{inspect(name)})"
  defp sender(_client), do: ""

  defp client({pid, :remote}), do: "\nClient #{inspect(pid)} is remote on node #{inspect(node(pid))}\n"
  defp client({pid, :dead}), do: "\nClient #{inspect(pid)} is dead\n"
  defp client({_pid, {name, []}}), do: "\nClient #{inspect(name)} is alive\n"
  defp client({_pid, {name, trace}}), do: "\nClient #{inspect(name)} is alive\n\n" <> stacktrace(trace)
  defp client(_none), do: ""

  defp client_info({pid, _tag}) when is_pid(pid), do: {pid, client_stacktrace(pid)}
  defp client_info(_from), do: :undefined

  defp client_stacktrace(pid) when node(pid) != node(), do: :remote

  defp client_stacktrace(pid) do
    case Process.info(pid, [:registered_name, :current_stacktrace]) do
      nil -> :dead
      [registered_name: [], current_stacktrace: trace] -> {pid, trace}
      [registered_name: name, current_stacktrace: trace] -> {name, trace}
    end
  end

  @doc "Logs the end of a task."
  def task(name, starter, reason, function, args) do
    report = %{name: name, starter: starter, reason: reason, function: function, args: args}
    report(%{label: {Task.Supervisor, :terminating}, report: report})
  end

  defp task_text(name, starter, reason, function, args) do
    [
      "Task #{inspect(name)} started from #{inspect(starter)} terminating",
      stop(reason),
      "\nFunction: #{inspect(function)}\n    Args: #{inspect(args)}"
    ]
  end

  @doc "Logs what a process ends with that no one handles."
  def process(pid, reason, stack, meta) do
    meta = :maps.put(:error_logger, %{tag: :error, emulator: true}, meta)
    :logger.macro_log(:error, ended(pid, node(pid), {reason, stack}), meta)
  end

  # The words of the BEAM, which the node that prints them translates.
  defp ended(pid, :nonode@nohost, reason), do: {~c"Error in process ~p with exit value:~n~p~n", [pid, reason]}
  defp ended(pid, node, reason), do: {~c"Error in process ~p on node ~p with exit value:~n~p~n", [pid, node, reason]}

  defp process_text(pid, where, reason, stack) do
    ["Process #{inspect(pid)}#{where} raised an exception\n", Exception.format_banner(:error, reason, stack), trace(stack)]
  end

  defp trace([]), do: []
  defp trace(stack), do: ["\n", stacktrace(stack)]

  @doc "Logs a message for which a server has no clause."
  def unexpected_info(module, msg) do
    log(:error, "#{inspect(module)} #{inspect(own_name())} received unexpected message in handle_info/2: #{inspect(msg)}")
  end

  @doc "Logs a message for which a server has no function at all."
  def no_handle_info(module, msg) do
    log(:warning, "Undefined handle_info in #{inspect(module)}\nUnhandled message: #{inspect(msg)}")
  end

  @doc "Logs what happened to a child of a supervisor, if `:logger` is configured to (`handle_sasl_reports: true`)."
  def supervisor_child(supervisor, error, reason, offender) do
    if :application.get_env(:logger, :handle_sasl_reports, false) do
      log(:error, [
        "Child #{inspect(offender.id)} of Supervisor #{supervisor_name(supervisor)} #{error_text(error)}",
        stop_info(reason),
        pid_info(offender),
        "\nStart Call: #{start_call(offender.start)}",
        restart_info(offender)
      ])
    end
  end

  @doc "Logs the end of an application."
  def application_exited(app, reason) do
    log(:notice, "Application #{app} exited: #{Application.format_error(reason)}")
  end

  @doc "Logs a message that a supervisor does not know."
  def unexpected_supervisor_message(msg) do
    log(:error, "Supervisor #{inspect(own_name())} received unexpected message: #{inspect(msg)}")
  end

  defp error_text(:start_error), do: "failed to start"
  defp error_text(:child_terminated), do: "terminated"
  defp error_text(:shutdown_error), do: "shut down abnormally"
  defp error_text(:shutdown), do: "caused shutdown"

  defp stop_info(reason), do: "\n** (exit) " <> Exception.format_exit(reason)

  defp pid_info(%{pid: pid}) when is_pid(pid), do: "\nPid: #{inspect(pid)}"
  defp pid_info(_offender), do: ""

  defp start_call({mod, fun, args}) when is_list(args), do: Exception.format_mfa(mod, fun, args)
  defp start_call({mod, fun, _}), do: Exception.format_mfa(mod, fun, [])

  defp restart_info(%{restart: restart, shutdown: shutdown, type: type}) do
    "\nRestart: #{inspect(restart)}\nShutdown: #{inspect(shutdown)}\nType: #{inspect(type)}"
  end

  defp supervisor_name({:local, name}), do: inspect(name)
  defp supervisor_name({:global, name}), do: inspect(name)
  defp supervisor_name({:via, _, name}), do: inspect(name)
  defp supervisor_name({pid, module}), do: "#{inspect(pid)} (#{inspect(module)})"
  defp supervisor_name(other), do: inspect(other)

  @doc "An exit reason as the report of an end."
  def stop({maybe_exception, [_ | _] = maybe_stack} = reason) do
    try do
      stacktrace(maybe_stack)
    catch
      :error, _ -> "\n** (stop) " <> Exception.format_exit(reason)
    else
      shown -> ["\n", banner(maybe_exception, maybe_stack), "\n", shown]
    end
  end

  def stop(reason), do: "\n** (stop) " <> Exception.format_exit(reason)

  defp banner(reason, stack) do
    if is_exception(reason) or not match?(%ErlangError{}, Exception.normalize(:error, reason, stack)) do
      Exception.format_banner(:error, reason, stack)
    else
      "** (stop) " <> Exception.format_exit(reason)
    end
  end

  defp stacktrace(stack) do
    stack |> Exception.format_stacktrace() |> String.trim_trailing("\n")
  end

  defp own_name() do
    case Process.info(self(), :registered_name) do
      {_, []} -> self()
      {_, name} -> name
    end
  end

  # Reports go as they are, so that each node shows them in its own way.
  defp report(report) do
    if :logger.allow(:error, nil), do: :logger.macro_log(:error, {:report, report}, %{domain: [:otp]}), else: :ok
  end

  defp log(level, text) do
    if :logger.allow(level, nil), do: :logger.macro_log(level, {:string, text}, %{}), else: :ok
  end
end
