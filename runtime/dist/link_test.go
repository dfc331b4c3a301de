package dist

import (
	"errors"
	"net"
	"testing"

	"lab/runtime/term"
)

// TestLastWordsArrive checks that a failed write loses no message that has arrived.
func TestLastWordsArrive(t *testing.T) {
	ours, theirs := pair(t)
	const messages = 100
	var sent []byte
	for n := range messages {
		control := make([]term.Term, 200)
		for i := range control {
			control[i] = term.Int(int64(n))
		}
		var err error
		if sent, err = appendFrame(sent, plainCodec{}, Message{Control: term.Tup(control...)}); err != nil {
			t.Fatal(err)
		}
	}
	go func() { // may block until the other end reads
		_, _ = theirs.Write(sent)
		theirs.Close()
	}()

	l := newLink(ours, remote{name: "b@localhost"}, &Config{Codec: plainCodec{}})
	if err := ours.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if l.flush([]byte{0, 0, 0, 0}) {
		t.Fatal("the write does not fail")
	}
	got := 0
	err := l.read(func(_ *Link, c []term.Term, _ term.Term) error {
		if n, _ := c[0].AsInt(); n != int64(got) {
			t.Errorf("message %d is %d", got, n)
		}
		got++
		return nil
	})
	if got != messages || !errors.Is(err, ErrClosedByPeer) {
		t.Errorf("%d of %d messages, %v", got, messages, err)
	}
}

// pair returns both ends of a connection.
func pair(t *testing.T) (ours, theirs *net.TCPConn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	d, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return c.(*net.TCPConn), d.(*net.TCPConn)
}
