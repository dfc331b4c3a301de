defmodule LabWatch do
  @moduledoc """
  Reports changes on this node to the workbook: starts and ends of the counted processes, connected
  nodes, registered names, and requests that the web server has answered. It also reports the
  messages that the engine has recorded between the student's processes (labs/ear). Up to ten times
  a second, it asks the engine for new processes, and monitors those that it counts. It ends with
  the process that it reports to.
  """

  @tick 100
  # The number of ticks within which a new process must start its module and register its name.
  @patience 3

  @doc "Starts a watcher that reports to `to`."
  def start(to, module, names, known) do
    spawn(fn ->
      Process.monitor(to)
      :net_kernel.monitor_nodes(true)
      Process.send_after(self(), :tick, 0)

      loop(%{
        to: to,
        module: module,
        names: fun("pid", names),
        known: fun("_", known),
        newest: 0,
        young: [],
        counted: %{},
        started: [],
        ended: [],
        told: nil,
        given: Process.registered(),
        served: [],
        attached: attach()
      })
    end)
  end

  # The web server emits a telemetry event for each request, in the process of the request.
  defp attach() do
    id = {__MODULE__, self()}

    with true <- Code.ensure_loaded?(:telemetry),
         :ok <- :telemetry.attach(id, [:phoenix, :endpoint, :stop], &__MODULE__.served/4, self()) do
      id
    else
      _ -> nil
    end
  end

  @doc false
  def served(_event, _measured, %{conn: conn}, watcher) do
    send(watcher, {:served, "#{conn.method} #{conn.request_path} #{conn.status}"})
  end

  def served(_event, _measured, _metadata, _watcher), do: :ok

  defp fun(_, nil), do: nil

  defp fun(parameter, code) do
    {fun, _} = Code.eval_string("fn #{parameter} -> #{code}\nend")
    fun
  end

  defp loop(%{to: to} = state) do
    receive do
      :tick ->
        Process.send_after(self(), :tick, @tick)
        state |> look() |> report() |> tell() |> loop()

      {:served, request} ->
        loop(%{state | served: [request | state.served]})

      {:DOWN, _, _, ^to, _} ->
        if state.attached, do: :telemetry.detach(state.attached)

      {:DOWN, ref, _, pid, reason} ->
        loop(%{
          state
          | counted: Map.delete(state.counted, ref),
            ended: [{pid, match?({:name_conflict, _, _, _}, reason)} | state.ended]
        })

      _ ->
        loop(state)
    end
  end

  defp look(%{module: nil} = state), do: state

  defp look(state) do
    {newest, pids} = :lab_watch.spawned(state.newest)
    young = state.young ++ Enum.map(pids, &{&1, @patience})
    {started, young} = Enum.reduce(young, {[], []}, &sort(state, &1, &2))

    counted =
      Enum.reduce(started, state.counted, fn {pid, _}, counted ->
        Map.put(counted, Process.monitor(pid), pid)
      end)

    %{state | newest: newest, young: young, counted: counted, started: started}
  end

  # A process is counted as soon as its module and its name are known.
  defp sort(state, {pid, patience}, {started, young}) do
    case {runs(pid), patience} do
      {:unknown, n} when n > 0 -> {started, [{pid, n - 1} | young]}
      {module, n} when module == state.module -> named(state, pid, n, started, young)
      _ -> {started, young}
    end
  end

  defp named(state, pid, patience, started, young) do
    case names(state, pid) do
      [] when patience > 0 -> {started, [{pid, patience - 1} | young]}
      [] -> {[{pid, ""} | started], young}
      [name | _] -> {[{pid, text(name)} | started], young}
    end
  end

  defp runs(pid) do
    case Process.info(pid, [:dictionary, :initial_call]) do
      nil ->
        :gone

      [dictionary: dictionary, initial_call: {first, _, _}] ->
        case List.keyfind(dictionary, :"$initial_call", 0) do
          {_, {module, _, _}} -> module
          nil when first == :proc_lib -> :unknown
          nil -> first
        end
    end
  end

  defp names(%{names: nil}, _), do: []

  defp names(%{names: fun}, pid) do
    fun.(pid)
  rescue
    _ -> []
  catch
    _, _ -> []
  end

  defp text(name) when is_binary(name), do: name
  defp text(name), do: inspect(name)

  defp known(%{known: nil}), do: -1

  defp known(%{known: fun}) do
    fun.(nil)
  rescue
    _ -> -1
  catch
    _, _ -> -1
  end

  defp tell(state) do
    if heard = :lab_watch.heard(), do: send(state.to, {:lab_heard, node(), heard})
    state
  end

  defp report(state) do
    facts = {
      Enum.sort(Node.list()),
      known(state),
      Enum.map(Process.registered() -- state.given, &text/1),
      Enum.map(:global.registered_names(), &text/1)
    }

    if state.started == [] and state.ended == [] and state.served == [] and facts == state.told do
      state
    else
      served = Enum.reverse(state.served)
      send(state.to, {:lab_watch, node(), state.told == nil, state.started, state.ended, facts, served})
      %{state | started: [], ended: [], served: [], told: facts}
    end
  end
end
