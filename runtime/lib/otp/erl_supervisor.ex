defmodule :supervisor do
  @moduledoc "The server of a supervisor. It keeps the children in the order in which they were started."

  @callback init(args :: term) :: {:ok, {flags :: map | tuple, children :: [map | tuple]}} | :ignore

  @doc "Starts a supervisor."
  def start_link(mod, args) do
    :gen_server.start_link(:supervisor, {:self, mod, args}, [])
  end

  @doc "Starts a supervisor with a name."
  def start_link(name, mod, args) do
    :gen_server.start_link(name, :supervisor, {name, mod, args}, [])
  end

  @doc "Adds a child and starts it."
  def start_child(sup, spec), do: call(sup, {:start_child, spec})

  @doc "Restarts a child that has ended."
  def restart_child(sup, id), do: call(sup, {:restart_child, id})

  @doc "Removes the specification of a child that has ended."
  def delete_child(sup, id), do: call(sup, {:delete_child, id})

  @doc "Terminates a child."
  def terminate_child(sup, id), do: call(sup, {:terminate_child, id})

  @doc "Returns the children as `{id, pid, type, modules}`."
  def which_children(sup), do: call(sup, :which_children)

  @doc "Returns the numbers of children by kind and state."
  def count_children(sup), do: call(sup, :count_children)

  @doc "Returns the specification of a child, as a map with all its keys."
  def get_childspec(sup, id), do: call(sup, {:get_childspec, id})

  @doc "Checks child specifications."
  def check_childspecs(specs), do: check_childspecs(specs, :undefined)

  def check_childspecs(specs, _auto_shutdown) when is_list(specs) do
    with {:ok, _} <- Supervisor.Child.check_all(specs), do: :ok
  end

  def check_childspecs(other, _auto_shutdown), do: {:error, {:badarg, other}}

  @doc "Returns the callback module of a supervisor."
  def get_callback_module(sup) do
    {:status, _pid, _module, [_, _, _, _, shown]} = :sys.get_status(sup, :infinity)

    case List.keyfind(shown, :supervisor, 0) do
      {:supervisor, [{_callback, mod}]} -> mod
      nil -> :erlang.error({:badrecord, for({:data, [{~c"State", state}]} <- shown, do: state) |> List.first()})
    end
  end

  defp call(sup, req), do: :gen_server.call(sup, req, :infinity)

  # These functions run when a supervisor ends. The first supervisor compiles them when it starts,
  # so that a supervisor whose parent ends does not lose time with compiling.
  @ending [
    {:gen_server, :seen, 3},
    {:gen_server, :handle_msg, 6},
    {:gen_server, :terminate, 7},
    {:gen_server, :try_terminate, 3},
    {:gen_server, :report_unless_expected, 9},
    {:supervisor, :terminate, 2},
    {:supervisor, :terminate_all, 2},
    {:proc_lib, :leave, 3},
    {:proc_lib, :orderly?, 1},
    {Kernel, :function_exported?, 3},
    {Enum, :each, 2}
  ]

  @doc false
  def init({name, mod, args}) do
    Process.flag(:trap_exit, true)
    :elixir_module.prepare(@ending)

    case mod.init(args) do
      {:ok, {flags, specs}} -> start(sup_name(name, mod), mod, flags, specs)
      :ignore -> :ignore
      other -> {:stop, {:bad_return, {mod, :init, other}}}
    end
  end

  defp sup_name(:self, mod), do: {self(), mod}
  defp sup_name(name, _mod), do: name

  defp start(name, mod, flags, specs) do
    with {:ok, flags} <- Supervisor.Child.flags(flags),
         {:list, true} <- {:list, is_list(specs)},
         {:ok, children} <- Supervisor.Child.check_all(specs) do
      state = Map.merge(flags, %{name: name, mod: mod, children: [], restarts: []})

      case state.strategy do
        :simple_one_for_one -> {:ok, %{state | children: children} |> Map.put(:dynamic, %{})}
        _ -> start_all(children, [], state)
      end
    else
      {:list, false} -> {:stop, {:bad_start_spec, specs}}
      {:error, reason} -> {:stop, {:start_spec, reason}}
      {:bad_flags, reason} -> {:stop, {:supervisor_data, reason}}
    end
  end

  # The list of children is in reverse start order.
  defp start_all([], started, state), do: {:ok, %{state | children: started}}

  defp start_all([child | rest], started, state) do
    case start_child_of(child, state) do
      {:ok, pid} when child.restart == :temporary and pid == :undefined ->
        start_all(rest, started, state)

      {:ok, pid} ->
        start_all(rest, [%{child | pid: pid} | started], state)

      {:error, reason} ->
        terminate_all(started, state)
        {:stop, {:shutdown, {:failed_to_start_child, child.id, reason}}}
    end
  end

  defp start_child_of(%{start: {mod, fun, args}} = child, state, extra \\ []) do
    case apply_start(mod, fun, args ++ extra) do
      {:ok, pid} when is_pid(pid) ->
        started(pid, child, extra, state)

      {:ok, pid, _extra} when is_pid(pid) ->
        started(pid, child, extra, state)

      :ignore ->
        {:ok, :undefined}

      {:error, reason} ->
        report(state, :start_error, reason, child)
        {:error, reason}

      other ->
        report(state, :start_error, other, child)
        {:error, other}
    end
  end

  defp started(pid, %{start: {mod, fun, args}} = child, extra, state) do
    Logger.Reports.supervisor_progress(state.name, %{child | pid: pid, start: {mod, fun, args ++ extra}})
    {:ok, pid}
  end

  defp apply_start(mod, fun, args) do
    apply(mod, fun, args)
  catch
    :error, reason -> {:error, {:EXIT, {reason, __STACKTRACE__}}}
    :exit, reason -> {:error, {:EXIT, reason}}
    :throw, value -> {:error, {:EXIT, {{:nocatch, value}, __STACKTRACE__}}}
  end

  @doc false
  def handle_call({:start_child, args}, _from, %{strategy: :simple_one_for_one} = state) do
    [template] = state.children

    case start_child_of(template, state, args) do
      {:ok, pid} when is_pid(pid) ->
        {:reply, {:ok, pid}, %{state | dynamic: Map.put(state.dynamic, pid, args)}}

      result ->
        {:reply, result, state}
    end
  end

  def handle_call({:start_child, spec}, _from, state) do
    case Supervisor.Child.check(spec) do
      {:ok, child} -> add_child(find(state, child.id), child, state)
      {:error, reason} -> {:reply, {:error, reason}, state}
    end
  end

  def handle_call({:restart_child, id}, _from, state) do
    case find(state, id) do
      nil ->
        {:reply, {:error, :not_found}, state}

      %{pid: :undefined} = child ->
        case start_child_of(child, state) do
          {:ok, pid} -> {:reply, {:ok, pid}, put(state, %{child | pid: pid})}
          error -> {:reply, error, state}
        end

      %{pid: {:restarting, _}} ->
        {:reply, {:error, :restarting}, state}

      _ ->
        {:reply, {:error, :running}, state}
    end
  end

  def handle_call({:delete_child, id}, _from, state) do
    case find(state, id) do
      nil -> {:reply, {:error, :not_found}, state}
      %{pid: :undefined} -> {:reply, :ok, drop(state, id)}
      %{pid: {:restarting, _}} -> {:reply, {:error, :restarting}, state}
      _ -> {:reply, {:error, :running}, state}
    end
  end

  def handle_call({:terminate_child, pid}, _from, %{strategy: :simple_one_for_one} = state) do
    case state.dynamic do
      %{^pid => _} ->
        [template] = state.children
        shutdown(%{template | pid: pid}, state)
        {:reply, :ok, %{state | dynamic: Map.delete(state.dynamic, pid)}}

      _ ->
        {:reply, {:error, :not_found}, state}
    end
  end

  def handle_call({:terminate_child, id}, _from, state) do
    case find(state, id) do
      nil ->
        {:reply, {:error, :not_found}, state}

      child ->
        shutdown(child, state)
        {:reply, :ok, if(child.restart == :temporary, do: drop(state, id), else: put(state, %{child | pid: :undefined}))}
    end
  end

  def handle_call(:which_children, _from, %{strategy: :simple_one_for_one} = state) do
    [template] = state.children
    {:reply, for({pid, _} <- state.dynamic, do: {:undefined, pid, template.type, template.modules}), state}
  end

  def handle_call(:which_children, _from, state) do
    children =
      for child <- state.children do
        pid = if match?({:restarting, _}, child.pid), do: :restarting, else: child.pid
        {child.id, pid, child.type, child.modules}
      end

    {:reply, children, state}
  end

  def handle_call({:get_childspec, id}, _from, state) do
    found = Enum.find(state.children, &(&1.id == id or (is_pid(id) and &1.pid == id)))
    {:reply, if(found, do: {:ok, Map.delete(found, :pid)}, else: {:error, :not_found}), state}
  end

  def handle_call(:count_children, _from, state) do
    children =
      if state.strategy == :simple_one_for_one do
        [template] = state.children
        for {pid, _} <- state.dynamic, do: %{template | pid: pid}
      else
        state.children
      end

    specs = if state.strategy == :simple_one_for_one, do: 1, else: length(children)

    {:reply,
     [
       specs: specs,
       active: Enum.count(children, &is_pid(&1.pid)),
       supervisors: Enum.count(children, &(&1.type == :supervisor)),
       workers: Enum.count(children, &(&1.type == :worker))
     ], state}
  end

  defp add_child(nil, child, state) do
    case start_child_of(child, state) do
      {:ok, :undefined} when child.restart == :temporary ->
        {:reply, {:ok, :undefined}, state}

      {:ok, pid} ->
        {:reply, {:ok, pid}, %{state | children: [%{child | pid: pid} | state.children]}}

      {:error, reason} ->
        {:reply, {:error, {reason, described(child)}}, state}
    end
  end

  # Returns a child in the format of start errors.
  defp described(child) do
    modules = Map.get(child, :modules, [elem(child.start, 0)])
    {:child, :undefined, child.id, child.start, child.restart, Map.get(child, :significant, false), child.shutdown, child.type, modules}
  end

  defp add_child(%{pid: pid}, _child, state) when is_pid(pid) do
    {:reply, {:error, {:already_started, pid}}, state}
  end

  defp add_child(_present, _child, state), do: {:reply, {:error, :already_present}, state}

  @doc false
  def handle_cast(_msg, state), do: {:noreply, state}

  @doc false
  def handle_info({:EXIT, pid, reason}, state), do: child_ended(pid, reason, state)

  # A failed restart is tried again. Each attempt counts.
  def handle_info({:"$retry", id}, state) do
    case find(state, id) do
      %{pid: {:restarting, _}} = child -> restart(child, state)
      _ -> {:noreply, state}
    end
  end

  def handle_info(msg, state) do
    Logger.Reports.unexpected_supervisor_message(msg)
    {:noreply, state}
  end

  defp child_ended(pid, reason, %{strategy: :simple_one_for_one} = state) do
    case state.dynamic do
      %{^pid => args} ->
        [template] = state.children
        state = %{state | dynamic: Map.delete(state.dynamic, pid)}
        simple_ended(%{template | pid: pid}, args, reason, state)

      _ ->
        {:noreply, state}
    end
  end

  defp child_ended(pid, reason, state) do
    case Enum.find(state.children, &(&1.pid == pid)) do
      nil -> {:noreply, state}
      child -> ended(child, reason, state)
    end
  end

  defp simple_ended(child, args, reason, state) do
    if Supervisor.Child.restart?(child, reason) do
      report(state, :child_terminated, reason, child)

      with {:ok, state} <- count_restart(state, child),
           {:ok, pid} when is_pid(pid) <- start_child_of(child, state, args) do
        {:noreply, %{state | dynamic: Map.put(state.dynamic, pid, args)}}
      else
        {:stop, _, _} = stop -> stop
        _ -> {:noreply, state}
      end
    else
      report_abnormal(state, reason, child)
      {:noreply, state}
    end
  end

  defp ended(child, reason, state) do
    cond do
      Supervisor.Child.restart?(child, reason) ->
        report(state, :child_terminated, reason, child)
        restart(child, put(state, %{child | pid: {:restarting, child.pid}}))

      child.restart == :temporary ->
        report_abnormal(state, reason, child)
        auto_shutdown(child, drop(state, child.id))

      true ->
        auto_shutdown(child, put(state, %{child | pid: :undefined}))
    end
  end

  defp auto_shutdown(%{significant: true}, %{auto_shutdown: :any_significant} = state), do: {:stop, :shutdown, state}

  defp auto_shutdown(%{significant: true}, %{auto_shutdown: :all_significant} = state) do
    if Enum.any?(state.children, &(&1.significant and is_pid(&1.pid))), do: {:noreply, state}, else: {:stop, :shutdown, state}
  end

  defp auto_shutdown(_child, state), do: {:noreply, state}

  defp restart(child, state) do
    case count_restart(state, child) do
      {:ok, state} -> restart_by(state.strategy, child, state)
      stop -> stop
    end
  end

  defp restart_by(:one_for_one, child, state) do
    case start_child_of(child, state) do
      {:ok, pid} -> {:noreply, put(state, %{child | pid: pid})}
      {:error, _} -> retry(child.id, state)
    end
  end

  defp restart_by(:one_for_all, _child, state) do
    terminate_all(state.children, state)
    children = state.children |> Enum.reverse() |> keep_restartable()
    restart_list(children, [], state)
  end

  defp restart_by(:rest_for_one, child, state) do
    {later, [_ | earlier]} = Enum.split_while(state.children, &(&1.id != child.id))
    terminate_all(later, state)
    restart_list([child | later |> Enum.reverse() |> keep_restartable()], earlier, state)
  end

  defp keep_restartable(children), do: Enum.reject(children, &(&1.restart == :temporary))

  defp restart_list([], started, state), do: {:noreply, %{state | children: started}}

  defp restart_list([child | rest], started, state) do
    case start_child_of(child, state) do
      {:ok, pid} ->
        restart_list(rest, [%{child | pid: pid} | started], state)

      {:error, _} ->
        waiting = for c <- Enum.reverse(rest), do: %{c | pid: :undefined}
        state = %{state | children: waiting ++ [%{child | pid: {:restarting, :undefined}} | started]}
        retry(child.id, state)
    end
  end

  defp retry(id, state) do
    send(self(), {:"$retry", id})
    state = with %{} = child <- find(state, id), do: put(state, %{child | pid: {:restarting, :undefined}})
    {:noreply, state}
  end

  defp count_restart(state, child) do
    now = System.monotonic_time(:second)
    restarts = [now | Enum.filter(state.restarts, &(now - &1 <= state.period))]

    if length(restarts) > state.intensity do
      report(state, :shutdown, :reached_max_restart_intensity, child)
      {:stop, :shutdown, put_if_known(%{state | restarts: restarts}, child)}
    else
      {:ok, %{state | restarts: restarts}}
    end
  end

  defp put_if_known(%{strategy: :simple_one_for_one} = state, _child), do: state
  defp put_if_known(state, child), do: put(state, %{child | pid: :undefined})

  @doc false
  def terminate(_reason, %{strategy: :simple_one_for_one} = state) do
    [template] = state.children
    for {pid, _} <- state.dynamic, do: shutdown(%{template | pid: pid}, state)
    :ok
  end

  def terminate(_reason, state), do: terminate_all(state.children, state)

  defp terminate_all(children, state) do
    Enum.each(children, &shutdown(&1, state))
  end

  defp shutdown(%{pid: pid} = child, state) when is_pid(pid) do
    case Supervisor.Child.shutdown(pid, child.shutdown) do
      :ok -> :ok
      {:error, reason} -> report(state, :shutdown_error, reason, child)
    end
  end

  defp shutdown(_child, _state), do: :ok

  defp find(state, id), do: Enum.find(state.children, &(&1.id == id))
  defp drop(state, id), do: %{state | children: Enum.reject(state.children, &(&1.id == id))}

  defp put(state, child) do
    %{state | children: Enum.map(state.children, &if(&1.id == child.id, do: child, else: &1))}
  end

  defp report_abnormal(_state, reason, _child) when reason in [:normal, :shutdown], do: :ok
  defp report_abnormal(_state, {:shutdown, _}, _child), do: :ok
  defp report_abnormal(state, reason, child), do: report(state, :child_terminated, reason, child)

  defp report(state, error, reason, child), do: Logger.Reports.supervisor_child(state.name, error, reason, child)

  @doc false
  def code_change(_old, state, _extra), do: {:ok, state}

  def format_status(_why, [_dictionary, state]), do: [data: [{~c"State", state}], supervisor: [{~c"Callback", state.mod}]]
end
