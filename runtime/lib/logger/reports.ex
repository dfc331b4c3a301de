defmodule Logger.Reports do
  @moduledoc false

  # Builds the log reports of OTP processes. They have the form of OTP's reports, so that handlers
  # and translators of programs can process them. A node that prints a report formats it.

  @doc "Logs the end of a generic server."
  def gen_server(name, reason, last, from, state) do
    report(%{
      label: {:gen_server, :terminate},
      name: name,
      last_message: request(last),
      state: state,
      log: [],
      reason: reason,
      client_info: client_info(from)
    })
  end

  defp request({:"$gen_call", _from, request}), do: request
  defp request(other), do: other

  @doc "Logs the end of a state machine."
  def gen_statem(name, {_class, _reason, _stack} = ended, queue, postponed, state, mode, enter?) do
    report(%{
      label: {:gen_statem, :terminate},
      name: name,
      reason: ended,
      queue: queue,
      postponed: postponed,
      state: state,
      callback_mode: mode,
      state_enter: enter?,
      log: [],
      client_info: client_info(caller(queue))
    })
  end

  defp caller([{{:call, from}, _request} | _]), do: from
  defp caller(_queue), do: :undefined

  @doc "Logs that a manager removed an event handler."
  def gen_event(handler, name, reason, last, state) do
    report(%{label: {:gen_event, :terminate}, handler: handler, name: name, last_message: last, reason: reason, state: state, log: []})
  end

  @doc "Logs the end of a task."
  def task(name, starter, reason, function, args) do
    report = %{name: name, starter: starter, reason: reason, function: function, args: args, process_label: Process.get(:"$process_label", :undefined)}
    report(%{label: {Task.Supervisor, :terminating}, report: report}, %{domain: [:otp, :elixir], callers: Process.get(:"$callers")})
  end

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

  @doc "Logs the uncaught error of a process."
  def process(pid, reason, stack, meta) do
    meta = :maps.put(:error_logger, %{tag: :error, emulator: true}, meta)
    :logger.macro_log(:error, ended(pid, node(pid), {reason, stack}), meta)
  end

  # Returns the BEAM's message, which the printing node translates.
  defp ended(pid, :nonode@nohost, reason), do: {~c"Error in process ~p with exit value:~n~p~n", [pid, reason]}
  defp ended(pid, node, reason), do: {~c"Error in process ~p on node ~p with exit value:~n~p~n", [pid, node, reason]}

  @doc "Logs the crash of a process of `:proc_lib`, if Logger is configured to (`handle_sasl_reports: true`)."
  def crash(class, reason, stack) do
    if sasl?(), do: report(%{label: {:proc_lib, :crash}, report: [crashed(class, reason, stack), neighbours()]}, %{domain: [:otp, :sasl]})
  end

  defp crashed(class, reason, stack) do
    [initial, label, pid, name, ancestors | measured] =
      about(self(), [:message_queue_len, :messages, :links, :dictionary, :trap_exit, :status, :heap_size, :stack_size, :reductions])
    measured = Keyword.update!(measured, :dictionary, fn own -> Enum.reject(own, fn {key, _} -> key in [:"$ancestors", :"$initial_call"] end) end)
    initial ++ label ++ [pid, name, {:error_info, {class, reason, stack}}, ancestors | measured]
  end

  # Returns the processes that will end with this process, because they are linked and do not trap
  # exits.
  defp neighbours(), do: neighbours(links(self()), [self()], [])

  defp neighbours([pid | rest], seen, found) do
    if pid in seen or not is_pid(pid) or node(pid) != node() or Process.info(pid, :trap_exit) != {:trap_exit, false} do
      neighbours(rest, seen, found)
    else
      neighbours(links(pid) ++ rest, [pid | seen], [{:neighbour, neighbour(pid)} | found])
    end
  end

  defp neighbours([], _seen, found), do: Enum.reverse(found)

  defp links(pid) do
    case Process.info(pid, :links) do
      {:links, links} -> links
      nil -> []
    end
  end

  defp neighbour(pid) do
    [initial, label, pid, name, ancestors | measured] =
      about(pid, [:current_function, :message_queue_len, :links, :trap_exit, :status, :heap_size, :stack_size, :reductions, :current_stacktrace])

    {current, measured} = Enum.split(measured, 1)
    [pid, name] ++ initial ++ current ++ label ++ [ancestors | measured]
  end

  defp about(pid, items) do
    info = Process.info(pid, [:registered_name | items]) || [registered_name: []]
    {[name], measured} = Enum.split(info, 1)
    {:dictionary, own} = Process.info(pid, :dictionary) || {:dictionary, []}
    initial = with {mod, fun, arity} when is_integer(arity) <- at(own, :"$initial_call"), do: {mod, fun, for(n <- 1..arity//1, do: :"Argument__#{n}")}

    [
      if(initial, do: [initial_call: initial], else: []),
      for({:"$process_label", label} <- own, do: {:process_label, label}),
      {:pid, pid},
      name,
      {:ancestors, at(own, :"$ancestors") || []} | measured
    ]
  end

  # The keys of a process dictionary are arbitrary terms.
  defp at(dictionary, key), do: with({^key, value} <- List.keyfind(dictionary, key, 0), do: value)

  @doc "Logs a report about a child of a supervisor, if Logger is configured to (`handle_sasl_reports: true`)."
  def supervisor_child(supervisor, error, reason, child) do
    if sasl?() do
      report = [supervisor: supervisor, errorContext: error, reason: reason, offender: described(child, error != :start_error)]
      report(%{label: {:supervisor, error}, report: report}, %{domain: [:otp, :sasl]})
    end
  end

  @doc "Logs that a supervisor started a child, if Logger is configured to (`handle_sasl_reports: true`)."
  def supervisor_progress(supervisor, child) do
    if sasl?() do
      report = [supervisor: supervisor, started: described(child, false)]
      report(:info, %{label: {:supervisor, :progress}, report: report}, %{domain: [:otp, :sasl]})
    end
  end

  # The arguments of a temporary child are not kept.
  defp described(%{start: {mod, fun, args}} = child, kept?) do
    args = if kept? and child.restart == :temporary, do: :undefined, else: args
    significant = if Map.has_key?(child, :significant), do: [significant: child.significant], else: []

    [pid: child.pid, id: child.id, mfargs: {mod, fun, args}, restart_type: child.restart] ++
      significant ++ [shutdown: child.shutdown, child_type: child.type]
  end

  defp sasl?(), do: :application.get_env(:logger, :handle_sasl_reports, false)

  @doc "Logs the end of an application."
  def application_exited(app, reason) do
    report = [application: app, exited: reason, type: :temporary]
    report(:notice, %{label: {:application_controller, :exit}, report: report}, %{domain: [:otp]})
  end

  @doc "Logs an unexpected message to a server."
  def unexpected_info(module, msg) do
    log(:error, "#{inspect(module)} #{inspect(own_name())} received unexpected message in handle_info/2: #{inspect(msg)}")
  end

  @doc "Logs a message to a server without handle_info/2."
  def no_handle_info(module, msg) do
    log(:warning, "Undefined handle_info in #{inspect(module)}\nUnhandled message: #{inspect(msg)}")
  end

  @doc "Logs an unexpected message to a supervisor."
  def unexpected_supervisor_message(msg) do
    log(:error, "Supervisor #{inspect(own_name())} received unexpected message: #{inspect(msg)}")
  end

  defp own_name() do
    case Process.info(self(), :registered_name) do
      {_, []} -> self()
      {_, name} -> name
    end
  end

  defp report(report), do: report(report, %{domain: [:otp]})
  defp report(report, meta), do: report(:error, report, meta)

  defp report(level, report, meta) do
    if heard?(level), do: :logger.macro_log(level, {:report, report}, meta), else: :ok
  end

  defp log(level, text) do
    if heard?(level), do: :logger.macro_log(level, {:string, text}, %{}), else: :ok
  end

  # A process that has called `Logger.disable/1` logs nothing.
  defp heard?(level) do
    own = Logger.get_process_level(self())
    :logger.allow(level, nil) and (own == nil or :logger.compare_levels(level, own) != :lt)
  end
end
