defmodule Task do
  @moduledoc "A process for one computation, whose result can be awaited."

  @enforce_keys [:mfa, :owner, :pid, :ref]
  defstruct @enforce_keys

  @type t :: %__MODULE__{mfa: mfa, owner: pid, pid: pid | nil, ref: reference}

  @doc "Returns a specification to start a task under a supervisor."
  def child_spec(arg) do
    %{id: Task, start: {Task, :start_link, [arg]}, restart: :temporary}
  end

  @doc false
  defmacro __using__(opts), do: Supervisor.ChildSpec.using([restart: :temporary], opts)

  @doc "Starts a linked task. Its result is dropped."
  def start_link(fun) when is_function(fun, 0), do: start_link(:erlang, :apply, [fun, []])

  @doc "Starts a linked task that calls a function. Its result is dropped."
  def start_link(module, function, args)
      when is_atom(module) and is_atom(function) and is_list(args) do
    Task.Supervised.start_link(Task.Supervised.owner(self()), Task.Supervised.callers(), {module, function, args})
  end

  @doc "Starts a task without a link. Its result is dropped."
  def start(fun) when is_function(fun, 0), do: start(:erlang, :apply, [fun, []])

  @doc "Starts a task without a link that calls a function. Its result is dropped."
  def start(module, function, args)
      when is_atom(module) and is_atom(function) and is_list(args) do
    Task.Supervised.start(Task.Supervised.owner(self()), Task.Supervised.callers(), {module, function, args})
  end

  @doc "Starts a linked task whose result is awaited."
  def async(fun) when is_function(fun, 0), do: async(:erlang, :apply, [fun, []])

  @doc "Starts a linked task that calls a function and whose result is awaited."
  def async(module, function, args)
      when is_atom(module) and is_atom(function) and is_list(args) do
    {:ok, pid} = Task.Supervised.start_link(Task.Supervised.owner(self()), :monitor)
    Task.Supervised.entrust(pid, {module, function, args})
  end

  @doc "Returns a completed task with `result`."
  def completed(result) do
    ref = make_ref()
    owner = self()
    send(owner, {ref, result})
    %Task{pid: nil, ref: ref, owner: owner, mfa: {Task, :completed, 1}}
  end

  @doc "Calls `fun` with each element in a task of its own, several at a time. Returns a stream of the results."
  def async_stream(enumerable, fun, options \\ [])

  def async_stream(enumerable, fun, options) when is_function(fun, 1) and is_list(options) do
    Task.Supervised.stream(enumerable, fun, options, nil)
  end

  @doc """
  Calls a function of a module with each element in a task of its own, several at a time. The
  element is prepended to `args`. Returns a stream of the results.
  """
  def async_stream(enumerable, module, function_name, args, options \\ [])
      when is_atom(module) and is_atom(function_name) and is_list(args) do
    Task.Supervised.stream(enumerable, {module, function_name, args}, options, nil)
  end

  @doc "Waits for the result of a task."
  def await(%Task{ref: ref, owner: owner} = task, timeout \\ 5000) when timeout == :infinity or (is_integer(timeout) and timeout >= 0) do
    if owner == self(), do: await_receive(ref, task, timeout), else: raise(ArgumentError, invalid_owner_error(task))
  end

  defp await_receive(ref, task, timeout) do
    receive do
      {^ref, reply} ->
        demonitor(ref)
        reply

      {:DOWN, ^ref, _, proc, reason} ->
        exit({reason(reason, proc), {__MODULE__, :await, [task, timeout]}})
    after
      timeout ->
        demonitor(ref)
        exit({:timeout, {__MODULE__, :await, [task, timeout]}})
    end
  end

  @doc "Waits for the results of all tasks."
  def await_many(tasks, timeout \\ 5000)

  def await_many(tasks, timeout) when (is_integer(timeout) and timeout >= 0) or timeout == :infinity do
    awaiting =
      Map.new(tasks, fn %Task{ref: ref, owner: owner} = task ->
        if owner != self(), do: raise(ArgumentError, invalid_owner_error(task))
        {ref, true}
      end)

    timeout_ref = make_ref()

    timer_ref =
      if timeout != :infinity, do: Process.send_after(self(), timeout_ref, timeout)

    try do
      await_many(tasks, timeout, awaiting, %{}, timeout_ref)
    after
      timer_ref && Process.cancel_timer(timer_ref)

      receive do
        ^timeout_ref -> :ok
      after
        0 -> :ok
      end
    end
  end

  defp await_many(tasks, _timeout, awaiting, replies, _timeout_ref) when map_size(awaiting) == 0 do
    for %{ref: ref} <- tasks, do: Map.fetch!(replies, ref)
  end

  defp await_many(tasks, timeout, awaiting, replies, timeout_ref) do
    receive do
      ^timeout_ref ->
        demonitor_all(awaiting)
        exit({:timeout, {__MODULE__, :await_many, [tasks, timeout]}})

      {:DOWN, ref, _, proc, reason} when is_map_key(awaiting, ref) ->
        demonitor_all(awaiting)
        exit({reason(reason, proc), {__MODULE__, :await_many, [tasks, timeout]}})

      {ref, reply} when is_map_key(awaiting, ref) ->
        demonitor(ref)
        await_many(tasks, timeout, Map.delete(awaiting, ref), Map.put(replies, ref, reply), timeout_ref)
    end
  end

  defp demonitor_all(awaiting), do: Enum.each(Map.keys(awaiting), &demonitor/1)

  @doc """
  Ignores a task, which continues. Returns nil, or `{:ok, result}` or `{:exit, reason}` if the
  task has ended already.
  """
  def ignore(%Task{ref: ref, pid: pid, owner: owner} = task) do
    if owner != self(), do: raise(ArgumentError, invalid_owner_error(task))

    receive do
      {^ref, reply} ->
        demonitor(ref)
        pid && Process.unlink(pid)
        {:ok, reply}

      {:DOWN, ^ref, _, proc, :noconnection} ->
        exit({reason(:noconnection, proc), {__MODULE__, :ignore, [task]}})

      {:DOWN, ^ref, _, _, reason} ->
        {:exit, reason}
    after
      0 ->
        pid && Process.unlink(pid)
        demonitor(ref)
        nil
    end
  end

  @doc """
  Waits for a result up to a timeout. Returns `{:ok, result}`, `{:exit, reason}` if the task ended
  without a result, or nil on a timeout.
  """
  def yield(%Task{ref: ref, owner: owner} = task, timeout \\ 5000) do
    if owner != self(), do: raise(ArgumentError, invalid_owner_error(task))

    receive do
      {^ref, reply} ->
        demonitor(ref)
        {:ok, reply}

      {:DOWN, ^ref, _, proc, :noconnection} ->
        exit({reason(:noconnection, proc), {__MODULE__, :yield, [task, timeout]}})

      {:DOWN, ^ref, _, _, reason} ->
        {:exit, reason}
    after
      timeout -> nil
    end
  end

  @doc "Waits for the results of several tasks up to a timeout."
  def yield_many(tasks, opts \\ [])

  def yield_many(tasks, timeout) when (is_integer(timeout) and timeout >= 0) or timeout == :infinity, do: yield_many(tasks, timeout: timeout)

  def yield_many(tasks, opts) when is_list(opts) do
    timeout = Keyword.get(opts, :timeout, 5000)
    on_timeout = Keyword.get(opts, :on_timeout, :nothing)
    limit = Keyword.get(opts, :limit, :infinity)
    deadline = if timeout == :infinity, do: :infinity, else: now() + timeout
    for %Task{owner: owner} = task <- tasks, owner != self(), do: raise(ArgumentError, invalid_owner_error(task))
    results = replies(Map.new(tasks, &{&1.ref, &1}), limit, deadline, %{})

    for {_ref, {:lost, proc}} <- results do
      exit({reason(:noconnection, proc), {__MODULE__, :yield_many, [tasks, timeout]}})
    end

    # Tasks beyond the limit are left running.
    on_timeout = if map_size(results) == limit, do: :nothing, else: on_timeout

    for task <- tasks do
      case Map.fetch(results, task.ref) do
        {:ok, result} -> {task, result}
        :error -> {task, on_timeout(on_timeout, task)}
      end
    end
  end

  # Returns the first `limit` replies, in the order in which they arrive.
  defp replies(waiting, 0, _deadline, results) when is_map(waiting), do: results
  defp replies(waiting, _limit, _deadline, results) when map_size(waiting) == 0, do: results

  defp replies(waiting, limit, deadline, results) do
    receive do
      {ref, reply} when is_map_key(waiting, ref) ->
        demonitor(ref)
        replies(Map.delete(waiting, ref), fewer(limit), deadline, Map.put(results, ref, {:ok, reply}))

      {:DOWN, ref, _, proc, reason} when is_map_key(waiting, ref) ->
        result = if reason == :noconnection, do: {:lost, proc}, else: {:exit, reason}
        replies(Map.delete(waiting, ref), fewer(limit), deadline, Map.put(results, ref, result))
    after
      time_left(deadline) -> results
    end
  end

  defp fewer(:infinity), do: :infinity
  defp fewer(limit), do: limit - 1

  defp on_timeout(:nothing, _task), do: nil
  defp on_timeout(:ignore, task), do: ignore(task)
  defp on_timeout(:kill_task, task), do: shutdown(task, :brutal_kill)

  defp now(), do: System.monotonic_time(:millisecond)
  defp time_left(:infinity), do: :infinity
  defp time_left(deadline), do: max(deadline - now(), 0)

  @doc """
  Ends a task. Returns `{:ok, result}` if the task has replied, nil if the shutdown ended it, and
  `{:exit, reason}` if it ended for another reason.
  """
  def shutdown(task, timeout \\ 5000)

  def shutdown(%Task{owner: owner} = task, _) when owner != self() do
    raise ArgumentError, invalid_owner_error(task)
  end

  def shutdown(%Task{pid: nil, ref: ref} = task, _) do
    receive do
      {^ref, reply} ->
        demonitor(ref)
        {:ok, reply}

      {:DOWN, ^ref, _, _, reason} ->
        {:exit, reason}
    after
      0 -> raise ArgumentError, "task #{inspect(task)} has no pid and no reply"
    end
  end

  def shutdown(%Task{pid: pid} = task, :brutal_kill) do
    ending = Process.monitor(pid)
    Process.unlink(pid)
    Process.exit(pid, :kill)
    task |> ended(ending, :infinity) |> outcome(task, :killed, :brutal_kill)
  end

  def shutdown(%Task{pid: pid} = task, timeout) do
    ending = Process.monitor(pid)
    Process.unlink(pid)
    Process.exit(pid, :shutdown)

    case ended(task, ending, timeout) do
      :timeout ->
        Process.exit(pid, :kill)
        task |> ended(ending, :infinity) |> outcome(task, :none, timeout)

      ended ->
        outcome(ended, task, :shutdown, timeout)
    end
  end

  # Determines how the process ended. A second monitor is needed, because the :DOWN of the task's
  # monitor may have been received already. The task's reply comes before both :DOWN messages.
  defp ended(%Task{ref: ref}, ending, timeout) do
    receive do
      {:DOWN, ^ending, _, proc, reason} ->
        receive do
          {^ref, reply} -> {:reply, reply}
          {:DOWN, ^ref, _, proc, reason} -> {:down, reason, proc}
        after
          0 -> {:down, reason, proc}
        end
    after
      timeout -> :timeout
    end
  end

  defp outcome(ended, %Task{ref: ref} = task, expected, how) do
    demonitor(ref)

    case ended do
      {:reply, reply} -> {:ok, reply}
      {:down, ^expected, _} -> nil
      {:down, :noconnection, proc} -> exit({reason(:noconnection, proc), {__MODULE__, :shutdown, [task, how]}})
      {:down, reason, _} -> {:exit, reason}
    end
  end

  defp reason(:noconnection, proc), do: {:nodedown, monitor_node(proc)}
  defp reason(reason, _), do: reason

  defp monitor_node(pid) when is_pid(pid), do: node(pid)
  defp monitor_node({_, node}), do: node

  defp demonitor(ref) when is_reference(ref) do
    Process.demonitor(ref, [:flush])
    :ok
  end

  defp invalid_owner_error(task) do
    "task #{inspect(task)} must be queried from the owner but was queried from #{inspect(self())}"
  end
end
