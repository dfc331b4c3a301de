defmodule Task.Supervised do
  @moduledoc false

  @ref_timeout 5000

  def start(owner, callers, fun) do
    {:ok, :proc_lib.spawn(__MODULE__, :noreply, [owner, callers, fun])}
  end

  def start_link(owner, callers, fun) do
    {:ok, :proc_lib.spawn_link(__MODULE__, :noreply, [owner, callers, fun])}
  end

  def start_link(owner, monitor) do
    {:ok, :proc_lib.spawn_link(__MODULE__, :reply, [owner, monitor])}
  end

  @doc "The process as node, name and pid, to be named in reports."
  def owner(pid) do
    self_or_name =
      case Process.info(pid, :registered_name) do
        {:registered_name, name} when is_atom(name) -> name
        _ -> pid
      end

    {node(), self_or_name, pid}
  end

  def reply({_, _, owner_pid} = owner, monitor) do
    case monitor do
      :monitor ->
        mref = Process.monitor(owner_pid)
        reply(owner, owner_pid, mref, @ref_timeout)

      :nomonitor ->
        reply(owner, owner_pid, nil, :infinity)
    end
  end

  defp reply(owner, owner_pid, mref, timeout) do
    receive do
      {^owner_pid, ref, reply_to, callers, mfa} ->
        put_callers(callers)
        _ = is_reference(mref) && Process.demonitor(mref, [:flush])
        send(reply_to, {ref, invoke_mfa(owner, callers, mfa)})

      {:DOWN, ^mref, _, _, reason} ->
        exit({:shutdown, reason})
    after
      timeout -> exit(:timeout)
    end
  end

  def noreply(owner, callers, mfa) do
    put_callers(callers)
    invoke_mfa(owner, callers, mfa)
  end

  defp put_callers(callers), do: Process.put(:"$callers", callers)

  defp invoke_mfa(owner, _callers, {module, fun, args} = mfa) do
    Process.put(:"$initial_call", initial_call(mfa))

    try do
      apply(module, fun, args)
    catch
      :exit, value when value == :normal or value == :shutdown or (is_tuple(value) and elem(value, 0) == :shutdown and tuple_size(value) == 2) ->
        :erlang.raise(:exit, value, __STACKTRACE__)

      kind, value ->
        {fun, args} = shown_call(mfa)
        reason = exit_reason(kind, value, __STACKTRACE__)
        Logger.Translator.task(get_running(), from(owner), log_reason(kind, value, __STACKTRACE__), fun, args)
        exit(reason)
    end
  end

  defp exit_reason(:error, value, stack), do: {value, stack}
  defp exit_reason(:throw, value, stack), do: {{:nocatch, value}, stack}
  defp exit_reason(:exit, value, _stack), do: value

  defp log_reason(:exit, value, stack), do: {value, stack}
  defp log_reason(kind, value, stack), do: exit_reason(kind, value, stack)

  defp initial_call({:erlang, :apply, [fun, []]}) when is_function(fun, 0) do
    {:module, module} = Function.info(fun, :module)
    {:name, name} = Function.info(fun, :name)
    {module, name, 0}
  end

  defp initial_call({module, fun, args}), do: {module, fun, length(args)}

  defp shown_call({:erlang, :apply, [fun, args]}) when is_function(fun), do: {fun, args}
  defp shown_call({module, fun, args}), do: {Function.capture(module, fun, length(args)), args}

  defp get_running() do
    case Process.info(self(), :registered_name) do
      {:registered_name, name} when is_atom(name) -> name
      _ -> self()
    end
  end

  defp from({node, pid_or_name, _pid}) when node == node(), do: pid_or_name
  defp from({node, name, _pid}) when is_atom(name), do: {node, name}
  defp from({_node, _name, pid}), do: pid

  @doc "A stream of the results of tasks that run side by side."
  def stream(enumerable, fun, options, supervisor) do
    options = check(options)
    fn acc, reducer -> Task.Stream.reduce(enumerable, acc, reducer, fun, options, supervisor) end
  end

  defp check(options) do
    max = Keyword.get(options, :max_concurrency, System.schedulers_online())

    unless is_integer(max) and max > 0 do
      raise ArgumentError, ":max_concurrency must be an integer greater than zero"
    end

    %{
      max: max,
      timeout: Keyword.get(options, :timeout, 5000),
      on_timeout: Keyword.get(options, :on_timeout, :exit),
      ordered: Keyword.get(options, :ordered, true),
      zip: Keyword.get(options, :zip_input_on_exit, false)
    }
  end
end
