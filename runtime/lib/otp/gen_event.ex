defmodule :gen_event do
  @moduledoc """
  Event managers: processes that pass each event to their handlers, `{module, id, state, supervisor}`, newest first.
  """

  @callback init(args :: term) :: {:ok, state :: term} | {:ok, state :: term, :hibernate} | {:error, term}
  @callback handle_event(event :: term, state :: term) :: term
  @callback handle_call(request :: term, state :: term) :: term
  @callback handle_info(info :: term, state :: term) :: term
  @callback terminate(args :: term, state :: term) :: term
  @callback code_change(old_vsn :: term, state :: term, extra :: term) :: {:ok, term}
  @callback format_status(status :: map) :: map
  @callback format_status(reason :: term, list) :: term
  @optional_callbacks handle_info: 2, terminate: 2, code_change: 3, format_status: 1, format_status: 2

  def start(), do: start([])
  def start(options) when is_list(options), do: :gen.start(:gen_event, :nolink, :no_callback, [], options)
  def start(name), do: start(name, [])
  def start(name, options), do: :gen.start(:gen_event, :nolink, name, :no_callback, [], options)
  def start_link(), do: start_link([])
  def start_link(options) when is_list(options), do: :gen.start(:gen_event, :link, :no_callback, [], options)
  def start_link(name), do: start_link(name, [])
  def start_link(name, options), do: :gen.start(:gen_event, :link, name, :no_callback, [], options)
  def start_monitor(), do: start_monitor([])
  def start_monitor(options) when is_list(options), do: :gen.start(:gen_event, :monitor, :no_callback, [], options)
  def start_monitor(name), do: start_monitor(name, [])
  def start_monitor(name, options), do: :gen.start(:gen_event, :monitor, name, :no_callback, [], options)

  def stop(manager), do: :gen.stop(manager)
  def stop(manager, reason, timeout), do: :gen.stop(manager, reason, timeout)

  def add_handler(manager, handler, args), do: ask(manager, {:add_handler, handler, args})
  def add_sup_handler(manager, handler, args), do: ask(manager, {:add_sup_handler, handler, args, self()})
  def delete_handler(manager, handler, args), do: ask(manager, {:delete_handler, handler, args})
  def swap_handler(manager, {old, args1}, {new, args2}), do: ask(manager, {:swap_handler, old, args1, new, args2})
  def swap_sup_handler(manager, {old, args1}, {new, args2}), do: ask(manager, {:swap_sup_handler, old, args1, new, args2, self()})
  def which_handlers(manager), do: ask(manager, :which_handlers)

  def notify(manager, event), do: tell(manager, {:notify, event})
  def sync_notify(manager, event), do: ask(manager, {:sync_notify, event})

  def call(manager, handler, request) do
    ask(manager, {:call, handler, request}, 5000)
  catch
    :exit, reason -> exit({reason, {:gen_event, :call, [manager, handler, request]}})
  end

  def call(manager, handler, request, timeout) do
    ask(manager, {:call, handler, request}, timeout)
  catch
    :exit, reason -> exit({reason, {:gen_event, :call, [manager, handler, request, timeout]}})
  end

  def send_request(manager, handler, request), do: :gen.send_request(manager, self(), {:call, handler, request})
  def receive_response(request, timeout), do: answer(:gen.receive_response(request, timeout))
  def wait_response(request, timeout), do: answer(:gen.wait_response(request, timeout))

  def check_response(message, request), do: answer(:gen.check_response(message, request))

  @doc "Sends a request to a handler, and adds the request to a collection."
  def send_request(manager, handler, request, label, requests) do
    :gen.send_request(manager, self(), {:call, handler, request}, label, requests)
  end

  def receive_response(requests, timeout, delete), do: answer(:gen.receive_response(requests, timeout, delete))
  def wait_response(requests, timeout, delete), do: answer(:gen.wait_response(requests, timeout, delete))
  def check_response(message, requests, delete), do: answer(:gen.check_response(message, requests, delete))

  defdelegate reqids_new(), to: :gen
  defdelegate reqids_size(requests), to: :gen
  defdelegate reqids_add(request, label, requests), to: :gen
  defdelegate reqids_to_list(requests), to: :gen

  defp answer({:reply, {:error, _} = error}), do: error
  defp answer({answer, label, requests}), do: {answer(answer), label, requests}
  defp answer(other), do: other

  # A request contains the caller's pid, which distinguishes it from other messages.
  defp ask(manager, request, timeout \\ :infinity) do
    {:ok, reply} = :gen.call(manager, self(), request, timeout)
    reply
  end

  defp tell({:global, name}, message), do: sent(fn -> :global.send(name, message) end)
  defp tell({:via, mod, name}, message), do: sent(fn -> mod.send(name, message) end)
  defp tell(manager, message), do: sent(fn -> :erlang.send(manager, message) end)

  defp sent(send) do
    send.()
    :ok
  catch
    _, _ -> :ok
  end

  ## The manager

  @doc false
  def init_it(starter, :self, name, mod, args, options), do: init_it(starter, self(), name, mod, args, options)

  def init_it(starter, parent, name, _mod, _args, options) do
    :erlang.process_flag(:trap_exit, true)
    :proc_lib.init_ack(starter, {:ok, self()})
    loop(parent, name, [], :gen.debug_options(options))
  end

  defp loop(parent, name, handlers, debug) do
    receive do
      {:system, from, request} ->
        :sys.handle_system_msg(request, from, parent, :gen_event, debug, [name, handlers])

      {:EXIT, ^parent, reason} ->
        ended(reason, handlers)

      message ->
        loop(parent, name, handled(message, name, handlers), noted(debug, name, message))
    end
  end

  defp noted([], _name, _message), do: []

  defp noted(debug, name, message) do
    print = fn device, {:in, message}, name -> :io.format(device, ~c"*DBG* ~tp got event ~tp~n", [name, message]) end
    :sys.handle_debug(debug, print, :gen.get_proc_name(name), {:in, message})
  end

  defp ended(reason, handlers) do
    :lists.foreach(&terminated(&1, :stop, :shutdown), handlers)
    exit(reason)
  end

  defp handled({:notify, event}, name, handlers), do: each(handlers, name, :handle_event, event)
  defp handled({:EXIT, from, reason}, name, handlers), do: supervisor_ended(from, reason, name, handlers)

  defp handled({label, {from, tag}, request}, name, handlers) when is_pid(label) and is_pid(from) do
    {reply, handlers} = answered(request, name, handlers)
    :gen.reply({from, tag}, reply)
    handlers
  end

  defp handled(message, name, handlers), do: each(handlers, name, :handle_info, message)

  defp answered(:which_handlers, _name, handlers), do: {for({mod, id, _, _} <- handlers, do: shown(mod, id)), handlers}
  defp answered({:sync_notify, event}, name, handlers), do: {:ok, each(handlers, name, :handle_event, event)}
  defp answered({:add_handler, handler, args}, _name, handlers), do: added(handler, args, nil, handlers)

  defp answered({:add_sup_handler, handler, args, supervisor}, _name, handlers) do
    :erlang.link(supervisor)
    added(handler, args, supervisor, handlers)
  end

  defp answered({:delete_handler, handler, args}, _name, handlers) do
    case found(handler, handlers) do
      nil -> {{:error, :module_not_found}, handlers}
      one -> {terminated(one, args, :normal), without(handlers, one)}
    end
  end

  defp answered({:swap_handler, old, args1, new, args2}, _name, handlers), do: swapped(old, args1, new, args2, :same, handlers)
  defp answered({:swap_sup_handler, old, args1, new, args2, sup}, _name, handlers), do: swapped(old, args1, new, args2, sup, handlers)

  defp answered({:call, handler, request}, name, handlers) do
    case found(handler, handlers) do
      nil -> {{:error, :bad_module}, handlers}
      one -> called(one, request, name, handlers)
    end
  end

  defp answered(_unknown, _name, handlers), do: {{:error, :bad_request}, handlers}

  defp shown(mod, false), do: mod
  defp shown(mod, {:id, id}), do: {mod, id}

  defp named({mod, id}), do: {mod, {:id, id}}
  defp named(mod), do: {mod, false}

  defp found(handler, handlers) do
    {mod, id} = named(handler)
    Enum.find(handlers, &(elem(&1, 0) == mod and elem(&1, 1) == id))
  end

  defp without(handlers, one), do: List.delete(handlers, one)

  defp added(handler, args, supervisor, handlers) do
    {mod, id} = named(handler)

    case guarded(fn -> mod.init(args) end) do
      {:ok, {:ok, state}} -> {:ok, [{mod, id, state, supervisor} | handlers]}
      {:ok, {:ok, state, :hibernate}} -> {:ok, [{mod, id, state, supervisor} | handlers]}
      {:ok, other} -> {other, handlers}
      {:crash, reason} -> {{:EXIT, reason}, handlers}
    end
  end

  # The new handler receives the result of the old handler's terminate/2.
  defp swapped(old, args1, new, args2, supervisor, handlers) do
    case found(old, handlers) do
      nil ->
        added(new, {args2, :error}, if(supervisor == :same, do: nil, else: supervisor), handlers)

      {_, _, _, before} = one ->
        result = terminated(one, args1, {:swapped, new, before})
        added(new, {args2, result}, if(supervisor == :same, do: before, else: supervisor), without(handlers, one))
    end
  end

  defp guarded(fun) do
    {:ok, fun.()}
  catch
    :throw, value -> {:ok, value}
    :exit, reason -> {:crash, reason}
    :error, reason -> {:crash, {reason, __STACKTRACE__}}
  end

  defp each(handlers, name, function, event) do
    Enum.flat_map(handlers, fn {mod, id, state, supervisor} = one ->
      if function == :handle_info and not function_exported?(mod, :handle_info, 2) do
        Logger.Reports.no_handle_info(mod, event)
        [one]
      else
        case guarded(fn -> apply(mod, function, [event, state]) end) do
          {:ok, {:ok, state}} ->
            [{mod, id, state, supervisor}]

          {:ok, {:ok, state, :hibernate}} ->
            [{mod, id, state, supervisor}]

          {:ok, {:swap_handler, args1, state, new, args2}} ->
            {_, left} = swapped(shown(mod, id), args1, new, args2, :same, [{mod, id, state, supervisor}])
            left

          {:ok, :remove_handler} ->
            terminated(one, :remove_handler, :normal)
            []

          {:ok, other} ->
            failed(one, {:bad_return_value, other}, event, name)

          {:crash, reason} ->
            failed(one, reason, event, name)
        end
      end
    end)
  end

  defp called({mod, id, state, supervisor} = one, request, name, handlers) do
    replaced = fn state -> Enum.map(handlers, &if(&1 == one, do: {mod, id, state, supervisor}, else: &1)) end

    case guarded(fn -> mod.handle_call(request, state) end) do
      {:ok, {:ok, reply, state}} ->
        {reply, replaced.(state)}

      {:ok, {:ok, reply, state, :hibernate}} ->
        {reply, replaced.(state)}

      {:ok, {:swap_handler, reply, args1, state, new, args2}} ->
        {_, handlers} = swapped(shown(mod, id), args1, new, args2, :same, replaced.(state))
        {reply, handlers}

      {:ok, {:remove_handler, reply}} ->
        terminated(one, :remove_handler, :normal)
        {reply, without(handlers, one)}

      {:ok, other} ->
        failed(one, {:bad_return_value, other}, request, name)
        {{:error, {:bad_return, other}}, without(handlers, one)}

      {:crash, reason} ->
        failed(one, reason, request, name)
        {{:error, {:EXIT, reason}}, without(handlers, one)}
    end
  end

  # A handler that fails is removed. The manager continues.
  defp failed({mod, id, state, _} = one, reason, last, name) do
    ended = if match?({:bad_return_value, _}, reason), do: reason, else: {:EXIT, reason}
    terminated(one, {:error, ended}, ended)
    Logger.Reports.gen_event(shown(mod, id), :gen.get_proc_name(name), reason, last, state)
    []
  end

  # The process that added a supervised handler is told that the handler has ended, unless another
  # handler replaces it.
  defp terminated({mod, id, state, supervisor}, args, reason) do
    result =
      if function_exported?(mod, :terminate, 2) do
        case guarded(fn -> mod.terminate(args, state) end) do
          {:ok, value} -> value
          {:crash, reason} -> {:EXIT, reason}
        end
      else
        :ok
      end

    if supervisor && not match?({:swapped, _, _}, reason) do
      :erlang.send(supervisor, {:gen_event_EXIT, shown(mod, id), reason})
      :erlang.unlink(supervisor)
    end

    result
  end

  defp supervisor_ended(from, reason, name, handlers) do
    case Enum.split_with(handlers, &(elem(&1, 3) == from)) do
      {[], _} ->
        each(handlers, name, :handle_info, {:EXIT, from, reason})

      {ended, left} ->
        for {mod, id, state, _} <- ended, do: terminated({mod, id, state, nil}, {:stop, reason}, reason)
        left
    end
  end

  @doc false
  def system_continue(parent, debug, [name, handlers]), do: loop(parent, name, handlers, debug)
  @doc false
  def system_terminate(reason, _parent, _debug, [_name, handlers]), do: ended(reason, handlers)
  @doc false
  def system_get_state([_name, handlers]), do: {:ok, for({mod, id, state, _} <- handlers, do: {mod, id_shown(id), state})}

  @doc false
  def system_replace_state(fun, [name, handlers]) do
    handlers =
      for {mod, id, state, supervisor} <- handlers do
        {_, _, state} = fun.({mod, id_shown(id), state})
        {mod, id, state, supervisor}
      end

    {:ok, state} = system_get_state([name, handlers])
    {:ok, state, [name, handlers]}
  end

  defp id_shown(false), do: false
  defp id_shown({:id, id}), do: id

  @doc false
  def system_code_change(misc, _module, _old_vsn, _extra), do: {:ok, misc}

  @doc false
  def format_status(_opt, [_pdict, status, parent, _debug, [name, handlers]]) do
    [
      {:header, ~c"Status for event handler " ++ :lists.flatten(:io_lib.format(~c"~tp", [:gen.get_proc_name(name)]))},
      {:data, [{~c"Status", status}, {~c"Parent", parent}]},
      {:items, {~c"Installed handlers", handlers}}
    ]
  end
end
