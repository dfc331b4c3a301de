defmodule DynamicSupervisor do
  @moduledoc "A supervisor whose children are started dynamically."

  use GenServer

  @callback init(init_arg :: term) :: {:ok, map} | :ignore

  @doc false
  defmacro __using__(opts) do
    quote location: :keep do
      @behaviour DynamicSupervisor
      unquote(Supervisor.ChildSpec.using([type: :supervisor], opts))
    end
  end

  @doc "Returns a specification to start a dynamic supervisor under a supervisor."
  def child_spec(options) when is_list(options), do: Supervisor.ChildSpec.named(DynamicSupervisor, options)

  @doc "Starts a dynamic supervisor with options."
  def start_link(options) when is_list(options) do
    {own, others} = Keyword.split(options, [:strategy, :max_restarts, :max_seconds, :max_children, :extra_arguments])
    start_link(Supervisor.Default, init(own), others)
  end

  @doc "Starts a dynamic supervisor of a module."
  def start_link(module, init_arg, opts \\ []) do
    GenServer.start_link(__MODULE__, {module, init_arg, opts[:name]}, opts)
  end

  @doc "Returns the result of `init/1` for a dynamic supervisor."
  def init(options)

  def init({module, init_arg, name}) do
    Process.put(:"$initial_call", {:supervisor, module, 1})
    Process.flag(:trap_exit, true)

    case module.init(init_arg) do
      {:ok, flags} when is_map(flags) ->
        {:ok, defaults} = init([])
        flags = Map.merge(defaults, flags)
        name = if name, do: report_name(name), else: {self(), module}
        start(name, module, flags)

      :ignore ->
        :ignore

      other ->
        {:stop, {:bad_return, {module, :init, other}}}
    end
  end

  def init(options) when is_list(options) do
    {:ok,
     %{
       strategy: Keyword.get(options, :strategy, :one_for_one),
       intensity: Keyword.get(options, :max_restarts, 3),
       period: Keyword.get(options, :max_seconds, 5),
       max_children: Keyword.get(options, :max_children, :infinity),
       extra_arguments: Keyword.get(options, :extra_arguments, [])
     }}
  end

  defp report_name(name) when is_atom(name), do: {:local, name}
  defp report_name(name), do: name

  defp start(name, module, flags) do
    with :ok <- valid(:strategy, flags.strategy, flags.strategy == :one_for_one),
         :ok <- valid(:intensity, flags.intensity, is_integer(flags.intensity) and flags.intensity >= 0),
         :ok <- valid(:period, flags.period, is_integer(flags.period) and flags.period > 0),
         :ok <- valid(:max_children, flags.max_children, limit?(flags.max_children)),
         :ok <- valid(:extra_arguments, flags.extra_arguments, is_list(flags.extra_arguments)),
         :ok <- valid(:auto_shutdown, flags[:auto_shutdown], flags[:auto_shutdown] in [nil, :never]) do
      {:ok, Map.merge(flags, %{name: name, module: module, children: %{}, restarts: []})}
    else
      {:error, reason} -> {:stop, {:supervisor_data, reason}}
    end
  end

  defp limit?(:infinity), do: true
  defp limit?(n), do: is_integer(n) and n >= 0

  defp valid(_name, _value, true), do: :ok
  defp valid(name, value, false), do: {:error, {:"invalid_#{name}", value}}

  @doc "Starts a child."
  def start_child(supervisor, {_, _, _, _, _, _} = child_spec), do: validate_and_start(supervisor, child_spec)

  def start_child(_supervisor, %{} = child_spec) when not is_map_key(child_spec, :id) and not is_map_key(child_spec, :start) do
    {:error, {:invalid_child_spec, child_spec}}
  end

  def start_child(supervisor, child_spec), do: validate_and_start(supervisor, Supervisor.child_spec(child_spec, []))

  defp validate_and_start(supervisor, spec) do
    case Supervisor.Child.check(if(is_map(spec), do: Map.put_new(spec, :id, DynamicSupervisor), else: spec)) do
      {:ok, %{significant: true}} ->
        {:error, {:invalid_significant, true}}

      {:ok, %{start: start, restart: restart, shutdown: shutdown, type: type, modules: modules}} ->
        # The request has the format of Elixir's request, for supervisors that handle it
        # themselves.
        call(supervisor, {:start_child, {start, restart, shutdown, type, modules}})

      error ->
        error
    end
  end

  @doc "Terminates a child."
  def terminate_child(supervisor, pid) when is_pid(pid), do: call(supervisor, {:terminate_child, pid})

  @doc "Returns the children as `{:undefined, pid, type, modules}`."
  def which_children(supervisor), do: call(supervisor, :which_children)

  @doc "Returns a map of the numbers of children by kind and state."
  def count_children(supervisor), do: Map.new(call(supervisor, :count_children))

  @doc "Stops the supervisor."
  def stop(supervisor, reason \\ :normal, timeout \\ :infinity) do
    GenServer.stop(supervisor, reason, timeout)
  end

  defp call(supervisor, req), do: GenServer.call(supervisor, req, :infinity)

  @impl true
  def handle_call({:start_child, {start, restart, shutdown, type, modules}}, _from, state) do
    child = %{
      id: DynamicSupervisor,
      pid: :undefined,
      start: start,
      restart: restart,
      shutdown: shutdown,
      type: type,
      modules: modules
    }

    if state.max_children != :infinity and map_size(state.children) >= state.max_children do
      {:reply, {:error, :max_children}, state}
    else
      {result, state} = start_one(child, state)
      {:reply, result, state}
    end
  end

  def handle_call({:start_task, args, restart, shutdown}, from, state) do
    {usual_restart, usual_shutdown} = Process.get(Task.Supervisor, {:temporary, 5000})
    start = {Task.Supervised, :start_link, args}
    child = {start, restart || usual_restart, shutdown || usual_shutdown, :worker, [Task.Supervised]}
    handle_call({:start_child, child}, from, state)
  end

  def handle_call({:terminate_child, pid}, _from, state) do
    case Map.pop(state.children, pid) do
      {nil, _} ->
        {:reply, {:error, :not_found}, state}

      {child, children} ->
        end_child(pid, child, state)
        {:reply, :ok, %{state | children: children}}
    end
  end

  def handle_call(:which_children, _from, state) do
    shown =
      for {pid, child} <- state.children do
        {:undefined, if(child.pid == :restarting, do: :restarting, else: pid), child.type, child.modules}
      end

    {:reply, shown, state}
  end

  def handle_call(:count_children, _from, state) do
    children = Map.to_list(state.children)

    {:reply,
     [
       specs: length(children),
       active: Enum.count(children, fn {_, child} -> child.pid != :restarting end),
       supervisors: Enum.count(children, fn {_, child} -> child.type == :supervisor end),
       workers: Enum.count(children, fn {_, child} -> child.type == :worker end)
     ], state}
  end

  defp start_one(%{start: {mod, fun, args}} = child, state) do
    case apply_start(mod, fun, state.extra_arguments ++ args) do
      {:ok, pid} when is_pid(pid) -> {{:ok, pid}, track(state, pid, child)}
      {:ok, pid, extra} when is_pid(pid) -> {{:ok, pid, extra}, track(state, pid, child)}
      :ignore -> {:ignore, state}
      {:error, _} = error -> {error, state}
      other -> {{:error, other}, state}
    end
  end

  defp track(state, pid, child), do: %{state | children: Map.put(state.children, pid, %{child | pid: :undefined})}

  defp apply_start(mod, fun, args) do
    apply(mod, fun, args)
  catch
    :error, reason -> {:error, {reason, __STACKTRACE__}}
    :exit, reason -> {:error, reason}
    :throw, value -> {:error, {{:nocatch, value}, __STACKTRACE__}}
  end

  @impl true
  def handle_info({:EXIT, pid, reason}, state) do
    case Map.pop(state.children, pid) do
      {nil, _} -> {:noreply, state}
      {child, children} -> ended(pid, child, reason, %{state | children: children})
    end
  end

  def handle_info({:"$retry", pid}, state) do
    case Map.pop(state.children, pid) do
      {nil, _} -> {:noreply, state}
      {child, children} -> restart(pid, child, %{state | children: children})
    end
  end

  def handle_info(msg, state) do
    Logger.Reports.unexpected_supervisor_message(msg)
    {:noreply, state}
  end

  defp ended(pid, child, reason, state) do
    if Supervisor.Child.restart?(child, reason) do
      report(state, :child_terminated, reason, pid, child)
      restart(pid, child, state)
    else
      report_abnormal(state, reason, pid, child)
      {:noreply, state}
    end
  end

  # A child whose restart failed keeps its entry under its old pid.
  defp restart(pid, child, state) do
    now = System.monotonic_time(:second)
    restarts = [now | Enum.filter(state.restarts, &(now - &1 <= state.period))]
    state = %{state | restarts: restarts}

    if length(restarts) > state.intensity do
      report(state, :shutdown, :reached_max_restart_intensity, nil, child)
      {:stop, :shutdown, state}
    else
      case start_one(child, state) do
        {{:error, reason}, state} ->
          report(state, :start_error, reason, nil, child)
          send(self(), {:"$retry", pid})
          {:noreply, %{state | children: Map.put(state.children, pid, %{child | pid: :restarting})}}

        {_started, state} ->
          {:noreply, state}
      end
    end
  end

  @impl true
  def terminate(_reason, state) do
    for {pid, child} <- state.children, do: end_child(pid, child, state)
    :ok
  end

  defp end_child(_pid, %{pid: :restarting}, _state), do: :ok

  defp end_child(pid, child, state) do
    case Supervisor.Child.shutdown(pid, child.shutdown) do
      :ok -> :ok
      {:error, reason} -> report(state, :shutdown_error, reason, pid, child)
    end
  end

  defp report_abnormal(_state, reason, _pid, _child) when reason in [:normal, :shutdown], do: :ok
  defp report_abnormal(_state, {:shutdown, _}, _pid, _child), do: :ok
  defp report_abnormal(state, reason, pid, child), do: report(state, :child_terminated, reason, pid, child)

  defp report(state, error, reason, pid, child) do
    {mod, fun, args} = child.start
    start = {mod, fun, state.extra_arguments ++ args}
    Logger.Reports.supervisor_child(state.name, error, reason, %{child | id: :undefined, pid: pid, start: start})
  end
end
