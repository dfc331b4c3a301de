defmodule Process do
  @moduledoc "Processes: names, links, monitors, timers, the process dictionary."

  @type dest :: pid | port | atom | {atom, node}

  @doc "Returns whether a process of this node is alive."
  def alive?(pid), do: :erlang.is_process_alive(pid)

  @doc "Returns the process dictionary as a list of key-value tuples."
  def get(), do: :erlang.get()

  @doc "Returns the value of `key` in the process dictionary, or `default`."
  def get(key, default \\ nil) do
    case :erlang.get(key) do
      :undefined -> default
      value -> value
    end
  end

  @doc "Returns the keys of the process dictionary."
  def get_keys(), do: :erlang.get_keys()

  @doc "Returns the keys in the process dictionary with this `value`."
  def get_keys(value), do: :erlang.get_keys(value)

  @doc "Stores `value` under `key` in the process dictionary. Returns the old value."
  def put(key, value), do: nillify(:erlang.put(key, value))

  @doc "Deletes `key` from the process dictionary. Returns its value."
  def delete(key), do: nillify(:erlang.erase(key))

  @doc "Sends an exit signal with `reason` to `pid`."
  def exit(pid, reason), do: :erlang.exit(pid, reason)

  @doc "Sleeps for `timeout` milliseconds."
  def sleep(timeout) when is_integer(timeout) and timeout > 4_294_967_295 do
    receive do
    after
      4_294_967_295 -> sleep(timeout - 4_294_967_295)
    end
  end

  def sleep(timeout)
      when is_integer(timeout) and timeout >= 0
      when timeout == :infinity do
    receive do
    after
      timeout -> :ok
    end
  end

  @doc "Sends `msg` to `dest` with options such as `:noconnect`."
  def send(dest, msg, options), do: :erlang.send(dest, msg, options)

  @doc "Sends `msg` to `dest` after `time` milliseconds. Returns the timer's reference."
  def send_after(dest, msg, time, opts \\ []), do: :erlang.send_after(time, dest, msg, opts)

  @doc "Cancels a timer. Returns the milliseconds that were left, or false."
  def cancel_timer(timer_ref, options \\ []), do: :erlang.cancel_timer(timer_ref, options)

  @doc "Returns the milliseconds left of a timer, or false."
  def read_timer(timer_ref), do: :erlang.read_timer(timer_ref)

  @doc "Spawns a process with options such as `:link` and `:monitor`."
  def spawn(fun, opts), do: :erlang.spawn_opt(fun, opts)

  @doc "Spawns a process that applies `fun` of module `mod` to `args`, with options."
  def spawn(mod, fun, args, opts), do: :erlang.spawn_opt(mod, fun, args, opts)

  @doc "Monitors `item`. A `:DOWN` message arrives when it ends."
  def monitor(item), do: :erlang.monitor(:process, item)

  @doc "Monitors `item` with options such as `:alias`."
  def monitor(item, options), do: :erlang.monitor(:process, item, options)

  @doc "Ends a monitor."
  def demonitor(monitor_ref, options \\ []), do: :erlang.demonitor(monitor_ref, options)

  @doc "Returns the processes of this node."
  def list(), do: :erlang.processes()

  @doc "Makes an alias of the calling process."
  def alias(), do: :erlang.alias()

  @doc "Makes an alias of the calling process, with options."
  def alias(options), do: :erlang.alias(options)

  @doc "Removes an alias."
  def unalias(alias), do: :erlang.unalias(alias)

  @doc "Links the calling process to `pid_or_port`."
  def link(pid_or_port), do: :erlang.link(pid_or_port)

  @doc "Removes the link to `pid_or_port`."
  def unlink(pid_or_port), do: :erlang.unlink(pid_or_port)

  @doc "Registers `pid_or_port` under `name` on this node."
  def register(pid_or_port, name)
      when is_atom(name) and name not in [nil, false, true, :undefined] do
    :erlang.register(name, pid_or_port)
  catch
    :error, :badarg when node(pid_or_port) != node() ->
      message = "could not register #{inspect(pid_or_port)} because it belongs to another node"
      :erlang.error(ArgumentError.exception(message), [pid_or_port, name])

    :error, :badarg ->
      message =
        "could not register #{inspect(pid_or_port)} with name #{inspect(name)} because it is not alive, " <>
          "the name is already taken, or it has already been given another name"

      :erlang.error(ArgumentError.exception(message), [pid_or_port, name])
  end

  @doc "Removes a registered name."
  def unregister(name), do: :erlang.unregister(name)

  @doc "Returns the pid registered under `name` on this node, or nil."
  def whereis(name), do: nillify(:erlang.whereis(name))

  @doc "Returns the pid of the group leader."
  def group_leader(), do: :erlang.group_leader()

  @doc "Makes `leader` the group leader of `pid`."
  def group_leader(pid, leader), do: :erlang.group_leader(leader, pid)

  @doc "Returns the names registered on this node."
  def registered(), do: :erlang.registered()

  @doc "Sets a flag of the calling process. Returns the old value."
  def flag(flag, value), do: :erlang.process_flag(flag, value)

  @doc "Sets a flag of another process. Returns the old value."
  def flag(pid, flag, value), do: :erlang.process_flag(pid, flag, value)

  @doc "Returns information about a process, or nil."
  def info(pid), do: nillify(:erlang.process_info(pid))

  @doc "Returns one item of information about a process, or a list of items."
  def info(pid, spec)

  def info(pid, :registered_name) do
    case :erlang.process_info(pid, :registered_name) do
      :undefined -> nil
      [] -> {:registered_name, []}
      other -> other
    end
  end

  def info(pid, spec) when is_atom(spec) or is_tuple(spec) do
    nillify(:erlang.process_info(pid, spec))
  end

  def info(pid, spec) when is_list(spec) do
    nillify(:erlang.process_info(pid, spec))
  end

  @doc "Hibernates the process until its next message, then calls the function."
  def hibernate(mod, fun_name, args), do: :erlang.hibernate(mod, fun_name, args)

  @doc "Gives the calling process a label for debugging."
  def set_label(label) do
    :erlang.put(:"$process_label", label)
    :ok
  end

  defp nillify(:undefined), do: nil
  defp nillify(other), do: other
end
