package horde_test

import (
	"strconv"
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

const hordeWorkers = `
defmodule W do
  use GenServer

  def start_link(name), do: GenServer.start_link(__MODULE__, name, name: via(name))
  def via(name), do: {:via, Horde.Registry, {Names, name}}
  def init(name), do: {:ok, name}
  def handle_call(:name, _from, name), do: {:reply, name, name}
  def handle_call({:do, f}, _from, name), do: {:reply, f.(), name}

  def start(sup, name), do: Horde.DynamicSupervisor.start_child(sup, {W, name})
  def start_all(sup, from, to), do: Enum.each(from..to, &start(sup, &1))
end

defmodule Until do
  def yes(f, n \\ 500) do
    cond do
      f.() -> true
      n == 0 -> false
      true -> Process.sleep(10) && yes(f, n - 1)
    end
  end
end
`

func bootHorde(t testing.TB, options string) *station.Station {
	st := station.Boot(t)
	st.Eval(t, hordeWorkers+`
{:ok, s} = Supervisor.start_link([
  {Horde.Registry, name: Names, keys: :unique, members: :auto, meta: [colour: :red]},
  {Horde.DynamicSupervisor, name: Sup, strategy: :one_for_one, members: :auto`+options+`}
], strategy: :one_for_one)
Process.unlink(s)`)
	return st
}

func all(t *testing.T, st *station.Station, cases [][2]string) {
	for _, c := range cases {
		if got := st.Eval(t, c[0]); got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

func TestHordeRegistry(t *testing.T) {
	st := bootHorde(t, "")
	all(t, st, [][2]string{
		{`Horde.Registry.register(Names, :me, 1) == {:ok, Process.whereis(Names)}`, "true"},
		{`{:ok, a} = Agent.start(fn -> nil end); Agent.get(a, fn _ -> Horde.Registry.register(Names, "a", 1) end); Process.register(a, :a)`, "true"},
		{`Horde.Registry.lookup(Names, "a") == [{Process.whereis(:a), 1}]`, "true"},
		{`Horde.Registry.lookup({:via, Horde.Registry, {Names, "a"}}) == [{Process.whereis(:a), 1}]`, "true"},
		{`Horde.Registry.register(Names, "a", 2) == {:error, {:already_registered, Process.whereis(:a)}}`, "true"},
		{`Horde.Registry.keys(Names, Process.whereis(:a))`, `["a"]`},
		{`Agent.get(:a, fn _ -> Horde.Registry.update_value(Names, "a", & &1 + 10) end)`, "{11, 1}"},
		{`Horde.Registry.update_value(Names, "a", & &1)`, ":error"},
		{`Horde.Registry.select(Names, [{{:"$1", :_, :"$2"}, [{:is_binary, :"$1"}], [{{:"$1", :"$2"}}]}])`, `[{"a", 11}]`},
		{`Horde.Registry.count_match(Names, "a", :_)`, "1"},
		{`Horde.Registry.count_match(Names, "a", :"$1", [{:>, :"$1", 20}])`, "0"},
		{`Horde.Registry.match(Names, "a", 11) == [{Process.whereis(:a), 11}]`, "true"},
		{`Horde.Registry.match(Names, "a", 12)`, "[]"},
		{`Agent.get(:a, fn _ -> Horde.Registry.unregister_match(Names, "a", 12) end); Horde.Registry.count_match(Names, "a", :_)`, "1"},
		{`Agent.get(:a, fn _ -> Horde.Registry.unregister_match(Names, "a", 11) end); Horde.Registry.lookup(Names, "a")`, "[]"},
		{`Agent.get(:a, fn _ -> {:ok, _} = Horde.Registry.register(Names, "b", nil); Horde.Registry.unregister(Names, "b") end)`, ":ok"},
		{`{Horde.Registry.lookup(Names, "b"), Horde.Registry.keys(Names, Process.whereis(:a))}`, "{[], []}"},
		{`Horde.Registry.meta(Names, :colour)`, "{:ok, :red}"},
		{`Horde.Registry.put_meta(Names, :k, nil)`, ":ok"},
		{`{Horde.Registry.meta(Names, :k), Horde.Registry.meta(Names, :nope)}`, "{{:ok, nil}, :error}"},
		{`Horde.Registry.delete_meta(Names, :k); Horde.Registry.meta(Names, :k)`, ":error"},
		{`Horde.Cluster.members(Names)`, "[{Names, :nonode@nohost}]"},
		{`Agent.get(:a, fn _ -> Horde.Registry.register(Names, "c", :v) end); Agent.stop(:a); Until.yes(fn -> Horde.Registry.lookup(Names, "c") == [] and Horde.Registry.count(Names) == 0 end)`, "true"},
		{`try do Horde.Registry.lookup(Nowhere, 1) rescue e -> Exception.message(e) end`, `"errors were found at the given arguments:\n\n  * 1st argument: the table identifier does not refer to an existing ETS table\n"`},
		{`try do Horde.Registry.start_link(name: R2, keys: :duplicate) rescue e -> Exception.message(e) end`, "\"Only `keys: :unique` is supported.\""},
		{`try do Horde.Registry.start_link(name: R2) rescue e -> Exception.message(e) end`, `"expected :keys option to be given"`},
		{`try do Horde.Registry.select(Names, [:x]) rescue e -> Exception.message(e) end`, `"invalid match specification in Registry.select/2: [:x]"`},
		{`try do Horde.Registry.send({Names, :nobody}, :hi) rescue e -> e.__struct__ end`, "ArgumentError"},
		{`Process.register(self(), :listener)
{:ok, r} = Horde.Registry.start_link(name: Told, keys: :unique, listeners: [:listener]); Process.unlink(r)
{:ok, a} = Agent.start(fn -> nil end)
Agent.get(a, fn _ -> Horde.Registry.register(Told, "x", 1) end)
Agent.stop(a)
receive do {:register, Told, "x", ^a, 1} -> receive do {:unregister, Told, "x", ^a} -> :told end end`, ":told"},
	})
}

func TestHordeSupervisor(t *testing.T) {
	st := bootHorde(t, "")
	all(t, st, [][2]string{
		{`{:ok, p} = W.start(Sup, "a"); {node(p), GenServer.call(W.via("a"), :name)}`, `{:nonode@nohost, "a"}`},
		{`{:error, {:already_started, p}} = W.start(Sup, "a"); [{p, nil}] == Horde.Registry.lookup(Names, "a")`, "true"},
		{`[{:undefined, p, :worker, [W]}] = Horde.DynamicSupervisor.which_children(Sup); is_pid(p)`, "true"},
		{`Horde.DynamicSupervisor.count_children(Sup)`, "%{active: 1, specs: 1, supervisors: 0, workers: 1}"},
		{`[{old, _}] = Horde.Registry.lookup(Names, "a"); Process.exit(old, :kill)
Until.yes(fn -> match?([{:undefined, p, _, _}] when is_pid(p) and p != old, Horde.DynamicSupervisor.which_children(Sup)) end)`, "true"},
		{`[{p, _}] = Horde.Registry.lookup(Names, "a"); {Horde.DynamicSupervisor.terminate_child(Sup, p), Horde.DynamicSupervisor.terminate_child(Sup, p)}`, "{:ok, {:error, :not_found}}"},
		{`Horde.DynamicSupervisor.count_children(Sup)`, "%{active: 0, specs: 0, supervisors: 0, workers: 0}"},
		{`Horde.DynamicSupervisor.wait_for_quorum(Sup, 1000)`, ":ok"},
		{`Horde.DynamicSupervisor.start_child(Sup, %{id: 1, start: {Function, :identity, [:ignore]}})`, ":ignore"},
		{`Horde.DynamicSupervisor.start_child(Sup, %{id: 1, start: {Function, :identity, [{:error, :no}]}})`, "{:error, :no}"},
		{`Horde.DynamicSupervisor.start_child(Sup, %{id: 1, start: {Function, :identity, [:nonsense]}})`, "{:error, :nonsense}"},
		{`Horde.DynamicSupervisor.start_child(Sup, %{id: 1, start: {Kernel, :exit, [:boom]}})`, "{:error, :boom}"},
		{`{:ok, p} = Horde.DynamicSupervisor.start_child(Sup, Map.put(W.child_spec("t"), :restart, :transient)); GenServer.stop(p)
Until.yes(fn -> Horde.DynamicSupervisor.which_children(Sup) == [] end)`, "true"},
		{`try do Horde.DynamicSupervisor.start_link(name: S2) rescue e -> Exception.message(e) end`, `"expected :strategy option to be given"`},
		{`try do Horde.DynamicSupervisor.which_children(S3) catch :exit, r -> r end`, "{:noproc, {GenServer, :call, [S3, :which_children, :infinity]}}"},
	})
}

// TestHordeMaxRestarts checks that a child that keeps ending also ends its supervisor, which logs
// the reason.
func TestHordeMaxRestarts(t *testing.T) {
	st := bootHorde(t, "")
	if got := st.Eval(t, `
{:ok, _} = W.start(Sup, "well")
{:ok, _} = W.start(Sup, "ill")
first = Process.whereis(Sup)
kill = fn -> for {p, _} <- Horde.Registry.lookup(Names, "ill"), do: Process.exit(p, :kill) end
Until.yes(fn -> kill.(); Process.whereis(Sup) not in [nil, first] end)`); got != "true" {
		t.Error("the supervisor was not restarted")
	}
	if got := st.Eval(t, `Until.yes(fn -> Horde.DynamicSupervisor.count_children(Sup).active == 0 end)`); got != "true" {
		t.Error("its children survived it")
	}
	if !strings.Contains(st.Printed(), "Sup ends on this node: more than 3 restarts in 5 seconds") {
		t.Errorf("the log does not say why:\n%s", st.Printed())
	}
}

func TestHordeModules(t *testing.T) {
	st := station.Boot(t)
	all(t, st, [][2]string{
		{hordeWorkers + `
defmodule MyNames do
  use Horde.Registry
  def start_link(_), do: Horde.Registry.start_link(__MODULE__, [keys: :unique], name: __MODULE__)
  @impl true
  def init(arg), do: [members: :auto] |> Keyword.merge(arg) |> Horde.Registry.init()
end
defmodule MySup do
  use Horde.DynamicSupervisor, restart: :transient
  def start_link(arg, opts \\ []), do: Horde.DynamicSupervisor.start_link(__MODULE__, arg, [name: __MODULE__] ++ opts)
  @impl true
  def init(arg), do: [strategy: :one_for_one, members: :auto, distribution_strategy: Horde.UniformRandomDistribution] |> Keyword.merge(arg) |> Horde.DynamicSupervisor.init()
end
{:ok, s} = Supervisor.start_link([MyNames, {MySup, [max_children: 1]}], strategy: :one_for_one)
Process.unlink(s)
MySup.child_spec([])`, "%{id: MySup, restart: :transient, start: {MySup, :start_link, [[]]}, type: :supervisor}"},
		{`{:ok, p} = Horde.DynamicSupervisor.start_child(MySup, {Agent, fn -> 7 end}); Agent.get(p, & &1)`, "7"},
		{`Horde.DynamicSupervisor.start_child(MySup, {Agent, fn -> 8 end})`, "{:error, :max_children}"},
		{`Horde.DynamicSupervisor.stop(MySup)`, ":ok"},
	})
}

// TestHordeMembersOfOneNode runs two supervisors on one node. set_members makes them members of the
// same cluster. They must share children as supervisors of two nodes do.
func TestHordeMembersOfOneNode(t *testing.T) {
	st := station.Boot(t)
	all(t, st, [][2]string{
		{hordeWorkers + `
for n <- [S1, S2], do: ({:ok, p} = Horde.DynamicSupervisor.start_link(name: n, strategy: :one_for_one, delta_crdt_options: [sync_interval: 20]); Process.unlink(p))
{:ok, p} = Horde.Registry.start_link(name: Names, keys: :unique); Process.unlink(p)
Horde.Cluster.set_members(S1, [S1, S2])`, ":ok"},
		{`Until.yes(fn -> length(Horde.Cluster.members(S2)) == 2 end)`, "true"},
		{`Until.yes(fn -> Enum.all?([S1, S2], fn s -> Enum.count(:sys.get_state(s).cluster.peers, fn {_, p} -> p.status == :alive end) == 1 end) end)`, "true"},
		{`W.start_all(S1, 1, 40); Horde.DynamicSupervisor.count_children(S2).active`, "40"},
		{`local = fn s -> length(Horde.ProcessesSupervisor.which_children(Horde.ProcessesSupervisor.name(s))) end; {local.(S1) > 5, local.(S2) > 5}`, "{true, true}"},
		// A member that stops first hands its children over.
		{`Until.yes(fn -> map_size(:sys.get_state(S2).kids.records) == 40 end)`, "true"},
		{`Horde.DynamicSupervisor.stop(S1)`, ":ok"},
		{`Until.yes(fn -> Horde.DynamicSupervisor.count_children(S2).active == 40 end)`, "true"},
		{`Horde.Registry.count(Names)`, "40"},
	})
}

func TestHordeDistribution(t *testing.T) {
	st := station.Boot(t)
	members := func(status ...string) string {
		var out []string
		for i, s := range status {
			out = append(out, `%Horde.DynamicSupervisor.Member{name: {PhoenixHello.ManagerSupervisor, :node`+string(rune('1'+i))+`@localhost}, status: :`+s+`}`)
		}
		return "[" + strings.Join(out, ", ") + "]"
	}
	quorum := func(status ...string) string {
		return `Horde.UniformQuorumDistribution.has_quorum?(` + members(status...) + `)`
	}
	all(t, st, [][2]string{
		// These are the recorded choices of the real Horde.
		{`for n <- ~w(Ethan Olivia Mason Sophia Liam Ava Noah Isabella Lucas Mia Ala) do
  {:ok, m} = Horde.UniformDistribution.choose_node(%{id: n, start: {PhoenixHello.Manager, :start_link, [n]}}, ` + members("alive", "alive") + `)
  m.name |> elem(1) |> to_string() |> String.at(4)
end |> Enum.join()`, `"21111221222"`},
		{`Horde.UniformDistribution.choose_node(%{}, ` + members("dead", "uninitialized") + `)`, "{:error, :no_alive_nodes}"},
		{`Horde.UniformRandomDistribution.choose_node(%{}, [])`, "{:error, :no_alive_nodes}"},
		{`Horde.UniformRandomDistribution.choose_node(%{}, ` + members("dead", "alive") + `) |> elem(1) |> Map.get(:name) |> elem(1)`, ":node2@localhost"},
		{`Horde.UniformQuorumDistribution.choose_node(%{}, ` + members("alive", "dead", "dead") + `)`, "{:error, :quorum_not_met}"},
		{quorum("alive", "alive", "dead"), "true"},
		{quorum("alive", "dead", "dead"), "false"},
		// If the number of members is even, the first member has no vote.
		{quorum("alive", "dead"), "false"},
		{quorum("dead", "alive"), "true"},
		{quorum("dead", "dead", "alive", "alive"), "true"},
		{quorum("alive", "alive", "dead", "dead"), "false"},
		// A member that is shutting down does not count.
		{quorum("alive", "shutting_down", "shutting_down"), "true"},
		{quorum(), "false"},
		{`r = HashRing.new() |> HashRing.add_node("a") |> HashRing.add_node("b", 64); {HashRing.nodes(r), HashRing.key_to_node(r, :foo)}`, `{["b", "a"], "b"}`},
		{`r = HashRing.new("a") |> HashRing.remove_node("a"); HashRing.key_to_node(r, :foo)`, "{:error, {:invalid_ring, :no_nodes}}"},
	})
}

func TestDeltaCrdt(t *testing.T) {
	st := station.Boot(t)
	all(t, st, [][2]string{
		{`defmodule Until do
  def yes(f, n \\ 500), do: f.() || (n > 0 and (Process.sleep(10) && yes(f, n - 1)))
end
ps = for n <- [:one, :two, :three] do
  {:ok, p} = DeltaCrdt.start_link(DeltaCrdt.AWLWWMap, sync_interval: 5, name: n)
  Process.unlink(p)
end
DeltaCrdt.set_neighbours(:one, [:two]); DeltaCrdt.set_neighbours(:two, [:one, :three]); DeltaCrdt.set_neighbours(:three, [:two])
DeltaCrdt.put(:one, "CRDT", "is magic!"); Until.yes(fn -> DeltaCrdt.to_map(:three) == %{"CRDT" => "is magic!"} end)`, "true"},
		{`DeltaCrdt.merge(:three, %{a: 1, b: 2}); Until.yes(fn -> DeltaCrdt.get(:one, :a) == 1 and DeltaCrdt.take(:one, [:b, :c]) == %{b: 2} end)`, "true"},
		{`DeltaCrdt.drop(:two, ["CRDT", :a]); Until.yes(fn -> Enum.all?([:one, :two, :three], &(DeltaCrdt.to_map(&1) == %{b: 2})) end)`, "true"},
		{`DeltaCrdt.mutate(:one, :clear, []); Until.yes(fn -> DeltaCrdt.to_map(:three) == %{} end)`, "true"},
		{`me = self(); {:ok, p} = DeltaCrdt.start_link(DeltaCrdt.AWLWWMap, on_diffs: &send(me, {:diffs, &1})); DeltaCrdt.put(p, :k, nil); receive do {:diffs, d} -> d end`, "[{:add, :k, nil}]"},
		// The term of another node can have any form.
		{`m = :lab_crdt.new(1)
for bad <- [1, {}, {[], [], :none, [1]}, {[{1, 2, 3}], [], :none, []}, {[], [], [70000], {[], []}}, {[], [], [1], {[{-1, 2}], []}}] do
  try do :lab_crdt.join(m, bad) rescue ArgumentError -> :refused end
end |> Enum.uniq()`, "[:refused]"},
	})
}

// BenchmarkHordeStart measures the start and registration of a child on a single node.
func BenchmarkHordeStart(b *testing.B) {
	st := bootHorde(b, "")
	b.ResetTimer()
	for n := 0; b.Loop(); n++ {
		st.Eval(b, "W.start_all(Sup, "+strconv.Itoa(n*100)+", "+strconv.Itoa(n*100+99)+")")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/child")
}
