package epmd

import (
	"context"
	"errors"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// start runs a server on a free port.
func start(t *testing.T, s *Server) Client {
	t.Helper()
	ln, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { _ = s.Serve(ctx, ln); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	return Client{Port: ln.Addr().(*net.TCPAddr).Port}
}

func TestRegisterLookupForget(t *testing.T) {
	c := start(t, &Server{})
	want := Entry{Name: "node1", Port: 4711, Low: 5, High: 6, Extra: "serf=7"}
	reg, err := c.Register(want)
	if err != nil {
		t.Fatal(err)
	}
	if reg.Creation < 4 {
		t.Errorf("creation %d is one of an old node", reg.Creation)
	}
	if got, err := c.Lookup("127.0.0.1", "node1"); err != nil || got != want {
		t.Errorf("Lookup = %+v, %v", got, err)
	}
	if _, err := c.Register(want); !errors.Is(err, ErrNameTaken) {
		t.Errorf("second Register: %v", err)
	}
	if names, err := c.Names("127.0.0.1"); err != nil || len(names) != 1 || names[0].Port != 4711 {
		t.Errorf("Names = %v, %v", names, err)
	}
	reg.Close()
	<-reg.Done()
	again := registerSoon(t, c, want)
	if again.Creation == reg.Creation {
		t.Error("two lives of a name have one creation")
	}
	again.Close()
}

// registerSoon registers a name whose previous owner has just closed its connection.
func registerSoon(t *testing.T, c Client, e Entry) *Registration {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; {
		reg, err := c.Register(e)
		if err == nil {
			return reg
		}
		if !errors.Is(err, ErrNameTaken) || time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

func TestUnknownName(t *testing.T) {
	c := start(t, &Server{})
	if _, err := c.Lookup("127.0.0.1", "nobody"); !errors.Is(err, ErrUnknownName) {
		t.Errorf("got %v", err)
	}
}

func TestIdleServerStops(t *testing.T) {
	ln, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Idle: 20 * time.Millisecond}
	if err := s.Serve(context.Background(), ln); err != nil {
		t.Fatal(err)
	}
}

// TestRealEpmdAsClient lists the registered names with Erlang's own epmd.
func TestRealEpmdAsClient(t *testing.T) {
	path, err := exec.LookPath("epmd")
	if err != nil {
		t.Skip("no epmd here")
	}
	c := start(t, &Server{})
	reg, err := c.Register(Entry{Name: "node1", Port: 4711, Low: 6, High: 6})
	if err != nil {
		t.Fatal(err)
	}
	defer reg.Close()
	out, err := exec.Command(path, "-port", strconv.Itoa(c.Port), "-names").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "name node1 at port 4711") {
		t.Errorf("%v: %s", err, out)
	}
}

func FuzzParseEntry(f *testing.F) {
	f.Add(appendEntry(nil, Entry{Name: "n", Port: 1, Extra: "x"}))
	f.Add([]byte{0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := parseEntry(b)
		if err != nil {
			return
		}
		if back, err := parseEntry(appendEntry(nil, e)); err != nil || back != e {
			t.Fatalf("%+v became %+v, %v", e, back, err)
		}
	})
}

// TestStrangersTakeTurns checks that silent connections do not delay registrations, and that no
// name is lost.
func TestStrangersTakeTurns(t *testing.T) {
	s := &Server{}
	c := start(t, s)
	reg, err := c.Register(Entry{Name: "node1", Port: 4711, Low: 5, High: 6})
	if err != nil {
		t.Fatal(err)
	}
	defer reg.Close()
	for range maxRequests + 20 {
		conn, err := c.dial("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	if n := s.porch.Len(); n > maxRequests {
		t.Errorf("%d wait", n)
	}
	if names, err := c.Names("127.0.0.1"); err != nil || len(names) != 1 {
		t.Errorf("%v, %v", names, err)
	}
	second, err := c.Register(Entry{Name: "node2", Port: 4712, Low: 5, High: 6})
	if err != nil {
		t.Fatal(err)
	}
	second.Close()
}

// A failingListener is a listener whose first calls of Accept fail for lack of file descriptors.
type failingListener struct {
	net.Listener
	failures int
}

func (b *failingListener) Accept() (net.Conn, error) {
	if b.failures > 0 {
		b.failures--
		return nil, syscall.EMFILE
	}
	return b.Listener.Accept()
}

func TestOutOfDescriptors(t *testing.T) {
	ln, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { _ = (&Server{}).Serve(ctx, &failingListener{ln, 3}); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	c := Client{Port: ln.Addr().(*net.TCPAddr).Port}
	if _, err := c.Names("127.0.0.1"); err != nil {
		t.Error(err)
	}
}
