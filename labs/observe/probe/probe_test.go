package probe

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lab/labs/census"
	"lab/labs/messages"
	"lab/labs/observe"
	"lab/runtime/dist/epmd/epmdtest"
	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

const secret = "secret"

// A town is a private epmd with nodes.
type town struct {
	t    *testing.T
	port int
}

func newTown(t *testing.T) *town { return &town{t, epmdtest.Start(t)} }

// lab starts a node of lab in this process.
func (w *town) lab(name string) *node.Node {
	w.t.Helper()
	cfg := node.Config{Cookie: secret, EpmdPort: w.port}
	cfg.Net.Name = name
	n, err := node.Start(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(n.Close)
	return n
}

// eval evaluates Elixir on a node.
func (w *town) eval(n *node.Node, code string) term.Term {
	w.t.Helper()
	v, err := n.Machine().Call(vm.ModuleAtom("Code"), term.Intern("eval_string"), term.Str(code))
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Elems()[0]
}

// erl starts a real Erlang node that runs code and stays up. It returns the process.
func (w *town) erl(name, code string) *exec.Cmd {
	w.t.Helper()
	path, err := exec.LookPath("erl")
	if err != nil {
		w.t.Skip("no erl here")
	}
	cmd := exec.Command(path, "-sname", name, "-setcookie", secret, "-start_epmd", "false", "-noinput",
		"-eval", code+", io:format(\"up~n\").")
	cmd.Env = append(os.Environ(), "ERL_EPMD_PORT="+strconv.Itoa(w.port), "ERL_CRASH_DUMP=/dev/null")
	out, err := cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if _, err := out.Read(make([]byte, 3)); err != nil {
		w.t.Fatalf("erl said nothing: %v", err)
	}
	return cmd
}

func (w *town) observe(name string) *Observer {
	w.t.Helper()
	o, err := Start(Config{Node: name, Cookie: secret, EpmdPort: w.port, Every: 50 * time.Millisecond, Patience: 20 * time.Second})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(o.Close)
	return o
}

// see waits for a snapshot that want accepts, and returns it.
func see(t *testing.T, o *Observer, what string, want func(observe.Snapshot) bool) observe.Snapshot {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	again := time.NewTicker(100 * time.Millisecond) // snapshots may change without news
	defer again.Stop()
	for {
		s := o.Snapshot()
		if want(s) {
			return s
		}
		select {
		case <-ctx.Done():
			t.Fatalf("never seen: %s\n%+v", what, s)
		case <-o.News():
		case <-again.C:
		}
	}
}

func state(s observe.Snapshot, name string) observe.State {
	n, _ := s.Node(name)
	return n.State
}

func named(s observe.Snapshot, node, name string) (observe.Process, bool) {
	n, _ := s.Node(node)
	i := slices.IndexFunc(n.Processes, func(p observe.Process) bool { return p.Name == name })
	if i < 0 {
		return observe.Process{}, false
	}
	return n.Processes[i], true
}

const shop = `
{:ok, _} = Supervisor.start_link([{Agent, fn -> 0 end}], strategy: :one_for_one, name: Shop)
clerk = spawn(fn -> :ets.new(:stock, [:named_table, :public]); receive do :stop -> :ok end end)
Process.register(clerk, :clerk)
Process.unlink(Process.whereis(Shop))
:ok`

func TestNodesOfLab(t *testing.T) {
	w := newTown(t)
	a := w.lab("a@localhost")
	w.lab("b@localhost")
	w.eval(a, shop)
	w.eval(a, "true = Node.connect(:b@localhost)")
	o := w.observe("a@localhost")
	s := see(t, o, "both nodes, linked", func(s observe.Snapshot) bool {
		return state(s, "a@localhost") == observe.Up && state(s, "b@localhost") == observe.Up && s.Linked("a@localhost", "b@localhost")
	})
	n, _ := s.Node("a@localhost")
	if !n.Lab || n.PID != os.Getpid() {
		t.Errorf("%+v", n)
	}
	var text strings.Builder
	if err := s.Write(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"clerk", "stock", "Shop", "└ Agent"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %s in\n%s", want, text.String())
		}
	}
	clerk, _ := named(s, "a@localhost", "clerk")
	if err := o.Do(observe.Order{Deed: observe.Kill, Node: "a@localhost", PID: clerk.PID}); err != nil {
		t.Fatal(err)
	}
	see(t, o, "the clerk has ended, and the timeline says so", func(s observe.Snapshot) bool {
		_, alive := named(s, "a@localhost", "clerk")
		return !alive && slices.ContainsFunc(s.Events, func(e census.Event) bool { return e.Kind == census.Ended && slices.Contains(e.Names, "clerk") })
	})
}

func TestCutAndHealNodesOfLab(t *testing.T) {
	w := newTown(t)
	a := w.lab("a@localhost")
	w.lab("b@localhost")
	w.eval(a, "true = Node.connect(:b@localhost)")
	cutAndHeal(t, w.observe("a@localhost"), "a@localhost", "b@localhost")
}

func TestCutAndHealARealNode(t *testing.T) {
	w := newTown(t)
	w.lab("a@localhost")
	w.erl("real@localhost", "true = net_kernel:connect_node(a@localhost)")
	cutAndHeal(t, w.observe("a@localhost"), "a@localhost", "real@localhost")
}

func cutAndHeal(t *testing.T, o *Observer, a, b string) {
	t.Helper()
	linked := func(s observe.Snapshot) bool {
		return state(s, a) == observe.Up && state(s, b) == observe.Up && s.Linked(a, b)
	}
	see(t, o, "the link", linked)
	if err := o.Do(observe.Order{Deed: observe.Cut, Node: a, Peer: b}); err != nil {
		t.Fatal(err)
	}
	see(t, o, "the cut", func(s observe.Snapshot) bool { return !s.Linked(a, b) && s.IsCut(b, a) && state(s, b) == observe.Up })
	if v, err := o.h.Ask(a, "net_kernel", "connect_node", term.Sym(b)); err == nil && v.Is(term.ATrue) {
		t.Error("they connected across the cut")
	}
	if err := o.Do(observe.Order{Deed: observe.Heal, Node: b, Peer: a}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.h.Ask(a, "net_kernel", "connect_node", term.Sym(b)); err != nil {
		t.Error(err)
	}
	see(t, o, "the link again", func(s observe.Snapshot) bool { return linked(s) && len(s.Cuts) == 0 })
}

func TestARealNode(t *testing.T) {
	w := newTown(t)
	erl := w.erl("real@localhost", `register(clerk, spawn(fun() -> ets:new(stock, [named_table, public]), receive stop -> ok end end)),
		yes = global:register_name(boss, whereis(clerk))`)
	o := w.observe("real@localhost")
	s := see(t, o, "the node, on this machine", func(s observe.Snapshot) bool {
		n, _ := s.Node("real@localhost")
		return n.State == observe.Up && n.Here
	})
	n, _ := s.Node("real@localhost")
	if n.PID != erl.Process.Pid || n.Lab || !strings.HasPrefix(n.Kind, "Erlang/OTP") {
		t.Errorf("%d, %v, %s", n.PID, n.Lab, n.Kind)
	}
	if !slices.ContainsFunc(n.Trees, func(b observe.Branch) bool { return b.Name == "kernel_sup" && len(b.Children) > 5 }) {
		t.Errorf("trees: %+v", n.Trees)
	}
	if _, ok := named(s, "real@localhost", "clerk"); !ok || !slices.Contains(n.Names, "clerk") {
		t.Errorf("no clerk among %+v", n.Processes)
	}
	s = see(t, o, "the global name", func(s observe.Snapshot) bool { n, _ := s.Node("real@localhost"); return len(n.Globals) > 0 })
	n, _ = s.Node("real@localhost")
	if !slices.ContainsFunc(n.Tables, func(tab observe.Table) bool { return tab.Name == "stock" }) {
		t.Errorf("tables: %+v", n.Tables)
	}
	if !slices.ContainsFunc(n.Globals, func(g observe.Global) bool { return g.Name == "boss" && g.Node == "real@localhost" }) {
		t.Errorf("globals: %+v", n.Globals)
	}
}

// TestFreezeThawKill applies the screen's faults to a real node.
func TestFreezeThawKill(t *testing.T) {
	w := newTown(t)
	w.erl("real@localhost", "ok")
	o := w.observe("real@localhost")
	do := func(d observe.Deed) {
		t.Helper()
		if err := o.Do(observe.Order{Deed: d, Node: "real@localhost"}); err != nil {
			t.Fatal(err)
		}
	}
	is := func(want observe.State) func(observe.Snapshot) bool {
		return func(s observe.Snapshot) bool { return state(s, "real@localhost") == want }
	}
	see(t, o, "the node", func(s observe.Snapshot) bool { n, _ := s.Node("real@localhost"); return n.Here })
	do(observe.Freeze)
	see(t, o, "it is frozen", is(observe.Frozen))
	do(observe.Thaw)
	see(t, o, "it answers again", is(observe.Up))
	do(observe.Kill)
	see(t, o, "it is down", is(observe.Down))
	if err := o.Do(observe.Order{Deed: observe.Kill, Node: "real@localhost"}); err == nil {
		t.Error("a node that is down was killed")
	}
}

// TestTrace traces a process of a real node. No trace may remain afterwards.
func TestTrace(t *testing.T) {
	w := newTown(t)
	w.erl("real@localhost", "register(echo, spawn(fun Echo() -> receive {From, M} -> From ! {echo, M}, Echo() end end))")
	a := w.lab("a@localhost")
	w.eval(a, `Process.register(spawn(fn -> (fn f -> f.(f) end).(fn f -> receive do {from, m} -> send(from, {:echo, m}) end; f.(f) end) end), :echo)`)
	w.eval(a, "true = Node.connect(:real@localhost)")
	o := w.observe("real@localhost")
	for _, node := range []string{"real@localhost", "a@localhost"} {
		s := see(t, o, "echo", func(s observe.Snapshot) bool { _, ok := named(s, node, "echo"); return ok })
		echo, _ := named(s, node, "echo")
		order := observe.Order{Deed: observe.Trace, Node: node, PID: echo.PID}
		if err := o.Do(order); err != nil {
			t.Fatal(err)
		}
		see(t, o, "messages of echo on "+node, func(s observe.Snapshot) bool {
			w.eval(a, `send({:echo, :"`+node+`"}, {self(), :hello})`)
			has := func(sent bool, text string) bool {
				return slices.ContainsFunc(s.Messages.Messages, func(m messages.Message) bool {
					at := m.To
					if sent {
						at = m.From
					}
					return at.Node == observe.Short(node) && at.Name == "echo" && strings.Contains(m.Text, text)
				})
			}
			return has(false, ":hello") && has(true, "{:echo, :hello}")
		})
		if err := o.Do(order); err != nil {
			t.Fatal(err)
		}
		see(t, o, "no tracing", func(s observe.Snapshot) bool { return len(s.Traced) == 0 })
	}
	o.tracing.stop()
	v, err := o.h.Ask("real@localhost", "erlang", "processes")
	if err != nil {
		t.Fatal(err)
	}
	pids, _ := v.Slice()
	for _, p := range pids {
		info, err := o.h.Ask("real@localhost", "erlang", "process_info", p, term.Sym("current_function"))
		if err != nil || strings.Contains(shown(info), ":timer, :sleep") {
			t.Errorf("%s is left: %v %s", pid("real@localhost", p), err, shown(info))
		}
	}
}

func TestRefusals(t *testing.T) {
	w := newTown(t)
	w.lab("a@localhost")
	for _, c := range []struct{ node, cookie, says string }{
		{"b@localhost", secret, "no node of that name is up"},
		{"a@localhost", "wrong", "--cookie COOKIE"},
		{"a", secret, "a@localhost"},
		{"", "wrong", "a. Name one, with its cookie"},
	} {
		if o, err := Start(Config{Node: c.node, Cookie: c.cookie, EpmdPort: w.port}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s with %s: %v, want %q", c.node, c.cookie, err, c.says)
			if o != nil {
				o.Close()
			}
		}
	}
	empty := epmdtest.Start(t)
	if _, err := Start(Config{EpmdPort: empty}); err == nil || !strings.Contains(err.Error(), "lab iex --sname") {
		t.Error(err)
	}
}

// TestLeavingTakesAllBack checks that leaving heals cuts, thaws nodes and stops all traces.
func TestLeavingTakesAllBack(t *testing.T) {
	w := newTown(t)
	a := w.lab("a@localhost")
	w.lab("b@localhost")
	w.eval(a, "true = Node.connect(:b@localhost)")
	w.erl("real@localhost", "true = net_kernel:connect_node(a@localhost)")
	o := w.observe("a@localhost")
	see(t, o, "three nodes", func(s observe.Snapshot) bool {
		n, _ := s.Node("real@localhost")
		return n.Here && state(s, "b@localhost") == observe.Up
	})
	for _, order := range []observe.Order{{Deed: observe.Cut, Node: "a@localhost", Peer: "b@localhost"}, {Deed: observe.Cut, Node: "b@localhost", Peer: "real@localhost"},
		{Deed: observe.Trace, Node: "real@localhost", PID: "<0.0.0>"}, {Deed: observe.Freeze, Node: "real@localhost"}} {
		if err := o.Do(order); err != nil {
			t.Fatal(err)
		}
	}
	o.Close()
	o = w.observe("a@localhost")
	if ok, err := o.h.Ask("a@localhost", "net_kernel", "connect_node", term.Sym("b@localhost")); err != nil || !ok.Is(term.ATrue) {
		t.Errorf("a and b: %s, %v", shown(ok), err)
	}
	if err := o.h.connect("real@localhost"); err != nil {
		t.Fatal(err)
	}
	own, err := o.h.Ask("real@localhost", "erlang", "get_cookie")
	if err != nil {
		t.Fatal(err)
	}
	if c, err := o.h.Ask("real@localhost", "erlang", "get_cookie", term.Sym("b@localhost")); err != nil || !term.Equal(c, own) {
		t.Errorf("the cookie for b is %s, %v", shown(c), err)
	}
	if ok, err := o.h.Ask("b@localhost", "net_kernel", "connect_node", term.Sym("real@localhost")); err != nil || !ok.Is(term.ATrue) {
		t.Errorf("b and real: %s, %v", shown(ok), err)
	}
}
