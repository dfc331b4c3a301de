defmodule :lab_statem do
  @moduledoc """
  The loop of `:gen_statem`. It handles pending events first, then timeouts of zero, then the mailbox.

  The state of a machine includes `queue`, events that are handled before the mailbox;
  `postponed`, events that wait for another state, with the last event first; and `timers` by
  kind, `{reference, content}` or `{:zero, content}`.
  """

  def start(starter, parent, name, mod, args, options) do
    case initial(mod, args) do
      {:ok, {:ok, state, data}} ->
        begun(starter, parent, name, mod, options, state, data, [])

      {:ok, {:ok, state, data, actions}} ->
        begun(starter, parent, name, mod, options, state, data, actions)

      {:ok, {:stop, reason}} ->
        not_begun(starter, name, {:error, reason}, reason)

      {:ok, {:error, reason}} ->
        not_begun(starter, name, {:error, reason}, :normal)

      {:ok, :ignore} ->
        not_begun(starter, name, :ignore, :normal)

      {:ok, other} ->
        reason = {:bad_return_from_init, other}
        not_begun(starter, name, {:error, reason}, reason)

      {:crash, reason} ->
        not_begun(starter, name, {:error, reason}, reason)
    end
  end

  defp initial(mod, args) do
    {:ok, mod.init(args)}
  catch
    :throw, value -> {:ok, value}
    :exit, reason -> {:crash, reason}
    :error, reason -> {:crash, {reason, __STACKTRACE__}}
  end

  defp not_begun(starter, name, answer, reason) do
    :gen.unregister_name(name)
    :proc_lib.init_ack(starter, answer)
    exit(reason)
  end

  defp begun(starter, parent, name, mod, options, state, data, actions) do
    machine = with_mode(machine(parent, name, mod, options, state, data))
    :proc_lib.init_ack(starter, {:ok, self()})
    entered(machine, state, actions)
  end

  def enter(parent, name, mod, options, state, data, actions) do
    entered(with_mode(machine(parent, name, mod, options, state, data)), state, actions)
  end

  defp machine(parent, name, mod, options, state, data) do
    %{
      parent: parent, name: name, mod: mod, modules: [], mode: nil, enter: false, state: state, data: data,
      queue: [], postponed: [], timers: %{}, hibernate: false, debug: :gen.debug_options(options)
    }
  end

  @doc "Calls the module for its callback mode."
  def with_mode(%{mod: mod} = machine) do
    mode = List.wrap(mod.callback_mode())

    case mode -- [:state_enter] do
      [kind] when kind in [:state_functions, :handle_event_function] -> %{machine | mode: kind, enter: :state_enter in mode}
      _ -> finish(:error, {:bad_return_from_callback_mode, mode}, [], [], machine)
    end
  end

  # The first actions come from init. There is no event that they could postpone.
  defp entered(machine, old, actions) do
    machine = acted(machine, List.wrap(actions), nil)
    go_on(if machine.enter, do: call_enter(machine, old), else: machine)
  end

  ## Which event is next

  def go_on(%{queue: [event | rest]} = machine), do: handled(%{machine | queue: rest}, event)

  def go_on(machine) do
    case for({key, {:zero, content, order}} <- machine.timers, do: {order, key, content}) do
      [] -> received(machine)
      zeros -> time_out(machine, Enum.min(zeros))
    end
  end

  defp time_out(machine, {_, key, content}) do
    handled(%{machine | timers: :maps.remove(key, machine.timers)}, {key, content})
  end

  defp received(%{hibernate: true} = machine), do: :proc_lib.hibernate(:lab_statem, :awake, [%{machine | hibernate: false}])
  defp received(machine), do: awake(machine)

  @doc false
  def awake(%{parent: parent} = machine) do
    receive do
      {:"$gen_call", from, request} ->
        arrived(machine, {{:call, from}, request})

      {:"$gen_cast", message} ->
        arrived(machine, {:cast, message})

      {:system, from, request} ->
        :sys.handle_system_msg(request, from, parent, :gen_statem, machine.debug, machine)

      {:EXIT, ^parent, reason} = message ->
        finish(:exit, reason, [], [{:info, message}], machine)

      {:timeout, ref, key} = message ->
        case machine.timers do
          %{^key => {^ref, content}} -> arrived(%{machine | timers: :maps.remove(key, machine.timers)}, {key, content})
          _ -> arrived(machine, {:info, message})
        end

      message ->
        arrived(machine, {:info, message})
    end
  end

  defp arrived(machine, event), do: machine |> noted({:in, event, machine.state}) |> handled(event)

  ## One event

  defp handled(machine, {type, content} = event) do
    machine = if type == :timeout, do: machine, else: cancelled(machine, :timeout)

    case called(machine, type, content) do
      {:ok, result} -> machine |> result(result, event) |> go_on()
      {:crash, class, reason, stack} -> finish(class, reason, stack, [event], machine)
    end
  end

  defp called(%{mod: mod, mode: mode, state: state, data: data}, type, content) do
    {:ok, if(mode == :state_functions, do: apply(mod, state, [type, content, data]), else: mod.handle_event(type, content, state, data))}
  catch
    :throw, value -> {:ok, value}
    class, reason -> {:crash, class, reason, __STACKTRACE__}
  end

  defp result(machine, result, event) do
    case result do
      {:next_state, state, data} -> moved(%{machine | data: data}, state, [], event)
      {:next_state, state, data, actions} -> moved(%{machine | data: data}, state, actions, event)
      {:keep_state, data} -> stayed(%{machine | data: data}, [], event)
      {:keep_state, data, actions} -> stayed(%{machine | data: data}, actions, event)
      :keep_state_and_data -> stayed(machine, [], event)
      {:keep_state_and_data, actions} -> stayed(machine, actions, event)
      {:repeat_state, data} -> changed(%{machine | data: data}, machine.state, [], event, true)
      {:repeat_state, data, actions} -> changed(%{machine | data: data}, machine.state, actions, event, true)
      :repeat_state_and_data -> changed(machine, machine.state, [], event, true)
      {:repeat_state_and_data, actions} -> changed(machine, machine.state, actions, event, true)
      :stop -> finish(:exit, :normal, [], [event], machine)
      {:stop, reason} -> finish(:exit, reason, [], [event], machine)
      {:stop, reason, data} -> finish(:exit, reason, [], [event], %{machine | data: data})
      {:stop_and_reply, reason, replies} -> replied_and_finished(machine, reason, replies, event)
      {:stop_and_reply, reason, replies, data} -> replied_and_finished(%{machine | data: data}, reason, replies, event)
      other -> finish(:error, {:bad_return_from_state_function, other}, [], [event], machine)
    end
  end

  defp replied_and_finished(machine, reason, replies, event) do
    finish(:exit, reason, [], [event], acted(machine, List.wrap(replies), event))
  end

  defp moved(machine, state, actions, event) when state === machine.state, do: stayed(machine, actions, event)
  defp moved(machine, state, actions, event), do: changed(machine, state, actions, event, machine.enter)

  defp stayed(machine, actions, event) do
    actions = List.wrap(actions)
    acted(postponed(machine, actions, event), actions, event) |> noted({:consume, event, machine.state})
  end

  # A state change cancels the state timeout. Postponed events are handled again, after events
  # inserted by actions.
  defp changed(machine, state, actions, event, enter) do
    actions = List.wrap(actions)
    old = machine.state
    machine = postponed(machine, actions, event)
    machine = cancelled(%{machine | state: state}, :state_timeout)
    machine = %{machine | queue: :lists.reverse(machine.postponed, machine.queue), postponed: []}
    machine = noted(machine, {:consume, event, state})
    machine = acted(machine, actions, event)
    if enter and machine.enter, do: call_enter(machine, old), else: machine
  end

  defp postponed(machine, actions, event) do
    last =
      :lists.foldl(
        fn
          :postpone, _ -> true
          {:postpone, flag}, _ -> flag
          _, last -> last
        end,
        false,
        actions
      )

    if last and event != nil, do: %{machine | postponed: [event | machine.postponed]}, else: machine
  end

  # A state enter call can neither change the state, nor postpone or insert events.
  defp call_enter(machine, old) do
    case called(machine, :enter, old) do
      {:ok, {:next_state, state, data}} when state === machine.state -> %{machine | data: data}
      {:ok, {:next_state, state, data, actions}} when state === machine.state -> enter_acted(%{machine | data: data}, actions)
      {:ok, {:keep_state, data}} -> %{machine | data: data}
      {:ok, {:keep_state, data, actions}} -> enter_acted(%{machine | data: data}, actions)
      {:ok, :keep_state_and_data} -> machine
      {:ok, {:keep_state_and_data, actions}} -> enter_acted(machine, actions)
      {:ok, {:repeat_state, data}} -> call_enter(%{machine | data: data}, machine.state)
      {:ok, :repeat_state_and_data} -> call_enter(machine, machine.state)
      {:ok, :stop} -> finish(:exit, :normal, [], [{:enter, old}], machine)
      {:ok, {:stop, reason}} -> finish(:exit, reason, [], [{:enter, old}], machine)
      {:ok, {:stop, reason, data}} -> finish(:exit, reason, [], [{:enter, old}], %{machine | data: data})
      {:ok, other} -> finish(:error, {:bad_state_enter_return_from_state_function, other}, [], [{:enter, old}], machine)
      {:crash, class, reason, stack} -> finish(class, reason, stack, [{:enter, old}], machine)
    end
  end

  defp enter_acted(machine, actions) do
    actions = List.wrap(actions)

    case for(action <- actions, action in [:postpone, {:postpone, true}] or match?({:next_event, _, _}, action), do: action) do
      [] -> acted(machine, actions, nil)
      [bad | _] -> finish(:error, {:bad_state_enter_action_from_state_function, bad}, [], [], machine)
    end
  end

  ## Actions

  # Inserted events come before all others, in the order of their actions.
  defp acted(machine, actions, event) do
    {inserted, machine} = :lists.foldl(&act(&1, &2, event), {[], machine}, actions)
    %{machine | queue: :lists.reverse(inserted, machine.queue)}
  end

  defp act(action, {inserted, machine}, event) do
    case action do
      {:reply, from, reply} ->
        :gen.reply(from, reply)
        {inserted, noted(machine, {:out, reply, from})}

      {:next_event, type, content} ->
        {[{type, content} | inserted], machine}

      postpone when postpone == :postpone or (is_tuple(postpone) and elem(postpone, 0) == :postpone) ->
        {inserted, machine}

      :hibernate ->
        {inserted, %{machine | hibernate: true}}

      {:hibernate, flag} ->
        {inserted, %{machine | hibernate: flag}}

      {:change_callback_module, mod} ->
        {inserted, with_mode(%{machine | mod: mod})}

      {:push_callback_module, mod} ->
        {inserted, with_mode(%{machine | mod: mod, modules: [machine.mod | machine.modules]})}

      :pop_callback_module ->
        [mod | modules] = machine.modules
        {inserted, with_mode(%{machine | mod: mod, modules: modules})}

      time when is_integer(time) or time == :infinity ->
        {inserted, timer(machine, :timeout, time, time, [])}

      _ ->
        {inserted, time_action(machine, action, event)}
    end
  end

  defp time_action(machine, action, event) do
    case action do
      {key, :cancel} when key in [:timeout, :state_timeout] or elem(key, 0) == :timeout -> cancelled(machine, key)
      {key, :update, content} when key in [:timeout, :state_timeout] or elem(key, 0) == :timeout -> updated(machine, key, content)
      {key, time, content} when key in [:timeout, :state_timeout] or elem(key, 0) == :timeout -> timer(machine, key, time, content, [])
      {key, time, content, options} when key in [:timeout, :state_timeout] or elem(key, 0) == :timeout -> timer(machine, key, time, content, List.wrap(options))
      bad -> finish(:error, {:bad_action_from_state_function, bad}, [], List.wrap(event), machine)
    end
  end

  defp timer(machine, key, time, content, options) do
    machine = cancelled(machine, key)

    case {time, options} do
      {:infinity, _} -> machine
      {0, []} -> with_timer(machine, key, {:zero, content, :erlang.unique_integer([:monotonic])})
      _ -> with_timer(machine, key, {:erlang.start_timer(time, self(), key, options), content})
    end
  end

  defp with_timer(machine, key, timer), do: %{machine | timers: :maps.put(key, timer, machine.timers)}

  defp updated(machine, key, content) do
    case machine.timers do
      %{^key => timer} -> with_timer(machine, key, put_elem(timer, 1, content))
      _ -> with_timer(machine, key, {:zero, content, :erlang.unique_integer([:monotonic])})
    end
  end

  defp cancelled(machine, key) do
    case machine.timers do
      %{^key => {ref, _}} ->
        :erlang.cancel_timer(ref) || flushed(ref)
        %{machine | timers: :maps.remove(key, machine.timers)}

      %{^key => _} ->
        %{machine | timers: :maps.remove(key, machine.timers)}

      _ ->
        machine
    end
  end

  defp flushed(ref) do
    receive do
      {:timeout, ^ref, _} -> :ok
    after
      0 -> :ok
    end
  end

  ## The end

  def finish(class, reason, stack, events, machine) do
    full = if class == :error, do: {reason, stack}, else: reason

    case ended(machine, full) do
      :ok ->
        report(class, reason, stack, events, machine)
        :erlang.raise(class, reason, stack)

      {:crash, class, reason, stack} ->
        report(class, reason, stack, events, machine)
        :erlang.raise(class, reason, stack)
    end
  end

  defp ended(%{mod: mod} = machine, reason) do
    if function_exported?(mod, :terminate, 3), do: mod.terminate(reason, machine.state, machine.data)
    :ok
  catch
    :throw, _ -> :ok
    class, reason -> {:crash, class, reason, __STACKTRACE__}
  end

  defp report(:exit, reason, _stack, _events, _machine) when reason in [:normal, :shutdown] or elem(reason, 0) == :shutdown, do: :ok

  defp report(class, reason, stack, events, machine) do
    queue = events ++ machine.queue
    postponed = :lists.reverse(machine.postponed)
    Logger.Reports.gen_statem(:gen.get_proc_name(machine.name), {class, reason, stack}, queue, postponed, shown(machine), machine.mode, machine.enter)
  end

  @doc "Returns the state and data in the form that the module defines for display."
  def shown(%{mod: mod, state: state, data: data}) do
    cond do
      function_exported?(mod, :format_status, 1) ->
        status = mod.format_status(%{state: state, data: data})
        {status.state, status.data}

      # This is the older callback, whose result has another format.
      function_exported?(mod, :format_status, 2) ->
        mod.format_status(:terminate, [:erlang.get(), state, data])

      true ->
        {state, data}
    end
  catch
    _, _ -> {state, data}
  end

  defp noted(%{debug: []} = machine, _event), do: machine

  defp noted(machine, event) do
    name = :gen.get_proc_name(machine.name)
    %{machine | debug: :sys.handle_debug(machine.debug, &print_event/3, name, event)}
  end

  defp print_event(device, event, name) do
    case event do
      {:in, event, state} -> :io.format(device, ~c"*DBG* ~tp receive ~ts in state ~tp~n", [name, event_text(event), state])
      {:out, reply, {to, _}} -> :io.format(device, ~c"*DBG* ~tp send ~tp to ~tw~n", [name, reply, to])
      {:consume, event, state} -> :io.format(device, ~c"*DBG* ~tp consume ~ts => ~tp~n", [name, event_text(event), state])
    end
  end

  defp event_text({{:call, {from, _}}, request}), do: :io_lib.format(~c"call ~tp from ~tw", [request, from])
  defp event_text({type, content}), do: :io_lib.format(~c"~tw ~tp", [type, content])
end
