package heard

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lab/cli"
	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/cluster"
	"lab/labs/messages"
)

// TestMain lets the test binary act as the program of the nodes.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "node" {
		os.Exit(cli.Main(cli.Assets{}))
	}
	os.Exit(m.Run())
}

// A listener collects the messages that nodes report.
type listener struct {
	t     *testing.T
	start time.Time
	mu    sync.Mutex
	log   *messages.Log
	// sent counts the messages of node1 since the last check, whether they were reported or not.
	// most is the size of the largest batch.
	sent, most int
	// began receives the name of each node that starts to listen.
	began chan string
	// news receives a value if the log may have changed.
	news chan struct{}
}

// tell wakes until.
func (l *listener) tell() {
	select {
	case l.news <- struct{}{}:
	default:
	}
}

func (l *listener) Output(string, string) {}
func (l *listener) Report(r census.Report) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.log.SetPeers(r.Node, r.Peers)
	l.tell()
}
func (l *listener) Changed() {}
func (l *listener) Heard(b messages.Batch) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b.Node == "node1" {
		l.sent += b.More
		for _, h := range b.Heard {
			if h.Sent {
				l.sent++
			}
		}
	}
	if b.Fresh {
		l.began <- b.Node
	}
	l.most = max(l.most, len(b.Heard))
	l.log.Take(time.Since(l.start), b)
	l.tell()
}

// states passes the states of the nodes to the log.
func (l *listener) states(s *cluster.Scenario) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, st := range s.States() {
		l.log.Set(st.State)
	}
	var cuts [][2]string
	for link := range s.Cuts() {
		cuts = append(cuts, link)
	}
	l.log.SetCuts(cuts)
	l.tell()
}

// deadline is long enough for a busy machine.
const deadline = 60 * time.Second

// until waits for a message with the given text for which ok returns true.
func (l *listener) until(text string, ok func(m messages.Message) bool) {
	l.t.Helper()
	var last string
	late := time.After(deadline)
	for {
		l.mu.Lock()
		v := l.log.View(time.Since(l.start))
		l.mu.Unlock()
		for _, m := range v.Messages {
			if m.Text != text {
				continue
			}
			if ok(m) {
				return
			}
			last = fmt.Sprintf("%+v", m)
		}
		select {
		case <-l.news:
		case <-time.After(time.Second): // a message is lost once it is overdue
		case <-late:
			l.t.Fatalf("%s: the last seen is %s", text, last)
		}
	}
}

func arrived(m messages.Message) bool {
	return m.Fate == messages.Arrived && m.From.Node == "node1" && m.To.Node == "node2" && m.To.Name == ":sink" && m.Got >= m.Sent
}

func onWay(m messages.Message) bool { return m.Fate == messages.OnWay }

func lost(why string) func(m messages.Message) bool {
	return func(m messages.Message) bool { return m.Fate == messages.Lost && strings.Contains(m.Why, why) }
}

// TestReportedMessages sends messages from one node to another, with and without faults.
func TestReportedMessages(t *testing.T) {
	l := &listener{t: t, start: time.Now(), log: messages.New(), began: make(chan string, 16), news: make(chan struct{}, 1)}
	dir := t.TempDir()
	cfg := cluster.Config{Project: dir, Dir: dir, Command: []string{os.Args[0], "node"}, Observer: l}
	for i := range 2 {
		cfg.Nodes = append(cfg.Nodes, catalogue.NodeSpec{Name: "node" + strconv.Itoa(i+1)})
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*deadline)
	defer cancel()
	s, err := cluster.Start(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	eval := func(node, code string) {
		t.Helper()
		if _, err := s.Eval(ctx, node, code, nil); err != nil {
			t.Fatalf("%s: %v", code, err)
		}
	}
	strike := func(kind catalogue.FaultKind, nodes, peers []string) {
		t.Helper()
		if err := s.Strike(ctx, catalogue.Fault{Kind: kind, Nodes: nodes, Peers: peers}); err != nil {
			t.Fatal(err)
		}
		l.states(s)
	}
	// Sends from a separate process, because evaluations of the lab itself are not reported.
	say := func(code string) {
		t.Helper()
		eval("node1", "{_, ref} = spawn_monitor(fn -> "+code+" end); receive(do: ({:DOWN, ^ref, _, _, :normal} -> :ok))")
	}
	const sink = `spawn(fn -> Process.register(self(), :sink); f = fn f -> receive(do: (_ -> f.(f))) end; f.(f) end)
		f = fn f -> if Process.whereis(:sink), do: :ok, else: f.(f) end; f.(f)`
	two, one := []string{"node2"}, []string{"node1"}
	l.states(s)
	for range cfg.Nodes {
		<-l.began
	}
	eval("node1", "true = Node.connect(:node2@localhost)")
	eval("node2", sink)

	say("send({:sink, :node2@localhost}, {:hello, self()} |> elem(0))")
	l.until(":hello", arrived)
	say("send({:nobody, :node2@localhost}, :is_there_anybody)")
	l.until(":is_there_anybody", lost("is called :nobody"))

	strike(catalogue.Freeze, two, nil)
	say("send({:sink, :node2@localhost}, :wake_up)")
	// A busy machine may take longer than the nodes' timeouts.
	givenUp := lost("and node2 has ended")
	l.until(":wake_up", func(m messages.Message) bool { return onWay(m) || givenUp(m) })
	strike(catalogue.Thaw, two, nil)
	l.until(":wake_up", func(m messages.Message) bool { return arrived(m) || givenUp(m) })
	eval("node1", "f = fn f -> if Node.connect(:node2@localhost), do: :ok, else: f.(f) end; f.(f)")

	flood(l, say)

	strike(catalogue.Cut, one, two)
	say("send({:sink, :node2@localhost}, :through_the_wall)")
	l.until(":through_the_wall", lost("is cut"))
	strike(catalogue.Heal, nil, nil)
	strike(catalogue.Kill, two, nil)
	say("send({:sink, :node2@localhost}, :too_late)")
	l.until(":too_late", lost("node2 is down"))
}

// flood sends a million messages. All are counted, few are reported, and messages of other
// processes must still appear.
func flood(l *listener, say func(code string)) {
	l.t.Helper()
	const many = 1_000_000
	l.mu.Lock()
	l.sent, l.most = 0, 0
	l.mu.Unlock()
	say(fmt.Sprintf("for i <- 1..%d, do: send({:sink, :node2@localhost}, i)", many))
	say("send({:sink, :node2@localhost}, :after_the_flood)")
	l.until(":after_the_flood", func(m messages.Message) bool { return m.From.Node == "node1" })
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sent != many+1 || l.most > 50 {
		l.t.Errorf("%d messages were counted, at most %d told at once", l.sent, l.most)
	}
	if v := l.log.View(time.Since(l.start)); len(v.Mores) == 0 || len(v.Messages) > 1000 {
		l.t.Errorf("the log has %d messages, and %d counts of others", len(v.Messages), len(v.Mores))
	}
}
