package dist

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"lab/runtime/reach"
	"lab/runtime/term"
)

// plainCodec encodes only small integers and tuples of them. The control messages of the tests
// need nothing else.
type plainCodec struct{}

func (plainCodec) Encode(dst []byte, t term.Term) ([]byte, error) {
	if n, ok := t.AsInt(); ok {
		return binary.BigEndian.AppendUint64(append(dst, 'i'), uint64(n)), nil
	}
	dst = append(dst, 't', byte(len(t.Elems())))
	for _, e := range t.Elems() {
		dst, _ = plainCodec{}.Encode(dst, e)
	}
	return dst, nil
}

func (plainCodec) Decode(b []byte, kept bool) (term.Term, []byte, error) {
	if b[0] == 'i' {
		return term.Int(int64(binary.BigEndian.Uint64(b[1:]))), b[9:], nil
	}
	elems := make([]term.Term, b[1])
	b = b[2:]
	for i := range elems {
		elems[i], b, _ = plainCodec{}.Decode(b, kept)
	}
	return term.Tup(elems...), b, nil
}

// A directory replaces epmd.
type directory struct {
	mu    sync.Mutex
	addrs map[string]string
}

func (d *directory) resolve(_ context.Context, name string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a := d.addrs[name]; a != "" {
		return a, nil
	}
	return "", &ConnectError{name, CauseUnknownName, errors.New("not in the directory")}
}

// ear records the events of an endpoint.
type ear struct{ said chan string }

func (r ear) Up(l *Link)                      { r.said <- "up " + l.Node.String() }
func (r ear) Down(l *Link, reason error)      { r.said <- fmt.Sprintf("down %s: %v", l.Node, reason) }
func (r ear) Failed(n term.Atom, err error)   { r.said <- fmt.Sprintf("failed %s: %s", n, CauseOf(err)) }
func (r ear) Unsent(n term.Atom, err error)   { r.said <- fmt.Sprintf("unsent %s: %v", n, err) }
func (r ear) Rejected(peer string, err error) { r.said <- "rejected " + peer }
func (r ear) Broken(err error)                { r.said <- "broken" }
func (r ear) Control(l *Link, c []term.Term, p term.Term) error {
	n, _ := c[0].AsInt()
	r.said <- fmt.Sprint("got ", n)
	return nil
}

func (r ear) expect(t *testing.T, want string) {
	t.Helper()
	select {
	case got := <-r.said:
		if got != want {
			t.Fatalf("heard %q, not %q", got, want)
		}
	case <-time.After(30 * time.Second):
		t.Fatalf("%q was not heard", want)
	}
}

func (d *directory) start(t *testing.T, name, cookie string) (*Endpoint, ear) {
	t.Helper()
	ln, err := Listen(reach.Net{}, reach.Loopback)
	if err != nil {
		t.Fatal(err)
	}
	r := ear{make(chan string, 10000)}
	e := New(Config{
		Name: name, Creation: 7, Cookie: func(string) string { return cookie },
		Resolve: d.resolve, Codec: plainCodec{}, Receiver: r,
	}, ln)
	e.Start()
	t.Cleanup(e.Close)
	d.mu.Lock()
	d.addrs[name] = ln.Addr().String()
	d.mu.Unlock()
	return e, r
}

func message(n int64) Message { return Message{Control: term.Tup(term.Int(n))} }

func TestPostConnectsAndKeepsOrder(t *testing.T) {
	d := &directory{addrs: map[string]string{}}
	a, _ := d.start(t, "a@localhost", "secret")
	_, heard := d.start(t, "b@localhost", "secret")
	for n := range int64(1000) {
		a.Post(term.Intern("b@localhost"), message(n), true)
	}
	heard.expect(t, "up a@localhost")
	for n := range 1000 {
		heard.expect(t, fmt.Sprint("got ", n))
	}
}

func TestDisconnectIsToldOnBothSides(t *testing.T) {
	d := &directory{addrs: map[string]string{}}
	a, as := d.start(t, "a@localhost", "secret")
	_, bs := d.start(t, "b@localhost", "secret")
	b := term.Intern("b@localhost")
	if err := a.Connect(b); err != nil {
		t.Fatal(err)
	}
	if !a.Disconnect(b, ErrDisconnected) || a.Disconnect(b, ErrDisconnected) {
		t.Error("Disconnect reports wrongly whether there was a link")
	}
	as.expect(t, "up b@localhost")
	as.expect(t, "down b@localhost: disconnect")
	bs.expect(t, "up a@localhost")
	bs.expect(t, "down a@localhost: connection closed")
	if a.Post(b, message(1), false) {
		t.Error("sent without a link")
	}
}

func TestWrongCookie(t *testing.T) {
	d := &directory{addrs: map[string]string{}}
	a, as := d.start(t, "a@localhost", "one")
	_, bs := d.start(t, "b@localhost", "two")
	err := a.Connect(term.Intern("b@localhost"))
	if CauseOf(err) != CauseCookie {
		t.Errorf("got %v", err)
	}
	as.expect(t, "failed b@localhost: cookie")
	bs.expect(t, "rejected a@localhost")
}

func TestUnknownAndDeadNames(t *testing.T) {
	d := &directory{addrs: map[string]string{"dead@localhost": "127.0.0.1:1"}}
	a, _ := d.start(t, "a@localhost", "secret")
	for name, want := range map[string]Cause{"nosuch@localhost": CauseUnknownName, "dead@localhost": CauseUnreachable} {
		if err := a.Connect(term.Intern(name)); CauseOf(err) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBothDialAtOnce(t *testing.T) {
	for range 30 {
		d := &directory{addrs: map[string]string{}}
		a, _ := d.start(t, "a@localhost", "secret")
		b, _ := d.start(t, "b@localhost", "secret")
		errs := make(chan error, 2)
		go func() { errs <- a.Connect(term.Intern("b@localhost")) }()
		go func() { errs <- b.Connect(term.Intern("a@localhost")) }()
		for range 2 {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
		if len(a.Links()) != 1 || len(b.Links()) != 1 {
			t.Fatalf("%d and %d links", len(a.Links()), len(b.Links()))
		}
	}
}

func TestCutHoldsBackAndHealDelivers(t *testing.T) {
	d := &directory{addrs: map[string]string{}}
	a, as := d.start(t, "a@localhost", "secret")
	_, bs := d.start(t, "b@localhost", "secret")
	b := term.Intern("b@localhost")
	if err := a.Connect(b); err != nil {
		t.Fatal(err)
	}
	as.expect(t, "up b@localhost")
	bs.expect(t, "up a@localhost")
	a.Cut("b@localhost")
	a.Post(b, message(1), true)
	select {
	case got := <-bs.said:
		t.Fatalf("%q came through a cut", got)
	case <-time.After(100 * time.Millisecond):
	}
	a.Heal("b@localhost")
	bs.expect(t, "got 1")
	a.Cut("b@localhost")
	as.expect(t, "down b@localhost: net tick timeout")
}

// TestGarbageIsRefused checks that arbitrary bytes from a stranger close the connection.
func TestGarbageIsRefused(t *testing.T) {
	d := &directory{addrs: map[string]string{}}
	a, _ := d.start(t, "a@localhost", "secret")
	for _, in := range []string{"\x00\x00", "\xff\xff", "\x00\x03abc", "\x00\x0fN12345678901234"} {
		c, err := net.Dial("tcp", a.ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write([]byte(in))
		_ = c.SetReadDeadline(time.Now().Add(30 * time.Second))
		if n, err := c.Read(make([]byte, 10)); n != 0 || err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%q: %d bytes, %v", in, n, err)
		}
		c.Close()
	}
}

func FuzzParseName(f *testing.F) {
	f.Add(nameMessage(self{name: "a@b", flags: capabilities}))
	f.Add([]byte("n\x00\x05\x00\x00\x00\x00a@b"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, _, err := parseName(b); err == nil && !validName(r.name) {
			t.Fatalf("accepted %q", r.name)
		}
		_, _, _ = parseChallenge(b)
	})
}
