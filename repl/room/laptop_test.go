package room_test

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	rules "lab/labs/room"
	"lab/runtime/dist/epmd/epmdtest"
	"lab/runtime/node"
	"lab/runtime/term"
)

// A laptop is a simulated laptop: its connection to the room and the room's invitation.
type laptop struct {
	conn *ssh.Client
	in   io.WriteCloser
	out  *bufio.Reader
	told rules.Invitation
}

// laptop asks to join. It returns the laptop, or the room's refusal in words.
func (c *classroom) laptop(name string, keys ...ssh.Signer) (l *laptop, words string) {
	c.Helper()
	conn, told, err := c.dial(name, keys...)
	if err != nil {
		return nil, told
	}
	s, err := conn.NewSession()
	if err != nil {
		c.Fatal(err)
	}
	l = &laptop{conn: conn}
	l.in, _ = s.StdinPipe()
	out, _ := s.StdoutPipe()
	l.out = bufio.NewReader(out)
	if err := s.Start(rules.JoinCommand); err != nil {
		c.Fatal(err)
	}
	line, _ := l.out.ReadString('\n')
	if json.Unmarshal([]byte(line), &l.told) != nil {
		return nil, strings.TrimSpace(line)
	}
	return l, ""
}

func (l *laptop) say(text string) { _, _ = io.WriteString(l.in, text+"\n") }

// at starts the laptop's node and connects it to the others.
func (l *laptop) at(t *testing.T, epmd int) *node.Node {
	t.Helper()
	cfg := node.Config{Cookie: l.told.Cookie, EpmdPort: epmd, Dir: t.TempDir()}
	cfg.Net.Name, cfg.Net.Long = l.told.Name+"@127.0.0.1", true
	n, err := node.Start(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	arrival, _ := json.Marshal(rules.Arrival{Gossip: n.Gossip()})
	l.say(string(arrival))
	line, _ := l.out.ReadString('\n')
	var company rules.Company
	if err := json.Unmarshal([]byte(line), &company); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	for _, m := range company.Members {
		if err := n.Meet(m.Gossip); err != nil {
			t.Error(err)
		}
	}
	return n
}

// TestLaptopsJoin checks that the nodes of two laptops connect to each other.
func TestLaptopsJoin(t *testing.T) {
	c := open(t, t.TempDir(), 2, nil)
	epmd := epmdtest.Start(t)
	ann, words := c.laptop("ann", newKey(t))
	if ann == nil {
		t.Fatal(words)
	}
	first := ann.at(t, epmd)
	c.until("one laptop is in the cluster", func() bool { return c.room.Laptops() == 1 })
	bob, words := c.laptop("bob", newKey(t))
	if bob == nil || bob.told.Cookie != ann.told.Cookie {
		t.Fatalf("%+v %s", bob, words)
	}
	bob.at(t, epmd)
	c.until("the nodes are linked", func() bool {
		v, err := first.Machine().Call(term.Intern("erlang"), term.Intern("nodes"))
		return err == nil && term.Inspect(v, term.Opts{}) == "[:\"bob@127.0.0.1\"]"
	})
	_ = ann.conn.Close()
	c.until("who has left is forgotten", func() bool { return c.room.Laptops() == 1 })
}

// TestANodeMovesOnItsMachine starts a second node of the same student on the same machine. The
// second node may start only after the first node has ended and released its name.
func TestANodeMovesOnItsMachine(t *testing.T) {
	c := open(t, t.TempDir(), 2, nil)
	epmd, key := epmdtest.Start(t), newKey(t)
	former, words := c.laptop("ann", key)
	if former == nil {
		t.Fatal(words)
	}
	n := former.at(t, epmd)
	told := make(chan string, 1)
	go func() {
		line, _ := former.out.ReadString('\n')
		n.Close()
		told <- line
		_ = former.conn.Close()
	}()
	next, words := c.laptop("ann", key)
	if next == nil {
		t.Fatal(words)
	}
	next.at(t, epmd)
	if line := <-told; !strings.Contains(line, "joined with another node") {
		t.Errorf("the former was told %q", line)
	}
	if c.room.Laptops() != 1 {
		t.Errorf("%d laptops are in the cluster", c.room.Laptops())
	}
}

// TestInvalidLaptopsAreRefused sends invalid arrival messages to the room. The room must refuse
// them.
func TestInvalidLaptopsAreRefused(t *testing.T) {
	c := open(t, t.TempDir(), 2, nil)
	ann := newKey(t)
	if l, _ := c.laptop("ann", ann); l != nil {
		for _, line := range []string{`{"gossip":"192.0.2.1:4000"}`} {
			l.say(line)
			if said, _ := l.out.ReadString('\n'); !strings.Contains(said, "has to listen at the address that it comes from") {
				t.Errorf("%s: %q", line, said)
			}
		}
	}
	for _, line := range []string{"", "[]", strings.Repeat("x", 4096)} {
		if l, _ := c.laptop("ann", ann); l != nil {
			l.say(line)
			if said, _ := l.out.ReadString('\n'); !strings.Contains(said, "no valid address of its node") {
				t.Errorf("%.20q: %q", line, said)
			}
		}
	}
	if l, words := c.laptop("ann", newKey(t)); l != nil || !strings.Contains(words, "ann") {
		t.Errorf("another's key: %v %q", l, words)
	}
	if l, words := c.laptop("room"); l != nil {
		t.Errorf("who only watches: %q", words)
	}
	if c.room.Laptops() != 0 {
		t.Error("somebody is in the cluster")
	}
}

func (c *classroom) until(what string, ok func() bool) {
	c.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			c.Fatalf("%s: it did not come to that", what)
		}
	}
}
