package cluster

import (
	"errors"
	"net"
	"testing"
	"time"

	"github.com/hashicorp/memberlist"

	"lab/runtime/reach"
)

// TestStrangersTakeTurns checks that silent connections do not keep members out.
func TestStrangersTakeTurns(t *testing.T) {
	t.Parallel()
	a, as := node(t, "a@localhost", "secret")
	b, _ := node(t, "b@localhost", "secret")
	for range maxStreams + 20 {
		c, err := net.Dial("tcp", addr(a))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	b.Join(addr(a))
	expect(t, as, change{Joined, "b@localhost"})
	if n := a.doors.porch.Len(); n > maxStreams {
		t.Errorf("%d wait", n)
	}
}

// TestMembersElsewhere checks that an agent does not contact a member whose address is on another
// machine.
func TestMembersElsewhere(t *testing.T) {
	t.Parallel()
	a, _ := node(t, "a@localhost", "secret")
	for _, at := range []string{"8.8.8.8:7946", "10.0.0.1:7946", "[2001:4860:4860::8888]:7946", "0.0.0.0:7946", "example.com:7946", "localhost.evil:7946", "8.8.8.8", ""} {
		if err := a.Meet(at); !errors.Is(err, reach.ErrOutside) {
			t.Errorf("join %q: %v", at, err)
		}
		if _, err := a.doors.WriteTo(nil, at); !errors.Is(err, reach.ErrOutside) {
			t.Errorf("a packet to %q: %v", at, err)
		}
		if _, err := a.doors.WriteToAddress(nil, memberlist.Address{Addr: at}); !errors.Is(err, reach.ErrOutside) {
			t.Errorf("a packet to %q: %v", at, err)
		}
		if c, err := a.doors.DialTimeout(at, time.Second); !errors.Is(err, reach.ErrOutside) {
			t.Errorf("a connection to %q: %v", at, err)
			if err == nil {
				c.Close()
			}
		}
	}
	if _, err := New(Config{Name: "x@localhost", IP: "0.0.0.0", Cookie: "secret"}); !errors.Is(err, reach.ErrOutside) {
		t.Errorf("listening everywhere: %v", err)
	}
}
