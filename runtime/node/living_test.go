package node

import (
	"strings"
	"sync"
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// A living is a complete node with the library. It collects the output of its programs.
type living struct {
	*Node
	t  *testing.T
	mu sync.Mutex
	// out is the output, in order.
	out strings.Builder
}

// live starts a node. Without a name, the node is not distributed.
func (w *world) live(t *testing.T, name, cookie string) *living {
	t.Helper()
	return w.liveIn(t, "", name, cookie)
}

// liveIn is like live, with a folder for the node's programs.
func (w *world) liveIn(t *testing.T, dir, name, cookie string) *living {
	t.Helper()
	n, err := Start(Config{Dir: dir, Net: NetConfig{Name: name, Long: strings.Contains(name, ".")}, EpmdPort: w.port, Cookie: cookie})
	if err != nil {
		t.Fatal(err)
	}
	l := &living{Node: n, t: t}
	user := n.Machine().SpawnActor("user", func(_ *vm.Actor, msg term.Term) {
		e := msg.Elems()
		if len(e) != 4 {
			return
		}
		if req := e[3].Elems(); len(req) == 3 {
			text, _ := req[2].AsStr()
			l.mu.Lock()
			l.out.WriteString(text)
			l.mu.Unlock()
		}
		n.Machine().Send(e[1], term.Tup(term.Sym("io_reply"), e[2], term.Ok))
	})
	n.Machine().SetDefaultLeader(user.PID())
	t.Cleanup(n.Close)
	l.eval(`Application.put_env(:logger, :default_formatter, format: "[$level] $message\n")`)
	return l
}

// eval returns the value of an expression, as text.
func (l *living) eval(src string) string {
	l.t.Helper()
	v, err := l.Machine().Call(vm.ModuleAtom("Code"), term.Intern("eval_string"), term.Str("inspect(("+src+"\n))"))
	if err != nil {
		l.t.Fatalf("%s: %v", src, err)
	}
	text, _ := v.Elems()[0].AsStr()
	return text
}

// printed waits until the node has printed text n times.
func (l *living) printed(text string, n int) {
	l.t.Helper()
	eventually(l.t, text, func() bool { return strings.Count(l.all(), text) >= n })
}

func (l *living) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.String()
}

// cluster starts a supervisor of one topology, called example.
func (l *living) cluster(spec string) string {
	l.t.Helper()
	return l.eval(`
	case Cluster.Supervisor.start_link([[example: [` + spec + `]], [name: Topologies]]) do
	  {:ok, pid} -> Process.unlink(pid); :ok
	  other -> other
	end`)
}

// beat makes the strategy announce the node now instead of within five seconds.
func (l *living) beat() {
	l.t.Helper()
	l.eval("[{_, pid, _, _}] = Supervisor.which_children(Topologies); send(pid, :heartbeat)")
}

// sees waits until the sorted Node.list() of the node is list.
func (l *living) sees(list string) {
	l.t.Helper()
	eventually(l.t, "Node.list() == "+list, func() bool { return l.eval("Enum.sort(Node.list())") == list })
}

// twoLiving starts node1 and node2.
func twoLiving(t *testing.T) (n1, n2 *living) {
	w := newWorld(t)
	return w.live(t, "node1@localhost", "secret"), w.live(t, "node2@localhost", "secret")
}
