package room

import (
	"net/netip"
	"strings"
	"testing"
)

func TestCluster(t *testing.T) {
	c, here := NewCluster(), netip.MustParseAddr("192.168.1.31")
	first, err := c.Invite("ann")
	if err != nil || len(first.Cookie) < 20 {
		t.Fatalf("%+v %v", first, err)
	}
	for what, gossip := range map[string]string{"another's machine": "192.168.1.40:4000", "no port": "192.168.1.31:0", "a name": "localhost:4000", "nothing": ""} {
		if _, err := c.Enter("ann", Arrival{gossip}, here); err == nil {
			t.Errorf("%s was taken", what)
		}
	}
	second, err := c.Invite("bob") // both are invited before one of them enters
	if err != nil || second.Cookie != first.Cookie {
		t.Errorf("%+v %v", second, err)
	}
	if before, err := c.Enter("ann", Arrival{"192.168.1.31:4000"}, netip.MustParseAddr("::ffff:192.168.1.31")); err != nil || len(before.Members) != 0 {
		t.Errorf("%+v %v", before, err)
	}
	before, err := c.Enter("bob", Arrival{"192.168.1.32:4000"}, netip.MustParseAddr("192.168.1.32"))
	if err != nil || len(before.Members) != 1 || before.Members[0] != (Member{"ann", "192.168.1.31:4000"}) {
		t.Errorf("%+v %v", before, err)
	}
	c.Leave("ann")
	c.Leave("bob")
	if len(c.Members()) != 0 {
		t.Error("who left is there")
	}
	if NewCluster().cookie == first.Cookie {
		t.Error("two rooms have one cookie")
	}
	if _, err := (*Cluster)(nil).Invite("ann"); err == nil || !strings.Contains(err.Error(), "--nodes") {
		t.Error(err)
	}
	if name := NodeName("a.b", here); name != "a_b@192.168.1.31" {
		t.Error(name)
	}
}
