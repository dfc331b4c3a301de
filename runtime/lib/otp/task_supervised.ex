defmodule Task.Supervised do
  @moduledoc false

  def start(owner, callers, mfa), do: {:ok, :proc_lib.spawn(__MODULE__, :noreply, [owner, callers, mfa])}
  def start_link(owner, callers, mfa), do: {:ok, :proc_lib.spawn_link(__MODULE__, :noreply, [owner, callers, mfa])}
  def start_link(owner, monitor), do: {:ok, :proc_lib.spawn_link(__MODULE__, :reply, [owner, monitor])}

  @doc "Tells a process that waits in `reply/2` which function to call. Returns the task."
  def entrust(pid, {module, fun, args} = mfa) do
    ref = Process.monitor(pid, alias: :demonitor)
    send(pid, {self(), ref, ref, callers(), mfa})
    %Task{pid: pid, ref: ref, owner: self(), mfa: {module, fun, length(args)}}
  end

  @doc "Returns the process as node, name and pid, for reports."
  def owner(pid), do: {node(), name_or(pid), pid}

  @doc "Returns the calling process and its callers."
  def callers, do: [self() | Process.get(:"$callers", [])]

  defp name_or(pid) do
    case Process.info(pid, :registered_name) do
      {_, name} when is_atom(name) -> name
      _ -> pid
    end
  end

  def reply({_, _, pid} = owner, monitor) do
    {watch, patience} = watch(monitor, pid)

    receive do
      {^pid, ref, reply_to, callers, mfa} ->
        if watch, do: Process.demonitor(watch, [:flush])
        send(reply_to, {ref, noreply(owner, callers, mfa)})

      {:DOWN, ^watch, _, _, reason} ->
        exit({:shutdown, reason})
    after
      patience -> exit(:timeout)
    end
  end

  # Returns the monitor of the owner, and the time in milliseconds that a task waits for its
  # instructions.
  defp watch(:monitor, pid), do: {Process.monitor(pid), 5000}
  defp watch(:nomonitor, _pid), do: {nil, :infinity}

  def noreply(owner, callers, {module, fun, args} = mfa) do
    Process.put(:"$callers", callers)
    Process.put(:"$initial_call", initial_call(mfa))

    try do
      apply(module, fun, args)
    catch
      kind, value ->
        if expected?(kind, value), do: :erlang.raise(kind, value, __STACKTRACE__)
        {fun, args} = shown_call(mfa)
        Logger.Reports.task(name_or(self()), from(owner), log_reason(kind, value, __STACKTRACE__), fun, args)
        exit(exit_reason(kind, value, __STACKTRACE__))
    end
  end

  defp expected?(:exit, {:shutdown, _}), do: true
  defp expected?(kind, value), do: kind == :exit and value in [:normal, :shutdown]

  defp exit_reason(:error, value, stack), do: {value, stack}
  defp exit_reason(:throw, value, stack), do: {{:nocatch, value}, stack}
  defp exit_reason(:exit, value, _stack), do: value

  defp log_reason(:exit, value, stack), do: {value, stack}
  defp log_reason(kind, value, stack), do: exit_reason(kind, value, stack)

  defp initial_call({:erlang, :apply, [fun, []]}) when is_function(fun, 0) do
    info = Function.info(fun)
    {info[:module], info[:name], 0}
  end

  defp initial_call({module, fun, args}), do: {module, fun, length(args)}

  defp shown_call({:erlang, :apply, [fun, args]}) when is_function(fun), do: {fun, args}
  defp shown_call({module, fun, args}), do: {Function.capture(module, fun, length(args)), args}

  defp from({node, pid_or_name, _pid}) when node == node(), do: pid_or_name
  defp from({node, name, _pid}) when is_atom(name), do: {node, name}
  defp from({_node, _name, pid}), do: pid

  @doc "Returns a stream of the results of concurrent tasks."
  def stream(enumerable, fun, options, supervisor) do
    options = check(options)
    fn acc, reducer -> Task.Stream.reduce(enumerable, acc, reducer, fun, options, supervisor) end
  end

  defp check(options) do
    checked = fn name, default, valid?, wanted ->
      value = Keyword.get(options, name, default)
      if valid?.(value), do: value, else: raise(ArgumentError, "#{inspect(name)} must be #{wanted}")
    end

    checked.(:shutdown, 5000, &(&1 == :brutal_kill or (is_integer(&1) and &1 >= 0)), "either a positive integer or :brutal_kill")

    %{
      max:
        checked.(:max_concurrency, System.schedulers_online(), &(is_integer(&1) and &1 > 0), "an integer greater than zero"),
      timeout: checked.(:timeout, 5000, &(&1 == :infinity or (is_integer(&1) and &1 >= 0)), "either a positive integer or :infinity"),
      on_timeout: checked.(:on_timeout, :exit, &(&1 in [:exit, :kill_task]), "either :exit or :kill_task"),
      ordered: Keyword.get(options, :ordered, true),
      zip: Keyword.get(options, :zip_input_on_exit, false)
    }
  end
end
