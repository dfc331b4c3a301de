defmodule Exception do
  @moduledoc "Formats exceptions: messages, banners, exit reasons and stack traces."

  @type t :: %{
          required(:__struct__) => module,
          required(:__exception__) => true,
          optional(atom) => any
        }
  @type kind :: :error | non_error_kind
  @type non_error_kind :: :exit | :throw | {:EXIT, pid}
  @type stacktrace :: [tuple]

  @callback exception(term) :: t
  @callback message(t) :: String.t()
  @callback blame(t, stacktrace) :: {t, stacktrace}
  @optional_callbacks blame: 2

  @doc "Returns whether `term` is an exception."
  @deprecated "Use Kernel.is_exception/1 instead"
  def exception?(term), do: is_exception(term)

  @doc "Returns the message of an exception."
  def message(%module{__exception__: true} = exception) do
    result = module.message(exception)

    if is_binary(result) do
      result
    else
      "got #{inspect(result)} while retrieving Exception.message/1 for #{inspect(exception)} (expected a string)"
    end
  rescue
    caught ->
      "got #{inspect(caught.__struct__)} with message #{inspect(message(caught))} " <>
        "while retrieving Exception.message/1 for #{inspect(exception)}"
  end

  @doc "Converts an error to an exception. Other kinds are returned unchanged."
  def normalize(kind, payload, stacktrace \\ [])
  def normalize(:error, reason, stacktrace) when not is_exception(reason), do: ErlangError.normalize(reason, stacktrace)
  def normalize(_kind, payload, _stacktrace), do: payload

  @doc "Returns the first line of the report of an error."
  def format_banner(kind, payload, stacktrace \\ [])

  def format_banner(:throw, reason, _stacktrace), do: "** (throw) #{inspect(reason)}"
  def format_banner(:exit, reason, _stacktrace), do: "** (exit) #{format_exit(reason)}"
  def format_banner({:EXIT, pid}, reason, _stacktrace), do: "** (EXIT from #{inspect(pid)}) #{format_exit(reason)}"

  def format_banner(:error, error, stacktrace) do
    %module{} = exception = normalize(:error, error, stacktrace)
    "** (#{inspect(module)}) #{message(exception)}"
  end

  @doc "Returns the report of an error with its stack trace."
  def format(kind, payload, stacktrace \\ [])
  def format(kind, payload, stacktrace) when stacktrace == [] or is_tuple(kind), do: format_banner(kind, payload, stacktrace)
  def format(kind, payload, stacktrace), do: format_banner(kind, payload, stacktrace) <> "\n" <> format_stacktrace(stacktrace)

  @doc "Adds details to an error: its arguments and the clauses that were tried."
  def blame(kind, error, stacktrace)

  def blame(:error, error, stacktrace) do
    %module{} = struct = normalize(:error, error, stacktrace)

    if Code.ensure_loaded?(module) and function_exported?(module, :blame, 2) do
      module.blame(struct, stacktrace)
    else
      {struct, stacktrace}
    end
  end

  def blame(_kind, reason, stacktrace), do: {reason, stacktrace}

  @doc "Returns the clauses of a function, and whether their parts match the arguments."
  def blame_mfa(module, function, args)
      when is_atom(module) and is_atom(function) and is_list(args) do
    Exception.Blame.mfa(module, function, args)
  end

  @doc "Implements format_error/2 of Erlang's error_info for an exception."
  def format_error(%struct{} = exception, _stacktrace), do: %{general: message(exception), reason: "#" <> Atom.to_string(struct)}

  @doc "Formats an exit reason."
  def format_exit(reason), do: format_exit(reason, "\n    ")


  # Formats the exit reasons of a supervisor that could not start a child.
  defp format_exit({:shutdown, {:failed_to_start_child, child, {:EXIT, reason}}}, joiner) do
    format_start_child(child, reason, joiner)
  end

  defp format_exit({:shutdown, {:failed_to_start_child, child, reason}}, joiner) do
    format_start_child(child, reason, joiner)
  end

  defp format_exit({{:bad_return_value, _} = reason, {mod, fun, args}}, joiner) do
    format_exited_in(mod, fun, args, reason, joiner)
  end

  defp format_exit({maybe_exception, [_ | _] = maybe_stacktrace} = reason, joiner) do
    try do
      Enum.map(maybe_stacktrace, &format_stacktrace_entry/1)
    catch
      :error, _ -> format_exit_reason(reason)
    else
      entries ->
        banner = format_banner(:error, maybe_exception, maybe_stacktrace)
        Enum.join(["an exception was raised:" <> joiner <> banner | entries], joiner <> "    ")
    end
  end

  defp format_exit({reason, {mod, fun, args}}, joiner)
       when is_atom(mod) and is_atom(fun) and is_list(args) do
    format_exited_in(mod, fun, args, reason, joiner)
  end

  defp format_exit(reason, _joiner), do: format_exit_reason(reason)

  defp format_start_child(child, reason, joiner) do
    because("shutdown: failed to start child: #{inspect(child)}", reason, joiner)
  end

  defp format_exited_in(mod, fun, args, reason, joiner) do
    because("exited in: #{format_mfa(mod, fun, args)}", reason, joiner)
  end

  defp because(text, reason, joiner), do: "#{text}#{joiner}** (EXIT) #{format_exit(reason, joiner <> "    ")}"

  defp format_exit_reason(:normal), do: "normal"
  defp format_exit_reason(:shutdown), do: "shutdown"
  defp format_exit_reason({:shutdown, reason}), do: "shutdown: " <> inspect(reason)
  defp format_exit_reason(:calling_self), do: "process attempted to call itself"
  defp format_exit_reason(:timeout), do: "time out"
  defp format_exit_reason(:killed), do: "killed"
  defp format_exit_reason(:noconnection), do: "no connection"

  defp format_exit_reason(:noproc) do
    "no process: the process is not alive or there's no process currently associated with the given name, " <>
      "possibly because its application isn't started"
  end

  defp format_exit_reason({:nodedown, node_name}) when is_atom(node_name) do
    "no connection to #{node_name}"
  end

  # Formats the exit reasons of processes that follow OTP.
  defp format_exit_reason({:bad_return_value, value}), do: "bad return value: " <> inspect(value)
  defp format_exit_reason({:bad_call, request}), do: "bad call: " <> inspect(request)
  defp format_exit_reason({:bad_cast, request}), do: "bad cast: " <> inspect(request)

  defp format_exit_reason({:bad_return, {module, :init, value}}), do: "#{inspect(module)}.init/1 returned a bad value: " <> inspect(value)
  defp format_exit_reason({:bad_start_spec, children}), do: "bad child specification, invalid children: " <> inspect(children)
  defp format_exit_reason({:start_spec, spec}), do: "bad child specification, " <> format_sup_spec(spec)

  defp format_exit_reason({:supervisor_data, data}) do
    "bad supervisor configuration, " <> format_sup_data(data)
  end

  defp format_exit_reason({:already_started, pid}) when is_pid(pid), do: "already started: " <> inspect(pid)
  defp format_exit_reason(reason), do: format_sup_or_inspect(reason)

  defp format_sup_or_inspect({tag, _} = reason)
       when tag in [
              :invalid_type,
              :invalid_strategy,
              :invalid_intensity,
              :invalid_period,
              :invalid_max_children,
              :invalid_extra_arguments
            ] do
    "bad supervisor configuration, " <> format_sup_data(reason)
  end

  defp format_sup_or_inspect({tag, _} = reason)
       when tag in [
              :invalid_child_spec,
              :invalid_child_type,
              :invalid_mfa,
              :invalid_restart_type,
              :invalid_shutdown,
              :invalid_significant,
              :invalid_modules,
              :invalid_module,
              :duplicate_child_name
            ] do
    "bad child specification, " <> format_sup_spec(reason)
  end

  defp format_sup_or_inspect(reason), do: inspect(reason)

  defp format_sup_data({:invalid_type, type}), do: "invalid type: " <> inspect(type)
  defp format_sup_data({:invalid_strategy, strategy}), do: "invalid strategy: " <> inspect(strategy)
  defp format_sup_data({:invalid_intensity, n}), do: "invalid max_restarts (intensity): " <> inspect(n)
  defp format_sup_data({:invalid_period, n}), do: "invalid max_seconds (period): " <> inspect(n)
  defp format_sup_data({:invalid_max_children, n}), do: "invalid max_children: " <> inspect(n)
  defp format_sup_data({:invalid_extra_arguments, e}), do: "invalid extra_arguments: " <> inspect(e)
  defp format_sup_data(other), do: "got: #{inspect(other)}"

  defp format_sup_spec({:duplicate_child_name, id}) do
    """
    more than one child specification has the id: #{inspect(id)}.
    If using maps as child specifications, make sure the :id keys are unique.
    If using a module or {module, arg} as child, use Supervisor.child_spec/2 to change the :id, for example:

        children = [
          Supervisor.child_spec({MyWorker, arg}, id: :my_worker_1),
          Supervisor.child_spec({MyWorker, arg}, id: :my_worker_2)
        ]
    """
  end

  defp format_sup_spec({:invalid_child_spec, spec}), do: "invalid child specification: #{inspect(spec)}"
  defp format_sup_spec({:invalid_child_type, type}), do: "invalid child type: #{inspect(type)}. Must be :worker or :supervisor."
  defp format_sup_spec({:invalid_mfa, mfa}), do: "invalid mfa: #{inspect(mfa)}"
  defp format_sup_spec({:invalid_restart_type, r}), do: "invalid restart type: #{inspect(r)}. Must be :permanent, :transient or :temporary."
  defp format_sup_spec({:invalid_shutdown, s}), do: "invalid shutdown: #{inspect(s)}. Must be an integer >= 0, :infinity or :brutal_kill."
  defp format_sup_spec({:invalid_significant, s}), do: "invalid significant: #{inspect(s)}. Must be a boolean."
  defp format_sup_spec({:invalid_modules, m}), do: "invalid modules: #{inspect(m)}. Must be a list of atoms or :dynamic."
  defp format_sup_spec({:invalid_module, m}), do: "invalid module: #{inspect(m)}. Must be an atom."
  defp format_sup_spec(other), do: "got: #{inspect(other)}"

  @doc "Formats a stack trace, by default that of the calling process."
  def format_stacktrace(trace \\ nil) do
    trace =
      if trace do
        trace
      else
        {:current_stacktrace, trace} = Process.info(self(), :current_stacktrace)
        Enum.drop(trace, 2)
      end

    case trace do
      [] -> "\n"
      _ -> "    " <> Enum.map_join(trace, "\n    ", &format_stacktrace_entry/1) <> "\n"
    end
  end

  @doc "Formats an entry of a stack trace."
  def format_stacktrace_entry(entry)

  def format_stacktrace_entry({fun, arity, location}), do: at(location, format_fa(fun, arity))
  def format_stacktrace_entry({_module, :__FILE__, 1, location}), do: at(location, "(file)")
  def format_stacktrace_entry({_module, :__MODULE__, 1, location}), do: at(location, "(module)")
  def format_stacktrace_entry({module, :__MODULE__, 0, location}), do: at(location, "#{inspect(module)} (module)")
  def format_stacktrace_entry({module, fun, arity, location}), do: application(module) <> at(location, format_mfa(module, fun, arity))

  defp at(location, shown) when is_list(location), do: format_file_line(location[:file], location[:line], " ") <> shown

  # Returns "(app 1.2.0) ", or "" for a module without an application.
  defp application(module) do
    with {:ok, app} <- :application.get_application(module) do
      case :application.get_key(app, :vsn) do
        {:ok, version} when is_list(version) -> "(#{app} #{version}) "
        _ -> "(#{app}) "
      end
    else
      :undefined -> ""
    end
  end

  @doc "Formats a function with its arity or arguments."
  def format_fa(fun, arity) when is_function(fun), do: "#{inspect(fun)}#{format_arity(arity)}"

  @doc "Formats a module, function and arity or arguments."
  def format_mfa(module, fun, arity) when is_atom(module) and is_atom(fun) do
    case :binary.split(Atom.to_string(fun), "/", [:global]) do
      ["-" <> outer_name | rest] when rest != [] -> format_inner(module, fun, outer_name, rest, arity)
      _ -> format_plain(module, fun, arity)
    end
  end

  # "-name/2-fun-0-" is the name of the first closure in name/2.
  defp format_inner(module, fun, name, rest, arity) do
    with true <- String.ends_with?(Atom.to_string(fun), "-"),
         [outer_arity | more] <- String.split(List.last(rest), "-", parts: 2),
         true <- match?(["fun" <> _], more) do
      name = Enum.join([name | Enum.drop(rest, -1)], "/")
      shown = Macro.inspect_atom(:remote_call, String.to_atom(name))
      "anonymous fn#{format_arity(arity)} in #{inspect(module)}.#{shown}/#{outer_arity}"
    else
      _ -> format_plain(module, fun, arity)
    end
  end

  defp format_plain(module, fun, arity) do
    "#{inspect(module)}.#{Macro.inspect_atom(:remote_call, fun)}#{format_arity(arity)}"
  end

  defp format_arity(arity) when is_list(arity) do
    "(" <> Enum.map_join(arity, ", ", &inspect/1) <> ")"
  end

  defp format_arity(arity) when is_integer(arity), do: "/" <> Integer.to_string(arity)

  @doc "Formats a file and a line."
  def format_file_line(file, line, suffix \\ ""), do: place(file, [line], suffix)

  @doc "Formats a file, a line and a column."
  def format_file_line_column(file, line, column, suffix \\ ""), do: place(file, [line, column], suffix)

  # A zero or nil ends the list of known numbers.
  defp place(nil, _numbers, _suffix), do: ""
  defp place(text, [n | more], suffix) when n not in [nil, 0], do: place("#{text}:#{n}", more, suffix)
  defp place(text, _numbers, suffix), do: "#{text}:#{suffix}"
end
