package porch

import (
	"net"
	"testing"
	"time"
)

// closes reports whether c was closed.
func closes(c net.Conn) bool {
	return c.SetDeadline(time.Time{}) != nil
}

func TestPorch(t *testing.T) {
	var conns []net.Conn
	p := New(3)
	for range 5 {
		a, b := net.Pipe()
		defer a.Close()
		defer b.Close()
		conns = append(conns, a)
		p.Enter(a)
	}
	for i, c := range conns {
		if closes(c) != (i < 2) {
			t.Errorf("connection %d: closed is %v", i, closes(c))
		}
	}
	if p.Leave(conns[0]) || !p.Leave(conns[3]) || p.Leave(conns[3]) {
		t.Error("Leave reports wrongly who was there")
	}
	if !p.Clear() || !closes(conns[2]) || !p.Clear() || p.Clear() || p.Len() != 0 {
		t.Error("Clear closes others than the one that has waited longest")
	}
}
