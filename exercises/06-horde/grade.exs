# How lab 6 is graded. docs/authoring.md explains every name.

node :red, project: true
node :green, project: true
node :blue, project: true

include :horde
include :managers

prepare do
  eval(on: :each, code: :managers_seen, seal: [LabManagers])
end

check "run", "The registry and the supervisor are started with the application" do
  registry = eval(on: :red, do: Process.whereis(PhoenixHello.DistributedRegistry) != nil)
  supervisor = eval(on: :red, do: Process.whereis(PhoenixHello.ManagerSupervisor) != nil)

  children = eval on: :red do
    for {module, _args, pid} <- LabManagers.children(),
        is_pid(pid),
        {:registered_name, name} when is_atom(name) <- [Process.info(pid, :registered_name)],
        do: {module, name}
  end

  horde_registry = eval on: :red do
    is_pid(Process.whereis(PhoenixHello.DistributedRegistry)) and match?({:ok, _}, LabManagers.members(PhoenixHello.DistributedRegistry))
  end

  horde_supervisor = eval on: :red do
    is_pid(Process.whereis(PhoenixHello.ManagerSupervisor)) and match?({:ok, _}, LabManagers.members(PhoenixHello.ManagerSupervisor))
  end

  elsewhere = eval on: :checker do
    Enum.any?(children, fn {module, name} ->
      # Horde's own processes have the same names with a suffix.
      (module == Horde.Registry and not (inspect(name) =~ ~r/^PhoenixHello.DistributedRegistry/)) or
        (module in [Horde.DynamicSupervisor, PhoenixHello.ManagerSupervisor] and
           not (inspect(name) =~ ~r/^PhoenixHello.ManagerSupervisor/))
    end)
  end

  judge do
    %{horde_registry: true, horde_supervisor: true} -> :pass
    %{registry: true, horde_registry: false} -> :not_horde
    %{supervisor: true, horde_supervisor: false} -> :not_horde
    %{elsewhere: true} -> :other_name
    %{registry: false, supervisor: true} -> :no_registry
    %{registry: true, supervisor: false} -> :no_supervisor
    _ -> :nothing_runs
  end
end

check "members", "They are one for all connected nodes", needs: ["run"] do
  eval(on: :red, until: [true, true], do: Enum.map([green, blue], &Node.connect/1))
  eval(on: :green, until: true, do: Node.connect(blue))
  links = eval(on: :each, until: %{^red => 2, ^green => 2, ^blue => 2}, do: length(Node.list()))

  registry = eval on: :blue, until: {:ok, [_, _, _]}, steady: 3_000 do
    LabManagers.members(PhoenixHello.DistributedRegistry)
  end

  supervisor = eval on: :blue, until: {:ok, [_, _, _]}, steady: 3_000 do
    LabManagers.members(PhoenixHello.ManagerSupervisor)
  end

  judge do
    %{registry: {:ok, [_, _, _]}, supervisor: {:ok, [_, _, _]}} -> :pass
    %{links: links} when links != %{red => 2, green => 2, blue => 2} -> :unlinked
    %{registry: {:ok, [_, _, _]}} -> :supervisor_alone
    %{supervisor: {:ok, [_, _, _]}} -> :registry_alone
    _ -> :both_alone
  end
end

check "spread", "start_random/1 starts managers on all nodes, each of one name that all nodes know", needs: ["members"] do
  wanted = eval(on: :checker, do: Enum.random(50..70))
  answer = eval(on: :red, do: LabManagers.attempt(fn -> PhoenixHello.ManagerSupervisor.start_random(wanted) end))

  local = eval on: :each, until: %{^red => [_ | _], ^green => [_ | _], ^blue => [_ | _]}, steady: 2_000 do
    LabManagers.local()
  end

  count = eval on: :red do
    all = local |> Map.values() |> Enum.concat()
    %{all: length(all), names: length(Enum.uniq(all)), unnamed: Enum.count(all, &is_pid/1)}
  end

  known = eval on: :each, until: %{^red => ^wanted, ^green => ^wanted, ^blue => ^wanted}, steady: 3_000 do
    Horde.Registry.count(PhoenixHello.DistributedRegistry)
  end

  processes = count(PhoenixHello.Manager)
  running = eval(on: :checker, do: Enum.sum(Map.values(processes)))

  supervised = eval on: :red do
    LabManagers.attempt(fn -> length(Horde.DynamicSupervisor.which_children(PhoenixHello.ManagerSupervisor)) end)
  end

  busy = eval on: :red do
    for {node, [_ | _]} <- local, do: node
  end

  judge do
    %{wanted: n, count: %{all: n, names: n, unnamed: 0}, known: %{^red => n, ^green => n, ^blue => n}, busy: [_, _, _], supervised: {:ok, n}, running: n} -> :pass
    %{answer: :hangs} -> :hangs
    %{answer: {:exit, :badmap}} -> :not_hordes_function
    %{answer: {:exit, :noproc}} -> :not_hordes_function
    %{answer: {:exit, _}, count: %{all: 0}} -> :not_hordes_function
    %{answer: {:raised, _, _}} -> :raised
    %{count: %{unnamed: n}} when n > 0 -> :unnamed
    %{count: %{all: 0}} -> :none_started
    %{supervised: {:ok, 0}} -> :unsupervised
    %{supervised: {:ok, s}, count: %{all: a}} when s < a -> :unsupervised
    %{count: %{all: 1}} -> :one_name
    %{wanted: n, count: %{all: a, names: a}} when a != n -> :wrong_number
    %{busy: [_]} -> :one_node
    _ -> :spread_other
  end
end

check "failover", "When a node is killed, its managers run on the others, every name once", needs: ["spread"] do
  fault "kill green"

  missing_and_extra = eval on: :red, until: {0, 0}, within: 20_000, steady: 5_000 do
    before = local |> Map.values() |> Enum.concat() |> Enum.sort()
    now = LabManagers.all([red, blue]) |> Enum.sort()
    {length(before -- now), length(now -- before)}
  end

  processes = count(PhoenixHello.Manager, until: %{^red => a, ^blue => b} when a + b == wanted, within: 5_000)
  running = eval(on: :checker, do: Enum.sum(Map.values(processes)))

  judge do
    %{missing_and_extra: {0, 0}, running: n, wanted: n} -> :pass
    %{missing_and_extra: {0, _}} -> :twice
    _ -> :lost
  end
end

check "alone", "When another is killed, the last one runs them all", needs: ["failover"] do
  fault "kill blue"

  missing_and_extra = eval on: :red, until: {0, 0}, within: 20_000, steady: 3_000 do
    before = local |> Map.values() |> Enum.concat() |> Enum.sort()
    now = LabManagers.local() |> Enum.sort()
    {length(before -- now), length(now -- before)}
  end

  judge do
    %{missing_and_extra: {0, 0}} -> :pass
    %{missing_and_extra: {0, _}} -> :twice
    _ -> :lost
  end
end

check "rejoin", "The node comes back and takes its share, and no name is lost", needs: ["alone"] do
  fault "restart green"
  eval(on: :green, code: :managers_seen, seal: [LabManagers])
  eval(on: :green, until: true, do: Node.connect(red))
  eval(on: :green, until: 1, do: length(Node.list()))

  missing_extra_green = eval on: :red, until: {0, 0, n} when n > 0, within: 20_000, steady: 5_000 do
    before = local |> Map.values() |> Enum.concat() |> Enum.sort()
    all = LabManagers.all([red, green]) |> Enum.sort()
    {length(before -- all), length(all -- before), length(LabManagers.all([green]))}
  end

  processes = count(
      PhoenixHello.Manager,
      until: %{^red => a, ^green => b} when a + b == wanted,
      within: 5_000
  )
  running = eval(on: :checker, do: Enum.sum(Map.values(processes)))

  judge do
    %{missing_extra_green: {0, 0, there}, running: n, wanted: n} when there > 0 -> :pass
    %{missing_extra_green: {0, 0, 0}} -> :passive
    %{missing_extra_green: {0, _, _}} -> :twice
    _ -> :lost_again
  end
end
