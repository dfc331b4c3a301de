defmodule Task.Stream do
  @moduledoc false

  # Takes elements one by one with a suspended reduction, runs at most max tasks at a time, and
  # keeps results until it is their turn.
  def reduce(enumerable, acc, reducer, fun, options, supervisor) do
    loop(acc, reducer, %{
      next: Stream.Stepper.new(enumerable),
      fun: fun,
      options: options,
      supervisor: supervisor,
      index: 0,
      turn: 0,
      running: %{},
      done: %{}
    })
  end

  defp loop({:halt, acc}, _reducer, state) do
    stop_all(state)
    {:halted, acc}
  end

  defp loop({:suspend, acc}, reducer, state) do
    {:suspended, acc, &loop(&1, reducer, state)}
  end

  defp loop({:cont, acc}, reducer, state) do
    # An available result is passed on before the next element is requested.
    case take(state) do
      {:ok, value, state} ->
        loop(reducer.(value, acc), reducer, state)

      :empty ->
        case fill(state) do
          %{running: running} when map_size(running) == 0 -> {:done, acc}
          state -> loop({:cont, acc}, reducer, wait(state))
        end
    end
  catch
    kind, reason ->
      stop_all(state)
      :erlang.raise(kind, reason, __STACKTRACE__)
  end

  defp fill(%{next: :done} = state), do: state
  defp fill(%{running: running, options: %{max: max}} = state) when map_size(running) >= max, do: state

  defp fill(%{options: %{ordered: true, max: max}} = state) when map_size(state.done) + map_size(state.running) >= max + max do
    state
  end

  defp fill(state) do
    case Stream.Stepper.step(state.next) do
      {:element, element, next} -> fill(spawn_task(element, %{state | next: next}))
      :over -> %{state | next: :done}
    end
  end

  defp spawn_task(element, state) do
    owner = self()
    mfa = call(state.fun, element)
    alias = make_ref()
    {:ok, pid} = start(state.supervisor, owner)
    ref = Process.monitor(pid)
    send(pid, {owner, ref, owner, [owner | Process.get(:"$callers", [])], mfa})
    timeout = state.options.timeout
    timer = if timeout != :infinity, do: Process.send_after(self(), {alias, ref}, timeout)
    task = %{pid: pid, index: state.index, element: element, timer: timer, timeout: {alias, ref}}
    %{state | index: state.index + 1, running: Map.put(state.running, ref, task)}
  end

  defp call(fun, element) when is_function(fun), do: {:erlang, :apply, [fun, [element]]}
  defp call({module, fun, args}, element), do: {module, fun, [element | args]}

  defp start(nil, owner), do: Task.Supervised.start_link(Task.Supervised.owner(owner), :nomonitor)

  defp start({link, supervisor}, owner) do
    {:ok, pid} = Task.Supervisor.start_reply(supervisor, owner, :temporary, :brutal_kill)
    if link == :link, do: Process.link(pid)
    {:ok, pid}
  end

  defp wait(state) do
    running = state.running

    receive do
      {ref, reply} when is_map_key(running, ref) ->
        finish(state, ref, {:ok, reply})

      {:DOWN, ref, :process, _, reason} when is_map_key(running, ref) ->
        crashed(state, ref, reason)

      {alias, ref} when is_reference(alias) and is_map_key(running, ref) ->
        timed_out(state, ref)
    end
  end

  # A linked task that crashes also ends its owner, unless exits are trapped.
  defp crashed(%{supervisor: nil} = state, ref, reason) do
    case Process.info(self(), :trap_exit) do
      {:trap_exit, true} -> finish(state, ref, exit_result(state, ref, reason))
      _ -> exit({reason, {Task.Supervised, :stream, [state.options.timeout]}})
    end
  end

  defp crashed(state, ref, reason), do: finish(state, ref, exit_result(state, ref, reason))

  defp exit_result(%{options: %{zip: true}} = state, ref, reason), do: {:exit, {state.running[ref].element, reason}}
  defp exit_result(_state, _ref, reason), do: {:exit, reason}

  defp timed_out(%{options: %{on_timeout: :exit}} = state, _ref) do
    exit({:timeout, {Task.Supervised, :stream, [state.options.timeout]}})
  end

  defp timed_out(state, ref) do
    kill(state.running[ref])
    finish(state, ref, exit_result(state, ref, :timeout))
  end

  defp kill(%{pid: pid}) do
    Process.unlink(pid)
    Process.exit(pid, :kill)
    forget_exit(pid)
  end

  # The tasks are linked to the reader of the stream. Their exit messages must not be visible.
  defp forget_exit(pid) do
    receive do
      {:EXIT, ^pid, _} -> :ok
    after
      0 -> :ok
    end
  end

  defp finish(state, ref, result) do
    Process.demonitor(ref, [:flush])
    {task, running} = Map.pop!(state.running, ref)
    Process.unlink(task.pid)
    forget_exit(task.pid)
    if task.timer, do: Process.cancel_timer(task.timer)
    forget(task.timeout)
    %{state | running: running, done: Map.put(state.done, task.index, result)}
  end

  defp forget(timeout) do
    receive do
      ^timeout -> :ok
    after
      0 -> :ok
    end
  end

  defp take(%{options: %{ordered: true}, turn: turn, done: done} = state) do
    case done do
      %{^turn => result} -> {:ok, result, %{state | turn: turn + 1, done: Map.delete(done, turn)}}
      _ -> :empty
    end
  end

  defp take(%{done: done}) when map_size(done) == 0, do: :empty

  defp take(%{done: done} = state) do
    {index, result} = Enum.min(done)
    {:ok, result, %{state | done: Map.delete(done, index)}}
  end

  defp stop_all(state) do
    for {ref, task} <- state.running do
      Process.demonitor(ref, [:flush])
      kill(task)
      if task.timer, do: Process.cancel_timer(task.timer)
      forget(task.timeout)

      receive do
        {^ref, _} -> :ok
      after
        0 -> :ok
      end
    end

    if is_function(state.next), do: state.next.({:halt, []})
  end
end
