// Package horde tests Horde on real nodes. Nodes start, stop, freeze and lose their links, and the
// tests check the children and names.
//
// Start reading in this file; chaos_test.go injects random faults.
package horde

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lab/cli"
	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/cluster"
	"lab/labs/messages"
	"lab/runtime/term"
)

// TestMain lets the test binary act as the program of the nodes.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "node" {
		os.Exit(cli.Main(cli.Assets{}))
	}
	os.Exit(m.Run())
}

// A horde is a cluster that runs testdata/project.
type horde struct {
	*cluster.Scenario
	t        testing.TB
	names    []string
	out      *output
	patience time.Duration // how long to wait for a state
}

// output collects the output of the nodes.
type output struct{ text chan string }

func (o *output) Output(node, text string) {
	select {
	case o.text <- node + ": " + text:
	default:
	}
}

func (o *output) Changed()             {}
func (o *output) Report(census.Report) {}
func (o *output) Heard(messages.Batch) {}

// start starts and connects n nodes. The options of the supervisor are a keyword list.
func start(t testing.TB, n int, options string) *horde {
	t.Helper()
	h := apart(t, n, options)
	for _, name := range h.names[1:] {
		h.eval(name, "Node.connect(:node1@localhost)")
	}
	for _, name := range h.names {
		h.met(name, n)
	}
	return h
}

// met waits until the supervisor of a node has n members and knows that all others are alive. Until
// then, it places no children on them.
func (h *horde) met(node string, n int) {
	h.t.Helper()
	h.until(node, fmt.Sprintf(`(fn peers -> map_size(peers) == %d and Enum.all?(peers, &match?({_, %%{status: :alive}}, &1)) end).(`+
		`:sys.get_state(Hordes.ManagerSupervisor).cluster.peers)`, n-1))
}

// apart starts n nodes that are not connected.
func apart(t testing.TB, n int, options string) *horde {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/project")); err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf("import Config\nconfig :hordes, supervisor: [%s]\n", options)
	if err := os.MkdirAll(filepath.Join(dir, "config"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config", "config.exs"), []byte(config), 0o666); err != nil {
		t.Fatal(err)
	}
	h := &horde{t: t, out: &output{make(chan string, 100_000)}, patience: 30 * time.Second}
	cfg := cluster.Config{Project: dir, Dir: dir, Command: []string{os.Args[0], "node"}}
	// The observing process takes CPU time itself.
	if _, measuring := t.(*testing.B); !measuring {
		cfg.Observer = h.out
	}
	for i := range n {
		name := fmt.Sprintf("node%d", i+1)
		h.names = append(h.names, name)
		cfg.Nodes = append(cfg.Nodes, catalogue.NodeSpec{Name: name, Project: true})
	}
	s, err := cluster.Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	h.Scenario = s
	t.Cleanup(h.end)
	if said := s.Unloaded(); said != "" {
		t.Fatal(said)
	}
	return h
}

func (h *horde) end() {
	if h.t.Failed() {
		for more := true; more; {
			select {
			case text := <-h.out.text:
				h.t.Log(strings.TrimSpace(text))
			default:
				more = false
			}
		}
	}
	h.Close()
}

func (h *horde) try(node, code string) (term.Term, error) {
	ctx, cancel := context.WithTimeout(context.Background(), h.patience)
	defer cancel()
	return h.Eval(ctx, node, code, nil)
}

func (h *horde) eval(node, code string) string {
	h.t.Helper()
	v, err := h.try(node, code)
	if err != nil {
		h.t.Fatalf("%s on %s: %v", code, node, err)
	}
	return term.Inspect(v, term.Opts{})
}

// until waits until code is true on a node.
func (h *horde) until(node, code string) {
	h.t.Helper()
	for end := time.Now().Add(h.patience); ; time.Sleep(20 * time.Millisecond) {
		v, err := h.try(node, code)
		if err == nil && v.Is(term.ATrue) {
			return
		}
		if time.Now().After(end) {
			h.t.Fatalf("never on %s: %s (%v, %v)", node, code, term.Inspect(v, term.Opts{}), err)
		}
	}
}

// strike injects a fault, such as "kill node2" or "cut node1 node2,node3".
func (h *horde) strike(fault string) {
	h.t.Helper()
	f, err := catalogue.ParseFault(fault)
	if err == nil {
		err = h.Strike(context.Background(), f)
	}
	if err != nil {
		h.t.Fatalf("%s: %v", fault, err)
	}
}

// startManagers starts n managers on node1 and waits until all nodes know them.
func (h *horde) startManagers(n int) {
	h.t.Helper()
	h.eval("node1", fmt.Sprintf("Hordes.ManagerSupervisor.start_random(%d)", n))
	for _, name := range h.names {
		h.until(name, fmt.Sprintf("match?({_, %d}, %s)", n, counts))
	}
}

// once waits until each of n managers runs exactly once on the named nodes.
func (h *horde) once(n int, nodes ...string) {
	h.t.Helper()
	wrong := ""
	running := map[string]int{}
	for end := time.Now().Add(h.patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		clear(running)
		for _, node := range nodes {
			v, err := h.try(node, "for {name, _} <- Hordes.ManagerSupervisor.running(), do: name")
			if err != nil {
				h.t.Fatal(err)
			}
			names, _ := v.Slice()
			for _, name := range names {
				running[term.Inspect(name, term.Opts{})]++
			}
		}
		wrong = ""
		for name, times := range running {
			if times != 1 {
				wrong = fmt.Sprintf("%s runs %d times", name, times)
			}
		}
		if len(running) != n {
			wrong = fmt.Sprintf("%d of %d run", len(running), n)
		}
		if wrong == "" {
			return
		}
	}
	h.explain(running, nodes)
	h.t.Fatal(wrong)
}

// explain logs the state of the nodes for the managers that do not run exactly once.
func (h *horde) explain(running map[string]int, nodes []string) {
	h.t.Helper()
	names, err := h.try(nodes[0], "Hordes.ManagerSupervisor.wanted()")
	if err != nil {
		h.t.Log(err)
		return
	}
	shown := 0
	all, _ := names.Slice()
	for _, name := range all {
		if text := term.Inspect(name, term.Opts{}); running[text] != 1 && shown < 5 {
			shown++
			h.t.Logf("%s runs %d times", text, running[text])
			for _, n := range nodes {
				h.t.Logf("%s: %s", n, h.eval(n, "Hordes.ManagerSupervisor.about("+text+")"))
			}
		}
	}
}

const counts = "Hordes.ManagerSupervisor.counts()"

func TestKilledNodesChildrenStartElsewhereAndComeBack(t *testing.T) {
	t.Parallel()
	h := start(t, 2, "")
	h.startManagers(100)
	split := h.eval("node1", counts)
	h.strike("kill node2")
	h.until("node1", "{%{node1@localhost: 100}, 100} == "+counts)
	h.strike("restart node2")
	h.eval("node2", "Node.connect(:node1@localhost)")
	h.until("node1", split+" == "+counts)
	h.until("node2", split+" == "+counts)
}

func TestPassiveLeavesThemWhereTheyAre(t *testing.T) {
	t.Parallel()
	h := start(t, 2, "process_redistribution: :passive")
	h.startManagers(30)
	h.strike("kill node2")
	h.until("node1", "{%{node1@localhost: 30}, 30} == "+counts)
	h.strike("restart node2")
	h.eval("node2", "Node.connect(:node1@localhost)")
	h.until("node2", "{%{node1@localhost: 30}, 30} == "+counts)
	h.once(30, "node1")
}

func TestStoppedNodeHandsOver(t *testing.T) {
	t.Parallel()
	h := start(t, 3, "")
	h.startManagers(60)
	h.strike("stop node2")
	h.once(60, "node1", "node3")
	h.until("node1", "match?({%{node1@localhost: _, node3@localhost: _}, 60}, "+counts+")")
}

func TestFrozenNodesChildrenStartElsewhere(t *testing.T) {
	t.Parallel()
	h := start(t, 2, "")
	h.startManagers(30)
	h.strike("freeze node2")
	h.until("node1", "{%{node1@localhost: 30}, 30} == "+counts)
	h.strike("thaw node2")
	// node2 may not have noticed yet that the other nodes consider it down.
	h.until("node2", "Node.connect(:node1@localhost) and :node2@localhost in :rpc.call(:node1@localhost, Node, :list, [])")
	h.once(30, "node1", "node2")
}

// TestHealedCut heals a cut after each side has started the other side's children. Of each pair of
// equal children, one child ends. No name is lost, whatever the value of max_restarts.
func TestHealedCut(t *testing.T) {
	t.Parallel()
	h := start(t, 2, "max_restarts: 0")
	h.startManagers(30)
	h.strike("cut node1 node2")
	for _, name := range h.names {
		h.until(name, fmt.Sprintf("{%%{%s@localhost: 30}, 30} == %s", name, counts))
	}
	h.strike("heal")
	h.until("node2", "Node.connect(:node1@localhost)")
	h.once(30, "node1", "node2")
	for _, name := range h.names {
		h.until(name, "match?({%{node1@localhost: _, node2@localhost: _}, 30}, "+counts+")")
	}
}

// TestNameConflict connects two nodes that hold the same name. One process must keep the name, and
// the other process must get the reason for its exit. The processes are not supervised. A
// supervisor that notices the conflict before the registry would end a process itself.
func TestNameConflict(t *testing.T) {
	t.Parallel()
	h := apart(t, 2, "")
	for _, name := range h.names {
		h.eval(name, `spawn(fn ->
  Process.flag(:trap_exit, true)
  {:ok, _} = Horde.Registry.register(Names, "same", :value)
  receive do
    {:EXIT, _, why} -> Application.put_env(:phoenix_hello, :why, why)
  end
end)`)
		h.until(name, `match?([_], Horde.Registry.lookup(Names, "same"))`)
	}
	h.eval("node1", "Node.connect(:node2@localhost)")
	h.until("node1", `whys = for n <- [node() | Node.list()], why = :rpc.call(n, Application, :get_env, [:phoenix_hello, :why]), do: why
match?([{:name_conflict, {"same", :value}, Names, winner}] when is_pid(winner), whys)`)
	for _, name := range h.names {
		h.until(name, `match?([_], Horde.Registry.lookup(Names, "same"))`)
	}
}

// TestSameNamesOnTwoSides connects nodes that registered the same names before they met. Of each
// name, one process must remain.
func TestSameNamesOnTwoSides(t *testing.T) {
	t.Parallel()
	h := apart(t, 2, "")
	for _, name := range h.names {
		h.eval(name, "Hordes.ManagerSupervisor.start_random(10)")
		h.until(name, fmt.Sprintf("{%%{%s@localhost: 10}, 10} == %s", name, counts))
	}
	h.eval("node1", "Node.connect(:node2@localhost)")
	h.once(10, "node1", "node2")
	h.until("node1", "%{specs: 10, active: 10} = Map.take(Horde.DynamicSupervisor.count_children(Hordes.ManagerSupervisor), [:specs, :active]); true")
}

func TestQuorum(t *testing.T) {
	t.Parallel()
	h := start(t, 3, "distribution_strategy: Horde.UniformQuorumDistribution, members: "+
		"[{Hordes.ManagerSupervisor, :node1@localhost}, {Hordes.ManagerSupervisor, :node2@localhost}, {Hordes.ManagerSupervisor, :node3@localhost}]")
	for _, name := range h.names {
		h.until(name, ":ok == Horde.DynamicSupervisor.wait_for_quorum(Hordes.ManagerSupervisor, 10_000)")
	}
	h.startManagers(30)
	h.strike("cut node3 node1,node2")
	h.until("node3", "[] == Hordes.ManagerSupervisor.running()")
	h.until("node3", "{:error, :quorum_not_met} == Hordes.ManagerSupervisor.start_manager(\"late\")")
	h.once(30, "node1", "node2")
	h.strike("heal")
	h.until("node3", "Node.connect(:node1@localhost) and Node.connect(:node2@localhost)")
	h.once(30, "node1", "node2", "node3")
}
