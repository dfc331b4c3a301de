defmodule DeltaCrdt.CausalCrdt do
  @moduledoc false

  # This process owns a replica of the map. :lab_crdt implements the map itself. The process
  # exchanges messages with its neighbours. Between neighbours A and B, the messages are
  #
  #   {:delta, delta}                    A's changes since its last delta
  #   {:digest, A, root}                 A's state in eight bytes, until B agrees
  #   {:agreed, B, root}                 B has the same state
  #   summary, groups, content, answer   how they find the differences (lab/runtime/crdt)
  #
  # A message can be lost together with a connection. The digests detect that.

  use GenServer

  # The time in milliseconds that an exchange with a neighbour may take before the next exchange
  # starts.
  @patience 2000

  @impl true
  def init(opts) do
    Process.flag(:trap_exit, true)
    interval = Keyword.get(opts, :sync_interval, 200)

    state = %{
      name: opts[:name],
      map: :lab_crdt.new(:rand.uniform(0x3FFFFFFFFFFFFFF)),
      on_diffs: opts[:on_diffs],
      interval: interval,
      neighbours: MapSet.new(),
      agreed: %{},
      busy: %{},
      told: now() - interval,
      telling: false,
      ticking: false
    }

    {:ok, state}
  end

  @impl true
  def handle_call({:get, key}, _from, state), do: {:reply, :lab_crdt.get(state.map, key, nil), state}
  def handle_call(:map, _from, state), do: {:reply, state.map, state}
  def handle_call(:to_map, _from, state), do: {:reply, Map.new(:lab_crdt.to_list(state.map)), state}
  def handle_call(:flush, _from, state), do: {:reply, MapSet.to_list(state.neighbours), tell(state)}
  def handle_call(:ping, _from, state), do: {:reply, :pong, state}
  def handle_call(operation, _from, state), do: {:reply, :ok, mutate(operation, state)}

  @impl true
  def handle_cast(operation, state), do: {:noreply, mutate(operation, state)}

  defp mutate({:put, pairs}, state) do
    diffs = Enum.flat_map(pairs, fn {key, value} -> :lab_crdt.put(state.map, key, value, time()) end)
    changed(diffs, state)
  end

  defp mutate({:delete, keys}, state), do: changed(:lab_crdt.delete(state.map, keys), state)

  defp mutate(:clear, state) do
    mutate({:delete, Enum.map(:lab_crdt.to_list(state.map), &elem(&1, 0))}, state)
  end

  defp changed([], state), do: state

  defp changed(diffs, state) do
    notify(state.on_diffs, diffs)
    dirty(state)
  end

  defp notify(nil, _diffs), do: :ok
  defp notify(_to, []), do: :ok
  defp notify(fun, diffs) when is_function(fun, 1), do: fun.(diffs)
  defp notify({m, f, a}, diffs), do: apply(m, f, a ++ [diffs])

  # The first write after a pause is sent as soon as the current mailbox is handled. Further
  # writes are sent after the interval.
  defp dirty(%{telling: true} = state), do: state

  defp dirty(state) do
    case state.told + state.interval - now() do
      wait when wait > 0 -> Process.send_after(self(), :tell, wait)
      _ -> send(self(), :tell)
    end

    %{state | telling: true}
  end

  # Horde's processes write to the map directly (Horde.Shared) and then send this message.
  @impl true
  def handle_info(:dirty, state), do: {:noreply, dirty(state)}

  def handle_info(:tell, state), do: {:noreply, tell(%{state | telling: false})}

  def handle_info({:delta, delta}, state) do
    {:noreply, joined(:lab_crdt.join(state.map, delta), state)}
  end

  def handle_info({:set_neighbours, neighbours}, state) do
    new = MapSet.new(neighbours, &address/1) |> MapSet.delete(me(state)) |> MapSet.delete(self())
    added = MapSet.difference(new, state.neighbours)

    state = %{
      state
      | neighbours: new,
        agreed: Map.take(state.agreed, MapSet.to_list(new)),
        busy: Map.take(state.busy, MapSet.to_list(new))
    }

    for n <- added, do: say(n, {:digest, me(state), :lab_crdt.root(state.map)})
    {:noreply, tick_later(state)}
  end

  def handle_info(:tick, state) do
    state = %{state | ticking: false}
    root = :lab_crdt.root(state.map)
    for n <- state.neighbours, state.agreed[n] != root, do: say(n, {:digest, me(state), root})
    {:noreply, tick_later(state)}
  end

  def handle_info({:digest, from, root}, state) do
    mine = :lab_crdt.root(state.map)

    cond do
      root == mine ->
        say(from, {:agreed, me(state), mine})
        {:noreply, agree(state, from, mine)}

      # The lesser of two replicas starts the exchange, so that not both do.
      me(state) < from ->
        {:noreply, exchange(from, state)}

      true ->
        say(from, {:digest, me(state), mine})
        {:noreply, state}
    end
  end

  def handle_info({:agreed, from, root}, state), do: {:noreply, agree(state, from, root)}

  def handle_info({:summary, from, summary}, state) do
    say(from, {:groups, me(state), :lab_crdt.groups(state.map, summary)})
    {:noreply, state}
  end

  def handle_info({:groups, from, groups}, state) do
    say(from, {:content, me(state), :lab_crdt.content(state.map, groups)})
    {:noreply, state}
  end

  def handle_info({:content, from, content}, state) do
    {diffs, answer} = :lab_crdt.answer(state.map, content)
    say(from, {:answer, me(state), answer})
    {:noreply, joined(diffs, state)}
  end

  def handle_info({:answer, from, answer}, state) do
    diffs = :lab_crdt.join(state.map, answer)
    {:noreply, joined(diffs, %{state | busy: Map.delete(state.busy, from)})}
  end

  def handle_info({:EXIT, _pid, reason}, state) do
    if reason == :normal, do: {:noreply, state}, else: {:stop, reason, state}
  end

  def handle_info(_other, state), do: {:noreply, state}

  defp exchange(with, state) do
    now = now()

    if now < Map.get(state.busy, with, now) do
      state
    else
      say(with, {:summary, me(state), :lab_crdt.summary(state.map)})
      %{state | busy: Map.put(state.busy, with, now + @patience)}
    end
  end

  defp joined(diffs, state) do
    notify(state.on_diffs, diffs)
    tick_later(state)
  end

  defp agree(state, from, root) do
    if MapSet.member?(state.neighbours, from), do: put_in(state.agreed[from], root), else: state
  end

  defp tell(state) do
    case :lab_crdt.delta(state.map) do
      :none ->
        state

      delta ->
        for n <- state.neighbours, do: say(n, {:delta, delta})
        tick_later(%{state | told: now()})
    end
  end

  # Digests are sent until all neighbours agree.
  defp tick_later(%{ticking: true} = state), do: state

  defp tick_later(state) do
    root = :lab_crdt.root(state.map)

    if Enum.any?(state.neighbours, &(state.agreed[&1] != root)) do
      Process.send_after(self(), :tick, state.interval)
      %{state | ticking: true}
    else
      state
    end
  end

  @impl true
  def terminate(_reason, state), do: tell(state)

  defp me(%{name: nil}), do: self()
  defp me(%{name: name}), do: {name, node()}

  defp address({name, node}), do: {name, node}
  defp address(name) when is_atom(name), do: {name, node()}
  defp address(pid), do: pid

  defp say(to, message), do: :erlang.send(to, message, [:noconnect])

  defp now(), do: System.monotonic_time(:millisecond)
  defp time(), do: System.system_time(:nanosecond)
end
