package node

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lab/runtime/dist/epmd/epmdtest"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestMain runs more tests in parallel than usual, because the tests wait much more than they
// compute.
func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "8")
	os.Exit(m.Run())
}

// A world is a private epmd with the nodes that use it.
type world struct {
	t    testing.TB
	port int
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return &world{t, epmdtest.Start(t)}
}

// A machine is a node that consists of an engine and a network. It runs only actors.
type machine struct {
	*network
	mu   sync.Mutex
	logs []string
}

func (w *world) start(cfg NetConfig, cookie string) *machine {
	w.t.Helper()
	m := vm.New(vm.Config{Workers: 1})
	cfg.EpmdPort = w.port
	node := &machine{}
	n, err := joinNet(cfg, m, newCookies(cookie), func(_, text string) {
		node.mu.Lock()
		defer node.mu.Unlock()
		node.logs = append(node.logs, text)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	node.network = n
	w.t.Cleanup(func() { n.close(); m.Close() })
	return node
}

func (n *machine) logged(what string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Contains(strings.Join(n.logs, "\n"), what)
}

// box starts a process that forwards its messages to a channel.
func (n *machine) box(name string) (term.Term, chan term.Term) {
	got := make(chan term.Term, 1000)
	a := n.m.SpawnActor(name, func(_ *vm.Actor, msg term.Term) { got <- msg })
	return a.PID(), got
}

func receive(t testing.TB, box chan term.Term) term.Term {
	t.Helper()
	select {
	case m := <-box:
		return m
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came")
		return term.Term{}
	}
}

func eventually(t testing.TB, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !cond(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func (n *machine) sees(kind string, names ...string) func() bool {
	return func() bool {
		seen := map[string]bool{}
		for _, a := range n.Nodes(kind) {
			seen[a.String()] = true
		}
		for _, name := range names {
			if !seen[name] {
				return false
			}
		}
		return len(seen) == len(names)
	}
}

func TestMessagesAndReplies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.start(NetConfig{Name: "a@localhost"}, "secret")
	b := w.start(NetConfig{Name: "b@localhost"}, "secret")
	me, mine := a.box("")
	_, yours := b.box("box")
	a.m.Send(term.Tup(term.Sym("box"), b.name.Term()), me)
	from := receive(t, yours)
	if from.Pid() == nil || from.Pid().Node != a.name {
		t.Fatal("the pid that came is not one of node a")
	}
	b.m.Send(from, term.Str("hello"))
	if s, _ := receive(t, mine).AsStr(); s != "hello" {
		t.Errorf("got %q", s)
	}
}

func TestFullMeshAndHidden(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.start(NetConfig{Name: "a@localhost"}, "secret")
	b := w.start(NetConfig{Name: "b@localhost"}, "secret")
	c := w.start(NetConfig{Name: "c@localhost"}, "secret")
	spy := w.start(NetConfig{Name: "spy@localhost", Hidden: true}, "secret")
	if !a.Connect(b.name) || !c.Connect(b.name) || !spy.Connect(a.name) {
		t.Fatal("no link")
	}
	eventually(t, "a sees b and c", a.sees("visible", "b@localhost", "c@localhost"))
	eventually(t, "c sees a and b", c.sees("visible", "a@localhost", "b@localhost"))
	eventually(t, "a sees the spy", a.sees("hidden", "spy@localhost"))
	eventually(t, "the spy sees a alone", spy.sees("connected", "a@localhost"))
	if !b.sees("hidden")() {
		t.Error("b sees the spy")
	}
	a.Disconnect(b.name)
	a.Disconnect(c.name)
	eventually(t, "a is alone", a.sees("visible"))
	if !a.Connect(b.name) {
		t.Fatal("no link")
	}
	eventually(t, "a sees both again", a.sees("visible", "b@localhost", "c@localhost"))
}

func TestConnectAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.start(NetConfig{Name: "a@localhost"}, "111")
	b := w.start(NetConfig{Name: "b@localhost"}, "222")
	for name, want := range map[string]string{
		"nosuch@localhost": "unknown_name", "b@localhost": "cookie", "b": "bad_name", "b@127.0.0.1": "bad_name",
	} {
		node := term.Intern(name)
		if a.Connect(node) {
			t.Errorf("connected to %s", name)
		}
		if got := reasonFor(a, node); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	eventually(t, "b logs it", func() bool {
		return b.logged("** Connection attempt from node :a@localhost rejected. Invalid challenge reply. **")
	})
	if !a.logged("\n** Cannot get connection id for node :b\n") {
		t.Error("a does not log the name without a host")
	}
	b.jar.set(a.name.String(), "111")
	if !b.Connect(a.name) {
		t.Error("not connected with a's cookie")
	}
	if _, err := joinNet(NetConfig{Name: "a@localhost", EpmdPort: w.port}, vm.New(vm.Config{Workers: 1}),
		newCookies("x"), func(_, _ string) {}); err == nil || err.Error() != (&NameTakenError{"a@localhost"}).Error() {
		t.Errorf("second a: %v", err)
	}
}

func reasonFor(n *machine, node term.Atom) string {
	v, _ := (&Node{net: n.network, m: n.m}).whyNot(nil, []term.Term{node.Term()})
	return v.Atom().String()
}

func TestCutAndHeal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.start(NetConfig{Name: "a@localhost"}, "secret")
	b := w.start(NetConfig{Name: "b@localhost"}, "secret")
	if !a.Connect(b.name) {
		t.Fatal("no link")
	}
	eventually(t, "members", func() bool { return a.member("b@localhost") && b.member("a@localhost") })
	a.cut("b@localhost", true)
	b.cut("a@localhost", true)
	eventually(t, "a is alone", a.sees("visible"))
	eventually(t, "b is alone", b.sees("visible"))
	if a.Connect(b.name) {
		t.Error("connected across a cut")
	}
	a.cut("b@localhost", false)
	b.cut("a@localhost", false)
	eventually(t, "a link again", func() bool { return a.Connect(b.name) })
	eventually(t, "members again", func() bool { return a.member("b@localhost") && b.member("a@localhost") })
}

func TestErlangPings(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("erl")
	if err != nil {
		t.Skip("no erl here")
	}
	w := newWorld(t)
	a := w.start(NetConfig{Name: "a@localhost"}, "secret")
	_, got := a.box("box")
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "-sname", "erl@localhost", "-hidden", "-setcookie", "secret",
		"-start_epmd", "false", "-noinput", "-eval", `
		pong = net_adm:ping('a@localhost'),
		{box, 'a@localhost'} ! {hello, self(), #{k => [1.5, <<"b">>, "s"]}},
		receive {From, reply} -> ok end,
		R = monitor(process, From), exit(From, kill),
		receive {'DOWN', R, process, From, Why} -> io:format("~p", [Why]) end,
		R2 = monitor(process, {nobody, 'a@localhost'}),
		receive {'DOWN', R2, process, _, Why2} -> io:format(" ~p", [Why2]) end, halt().`)
	cmd.Env = append(os.Environ(), "ERL_EPMD_PORT="+strconv.Itoa(w.port))
	go func() {
		if e := (<-got).Elems(); len(e) == 3 {
			pid, _ := a.box("")
			a.m.Send(e[1], term.Tup(pid, term.Sym("reply")))
		}
	}()
	out, err := cmd.Output()
	if err != nil || string(out) != "killed noproc" {
		t.Errorf("%v: %s", err, out)
	}
}
