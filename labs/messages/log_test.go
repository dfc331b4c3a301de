package messages

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lab/labs/census"
)

const ms = time.Millisecond

func shell(node string) End { return End{Node: node, ID: "1", Name: "shell"} }

func named(node, name string) End { return End{Node: node, Name: name} }

func receiver(node string) End { return End{Node: node, ID: "9", Name: "Receiver"} }

// says sends a message from a shell to the Receiver of another node.
func says(at time.Duration, from, to, text string) Batch {
	return Batch{Node: from, Now: at, Heard: []Heard{{At: at, Sent: true, Process: shell(from), To: named(to, "Receiver"), Mark: mark(text), Kind: Plain, Text: text}}}
}

// gets lets the Receiver of a node receive a message.
func gets(at time.Duration, node, text string) Batch {
	return Batch{Node: node, Now: at, Heard: []Heard{{At: at, Process: receiver(node), Mark: mark(text), Kind: Plain, Text: text}}}
}

// mark gives texts of different lengths different marks.
func mark(text string) uint64 { return uint64(len(text)) }

func up(nodes ...string) *Log {
	l := New()
	for _, n := range nodes {
		l.Set(census.State{Name: n, Up: true})
		l.Take(0, Batch{Node: n, Fresh: true, Names: []string{"Receiver"}, Listened: []End{shell(n), receiver(n)}})
	}
	return l
}

var fates = map[Fate]string{OnWay: "on its way", Arrived: "arrived", Lost: "lost", Untold: "untold"}

func story(v View) string {
	var b strings.Builder
	for _, m := range v.Messages {
		fmt.Fprintf(&b, "%s %s>%s %s %s", m.Sent, m.From.Node, m.To.Node, m.Text, fates[m.Fate])
		if m.Got > 0 {
			fmt.Fprintf(&b, " %s", m.Got)
		}
		if m.Why != "" {
			b.WriteString(": " + m.Why)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestLog(t *testing.T) {
	cut := [][2]string{{"a", "b"}}
	for _, test := range []struct {
		what string
		do   func(l *Log)
		want string
	}{
		{"sent and got", func(l *Log) {
			l.Take(10*ms, says(10*ms, "a", "b", "x"))
			l.Take(12*ms, gets(12*ms, "b", "x"))
		}, "10ms a>b x arrived 12ms\n"},
		{"told backwards", func(l *Log) {
			l.Take(12*ms, gets(12*ms, "b", "x"))
			l.Take(50*ms, Batch{Node: "a", Now: 1050 * ms, Heard: []Heard{{At: 1010 * ms, Sent: true, Process: shell("a"), To: named("b", "Receiver"), Mark: 1, Text: "x"}}})
		}, "10ms a>b x arrived 12ms\n"},
		{"in order, though alike", func(l *Log) {
			l.Take(10*ms, says(10*ms, "a", "b", "x"))
			l.Take(11*ms, says(11*ms, "a", "b", "x"))
			l.Take(12*ms, gets(12*ms, "b", "x"))
		}, "10ms a>b x arrived 12ms\n11ms a>b x on its way\n"},
		{"another one overtakes", func(l *Log) {
			l.Take(10*ms, says(10*ms, "a", "b", "x"))
			l.Take(11*ms, says(11*ms, "a", "b", "yy"))
			l.Take(12*ms, gets(12*ms, "b", "yy"))
		}, "10ms a>b x on its way\n11ms a>b yy arrived 12ms\n"},
		{"to a node that dies", func(l *Log) {
			l.Take(10*ms, says(10*ms, "a", "b", "x"))
			l.Set(census.State{Name: "b"})
		}, "10ms a>b x lost: b is down\n"},
		{"to a node that is down", func(l *Log) {
			l.Set(census.State{Name: "b"})
			l.Take(10*ms, says(10*ms, "a", "b", "x"))
			l.View(900 * ms)
		}, "10ms a>b x lost: b is down\n"},
		{"to a node that is given up", func(l *Log) {
			l.SetPeers("a", []string{"b", "c"})
			l.Take(10*ms, says(10*ms, "a", "b", "x"))
			l.Take(11*ms, says(11*ms, "a", "c", "yy"))
			l.SetPeers("a", []string{"c"})
		}, "10ms a>b x lost: the link between a and b has ended\n11ms a>c yy on its way\n"},
		{"across a cut", func(l *Log) {
			l.SetCuts(cut)
			l.Take(10*ms, says(10*ms, "a", "b", "x"))
			l.View(900 * ms)
		}, "10ms a>b x lost: the link between a and b is cut\n"},
		{"across a cut that is healed in time", func(l *Log) {
			l.SetCuts(cut)
			l.Take(10*ms, says(10*ms, "a", "b", "x"))
			l.View(900 * ms)
			l.SetCuts(nil)
			l.Take(2000*ms, gets(2000*ms, "b", "x"))
		}, "10ms a>b x arrived 2s\n"},
		{"to a name that nobody has", func(l *Log) {
			l.Take(0, Batch{Node: "b", Names: []string{"Other"}})
			l.Take(10*ms, says(10*ms, "a", "b", "x"))
			l.View(900 * ms)
		}, "10ms a>b x lost: no process of b is called Receiver\n"},
		{"to a process that is not listened to", func(l *Log) {
			l.Take(10*ms, Batch{Node: "a", Now: 10 * ms, Heard: []Heard{{At: 10 * ms, Sent: true, Process: shell("a"), To: End{Node: "b", ID: "77"}, Text: "x"}}})
			l.View(900 * ms)
		}, "10ms a>b x untold\n"},
		{"to a process that has ended", func(l *Log) {
			l.Take(10*ms, Batch{Node: "a", Now: 10 * ms, Heard: []Heard{{At: 10 * ms, Sent: true, Process: shell("a"), To: End{Node: "a", ID: "77"}, Text: "x", Nobody: true}}})
			l.View(900 * ms)
		}, "10ms a>a x lost: that process has ended\n"},
		{"from where nobody listens", func(l *Log) {
			l.Take(10*ms, gets(10*ms, "b", "x"))
			l.View(900 * ms)
		}, "10ms >b x arrived 10ms\n"},
		{"an answer of the engine's own", func(l *Log) {
			l.Take(10*ms, Batch{Node: "b", Now: 10 * ms, Heard: []Heard{{At: 10 * ms, Process: shell("b"), Kind: Reply, Text: ":yes"}}})
			l.View(900 * ms)
		}, ""},
		{"an answer to an alias", func(l *Log) {
			l.Take(10*ms, Batch{Node: "a", Now: 10 * ms, Heard: []Heard{{At: 10 * ms, Sent: true, Process: shell("a"), To: End{Node: "b"}, Mark: 7, Kind: Reply, Text: "x"}}})
			l.Take(11*ms, Batch{Node: "b", Now: 11 * ms, Heard: []Heard{{At: 11 * ms, Process: shell("b"), Mark: 7, Kind: Reply, Text: "x"}}})
		}, "10ms a>b x arrived 11ms\n"},
		{"a text for one row", func(l *Log) {
			l.Take(10*ms, says(10*ms, "a", "b", "x\x1b[2J\ny\xff"))
		}, "10ms a>b x [2J y? on its way\n"},
	} {
		t.Run(test.what, func(t *testing.T) {
			l := up("a", "b")
			test.do(l)
			if got := story(l.View(500 * ms)); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// TestALogIsBounded adds more messages than the log keeps. The log must count the messages that
// nodes did not report.
func TestALogIsBounded(t *testing.T) {
	l := up("a", "b")
	for i := range maxMessages + 50 {
		l.Take(time.Duration(i)*time.Second, says(time.Duration(i)*time.Second, "a", "b", strings.Repeat("x", maxText*2)))
		l.Take(time.Duration(i)*time.Second, Batch{Node: "a", More: 7})
		l.Take(time.Duration(i)*time.Second+ms, Batch{Node: "a", More: 7})
	}
	v := l.View(time.Hour)
	if len(v.Messages) != maxMessages || len(v.Messages[0].Text) > maxText+3 || len(v.Mores) != maxMores || v.Mores[0].N != 14 {
		t.Errorf("%d messages of %d bytes, %d counts of %d", len(v.Messages), len(v.Messages[0].Text), len(v.Mores), v.Mores[0].N)
	}
}

// TestALogOfStrangersIsBounded adds large numbers of nodes, processes and names. The log must stay
// within its limits.
func TestALogOfStrangersIsBounded(t *testing.T) {
	l := New()
	long := strings.Repeat("x\x1b", 1000)
	many := Batch{Node: "a"}
	for i := range 2 * maxListened {
		many.Listened = append(many.Listened, End{ID: fmt.Sprint(i)})
	}
	l.Take(0, many)
	for i := range 2 * maxMessages {
		node := fmt.Sprint(long[:200], i)
		b := says(time.Second, node, node, long)
		b.Heard[0].Process.Name = long
		b.Names = []string{long}
		l.Take(time.Second, b)
		b.Node = "a"
		l.Take(time.Second, b)
		l.SetPeers(node, []string{long})
	}
	v := l.View(time.Minute)
	if len(l.nodes) > maxNodes || len(l.nodes["a"].listened) > maxListened || len(l.early) > maxMessages || len(v.Messages) > maxMessages {
		t.Errorf("%d nodes, %d processes, %d messages", len(l.nodes), len(l.nodes["a"].listened), len(v.Messages))
	}
	for _, m := range v.Messages {
		if text := m.Text + m.From.Node + m.From.Name + m.To.Name; len(text) > 2*maxText || strings.ContainsRune(text, 0x1b) {
			t.Fatalf("%q", text)
		}
	}
}

// TestUnreportedSendIsNotShown checks a message whose arrival was reported, but not its sending.
// The log does not show it while nodes report only part of their messages.
func TestUnreportedSendIsNotShown(t *testing.T) {
	l := up("a", "b")
	l.Take(10*ms, Batch{Node: "a", More: 1000})
	l.Take(11*ms, gets(11*ms, "b", "x"))
	if v := l.View(2 * time.Second); len(v.Messages) != 0 {
		t.Errorf("%s", story(v))
	}
}
