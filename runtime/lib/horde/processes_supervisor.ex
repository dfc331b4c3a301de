defmodule Horde.ProcessesSupervisor do
  @moduledoc false

  # Supervises the children of one member on its node. It starts and ends the children on behalf
  # of its root, Horde.DynamicSupervisorImpl, and sends it these reports:
  #
  #   {:started, spec, pid}  {:not_started, spec, from, result}  {:restarted, id, pid}
  #   {:ended, id}           the child has ended and will not be restarted
  #   {:released, id}        the child was ended so that another member can run it
  #   {:lost_name, id, winner}        Horde.Registry gave its name to another process
  #   {:left, ref}           all children have ended, as requested by leave/2
  #
  # Restarts follow OTP's rules. A child that was released or lost its name does not count as
  # restarted.
  #
  # It keeps only the specification of a child, which it shares with the root. It adds the
  # defaults when it needs them.

  use GenServer
  require Logger

  def child_spec(opts) do
    %{
      id: __MODULE__,
      start: {__MODULE__, :start_link, [opts]},
      type: :supervisor,
      shutdown: :infinity
    }
  end

  def name(root), do: :"#{root}.ProcessesSupervisor"

  def start_link(opts), do: GenServer.start_link(__MODULE__, opts, name: name(opts[:root_name]))

  @doc "Starts a child, and replies to the caller (see Horde.Requests)."
  def start_child(root, spec, caller), do: GenServer.cast(name(root), {:start, spec, caller})

  @doc "Ends a child. Replies to `from` unless it is nil."
  def terminate_child(root, id, from), do: GenServer.cast(name(root), {:terminate, id, from})

  @doc "Ends a child so that another member can run it."
  def release(root, id), do: GenServer.cast(name(root), {:release, id})

  @doc "Ends all children and sends `{:left, ref}` to the root."
  def leave(root, ref), do: GenServer.cast(name(root), {:leave, ref})

  def which_children(server), do: GenServer.call(server, :which_children, :infinity)
  def count_children(server), do: GenServer.call(server, :count_children, :infinity)

  @impl true
  def init(opts) do
    Process.flag(:trap_exit, true)
    Process.put(:"$initial_call", {:supervisor, __MODULE__, 1})
    strategy = opts[:strategy]

    cond do
      strategy != :one_for_one ->
        {:stop, {:supervisor_data, {:invalid_strategy, strategy}}}

      not (is_integer(opts[:max_restarts]) and opts[:max_restarts] >= 0) ->
        {:stop, {:supervisor_data, {:invalid_intensity, opts[:max_restarts]}}}

      not (is_integer(opts[:max_seconds]) and opts[:max_seconds] > 0) ->
        {:stop, {:supervisor_data, {:invalid_period, opts[:max_seconds]}}}

      true ->
        {:ok,
         %{
           root: opts[:root_name],
           max_restarts: opts[:max_restarts],
           max_seconds: opts[:max_seconds],
           max_children: opts[:max_children],
           extra: opts[:extra_arguments],
           children: %{},
           ids: %{},
           releasing: %{},
           restarts: []
         }}
    end
  end

  @impl true
  def handle_call(:which_children, _from, state) do
    shown =
      for {pid, spec} <- state.children do
        {:undefined, if(is_pid(pid), do: pid, else: :restarting), type(spec), modules(spec)}
      end

    {:reply, shown, state}
  end

  def handle_call(:count_children, _from, state) do
    children = Map.to_list(state.children)
    workers = Enum.count(children, fn {_, spec} -> type(spec) == :worker end)
    active = Enum.count(children, fn {pid, _} -> is_pid(pid) end)
    count = length(children)
    {:reply, %{specs: count, active: active, supervisors: count - workers, workers: workers}, state}
  end

  defp type(spec), do: Map.get(spec, :type, :worker)

  defp modules(%{modules: modules}), do: modules
  defp modules(spec), do: complete(spec).modules

  defp complete(spec) do
    {:ok, child} = Supervisor.Child.check(spec)
    child
  end

  @impl true
  def handle_cast({:start, spec, from}, state) do
    {result, state} = if Map.has_key?(state.ids, spec.id), do: {:running, state}, else: start(spec, state)

    case result do
      # The start was requested twice: by the member that passed it on, and as an orphan.
      :running ->
        pid = state.ids[spec.id]
        if is_pid(pid), do: started(spec, pid, from, {:ok, pid}, state), else: not_started(spec, from, {:error, :restarting}, state)

      {:ok, pid} ->
        started(spec, pid, from, result, state)

      {:ok, pid, _info} ->
        started(spec, pid, from, result, state)

      failed ->
        not_started(spec, from, failed, state)
    end
  end

  def handle_cast({:terminate, id, from}, state) do
    case Map.fetch(state.ids, id) do
      {:ok, pid} ->
        end_all(%{pid => state.children[pid]}, state)
        if from, do: GenServer.reply(from, :ok)
        {:noreply, remove(pid, state)}

      :error ->
        if from, do: GenServer.reply(from, {:error, :not_found})
        {:noreply, state}
    end
  end

  def handle_cast({:release, id}, state) do
    case Map.fetch(state.ids, id) do
      {:ok, pid} when is_pid(pid) ->
        Process.exit(pid, {:shutdown, :process_redistribution})
        limit(pid, complete(state.children[pid]).shutdown)
        {:noreply, put_in(state.releasing[pid], id)}

      # The child is being restarted. Another member may try the same.
      {:ok, key} ->
        root(state, {:released, id})
        {:noreply, remove(key, state)}

      # The child has ended on its own.
      :error ->
        root(state, {:released, id})
        {:noreply, state}
    end
  end

  def handle_cast({:leave, ref}, state) do
    end_all(state.children, state)
    root(state, {:left, ref})
    {:noreply, %{state | children: %{}, ids: %{}, releasing: %{}}}
  end

  # The root is told about a child before the caller.
  defp started(spec, pid, from, result, state) do
    root(state, {:started, spec, pid})
    Horde.Requests.answer(from, result)
    {:noreply, state}
  end

  defp not_started(spec, from, result, state) do
    root(state, {:not_started, spec, from, result})
    {:noreply, state}
  end

  defp start(spec, state) do
    with {:ok, _} <- Supervisor.Child.check(spec) do
      if state.max_children != :infinity and map_size(state.children) >= state.max_children,
        do: {{:error, :max_children}, state},
        else: start_checked(spec, state)
    else
      error -> {error, state}
    end
  end

  defp start_checked(%{start: {mod, fun, args}} = spec, state) do
    case apply_start(mod, fun, state.extra ++ args) do
      {:ok, pid} when is_pid(pid) -> {{:ok, pid}, track(pid, spec, state)}
      {:ok, pid, info} when is_pid(pid) -> {{:ok, pid, info}, track(pid, spec, state)}
      :ignore -> {:ignore, state}
      {:error, _} = error -> {error, state}
      other -> {{:error, other}, state}
    end
  end

  defp apply_start(mod, fun, args) do
    apply(mod, fun, args)
  catch
    :error, reason -> {:error, {reason, __STACKTRACE__}}
    :exit, reason -> {:error, reason}
    :throw, value -> {:error, {{:nocatch, value}, __STACKTRACE__}}
  end

  defp track(pid, spec, state) do
    %{state | children: Map.put(state.children, pid, spec), ids: Map.put(state.ids, spec.id, pid)}
  end

  defp remove(pid, state) do
    {spec, children} = Map.pop(state.children, pid)
    %{state | children: children, ids: Map.delete(state.ids, spec.id), releasing: Map.delete(state.releasing, pid)}
  end

  defp limit(pid, :brutal_kill), do: Process.exit(pid, :kill)
  defp limit(_pid, :infinity), do: :ok
  defp limit(pid, time), do: Process.send_after(self(), {:too_slow, pid}, time)

  @impl true
  def handle_info({:EXIT, pid, reason}, state) do
    case state do
      %{releasing: %{^pid => id}} ->
        root(state, {:released, id})
        {:noreply, remove(pid, state)}

      %{children: %{^pid => spec}} ->
        ended(pid, spec, reason, state)

      _ ->
        {:noreply, state}
    end
  end

  def handle_info({:too_slow, pid}, state) do
    if Map.has_key?(state.releasing, pid), do: Process.exit(pid, :kill)
    {:noreply, state}
  end

  def handle_info({:"$retry", key}, state) do
    case state.children do
      %{^key => spec} -> restart(key, spec, state)
      _ -> {:noreply, state}
    end
  end

  # Ignores a timer of end_all that fired before it could be cancelled.
  def handle_info({:timeout, _timer, {:kill, _pid}}, state), do: {:noreply, state}

  def handle_info(msg, state) do
    Logger.Reports.unexpected_supervisor_message(msg)
    {:noreply, state}
  end

  defp ended(pid, spec, {:name_conflict, {_key, _value}, _registry, winner}, state) when is_pid(winner) do
    root(state, {:lost_name, spec.id, winner})
    {:noreply, remove(pid, state)}
  end

  defp ended(pid, spec, {:shutdown, :process_redistribution}, state) do
    root(state, {:released, spec.id})
    {:noreply, remove(pid, state)}
  end

  defp ended(pid, spec, reason, state) do
    if Supervisor.Child.restart?(complete(spec), reason) do
      restart(pid, spec, state)
    else
      root(state, {:ended, spec.id})
      {:noreply, remove(pid, state)}
    end
  end

  defp restart(key, spec, state) do
    now = System.monotonic_time(:second)
    restarts = [now | Enum.filter(state.restarts, &(now - &1 <= state.max_seconds))]
    state = remove(key, %{state | restarts: restarts})

    if length(restarts) > state.max_restarts do
      report(state, :shutdown, :reached_max_restart_intensity, complete(spec))
      says_why(spec, state)
      {:stop, :shutdown, state}
    else
      restarted(start_checked(spec, state), spec)
    end
  end

  # The crash report is visible only if Logger handles such reports, so the reason is logged here
  # too.
  defp says_why(spec, state) do
    {mod, fun, args} = spec.start

    Logger.error(
      "Horde.DynamicSupervisor #{inspect(state.root)} ends on this node: more than #{state.max_restarts} restarts " <>
        "in #{state.max_seconds} seconds (:max_restarts, :max_seconds)\nLast child: #{Exception.format_mfa(mod, fun, args)}"
    )
  end

  defp restarted({{:error, _reason}, state}, spec) do
    key = {:restarting, make_ref()}
    send(self(), {:"$retry", key})
    {:noreply, track(key, spec, state)}
  end

  defp restarted({:ignore, state}, spec) do
    root(state, {:ended, spec.id})
    {:noreply, state}
  end

  defp restarted({_ok, state}, spec) do
    root(state, {:restarted, spec.id, state.ids[spec.id]})
    {:noreply, state}
  end

  @impl true
  def terminate(_reason, state), do: end_all(state.children, state)

  # All children are told to end before any is waited for.
  defp end_all(children, state) do
    waiting =
      for {pid, spec} <- children, is_pid(pid), into: %{} do
        child = complete(spec)
        ref = Process.monitor(pid)

        timer =
          case child.shutdown do
            :brutal_kill ->
              Process.exit(pid, :kill)
              nil

            :infinity ->
              Process.exit(pid, :shutdown)
              nil

            time ->
              Process.exit(pid, :shutdown)
              :erlang.start_timer(time, self(), {:kill, pid})
          end

        {ref, {pid, child, timer}}
      end

    await(waiting, state)
  end

  defp await(waiting, _state) when map_size(waiting) == 0, do: :ok

  defp await(waiting, state) do
    receive do
      {:DOWN, ref, :process, _pid, reason} when is_map_key(waiting, ref) ->
        {{pid, child, timer}, waiting} = Map.pop(waiting, ref)
        if timer, do: :erlang.cancel_timer(timer)

        reason =
          receive do
            {:EXIT, ^pid, exit_reason} -> exit_reason
          after
            0 -> reason
          end

        unless orderly?(reason, child), do: report(state, :shutdown_error, reason, %{child | pid: pid})
        await(waiting, state)

      {:timeout, _timer, {:kill, pid}} ->
        Process.exit(pid, :kill)
        await(waiting, state)
    end
  end

  defp orderly?(reason, _child) when reason in [:normal, :shutdown, :noproc], do: true
  defp orderly?({:shutdown, _}, _child), do: true
  defp orderly?(reason, child), do: reason == :killed and child.shutdown == :brutal_kill

  defp root(state, message) do
    if pid = Process.whereis(state.root), do: send(pid, {:child, message})
  end

  defp report(state, error, reason, child) do
    Logger.Reports.supervisor_child({:local, name(state.root)}, error, reason, %{child | id: :undefined})
  end
end
