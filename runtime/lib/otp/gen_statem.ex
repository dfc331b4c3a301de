defmodule :gen_statem do
  @moduledoc "The client functions of a generic state machine. Its loop is `:lab_statem`."

  @callback init(args :: term) :: {:ok, state :: term, data :: term} | {:ok, state :: term, data :: term, actions :: term} | :ignore | {:stop, term}
  @callback callback_mode() :: atom | [atom]
  @callback state_name(type :: term, content :: term, data :: term) :: term
  @callback handle_event(type :: term, content :: term, state :: term, data :: term) :: term
  @callback terminate(reason :: term, state :: term, data :: term) :: term
  @callback code_change(old_vsn :: term, state :: term, data :: term, extra :: term) :: term
  @callback format_status(status :: map) :: map
  @callback format_status(reason :: term, list) :: term
  @optional_callbacks state_name: 3, handle_event: 4, terminate: 3, code_change: 4, format_status: 1, format_status: 2

  def start(mod, args, options), do: :gen.start(:gen_statem, :nolink, mod, args, options)
  def start(name, mod, args, options), do: :gen.start(:gen_statem, :nolink, name, mod, args, options)
  def start_link(mod, args, options), do: :gen.start(:gen_statem, :link, mod, args, options)
  def start_link(name, mod, args, options), do: :gen.start(:gen_statem, :link, name, mod, args, options)
  def start_monitor(mod, args, options), do: :gen.start(:gen_statem, :monitor, mod, args, options)
  def start_monitor(name, mod, args, options), do: :gen.start(:gen_statem, :monitor, name, mod, args, options)

  def stop(server), do: :gen.stop(server)
  def stop(server, reason, timeout), do: :gen.stop(server, reason, timeout)

  def call(server, request), do: call(server, request, :infinity)

  # A late reply is dropped with its alias, so both kinds of timeout are the same.
  def call(server, request, timeout) do
    time =
      case timeout do
        {:clean_timeout, time} -> time
        {:dirty_timeout, time} -> time
        time -> time
      end

    try do
      {:ok, reply} = :gen.call(server, :"$gen_call", request, time)
      reply
    catch
      :exit, reason -> exit({reason, {:gen_statem, :call, [server, request, timeout]}})
    end
  end

  def cast(server, message), do: :gen_server.cast(server, message)
  def send_request(server, request), do: :gen.send_request(server, :"$gen_call", request)
  def receive_response(request, timeout \\ :infinity), do: :gen.receive_response(request, timeout)
  def wait_response(request, timeout \\ :infinity), do: :gen.wait_response(request, timeout)

  @doc "Sends a request, and adds it to a collection."
  def send_request(server, request, label, requests), do: :gen.send_request(server, :"$gen_call", request, label, requests)

  defdelegate check_response(message, request), to: :gen
  defdelegate check_response(message, requests, delete), to: :gen
  defdelegate receive_response(requests, timeout, delete), to: :gen
  defdelegate wait_response(requests, timeout, delete), to: :gen
  defdelegate reqids_new(), to: :gen
  defdelegate reqids_size(requests), to: :gen
  defdelegate reqids_add(request, label, requests), to: :gen
  defdelegate reqids_to_list(requests), to: :gen

  def reply(replies) when is_list(replies), do: :lists.foreach(&reply/1, replies)
  def reply({:reply, from, reply}), do: reply(from, reply)
  def reply(from, reply), do: :gen.reply(from, reply)

  def enter_loop(mod, options, state, data), do: enter_loop(mod, options, state, data, self(), [])

  def enter_loop(mod, options, state, data, server_or_actions) do
    if is_list(server_or_actions),
      do: enter_loop(mod, options, state, data, self(), server_or_actions),
      else: enter_loop(mod, options, state, data, server_or_actions, [])
  end

  def enter_loop(mod, options, state, data, name, actions) do
    :lab_statem.enter(:gen.get_parent(), name, mod, options, state, data, actions)
  end

  @doc false
  def init_it(starter, :self, name, mod, args, options), do: init_it(starter, self(), name, mod, args, options)
  def init_it(starter, parent, name, mod, args, options), do: :lab_statem.start(starter, parent, name, mod, args, options)

  @doc false
  def system_continue(_parent, debug, machine), do: :lab_statem.go_on(%{machine | debug: debug})
  @doc false
  def system_terminate(reason, _parent, _debug, machine), do: :lab_statem.finish(:exit, reason, [], [], machine)
  @doc false
  def system_get_state(machine), do: {:ok, {machine.state, machine.data}}

  @doc false
  def system_replace_state(fun, machine) do
    {state, data} = fun.({machine.state, machine.data})
    {:ok, {state, data}, %{machine | state: state, data: data}}
  end

  @doc false
  def system_code_change(%{mod: mod} = machine, _module, old_vsn, extra) do
    with true <- function_exported?(mod, :code_change, 4),
         {:ok, state, data} <- mod.code_change(old_vsn, machine.state, machine.data, extra) do
      {:ok, :lab_statem.with_mode(%{machine | state: state, data: data})}
    else
      false -> {:ok, machine}
      other -> other
    end
  end

  @doc false
  def format_status(_opt, [_pdict, status, parent, debug, machine]) do
    [
      {:header, ~c"Status for state machine " ++ :lists.flatten(:io_lib.format(~c"~tp", [:gen.get_proc_name(machine.name)]))},
      {:data, [{~c"Status", status}, {~c"Parent", parent}, {~c"Modules", [machine.mod]}, {~c"Logged Events", :sys.get_log(debug)}, {~c"Postponed", machine.postponed}]},
      {:data, [{~c"State", :lab_statem.shown(machine)}]}
    ]
  end
end
