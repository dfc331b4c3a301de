package dist

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"lab/runtime/bulkhead"
	"lab/runtime/reach"
	"lab/runtime/term"
)

// call dials an endpoint and performs the handshake as far as possible.
func call(t *testing.T, e *Endpoint, name, cookie string) (net.Conn, error) {
	t.Helper()
	c, err := net.Dial("tcp", e.ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = c.SetDeadline(time.Now().Add(30 * time.Second))
	_, err = initiate(c, self{name, 1, capabilities, func(string) string { return cookie }}, e.cfg.Name, func() bool { return true })
	return c, err
}

// eventually waits until the function is returns true.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not so: %s", what)
		}
	}
}

// TestReconnectsAtOnce lets a peer replace its own link again and again, from several goroutines.
func TestReconnectsAtOnce(t *testing.T) {
	d := &directory{addrs: map[string]string{}}
	e, heard := d.start(t, "a@localhost", "secret")
	go func() {
		for range heard.said {
		}
	}()
	done := make(chan bool)
	for range 4 {
		go func() {
			defer func() { done <- true }()
			for i := range 150 {
				c, err := call(t, e, "again@localhost", "secret")
				if err != nil || i%2 == 0 {
					c.Close()
				} else {
					defer c.Close()
				}
			}
		}()
	}
	for range 4 {
		<-done
	}
	c, err := call(t, e, "again@localhost", "secret")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	eventually(t, "the last connection is the link", func() bool {
		l := e.Link(term.Intern("again@localhost"))
		return l != nil && l.Addr().String() == c.LocalAddr().String()
	})
}

func (e *Endpoint) strangersNow() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.strangers)
}

func TestStrangersLeaveNothing(t *testing.T) {
	d := &directory{addrs: map[string]string{}}
	e, heard := d.start(t, "a@localhost", "secret")
	for i := range 50 {
		name := fmt.Sprintf("stranger%d@localhost", i)
		c, err := call(t, e, name, "guessed")
		c.Close()
		if err == nil {
			t.Fatal("let in")
		}
		heard.expect(t, "rejected "+name)
		if _, known := term.LookupAtom(name); known {
			t.Fatalf("%s is an atom", name)
		}
		name = fmt.Sprintf("silent%d@localhost", i)
		if c, err = net.Dial("tcp", e.ln.Addr().String()); err != nil {
			t.Fatal(err)
		}
		if err := writeHandshake(c, nameMessage(self{name: name, flags: capabilities})); err != nil {
			t.Fatal(err)
		}
		if err := readStatus(c, nil); err != nil {
			t.Fatal(err)
		}
		c.Close()
		if _, known := term.LookupAtom(name); known {
			t.Fatalf("%s is an atom", name)
		}
	}
	eventually(t, "all strangers are forgotten", func() bool { return e.strangersNow() == 0 && e.porch.Len() == 0 })
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.peers) != 0 {
		t.Errorf("%d peers", len(e.peers))
	}
}

func TestStrangersTakeTurns(t *testing.T) {
	d := &directory{addrs: map[string]string{}}
	e, _ := d.start(t, "a@localhost", "secret")
	b, _ := d.start(t, "b@localhost", "secret")
	var idle []net.Conn
	for range maxIncoming + 20 {
		c, err := net.Dial("tcp", e.ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		idle = append(idle, c)
	}
	if err := b.Connect(term.Intern("a@localhost")); err != nil {
		t.Errorf("a peer is held up by strangers: %v", err)
	}
	if n := e.porch.Len(); n > maxIncoming {
		t.Errorf("%d wait", n)
	}
	_ = idle[0].SetReadDeadline(time.Now().Add(30 * time.Second))
	if _, err := idle[0].Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") {
		t.Errorf("the first one still waits: %v", err)
	}
}

// TestAStrangerUnderAPeersName checks that a stranger with a peer's name delays neither messages
// to the peer nor the peer itself.
func TestAStrangerUnderAPeersName(t *testing.T) {
	d := &directory{addrs: map[string]string{}}
	a, _ := d.start(t, "a@localhost", "secret")
	b, heard := d.start(t, "b@localhost", "secret")
	posing, err := net.Dial("tcp", a.ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer posing.Close()
	if err := writeHandshake(posing, nameMessage(self{name: "b@localhost", flags: capabilities})); err != nil {
		t.Fatal(err)
	}
	if err := readStatus(posing, nil); err != nil {
		t.Fatal(err)
	}
	a.Post(term.Intern("b@localhost"), message(1), true)
	posing.Close()
	heard.expect(t, "up a@localhost")
	heard.expect(t, "got 1")
	a.Disconnect(term.Intern("b@localhost"), ErrDisconnected)
	heard.expect(t, "down a@localhost: connection closed")

	second, err := net.Dial("tcp", a.ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if err := writeHandshake(second, nameMessage(self{name: "b@localhost", flags: capabilities})); err != nil {
		t.Fatal(err)
	}
	if err := readStatus(second, nil); err != nil {
		t.Fatal(err)
	}
	if err := b.Connect(term.Intern("a@localhost")); err != nil {
		t.Errorf("b does not get through: %v", err)
	}
}

// A brittle is a receiver that panics on each control message.
type brittle struct{ ear }

func (b brittle) Control(*Link, []term.Term, term.Term) error { panic("a mistake") }

func TestAMistakeEndsOneLink(t *testing.T) {
	d := &directory{addrs: map[string]string{}}
	ln, err := Listen(reach.Net{}, reach.Loopback)
	if err != nil {
		t.Fatal(err)
	}
	r := brittle{ear{make(chan string, 100)}}
	e := New(Config{Name: "a@localhost", Cookie: func(string) string { return "secret" },
		Resolve: d.resolve, Codec: plainCodec{}, Receiver: r}, ln)
	e.Start()
	t.Cleanup(e.Close)
	d.addrs["a@localhost"] = ln.Addr().String()
	b, _ := d.start(t, "b@localhost", "secret")
	c, heard := d.start(t, "c@localhost", "secret")
	for _, other := range []*Endpoint{b, c} {
		if err := other.Connect(term.Intern("a@localhost")); err != nil {
			t.Fatal(err)
		}
		r.expect(t, "up "+other.cfg.Name)
	}
	b.Post(term.Intern("a@localhost"), message(1), true)
	r.expect(t, "broken")
	if got := <-r.said; !strings.HasPrefix(got, "down b@localhost: "+(&bulkhead.Breach{Where: "receiving from b@localhost", Value: "a mistake"}).Error()) {
		t.Errorf("heard %q", got)
	}
	e.Post(term.Intern("c@localhost"), message(5), false)
	heard.expect(t, "up a@localhost")
	heard.expect(t, "got 5")
}
