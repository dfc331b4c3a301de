package cluster

import (
	"testing"
	"time"
)

type change struct {
	Change
	name string
}

// node starts an agent. It returns the agent and a channel of its changes.
func node(t *testing.T, name, cookie string) (*Cluster, chan change) {
	t.Helper()
	changes := make(chan change, 100)
	c, err := New(Config{
		Name: name, IP: "127.0.0.1", DistPort: 1, Cookie: cookie,
		Changed: func(ch Change, m Member) { changes <- change{ch, m.Name} },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, changes
}

func addr(c *Cluster) string { return Member{IP: "127.0.0.1", GossipPort: c.Port()}.Gossip() }

func expect(t *testing.T, changes chan change, want ...change) {
	t.Helper()
	missing := map[change]bool{}
	for _, w := range want {
		missing[w] = true
	}
	timeout := time.After(30 * time.Second)
	for len(missing) > 0 {
		select {
		case c := <-changes:
			delete(missing, c)
		case <-timeout:
			t.Fatalf("not seen: %v", missing)
		}
	}
}

func TestJoinIsTransitive(t *testing.T) {
	t.Parallel()
	a, as := node(t, "a@localhost", "secret")
	b, bs := node(t, "b@localhost", "secret")
	c, cs := node(t, "c@localhost", "secret")
	a.Join(addr(b))
	expect(t, as, change{Joined, "b@localhost"})
	expect(t, bs, change{Joined, "a@localhost"})
	c.Join(addr(b))
	expect(t, cs, change{Joined, "a@localhost"}, change{Joined, "b@localhost"})
	expect(t, as, change{Joined, "c@localhost"})
}

func TestOtherCookieStaysOut(t *testing.T) {
	t.Parallel()
	a, _ := node(t, "a@localhost", "one")
	b, _ := node(t, "b@localhost", "two")
	a.Join(addr(b))
	over := make(chan struct{})
	a.do(func() { close(over) })
	<-over
	if n := len(b.Members()); n != 0 {
		t.Errorf("%d members", n)
	}
}

func TestRestartLeaves(t *testing.T) {
	t.Parallel()
	a, as := node(t, "a@localhost", "secret")
	b, bs := node(t, "b@localhost", "secret")
	a.Join(addr(b))
	expect(t, as, change{Joined, "b@localhost"})
	expect(t, bs, change{Joined, "a@localhost"})
	a.Restart("secret")
	expect(t, bs, change{Left, "a@localhost"})
	a.Join(addr(b))
	expect(t, bs, change{Joined, "a@localhost"})
}

func TestCutIsNoticed(t *testing.T) {
	t.Parallel()
	a, as := node(t, "a@localhost", "secret")
	b, bs := node(t, "b@localhost", "secret")
	a.Join(addr(b))
	expect(t, as, change{Joined, "b@localhost"})
	expect(t, bs, change{Joined, "a@localhost"})
	a.Cut(addr(b))
	b.Cut(addr(a))
	expect(t, as, change{Failed, "b@localhost"})
	expect(t, bs, change{Failed, "a@localhost"})
	a.Heal(addr(b))
	b.Heal(addr(a))
	a.Join(addr(b))
	expect(t, bs, change{Joined, "a@localhost"})
}
