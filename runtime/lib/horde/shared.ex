defmodule Horde.Shared do
  @moduledoc false

  # A registry and a supervisor use these functions to access their shared map. They write to the
  # map directly. A message about a remote write may be older than a local write, so its receiver
  # looks up the current value.

  alias Horde.Options

  @none :"$none"

  @doc """
  Subscribes the caller to nodes that come and go. Has no effect on an engine without a network.
  """
  def watch_nodes(options) do
    if function_exported?(:net_kernel, :monitor_nodes, 2), do: :net_kernel.monitor_nodes(true, options)
  end

  @doc "Returns the map of the process called `crdt`."
  def map(crdt), do: GenServer.call(crdt, :map, :infinity)

  def put(%{map: map, crdt: crdt}, key, value, time \\ System.system_time(:nanosecond)) do
    :lab_crdt.put(map, key, value, time)
    send(crdt, :dirty)
    :ok
  end

  def delete(_state, []), do: :ok

  def delete(%{map: map, crdt: crdt}, keys) do
    :lab_crdt.delete(map, keys)
    send(crdt, :dirty)
    :ok
  end

  @doc "Sends writes to the other members at once, instead of after the interval."
  def tell_now(%{crdt: crdt}), do: send(crdt, :tell)

  @doc "Returns the current value of the key of a change."
  def now({:add, key, _value}, state), do: now(key, state)
  def now({:remove, key}, state), do: now(key, state)

  def now(key, %{map: map}) do
    case :lab_crdt.get(map, key, @none) do
      @none -> {:remove, key}
      value -> {:add, key, value}
    end
  end

  @doc "Stores the current members. Sends the change at once to dropped members, which are still neighbours."
  def members(%{crdt: crdt} = state, before, now) do
    for m <- MapSet.difference(now, before), do: put(state, {:member, m}, 1)

    case Enum.map(MapSet.difference(before, now), &{:member, &1}) do
      [] ->
        :ok

      dropped ->
        delete(state, dropped)
        GenServer.call(crdt, :flush, :infinity)
    end
  end

  @doc "Connects the map to the maps of other members."
  def neighbours(%{crdt: crdt, me: me}, members) do
    send(crdt, {:set_neighbours, for({name, node} = m <- members, m != me, do: {Options.crdt(name), node})})
  end

  @doc "Reports changes to the process called `name`. It is the `:on_diffs` function of the map."
  def tell(name, diffs) do
    if pid = Process.whereis(name), do: send(pid, {:crdt_update, diffs})
  end
end
