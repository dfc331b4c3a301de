package horde

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"lab/runtime/term"
)

var (
	rounds = flag.Int("rounds", 1, "rounds of TestChaos")
	seed   = flag.Uint64("seed", 0, "replay TestChaos with this seed (0: another one each time)")
)

const (
	chaosNodes = 5
	chaosKeys  = 60
	quietTime  = 40 * time.Second
)

// TestChaos injects random faults into five nodes, round after round. Each node is an operating
// system process, and a kill is kill -9. After each round the nodes recover. Then each manager must
// run exactly once, and all nodes must agree where. Each node must know all global names and all
// members of the group. It must be able to acquire a lock on all nodes, and a broadcast must reach
// the subscribers of all nodes.
func TestChaos(t *testing.T) {
	s := *seed
	if s == 0 {
		s = rand.Uint64N(1_000_000) + 1
	}
	t.Logf("replay with -seed %d", s)
	h := start(t, chaosNodes, "")
	h.eval("node1", fmt.Sprintf("Hordes.ManagerSupervisor.start_random(%d)", chaosKeys))
	c := &chaos{horde: h, rand: rand.New(rand.NewPCG(s, 0))}
	c.quiet(0)
	for round := range *rounds {
		c.round()
		c.recover()
		c.quiet(round + 1)
	}
	t.Logf("the slowest of %d recoveries took %v", *rounds, c.slowest.Round(time.Millisecond))
}

type chaos struct {
	*horde
	rand         *rand.Rand
	dead, frozen []string
	done         []string // the faults of this round
	slowest      time.Duration
}

// round injects faults. One node is never killed, so that the state survives.
func (c *chaos) round() {
	c.done = nil
	safe := c.any(c.names)
	for range 2 + c.rand.IntN(4) {
		c.harm(safe)
		time.Sleep(time.Duration(c.rand.IntN(1500)) * time.Millisecond)
	}
}

func (c *chaos) any(names []string) string { return names[c.rand.IntN(len(names))] }

// well returns the nodes that are neither dead nor frozen.
func (c *chaos) well() []string {
	return slices.DeleteFunc(slices.Clone(c.names), func(n string) bool {
		return slices.Contains(c.dead, n) || slices.Contains(c.frozen, n)
	})
}

func (c *chaos) harm(safe string) {
	well := c.well()
	switch k := c.rand.IntN(6); {
	case k == 0 && len(c.dead) > 0:
		c.revive(c.any(c.dead))
	case k == 1 && len(well) > 1:
		if n := c.any(well); n != safe {
			c.do("kill " + n)
			c.dead = append(c.dead, n)
		}
	case k == 2 && len(well) > 1:
		n := c.any(well)
		c.do("freeze " + n)
		c.frozen = append(c.frozen, n)
	case k == 3 && len(c.frozen) > 0:
		c.thaw(c.any(c.frozen))
	case k == 4 && len(c.frozen) == 0:
		c.do("heal")
	case len(well) > 1:
		c.rand.Shuffle(len(well), func(i, j int) { well[i], well[j] = well[j], well[i] })
		at := 1 + c.rand.IntN(len(well)-1)
		c.do("cut " + strings.Join(well[:at], ",") + " " + strings.Join(well[at:], ","))
	}
}

func (c *chaos) do(fault string) {
	c.t.Helper()
	c.done = append(c.done, fault)
	c.strike(fault)
}

func (c *chaos) thaw(n string) {
	c.do("thaw " + n)
	c.frozen = slices.DeleteFunc(c.frozen, func(m string) bool { return m == n })
}

func (c *chaos) revive(n string) {
	c.do("restart " + n)
	c.dead = slices.DeleteFunc(c.dead, func(m string) bool { return m == n })
	c.join(n)
}

// join connects a node to all other nodes that it can reach.
func (c *chaos) join(n string) {
	for _, other := range c.well() {
		if other != n {
			_, _ = c.try(n, fmt.Sprintf("Node.connect(:%s@localhost)", other))
		}
	}
}

func (c *chaos) recover() {
	for _, n := range slices.Clone(c.frozen) {
		c.thaw(n)
	}
	c.do("heal")
	for _, n := range slices.Clone(c.dead) {
		c.revive(n)
	}
}

// present starts the process :chaos on a node unless it already runs. The process has a global
// name, joins a group and answers broadcasts.
const present = `Process.whereis(:chaos) || spawn(fn ->
	:pg.start(:pg)
	Process.register(self(), :chaos)
	:yes = :global.register_name({:chaos, node()}, self())
	:ok = :pg.join(:chaos, self())
	{:ok, _} = Phoenix.PubSub.Supervisor.start_link(name: Chaos.PubSub)
	:ok = Phoenix.PubSub.subscribe(Chaos.PubSub, "chaos")
	answer = fn answer -> receive do {:said, from, ref} -> send(from, {ref, node()}); answer.(answer) end end
	answer.(answer)
end)`

// knowsAll is code that is true if a node knows all names and all members of the group. The node
// must also acquire a lock on all nodes and reach the subscribers of all nodes.
const knowsAll = `(fn all ->
	names = for {:chaos, n} <- :global.registered_names(), pid = :global.whereis_name({:chaos, n}), is_pid(pid), node(pid) == n, do: n
	group = for pid <- :pg.get_members(:chaos), do: node(pid)
	lock = :global.trans({:chaos_lock, self()}, fn -> :held end, all, 20)
	ref = make_ref()
	Phoenix.PubSub.broadcast(Chaos.PubSub, "chaos", {:said, self(), ref})
	heard = for _ <- all, do: (receive do {^ref, node} -> node after 1000 -> :nobody end)
	seen = {Enum.sort(names), Enum.sort(group), lock, Enum.sort(heard)}
	if seen == {all, all, :held, all}, do: true, else: seen
end).(Enum.sort([node() | Node.list()]))`

// quiet waits until the cluster has recovered.
func (c *chaos) quiet(round int) {
	c.t.Helper()
	wrong := "nothing was seen"
	begin := time.Now()
	for end := begin.Add(quietTime); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		for _, n := range c.names {
			c.join(n)
			_, _ = c.try(n, present) // the node may still be starting
		}
		if wrong = c.wrong(); wrong == "" {
			c.slowest = max(c.slowest, time.Since(begin))
			return
		}
	}
	c.t.Errorf("round %d (%s): %s", round, strings.Join(c.done, "; "), wrong)
	name, _, _ := strings.Cut(wrong, " ")
	for _, n := range c.names {
		c.t.Logf("%s: %s", n, c.eval(n, fmt.Sprintf("Hordes.ManagerSupervisor.about(%q)", name)))
	}
	c.t.FailNow()
}

// wrong describes the first violated property, or returns "".
func (c *chaos) wrong() string {
	running := map[string][]string{}
	for _, n := range c.names {
		list, err := c.pairs(n, "Hordes.ManagerSupervisor.running()")
		if err != nil {
			return fmt.Sprintf("%s: %v", n, err)
		}
		for _, p := range list {
			running[p[0]] = append(running[p[0]], p[1])
		}
	}
	for i := range chaosKeys {
		if key := fmt.Sprintf("m%d", i+1); len(running[key]) != 1 {
			return fmt.Sprintf("%s runs %d times: %v", key, len(running[key]), running[key])
		}
	}
	for _, n := range c.names {
		if what := c.disagrees(n, running); what != "" {
			return n + ": " + what
		}
	}
	return ""
}

// disagrees describes the first difference between the registry on a node and the managers that
// run.
func (c *chaos) disagrees(n string, running map[string][]string) string {
	names, err := c.pairs(n, "Hordes.ManagerSupervisor.names()")
	if err != nil {
		return err.Error()
	}
	if len(names) != chaosKeys {
		return fmt.Sprintf("%d names", len(names))
	}
	for _, p := range names {
		if where := running[p[0]]; len(where) != 1 || where[0] != p[1] {
			return fmt.Sprintf("%s is %s and not %v", p[0], p[1], where)
		}
	}
	if v, err := c.try(n, knowsAll); err != nil || !v.Is(term.ATrue) {
		return fmt.Sprintf("names, group, lock and answers are %s: %v", term.Inspect(v, term.Opts{}), err)
	}
	members := fmt.Sprintf("length(Horde.Cluster.members(Hordes.ManagerSupervisor)) == %d and %d == "+
		"length(Horde.DynamicSupervisor.which_children(Hordes.ManagerSupervisor))", chaosNodes, chaosKeys)
	if v, err := c.try(n, members); err != nil || !v.Is(term.ATrue) {
		return fmt.Sprintf("other members or children: %v", err)
	}
	return ""
}

// pairs evaluates code to a list of names and pids. It returns the list sorted by name, with each
// pid as its node and hash.
func (c *chaos) pairs(n, code string) ([][2]string, error) {
	v, err := c.try(n, "for {name, pid} <- "+code+", do: {name, node(pid), :erlang.phash2(pid)}")
	if err != nil {
		return nil, err
	}
	list, _ := v.Slice()
	out := make([][2]string, 0, len(list))
	for _, e := range list {
		p := e.Elems()
		name, _ := p[0].AsStr()
		out = append(out, [2]string{name, fmt.Sprintf("%s/%s", p[1].Atom(), term.Inspect(p[2], term.Opts{}))})
	}
	sort.Slice(out, func(i, j int) bool { return out[i][0] < out[j][0] })
	return out, nil
}
