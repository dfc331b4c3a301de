package cluster

import (
	"encoding/binary"
	"io"
	"net"
	"testing"
)

// TestBudget checks that the connection that has sent the most is closed at the limit.
func TestBudget(t *testing.T) {
	b := newBudget(64 << 20)
	if b.limit != 2<<20 || newBudget(1).limit != leastBudget || newBudget(0).limit != mostBudget || newBudget(1<<50).limit != mostBudget {
		t.Fatalf("the limit for 64 MB is %d", b.limit)
	}
	var conns []net.Conn
	for range 3 {
		c, other := net.Pipe()
		defer other.Close()
		b.open(c)
		conns = append(conns, c)
	}
	member, small, large := conns[0], conns[1], conns[2]
	for _, send := range []struct {
		c net.Conn
		n int
	}{{small, 500 << 10}, {large, 1 << 20}, {member, 400 << 10}} {
		if err := b.charge(send.c, send.n); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.charge(member, 300<<10); err != nil {
		t.Errorf("a member: %v", err)
	}
	if b.charge(large, 1) == nil {
		t.Error("the connection that has sent the most may go on")
	}
	if _, err := large.Write(nil); err != io.ErrClosedPipe {
		t.Errorf("it is not closed: %v", err)
	}
	if b.charge(small, b.limit) == nil {
		t.Error("a connection may send more than the whole budget")
	}
	b.close(member)
	b.close(member)
	if b.used != 0 || len(b.sent) != 0 {
		t.Errorf("%d bytes of %d connections are left", b.used, len(b.sent))
	}
}

// TestLongMessagesOfStrangers sends messages of the size that memberlist allows, without the
// cookie. The node closes their connections, and a member joins meanwhile.
func TestLongMessagesOfStrangers(t *testing.T) {
	t.Parallel()
	a, as := node(t, "a@localhost", "secret")
	b, _ := node(t, "b@localhost", "secret")
	const each = 4
	var open []net.Conn
	for range each { // these fill most of the budget, and stay
		open = append(open, stranger(t, a, mostBudget/each-64<<10))
	}
	b.Join(addr(a))
	expect(t, as, change{Joined, "b@localhost"})
	for range each {
		open = append(open, stranger(t, a, mostBudget/each))
	}
	closed := make(chan struct{}, len(open))
	for _, c := range open {
		go func() {
			_, _ = c.Read(make([]byte, 1))
			closed <- struct{}{}
		}()
	}
	for range each {
		<-closed
	}
	a.doors.budget.mu.Lock()
	defer a.doors.budget.mu.Unlock()
	if a.doors.budget.used > mostBudget {
		t.Errorf("%d bytes are held", a.doors.budget.used)
	}
}

// stranger sends the beginning of a long message.
func stranger(t *testing.T, a *Cluster, n int) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr(a))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	const encrypted = 10
	head := binary.BigEndian.AppendUint32([]byte{encrypted}, 20<<20)
	_, _ = c.Write(append(head, make([]byte, n)...)) // fails if the node has closed the connection
	return c
}
