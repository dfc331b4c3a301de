defmodule :dbg_server do
  @moduledoc """
  The processes of `:dbg`: a server, which keeps the nodes and the saved patterns, and a tracer, which receives the
  events.
  """

  @named %{
    x: [{:_, [], [{:exception_trace}]}],
    c: [{:_, [], [{:message, {:caller}}]}],
    cx: [{:_, [], [{:exception_trace}, {:message, {:caller}}]}]
  }
  @alias_of %{exception_trace: :x, caller_trace: :c, caller_exception_trace: :cx}

  @doc "Starts the server and the tracer, with a handler and its data."
  def start(handler, data) do
    case Process.whereis(:dbg) && ask(:tracer) do
      {:ok, _} -> {:error, :already_started}
      _ -> ask({:start, handler, data})
    end
  end

  @doc "Stops the server and the tracer."
  def stop do
    case Process.whereis(:dbg) do
      nil ->
        :ok

      server ->
        ref = Process.monitor(server)
        send(server, :stop)

        receive do
          {:DOWN, ^ref, _, _, _} -> :ok
        end
    end
  end

  @doc "Calls the server, and starts it if necessary."
  def ask(question) do
    server = Process.whereis(:dbg) || begin_server()
    ref = Process.monitor(server)
    send(server, {:ask, self(), ref, question})

    receive do
      {^ref, answer} ->
        Process.demonitor(ref, [:flush])
        answer

      {:DOWN, ^ref, _, _, reason} ->
        {:error, reason}
    end
  end

  defp begin_server do
    me = self()
    ref = make_ref()

    spawn(fn ->
      Process.flag(:trap_exit, true)
      named = try(do: Process.register(self(), :dbg), rescue: (_ -> false))
      send(me, {ref, named})
      if named, do: serve(%{tracer: nil, nodes: %{}, saved: @named, next: 1})
    end)

    receive do
      {^ref, _} -> Process.whereis(:dbg)
    end
  end

  defp serve(state) do
    tracer = state.tracer

    receive do
      {:ask, from, ref, question} ->
        {answer, state} = answer(question, state)
        send(from, {ref, answer})
        serve(state)

      :stop ->
        finish(state)

      {:EXIT, ^tracer, _} ->
        serve(%{state | tracer: nil})

      _ ->
        serve(state)
    end
  end

  defp finish(state) do
    if state.tracer do
      untrace()
      ref = Process.monitor(state.tracer)
      send(state.tracer, {:finish, self()})

      receive do
        {:DOWN, ^ref, _, _, _} -> :ok
      end
    end

    for {_, relay} <- state.nodes, do: send(relay, {:finish, self()})
  end

  @doc "Ends the tracing of this node's processes."
  def untrace, do: :erlang.trace(:all, false, [:all])

  defp answer({:start, handler, data}, state) do
    tracer = spawn_link(fn -> told(handler, data) end)
    {{:ok, self()}, %{state | tracer: tracer}}
  end

  defp answer(:tracer, %{tracer: nil} = state), do: {{:error, {:no_tracer_on_node, node()}}, state}
  defp answer(:tracer, state), do: {{:ok, state.tracer}, state}

  defp answer({:tracer, node}, state) do
    case state.nodes do
      %{^node => relay} -> {{:ok, relay}, state}
      _ -> {{:error, {:no_tracer_on_node, node}}, state}
    end
  end

  defp answer(:nodes, %{tracer: nil} = state), do: {[], state}
  defp answer(:nodes, state), do: {[{node(), state.tracer} | Map.to_list(state.nodes)], state}
  defp answer({:add, _}, %{tracer: nil} = state), do: {{:error, {:no_tracer_on_node, node()}}, state}

  defp answer({:add, node}, state) do
    case :rpc.call(node, __MODULE__, :relay, [state.tracer]) do
      {:badrpc, :nodedown} -> {{:error, {:nodedown, node}}, state}
      {:badrpc, reason} -> {{:error, reason}, state}
      relay -> {{:ok, node}, %{state | nodes: Map.put(state.nodes, node, relay)}}
    end
  end

  defp answer({:leave, node}, state) do
    with %{^node => relay} <- state.nodes, do: send(relay, {:finish, self()})
    {:ok, %{state | nodes: Map.delete(state.nodes, node)}}
  end

  defp answer(:saved, state) do
    known = Map.merge(state.saved, Map.new(@alias_of))
    {Enum.sort_by(known, fn {key, _} -> to_string(key) end), state}
  end

  defp answer({:forget, :all}, state), do: {:ok, %{state | saved: @named, next: 1}}
  defp answer({:forget, key}, state), do: {:ok, %{state | saved: Map.delete(state.saved, key)}}

  defp answer({:spec, spec}, state) when spec in [[], false], do: {{:ok, spec, []}, state}

  defp answer({:spec, spec}, state) when is_list(spec) do
    case Enum.find(state.saved, fn {key, saved} -> is_integer(key) and saved == spec end) do
      {key, _} -> {{:ok, spec, [saved: key]}, state}
      nil -> {{:ok, spec, [saved: state.next]}, %{state | saved: Map.put(state.saved, state.next, spec), next: state.next + 1}}
    end
  end

  defp answer({:spec, key}, state) do
    case Map.get(state.saved, Map.get(@alias_of, key, key)) do
      nil -> {{:error, :unknown_pattern}, state}
      spec -> {{:ok, spec, [saved: key]}, state}
    end
  end

  defp told(handler, data) do
    receive do
      {:finish, from} when is_pid(from) -> :ok
      message -> told(handler, handler.(message, data))
    end
  end

  @doc "Starts a process on this node that forwards messages to a tracer on another node."
  def relay(tracer) do
    spawn(fn ->
      ref = Process.monitor(tracer)
      hand_on(tracer, ref)
    end)
  end

  defp hand_on(tracer, ref) do
    receive do
      {:finish, _} ->
        untrace()

      {:DOWN, ^ref, _, _, _} ->
        untrace()

      message ->
        send(tracer, message)
        hand_on(tracer, ref)
    end
  end

  @doc "Sets flags of processes on this node."
  def p_here(item, on, flags, tracer) do
    case who(item) do
      nil -> {:matched, node(), 0, {:no_proc, item}}
      who -> {:matched, node(), :erlang.trace(who, on, flags ++ [{:tracer, tracer}])}
    end
  rescue
    ArgumentError -> {:matched, node(), 0, {:no_proc, item}}
  end

  defp who(group) when group in [:all, :new, :existing, :processes, :ports, :existing_processes, :new_processes], do: group
  defp who(name) when is_atom(name), do: Process.whereis(name)
  defp who(pid) when is_pid(pid) and node(pid) == node(), do: pid
  defp who(number) when is_integer(number), do: who({0, number, 0})
  defp who({a, b, c}), do: who(~c"<#{a}.#{b}.#{c}>")
  defp who(text) when is_list(text), do: :erlang.list_to_pid(text)
  defp who(_), do: nil

  @doc "Sets a pattern for calls on this node. Returns the number of functions."
  def tp_here(what, spec, flags), do: :erlang.trace_pattern(what, spec, flags)
end
