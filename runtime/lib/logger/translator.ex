defmodule Logger.Translator do
  @moduledoc "Formats the reports of OTP."

  @doc "Translates Erlang's events to Elixir's. This is a primary filter."
  def filter(event, _options), do: event(event)

  @doc "Translates an event. Returns the event with its text, or `:stop` for an event that is not shown."
  def event(%{msg: {:string, _text}} = event), do: event

  def event(%{msg: content, level: level} = event) do
    {kind, message} = kind(content)
    translators = :application.get_env(:logger, :translators, [])

    case first_words(translators, [Logger.level(), level, kind, message]) do
      :skip -> :stop
      :none -> event
      {:ok, text} -> %{event | msg: {:string, text}}
      {:ok, text, meta} -> %{event | msg: {:string, text}, meta: :maps.merge(event.meta, Map.new(meta))}
    end
  rescue
    error -> %{event | msg: {:string, ["Failure while translating Erlang's logger event\n", Exception.format(:error, error, __STACKTRACE__)]}}
  end

  # Translators of programs take precedence.
  defp first_words([{module, function} | rest], args) do
    with :none <- apply(module, function, args), do: first_words(rest, args)
  end

  defp first_words([], _args), do: :none

  defp kind({:report, %{label: label, report: report} = all}) when map_size(all) == 2, do: {:report, {label, report}}
  defp kind({:report, %{label: {:error_logger, _}, format: format, args: args}}), do: {:format, {format, args}}
  defp kind({:report, report}), do: {:report, {:logger, report}}
  defp kind(format), do: {:format, format}

  @doc """
  Translates a report or a format. Returns `{:ok, text}`, or with metadata `{:ok, text, metadata}`, `:skip` for
  messages that are not shown, and `:none` for messages that stay unchanged. Texts at the level `:debug` have more
  details.
  """
  def translate(min_level, _level, :report, {:logger, %{label: {:gen_server, :terminate}} = report}) do
    first = ["GenServer ", inspect(report.name), " terminating"]
    last = ["\nLast message", sender(report[:client_info]), ": ", shown(report.last_message)]
    more = fn -> ["\nState: ", shown(report.state) | client(report[:client_info])] end
    ended(min_level, first, report.reason, label(report) ++ last, more, report.name)
  end

  def translate(min_level, _level, :report, {:logger, %{label: {:gen_statem, :terminate}} = report}) do
    first = [":gen_statem ", inspect(report.name), " terminating"]
    last = ["\nQueue: ", shown(report.queue), "\nPostponed: ", shown(report.postponed)]

    more = fn ->
      mode = ["\nCallback mode: ", shown(report.callback_mode), ", state_enter: ", inspect(report.state_enter)]
      ["\nState: ", shown(report.state), mode | client(report[:client_info])]
    end

    {class, reason, stack} = report.reason
    ended(min_level, first, exit_reason(class, reason, stack), label(report) ++ last, more, report.name)
  end

  def translate(min_level, _level, :report, {:logger, %{label: {:gen_event, :terminate}} = report}) do
    first = [":gen_event handler ", inspect(report.handler), " installed in ", inspect(report.name), " terminating"]
    reason = with {:EXIT, why} <- report.reason, do: why
    more = fn -> ["\nState: ", shown(report.state)] end
    ended(min_level, first, reason, label(report) ++ ["\nLast message: ", shown(report.last_message)], more, report.name)
  end

  def translate(_min_level, _level, :report, {{Task.Supervisor, :terminating}, report}) do
    first = ["Task ", inspect(report.name), " started from ", inspect(report.starter), " terminating"]
    last = ["\nFunction: ", shown(report.function), "\n    Args: ", shown(report.args)]
    ended(:info, first, report.reason, label(report) ++ last, nil, report.name)
  end

  def translate(min_level, _level, :report, {{:proc_lib, :crash}, [crashed, linked]}) do
    if sasl?(), do: Logger.Translator.Crash.words(min_level, crashed, linked), else: :skip
  end

  def translate(min_level, _level, :report, {{:supervisor, :progress}, [supervisor: supervisor, started: child]}) do
    if sasl?(), do: {:ok, child(child) ++ [supervisor(supervisor), " started", pid(child) | start(min_level, child)]}, else: :skip
  end

  def translate(min_level, _level, :report, {{:supervisor, _}, [supervisor: supervisor, errorContext: error, reason: reason, offender: child]}) do
    pid = if error == :shutdown, do: [], else: pid(child)
    words = child(child) ++ [supervisor(supervisor), " ", error_text(error), "\n** (exit) ", offence(reason, error), pid | start(min_level, child)]
    if sasl?(), do: {:ok, words}, else: :skip
  end

  def translate(_min_level, _level, :report, {{:application_controller, :progress}, report}) do
    if sasl?(), do: {:ok, ["Application #{report[:application]} started at ", inspect(report[:started_at])]}, else: :skip
  end

  def translate(_min_level, _level, :report, {{:application_controller, :exit}, report}) do
    {:ok, ["Application #{report[:application]} exited: ", Application.format_error(report[:exited])]}
  end

  def translate(_min_level, _level, :format, {~c"Error in process " ++ _, [pid, {reason, stack}]}), do: raised(pid, [], reason, stack)

  def translate(_min_level, _level, :format, {~c"Error in process " ++ _, [pid, node, {reason, stack}]}) do
    raised(pid, [" on node ", inspect(node)], reason, stack)
  end

  # Behaviours of libraries report the end of a process with this text, as OTP did before it had reports.
  def translate(min_level, _level, :format, {~c"** Generic server " ++ _, [name, message, state, reason | _]}) do
    ended(min_level, ["GenServer ", inspect(name), " terminating"], reason, ["\nLast message: ", shown(message)], fn -> ["\nState: ", shown(state)] end, name)
  end

  def translate(_min_level, _level, _kind, _message), do: :none

  # Formats the end of a process. Details are included only at :debug.
  defp ended(min_level, first, reason, last, more, name) do
    words = first ++ [stop(reason) | last]
    words = if min_level == :debug and more, do: [words | more.()], else: words
    {:ok, words, [crash_reason: crash(reason)] ++ registered(name)}
  end

  defp raised(pid, where, reason, stack) do
    error = Exception.normalize(:error, reason, stack)
    words = ["Process ", inspect(pid), where, " raised an exception\n", Exception.format_banner(:error, error, stack) | trace(stack)]
    {:ok, words, [crash_reason: {error, stack}]}
  end

  @doc "Returns the exit reason of a process for an uncaught error."
  def exit_reason(:throw, value, stack), do: {{:nocatch, value}, stack}
  def exit_reason(_class, reason, stack), do: {reason, stack}

  # Returns the reason and the stack of a crash, as metadata. Exceptions are kept as structs.
  defp crash({reason, [_ | _] = stack}) do
    if Enum.all?(stack, &is_tuple/1), do: {Exception.normalize(:error, reason, stack) |> plain(reason), stack}, else: {{reason, stack}, []}
  end

  defp crash(reason), do: {reason, []}

  defp plain(%ErlangError{}, reason), do: reason
  defp plain(error, _reason), do: error

  @doc "Returns the metadata for the registered name of a process."
  def registered(name) when is_atom(name), do: [registered_name: name]
  def registered({:local, name}), do: [registered_name: name]
  def registered({:global, name}), do: [registered_name: name]
  def registered(_none), do: []

  defp label(%{process_label: label}) when label != :undefined, do: ["\nProcess Label: ", shown(label)]
  defp label(_report), do: []

  defp shown(value), do: inspect(value, Application.get_env(:logger, :translator_inspect_opts, []))

  defp sasl?(), do: :application.get_env(:logger, :handle_sasl_reports, false)

  defp sender({_, {name, _trace}}), do: [" (from ", inspect(name), ")"]
  defp sender({pid, _}), do: [" (from ", inspect(pid), ")"]
  defp sender(_client), do: []

  defp client({pid, :remote}), do: ["\nClient ", inspect(pid), " is remote on node ", inspect(node(pid))]
  defp client({pid, :dead}), do: ["\nClient ", inspect(pid), " is dead"]
  defp client({_pid, {name, trace}}), do: ["\nClient ", inspect(name), " is alive\n" | trace(trace)]
  defp client(_none), do: []

  defp child([_pid, {:id, id} | _]), do: ["Child ", inspect(id), " of Supervisor "]
  defp child(_bridge), do: ["Child of Supervisor "]

  defp supervisor({kind, name}) when kind in [:local, :global], do: inspect(name)
  defp supervisor({:via, _, name}), do: inspect(name)
  defp supervisor({pid, module}), do: [inspect(pid), " (", inspect(module), ")"]
  defp supervisor(other), do: inspect(other)

  defp error_text(:start_error), do: "failed to start"
  defp error_text(:child_terminated), do: "terminated"
  defp error_text(:shutdown_error), do: "shut down abnormally"
  defp error_text(:shutdown), do: "caused shutdown"

  # The reason of a child that raised during its start is inside `:EXIT`.
  defp offence({:EXIT, reason}, :start_error), do: Exception.format_exit(reason)
  defp offence(reason, _error), do: Exception.format_exit(reason)

  defp pid(child), do: if(is_pid(child[:pid]), do: ["\nPid: ", inspect(child[:pid])], else: [])

  defp start(min_level, child) do
    call =
      case child do
        [_, _, {:mfargs, {mod, fun, args}} | _] -> ["\nStart Call: ", mfa(mod, fun, args)]
        [_, {:mfa, {mod, fun, args}} | _] -> ["\nStart Call: ", mfa(mod, fun, args)]
        [_, {:mod, mod} | _] -> ["\nStart Module: ", inspect(mod)]
        _ -> []
      end

    if min_level == :debug, do: [call | kind_of_child(child)], else: call
  end

  defp kind_of_child(child) do
    for {key, name} <- [restart_type: "Restart", significant: "Significant", shutdown: "Shutdown", child_type: "Type"],
        Keyword.has_key?(child, key) and not (key == :significant and not child[key]) do
      ["\n", name, ": ", inspect(child[key])]
    end
  end

  @doc "Formats a call for the log. Its arguments may be unknown."
  def mfa(mod, fun, :undefined), do: [inspect(mod), ".", Macro.inspect_atom(:remote_call, fun), "/?"]
  def mfa(mod, fun, args), do: Exception.format_mfa(mod, fun, args)

  # Formats an exit reason for a report.
  defp stop({maybe_exception, [_ | _] = maybe_stack} = reason) do
    try do
      trace(maybe_stack)
    catch
      :error, _ -> plain_stop(reason)
    else
      shown -> [banner(maybe_exception, maybe_stack) | shown]
    end
  end

  defp stop(reason), do: plain_stop(reason)

  defp plain_stop(reason), do: ["\n** (stop) ", Exception.format_exit(reason)]

  defp banner(reason, stack) do
    if is_exception(reason) or not match?(%ErlangError{}, Exception.normalize(:error, reason, stack)),
      do: ["\n", Exception.format_banner(:error, reason, stack)],
      else: plain_stop(reason)
  end

  @doc "Formats a stack trace, one entry on each line."
  def trace(stack), do: for(entry <- stack, do: ["\n    ", Exception.format_stacktrace_entry(entry)])
end
