# How the lab on quorums is graded. docs/authoring.md explains every name.

node :major1, project: true
node :major2, project: true
node :major3, project: true
node :minor1, project: true
node :minor2, project: true
# The labels are assigned to the nodes at random, so each run cuts off different nodes.
named [:node1, :node2, :node3, :node4, :node5]

include :horde
include :managers

prepare do
  eval(on: :each, code: :managers_seen, seal: [LabManagers])
end

check "run", "The registry and the supervisor run on all five nodes" do
  running = eval on: :each do
    is_pid(Process.whereis(PhoenixHello.DistributedRegistry)) and is_pid(Process.whereis(PhoenixHello.ManagerSupervisor))
  end

  all_run = eval(on: :major1, do: Enum.all?(running, &elem(&1, 1)))

  judge do
    %{all_run: true} -> :pass
    _ -> :nothing_runs
  end
end

check "whole", "Together, the five start managers", needs: ["run"] do
  eval on: :major1, until: [true, true, true, true] do
    for n <- nodes -- [major1], do: Node.connect(n)
  end

  eval(on: :minor2, until: 4, do: length(Node.list()))
  # Waits until the number is steady, because a supervisor that keeps crashing has members for a
  # moment.
  members = eval on: :each, until: %{^major1 => 5, ^major2 => 5, ^major3 => 5, ^minor1 => 5, ^minor2 => 5}, steady: 3_000 do
    with {:ok, members} <- LabManagers.members(PhoenixHello.ManagerSupervisor), do: length(members)
  end

  all_run = eval(on: :major1, do: Enum.all?(members, &is_integer(elem(&1, 1))))
  options = eval(on: :major1, do: LabManagers.attempt(fn -> inspect(PhoenixHello.ManagerSupervisor.init([])) end))

  answers = eval on: :major1, until: {30, _}, within: 20_000, steady: 8_000 do
    started = LabManagers.attempt(fn ->
      for n <- 1..30, do: LabManagers.attempt(fn -> PhoenixHello.ManagerSupervisor.start_manager("#{nonce}-#{n}") end)
    end)

    # Repeats the calls until all succeed, because members that have just connected may not have
    # found each other.
    with {:ok, all} <- started do
      {right, others} = Enum.split_with(all, &match?({:ok, {:ok, _}}, &1))
      {length(right), Enum.take(others, 1)}
    end
  end

  names = eval on: :major1, until: [_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _], steady: 4_000 do
    LabManagers.all(nodes) |> Enum.sort()
  end

  judge do
    %{answers: {30, _}, names: names} when length(names) == 30 -> :pass
    %{all_run: false} -> :nothing_runs
    %{answers: :hangs} -> :hangs_together
    %{answers: {_, [{:ok, {:error, :quorum_not_met}} | _]}} -> :never_quorum
    %{answers: {_, [{:raised, CaseClauseError, _} | _]}} -> :never_quorum
    %{answers: {_, [{:raised, _, _} | _]}} -> :raised
    %{answers: {_, [{:exit, _} | _]}} -> :raised
    %{answers: {0, _}, names: [_ | _]} -> :other_answer
    _ -> :not_started
  end
end

check "cut", "When two are cut off from three, the three run every manager and the two run none", needs: ["whole"] do
  # A node that is killed before it has sent its changes loses them. That is not a mistake of the
  # student.
  eval on: :each, until: %{^major1 => {:ok, {30, 30}}, ^major2 => {:ok, {30, 30}}, ^major3 => {:ok, {30, 30}}, ^minor1 => {:ok, {30, 30}}, ^minor2 => {:ok, {30, 30}}}, within: 20_000 do
    LabManagers.attempt(fn -> {Horde.Registry.count(PhoenixHello.DistributedRegistry), GenServer.call(PhoenixHello.ManagerSupervisor, :get_telemetry).global_supervised_process_count} end)
  end

  fault "cut major1,major2,major3 minor1,minor2"
  # The nodes do not detect the cut at the same time.
  eval(on: :each, until: %{^major1 => 2, ^major2 => 2, ^major3 => 2, ^minor1 => 1, ^minor2 => 1}, within: 30_000, do: length(Node.list()))

  running = eval on: :each, until: %{^minor1 => [], ^minor2 => [], ^major1 => a, ^major2 => b, ^major3 => c} when length(a) + length(b) + length(c) == 30, within: 20_000, steady: 5_000 do
    Enum.sort(LabManagers.local())
  end

  processes = count(PhoenixHello.Manager)

  sides = eval on: :checker do
    on = fn side -> side |> Enum.flat_map(&running[&1]) |> Enum.sort() end
    %{three: on.([major1, major2, major3]) == names,
      two: length(on.([minor1, minor2])),
      three_run: length(on.([major1, major2, major3]))}
  end

  alive = eval on: :checker do
    count = fn side -> side |> Enum.map(&Map.get(processes, &1, 0)) |> Enum.sum() end
    {count.([major1, major2, major3]), count.([minor1, minor2])}
  end

  kind = eval on: :checker do
    text = inspect(options)
    cond do
      not (text =~ "Quorum") -> :uniform
      text =~ "members: :auto" -> :auto
      true -> :else
    end
  end

  judge do
    %{sides: %{three: true, two: 0}, alive: {30, 0}} -> :pass
    %{sides: %{two: n, three_run: 0}} when n > 0 -> :one_decides
    %{sides: %{two: n}, kind: :auto} when n > 0 -> :auto
    %{sides: %{two: n}, kind: :uniform} when n > 0 -> :no_quorum
    %{sides: %{two: n}} when n > 0 -> :both_sides
    %{sides: %{three_run: 0}} -> :majority_stops
    _ -> :lost
  end
end

check "refused", "The smaller part says that it starts nothing, and the greater part goes on", needs: ["cut"] do
  refused = eval on: :minor1 do
    LabManagers.attempt(fn -> PhoenixHello.ManagerSupervisor.start_manager("late-" <> nonce) end)
  end

  more = eval on: :major2 do
    LabManagers.attempt(fn -> PhoenixHello.ManagerSupervisor.start_manager("more-" <> nonce) end)
  end

  judge do
    %{refused: {:ok, {:error, _}}, more: {:ok, {:ok, pid}}} when is_pid(pid) -> :pass
    %{refused: {:ok, :error}, more: {:ok, {:ok, _}}} -> :pass
    %{refused: {:raised, CaseClauseError, _}} -> :no_answer
    %{refused: {:raised, WithClauseError, _}} -> :no_answer
    %{refused: {:raised, MatchError, _}} -> :no_answer
    %{refused: {:raised, FunctionClauseError, _}} -> :no_answer
    %{refused: {:raised, _, _}} -> :no_answer
    %{refused: :hangs} -> :hangs
    %{refused: {:exit, _}} -> :no_answer
    %{refused: {:ok, {:ok, _}}} -> :made_up
    %{more: {:ok, {:ok, _}}} -> :other_answer
    %{more: {:raised, _, _}} -> :majority_raises
    %{more: {:exit, _}} -> :majority_raises
    _ -> :majority_refuses
  end
end

check "healed", "When it is mended, every manager runs once", needs: ["refused"] do
  fault "heal"

  eval on: :major1 do
    for n <- [minor1, minor2], do: Node.connect(n)
  end

  eval(on: :minor2, until: 4, do: length(Node.list()))

  missing_and_twice = eval on: :major1, until: {0, 0}, within: 20_000, steady: 8_000 do
    now = LabManagers.all(nodes) |> Enum.sort()
    {length(names -- now), length(now -- Enum.uniq(now))}
  end

  judge do
    %{missing_and_twice: {0, 0}} -> :pass
    %{missing_and_twice: {0, _}} -> :twice
    _ -> :lost_healing
  end
end

# A quorum that gives one node more weight may be right for one cut and wrong for another.
check "again", "When two others are cut off, it is the same", needs: ["healed"] do
  eval on: :each, until: %{^major1 => {:ok, {a, b}}, ^major2 => {:ok, {a, b}}, ^major3 => {:ok, {a, b}}, ^minor1 => {:ok, {a, b}}, ^minor2 => {:ok, {a, b}}}, within: 20_000 do
    LabManagers.attempt(fn -> {Horde.Registry.count(PhoenixHello.DistributedRegistry), GenServer.call(PhoenixHello.ManagerSupervisor, :get_telemetry).global_supervised_process_count} end)
  end

  # These are the 30 managers, and the manager that was started during the first cut.
  total = eval(on: :checker, do: length(names) + 1)

  fault "cut minor1,minor2,major3 major1,major2"
  eval(on: :each, until: %{^minor1 => 2, ^minor2 => 2, ^major3 => 2, ^major1 => 1, ^major2 => 1}, within: 30_000, do: length(Node.list()))

  running = eval on: :each, until: %{^major1 => [], ^major2 => [], ^minor1 => a, ^minor2 => b, ^major3 => c} when length(a) + length(b) + length(c) >= total, within: 20_000, steady: 5_000 do
    Enum.sort(LabManagers.local())
  end

  processes = count(PhoenixHello.Manager)

  sides = eval on: :checker do
    on = fn side -> Enum.flat_map(side, &running[&1]) end
    {names -- on.([minor1, minor2, major3]), on.([minor1, minor2, major3]), on.([major1, major2])}
  end

  beyond = eval(on: :checker, do: Map.get(processes, major1, 0) + Map.get(processes, major2, 0))

  judge do
    %{sides: {[], _, []}, beyond: 0} -> :pass
    %{beyond: n, sides: {_, [], _}} when n > 0 -> :one_decides
    %{beyond: n} when n > 0 -> :both_sides
    %{sides: {_, _, [_ | _]}} -> :both_sides
    %{sides: {_, [], _}} -> :majority_stops
    _ -> :lost
  end
end

# major3 was in the larger part both times. A quorum that depends on this node fails when the node
# is killed.
check "gone", "When the one is killed that was on the greater side both times, the others run every manager", needs: ["again"] do
  fault "heal"
  eval(on: :each, do: Enum.each(nodes, &Node.connect/1))
  eval(on: :each, until: %{^major1 => 4, ^major2 => 4, ^major3 => 4, ^minor1 => 4, ^minor2 => 4}, do: length(Node.list()))

  eval on: :major1, until: {^total, ^total}, within: 20_000, steady: 8_000 do
    now = LabManagers.all(nodes)
    {length(now), length(Enum.uniq(now))}
  end

  # A node that is killed before it has sent its changes loses them.
  eval on: :each, until: %{^major1 => {:ok, {a, b}}, ^major2 => {:ok, {a, b}}, ^major3 => {:ok, {a, b}}, ^minor1 => {:ok, {a, b}}, ^minor2 => {:ok, {a, b}}}, within: 20_000 do
    LabManagers.attempt(fn -> {Horde.Registry.count(PhoenixHello.DistributedRegistry), GenServer.call(PhoenixHello.ManagerSupervisor, :get_telemetry).global_supervised_process_count} end)
  end

  fault "kill major3"

  running = eval on: :each, until: %{^major1 => a, ^major2 => b, ^minor1 => c, ^minor2 => d} when length(a) + length(b) + length(c) + length(d) >= total, within: 20_000, steady: 5_000 do
    LabManagers.local()
  end

  missing = eval(on: :checker, do: names -- Enum.concat(Map.values(running)))
  left = eval(on: :checker, do: Enum.count(Enum.concat(Map.values(running))))

  judge do
    %{missing: []} -> :pass
    %{left: 0} -> :one_decides
    _ -> :lost_node
  end
end

# A supervisor whose members are the nodes connected at its start would have a quorum with one node
# alone.
check "alone", "A node that starts alone starts no manager", needs: ["gone"] do
  fault "kill major1,major2,minor1,minor2"
  fault "restart minor1"
  eval(on: :minor1, code: :managers_seen, seal: [LabManagers])

  eval on: :minor1 do
    LabManagers.attempt(fn -> PhoenixHello.ManagerSupervisor.start_manager("alone-" <> nonce) end)
  end

  processes = count(PhoenixHello.Manager)
  running = eval(on: :checker, do: Enum.sum(Map.values(processes)))

  judge do
    %{running: 0} -> :pass
    _ -> :those_here
  end
end
