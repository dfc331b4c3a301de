defmodule Logger.Translator do
  @moduledoc "The words in which the crashes of processes are logged."

  @doc "Logs the end of a generic server."
  def gen_server(name, reason, last, from, state) do
    log(:error, [
      "GenServer #{inspect(name)} terminating",
      stop(reason),
      "\nLast message#{sender(from, last)}: #{inspect(request(last))}",
      "\nState: #{inspect(state)}",
      client(from)
    ])
  end

  defp request({:"$gen_call", _from, request}), do: request
  defp request(other), do: other

  defp sender({pid, _tag}, _last) when is_pid(pid), do: " (from #{inspect(pid)})"
  defp sender(_from, _last), do: ""

  defp client({pid, _tag}) when is_pid(pid) do
    case client_stacktrace(pid) do
      :remote -> "\nClient #{inspect(pid)} is remote on node #{inspect(node(pid))}\n"
      :dead -> "\nClient #{inspect(pid)} is dead\n"
      {name, []} -> "\nClient #{inspect(name)} is alive\n"
      {name, trace} -> "\nClient #{inspect(name)} is alive\n\n" <> stacktrace(trace)
    end
  end

  defp client(_from), do: ""

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
    log(:error, [
      "Task #{inspect(name)} started from #{inspect(starter)} terminating",
      stop(reason),
      "\nFunction: #{inspect(function)}\n    Args: #{inspect(args)}"
    ])
  end

  @doc "Logs what a process ends with that no one handles."
  def process(pid, reason, stack, meta) do
    text = [
      "Process #{inspect(pid)} on node #{inspect(node(pid))} raised an exception\n",
      Exception.format_banner(:error, reason, stack),
      trace(stack)
    ]

    :logger.macro_log(:error, {:string, text}, meta)
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

  defp log(level, text) do
    if :logger.allow(level, nil), do: :logger.macro_log(level, {:string, text}, %{}), else: :ok
  end
end
