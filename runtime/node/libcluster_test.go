package node

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"lab/runtime/term"
)

func TestLocalEpmd(t *testing.T) {
	t.Parallel()
	n1, n2 := twoLiving(t)
	if got := n2.cluster("strategy: Cluster.Strategy.LocalEpmd"); got != ":ok" {
		t.Fatal(got)
	}
	n2.printed("[info] [libcluster:example] connected to :node1@localhost\n", 1)
	n1.sees("[:node2@localhost]")
	// The strategy looks only once, so a lost link stays lost.
	if got := n1.eval("Node.disconnect(:node2@localhost)"); got != "true" {
		t.Errorf("disconnect: %s", got)
	}
	n1.sees("[]")
	if got := n2.eval("Supervisor.which_children(Topologies)"); got != "[{:example, :undefined, :worker, [Cluster.Strategy.LocalEpmd]}]" {
		t.Errorf("children: %s", got)
	}
}

func TestEpmdTriesAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n1 := w.live(t, "node1@localhost", "secret")
	n1.cluster("strategy: Cluster.Strategy.Epmd, config: [hosts: [:node1@localhost, :node2@localhost], timeout: 50]")
	n1.printed("[warning] [libcluster:example] unable to connect to :node2@localhost\n", 2)
	n2 := w.live(t, "node2@localhost", "secret")
	n1.printed("[info] [libcluster:example] connected to :node2@localhost\n", 1)
	n2.sees("[:node1@localhost]")
	n1.eval("Node.disconnect(:node2@localhost)")
	n1.printed("[info] [libcluster:example] connected to :node2@localhost\n", 2)
}

func TestGossipFindsAndFindsAgain(t *testing.T) {
	t.Parallel()
	for _, config := range []string{
		"", `config: [multicast_if: "127.0.0.1", multicast_ttl: 2]`,
		`config: [broadcast_only: true, multicast_addr: "255.255.255.255", port: 45893]`, `config: [secret: "between us"]`,
	} {
		t.Run(config, func(t *testing.T) {
			t.Parallel()
			n1, n2 := twoLiving(t)
			n1.cluster("strategy: Cluster.Strategy.Gossip, " + config)
			n2.cluster("strategy: Cluster.Strategy.Gossip, " + config)
			n1.sees("[:node2@localhost]")
			found := func(n int) {
				t.Helper()
				eventually(t, "a log line of either node", func() bool {
					return strings.Count(n1.all()+n2.all(), "[info] [libcluster:example] connected to :node") >= n
				})
			}
			n1.beat()
			found(1)
			n1.eval("Node.disconnect(:node2@localhost)")
			n2.beat()
			found(2)
			n1.sees("[:node2@localhost]")
		})
	}
}

// TestGossipStaysInItsNetwork runs two labs on one machine with the same groups and ports. They
// must not receive each other's gossip.
func TestGossipStaysInItsNetwork(t *testing.T) {
	t.Parallel()
	a := newWorld(t).live(t, "node1@localhost", "secret")
	b := newWorld(t).live(t, "node2@localhost", "secret")
	for _, n := range []*living{a, b} {
		n.eval(`Application.put_env(:libcluster, :debug, true)`)
		n.cluster("strategy: Cluster.Strategy.Gossip")
		n.beat()
	}
	a.printed("[debug] [libcluster:example] heartbeat\n", 2)
	b.printed("[debug] [libcluster:example] heartbeat\n", 2)
	if all := a.all() + b.all(); strings.Contains(all, "received heartbeat") || strings.Contains(all, "connect") {
		t.Errorf("logged:\n%s", all)
	}
}

// freeUDP returns a free UDP port.
func freeUDP(t *testing.T) string {
	t.Helper()
	c, err := net.ListenPacket("udp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return strconv.Itoa(c.LocalAddr().(*net.UDPAddr).Port)
}

// TestCutStopsMulticasts checks that a cut also stops multicasts in both directions, and that
// other nodes still receive them.
func TestCutStopsMulticasts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b, c := w.live(t, "a@localhost", "secret"), w.live(t, "b@localhost", "secret"), w.live(t, "c@localhost", "secret")
	group, port := "{233, 252, 1, 32}", freeUDP(t)
	for _, n := range []*living{a, b, c} {
		n.eval("{:ok, _} = Agent.start(fn -> {:ok, s} = :gen_udp.open(" + port + ", [:binary, active: false, reuseaddr: true, " +
			"add_membership: {" + group + ", {0, 0, 0, 0}}]); :persistent_term.put(:s, s) end)")
	}
	say := func(n *living, text string) {
		t.Helper()
		n.eval(":ok = :gen_udp.send(:persistent_term.get(:s), " + group + ", " + port + ", " + strconv.Quote(text) + ")")
	}
	hear := func(n *living, want string) {
		t.Helper()
		if got := n.eval("elem(elem(:gen_udp.recv(:persistent_term.get(:s), 0, 30_000), 1), 2)"); got != strconv.Quote(want) {
			t.Errorf("%s hears %s, not %q", n.nameNow(), got, want)
		}
	}
	a.eval(":lab_fault.cut([:b@localhost])")
	b.eval(":lab_fault.cut([:a@localhost])")
	say(a, "from a")
	say(b, "from b")
	say(c, "from c")
	for n, heard := range map[*living][]string{a: {"from a", "from c"}, b: {"from b", "from c"}, c: {"from a", "from b", "from c"}} {
		for _, want := range heard {
			hear(n, want)
		}
	}
	a.eval(":lab_fault.heal([:b@localhost])")
	b.eval(":lab_fault.heal([:a@localhost])")
	say(a, "again")
	hear(b, "again")
}

// TestGossipAcrossACut checks that gossip does not cross a cut, and does again after the cut is
// healed.
func TestGossipAcrossACut(t *testing.T) {
	t.Parallel()
	n1, n2 := twoLiving(t)
	n1.eval(":lab_fault.cut([:node2@localhost])")
	n2.eval(":lab_fault.cut([:node1@localhost])")
	for _, n := range []*living{n1, n2} {
		n.eval(`Application.put_env(:libcluster, :debug, true)`)
		n.cluster("strategy: Cluster.Strategy.Gossip")
		n.beat()
	}
	n1.printed("[debug] [libcluster:example] heartbeat\n", 2)
	n2.printed("[debug] [libcluster:example] heartbeat\n", 2)
	if all := n1.all() + n2.all(); strings.Contains(all, "received heartbeat") || strings.Contains(all, "connect") {
		t.Errorf("logged:\n%s", all)
	}
	n1.eval(":lab_fault.heal([:node2@localhost])")
	n2.eval(":lab_fault.heal([:node1@localhost])")
	n1.beat()
	n2.sees("[:node1@localhost]")
}

func TestGossipSecrets(t *testing.T) {
	t.Parallel()
	n1, n2 := twoLiving(t)
	for n, secret := range map[*living]string{n1: "aaa", n2: "bbb"} {
		n.eval(`Application.put_env(:libcluster, :debug, true)`)
		n.cluster(`strategy: Cluster.Strategy.Gossip, config: [secret: "` + secret + `"]`)
		n.beat()
	}
	n1.printed("[debug] [libcluster:example] heartbeat\n", 2)
	n2.printed("[debug] [libcluster:example] heartbeat\n", 2)
	if all := n1.all() + n2.all(); strings.Contains(all, "received") || n1.eval("Node.list()") != "[]" {
		t.Errorf("logged:\n%s", all)
	}
}

func TestCookieMismatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n1, n2 := w.live(t, "node1@localhost", "111"), w.live(t, "node2@localhost", "222")
	n2.cluster("strategy: Cluster.Strategy.LocalEpmd")
	n2.printed("[warning] [libcluster:example] unable to connect to :node1@localhost\n", 1)
	n1.printed("[error] ** Connection attempt from node :node2@localhost rejected. Invalid challenge reply. **\n\n", 1)
}

func TestClusterWithoutAName(t *testing.T) {
	t.Parallel()
	n := newWorld(t).live(t, "", "secret")
	if got := n.cluster("strategy: Cluster.Strategy.LocalEpmd"); got != ":ok" {
		t.Errorf("LocalEpmd: %s", got)
	}
	n.eval("Supervisor.stop(Topologies)")
	n.cluster("strategy: Cluster.Strategy.Epmd, config: [hosts: [:node1@localhost]]")
	n.printed("[warning] [libcluster:example] unable to connect to :node1@localhost: not part of network\n", 1)
}

func TestMissingStrategy(t *testing.T) {
	t.Parallel()
	n := newWorld(t).live(t, "", "secret")
	got := n.eval(`
	Process.flag(:trap_exit, true)
	{:error, reason} = Cluster.Supervisor.start_link([[example: [strategy: Cluster.Strategy.Nope]]])
	Exception.format_exit(reason) |> String.split("\n") |> Enum.take(4)`)
	want := `["shutdown: failed to start child: :example", "    ** (EXIT) an exception was raised:", "        ** (UndefinedFunctionError) function Cluster.Strategy.Nope.start_link/1 is undefined (module Cluster.Strategy.Nope is not available)", ` +
		`"            Cluster.Strategy.Nope.start_link([%Cluster.Strategy.State{topology: :example, connect: {:net_kernel, :connect_node, []}, disconnect: {:erlang, :disconnect_node, []}, list_nodes: {:erlang, :nodes, [:connected]}, meta: nil, config: []}])"]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOwnStrategyAndOwnFunctions(t *testing.T) {
	t.Parallel()
	n1, n2 := twoLiving(t)
	n1.eval(`
	defmodule Hosts do
	  use Cluster.Strategy

	  def start_link([state]) do
	    nodes = [:node1@localhost, :node2@localhost, :node9@localhost]
	    bad = Cluster.Strategy.connect_nodes(state.topology, state.connect, state.list_nodes, nodes)
	    send(:watcher, {:bad, bad})
	    :ignore
	  end
	end

	defmodule Mine do
	  def connect(:extra, :node9@localhost), do: :ignored
	  def connect(:extra, node), do: Node.connect(node)
	end`)
	got := n1.eval(`
	Process.register(self(), :watcher)
	{:ok, _} = Cluster.Supervisor.start_link([[mine: [strategy: Hosts, connect: {Mine, :connect, [:extra]}]]])
	spec = Hosts.child_spec([1])
	receive do {:bad, bad} -> {bad, spec} end`)
	if got != `{{:error, [node9@localhost: :ignored]}, %{id: Hosts, start: {Hosts, :start_link, [[1]]}, type: :worker}}` {
		t.Errorf("got %s", got)
	}
	n2.sees("[:node1@localhost]")
	n1.printed("[info] [libcluster:mine] connected to :node2@localhost\n", 1)
	for call, line := range map[string]string{
		"{:erlang, :disconnect_node, []}": "[info] [libcluster:mine] disconnected from :node2@localhost\n",
		"{Kernel, :==, [:other]}":         "[warning] [libcluster:mine] disconnect from :node2@localhost failed because we're already disconnected\n",
		"{Map, :get, [%{}]}":              "[warning] [libcluster:mine] disconnect from :node2@localhost failed with: nil\n",
	} {
		n1.eval("Cluster.Strategy.disconnect_nodes(:mine, " + call + ", {Function, :identity, [[:node2@localhost]]}, [:node2@localhost])")
		n1.printed(line, 1)
	}
}

func TestErlangHosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := t.TempDir()
	n1, n2 := w.liveIn(t, dir, "node1@localhost", "secret"), w.live(t, "node2@localhost", "secret")
	w.live(t, "other@localhost", "secret")
	n1.cluster("strategy: Cluster.Strategy.ErlangHosts")
	n1.printed("[warning] [libcluster:example] couldn't find .hosts.erlang file - not joining cluster\n", 1)
	n1.eval("Supervisor.stop(Topologies)")
	if err := os.WriteFile(filepath.Join(dir, ".hosts.erlang"), []byte("% hosts\nlocalhost.\n'host-1.example'.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	n1.cluster(`strategy: Cluster.Strategy.ErlangHosts, config: [timeout: 50, name_match: ~r/^node/]`)
	n1.printed("[info] [libcluster:example] connected to :node2@localhost\n", 1)
	n2.sees("[:node1@localhost]")
	n1.eval("Node.disconnect(:node2@localhost)")
	n1.printed("[info] [libcluster:example] connected to :node2@localhost\n", 2)
}

func TestDNSPoll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n1, n2 := w.live(t, "app@127.0.0.1", "secret"), w.live(t, "app2@127.0.0.1", "secret")
	n1.eval(`:inet_db.add_host({127, 0, 0, 1}, [~c"my-app.example"])`)
	n1.cluster(`strategy: Cluster.Strategy.DNSPoll, config: [query: "my-app.example", node_basename: "app2", polling_interval: 20]`)
	n1.printed("[info] [libcluster:example] connected to :\"app2@127.0.0.1\"\n", 1)
	n2.sees(`[:"app@127.0.0.1"]`)
	n1.eval(`:inet_db.del_host({127, 0, 0, 1})`)
	n1.printed("[info] [libcluster:example] disconnected from :\"app2@127.0.0.1\"\n", 1)
	n2.sees(`[]`)
	n1.eval("Supervisor.stop(Topologies)")
	n1.cluster(`strategy: Cluster.Strategy.DNSPoll, config: [query: "x", node_basename: "app2", resolver: fn "x" -> [{127, 0, 0, 1}] end]`)
	n1.printed("connected to :\"app2@127.0.0.1\"\n", 2)
	for config, line := range map[string]string{
		`[]`:                             "[warning] [libcluster:example] dns polling strategy is selected, but query and basename params missed\n",
		`[query: "", node_basename: :a]`: "[warning] [libcluster:example] dns polling strategy is selected, but query or basename param is invalid: %{node_basename: :a, query: \"\"}\n",
	} {
		n1.eval("Supervisor.stop(Topologies)")
		n1.cluster("strategy: Cluster.Strategy.DNSPoll, config: " + config)
		n1.printed(line, 1)
	}
}

func TestClusterEvents(t *testing.T) {
	t.Parallel()
	n1, n2 := twoLiving(t)
	for _, n := range []*living{n1, n2} {
		n.eval(`spawn(fn ->
		  Cluster.Events.subscribe(self())
		  Process.register(self(), :ready)
		  Stream.repeatedly(fn -> receive do m -> IO.puts("event #{inspect(m)}") end end) |> Stream.run()
		end)`)
		eventually(t, "subscribed", func() bool { return n.eval("Process.whereis(:ready) != nil") == "true" })
	}
	n1.eval("Node.connect(:node2@localhost)")
	n1.printed("event {:nodeup, :node2@localhost}\n", 1)
	n2.printed("event {:nodeup, :node1@localhost}\n", 1)
	n1.eval("Cluster.Events.publish({:hello, 1})")
	n2.printed("event {:hello, 1}\n", 1)
	n1.eval("Node.disconnect(:node2@localhost)")
	n2.printed("event {:nodedown, :node1@localhost}\n", 1)
}

// TestSerfStrategy checks that connecting to one member links a node to all, and that isolated
// nodes reconnect by themselves.
func TestSerfStrategy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n1, n2, n3 := w.live(t, "node1@localhost", "secret"), w.live(t, "node2@localhost", "secret"), w.live(t, "node3@localhost", "secret")
	if !n1.network().Connect(term.Intern("node2@localhost")) {
		t.Fatal("no link")
	}
	n3.cluster("strategy: Cluster.Strategy.Serf, config: [hosts: [:node9@localhost, :node2@localhost], retry: 50]")
	n3.printed("[info] [libcluster:example] joined through :node2@localhost, members: [", 1)
	n3.sees("[:node1@localhost, :node2@localhost]")
	n3.printed("[info] [libcluster:example] connected to :node1@localhost\n", 1)
	n3.printed("[info] [libcluster:example] connected to :node2@localhost\n", 1)
	n1.sees("[:node2@localhost, :node3@localhost]")
	// When n3 disconnects, :global may also disconnect n1 and n2 from each other, to prevent
	// overlapping partitions. They run the strategy as well, so that it connects them again.
	n1.cluster("strategy: Cluster.Strategy.Serf, config: [hosts: [:node2@localhost, :node3@localhost], retry: 50]")
	n2.cluster("strategy: Cluster.Strategy.Serf, config: [hosts: [:node3@localhost, :node1@localhost], retry: 50]")
	n3.eval("for n <- Node.list(), do: Node.disconnect(n)")
	n3.printed("[info] [libcluster:example] disconnected from :node1@localhost\n", 1)
	n3.sees("[:node1@localhost, :node2@localhost]")
	n2.sees("[:node1@localhost, :node3@localhost]")
	eventually(t, "members", func() bool {
		return n3.eval("Enum.sort(Cluster.Strategy.Serf.members())") == "[:node1@localhost, :node2@localhost]"
	})
}
