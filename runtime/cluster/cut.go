package cluster

import (
	"errors"
	"net"
	"sync"
	"time"

	"github.com/hashicorp/memberlist"

	"lab/runtime/porch"
	"lab/runtime/reach"
)

var errCut = errors.New("the nodes are cut off from each other")

// cuts is the set of agents that this node sends nothing to.
type cuts struct {
	mu    sync.Mutex
	addrs map[string]bool
}

func newCuts() *cuts { return &cuts{addrs: map[string]bool{}} }

func (c *cuts) set(addr string, cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cut {
		c.addrs[addr] = true
	} else {
		delete(c.addrs, addr)
	}
}

func (c *cuts) has(addr string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.addrs[addr]
}

// Cut stops the gossip from this node to the agent at addr. To stop both directions, call Cut on
// both nodes.
func (c *Cluster) Cut(addr string) { c.cuts.set(addr, true) }

// Heal reverses Cut.
func (c *Cluster) Heal(addr string) { c.cuts.set(addr, false) }

// Known returns the last known state of a member, whether it is alive or not.
func (c *Cluster) Known(name string) (Member, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, ok := c.known[name]
	return m, ok
}

// maxStreams is the maximum number of incoming connections that are open at the same time.
const maxStreams = 64

// transport wraps memberlist's transport. It refuses cut agents and addresses that the gate does
// not allow.
type transport struct {
	*memberlist.NetTransport
	cuts    *cuts
	gate    reach.Net
	porch   *porch.Porch
	budget  *budget
	streams chan net.Conn
	// done is closed when no more connections are passed on, and drained when no more can arrive.
	done, drained chan struct{}
	once          sync.Once
}

func newTransport(nt *memberlist.NetTransport, cuts *cuts, gate reach.Net, memory uint64) *transport {
	t := &transport{NetTransport: nt, cuts: cuts, gate: gate, porch: porch.New(maxStreams), budget: newBudget(memory),
		streams: make(chan net.Conn), done: make(chan struct{}), drained: make(chan struct{})}
	go t.admit()
	return t
}

// admit puts each incoming connection on the porch and passes it to memberlist. Memberlist's
// listener blocks until its connection is received, and Shutdown waits for the listener. Therefore
// admit receives connections until Shutdown is done.
func (t *transport) admit() {
	for {
		select {
		case c := <-t.NetTransport.StreamCh():
			t.porch.Enter(c)
			t.budget.open(c)
			v := visitor{c, t.porch, t.budget}
			select {
			case t.streams <- v:
			case <-t.done:
				v.Close()
			}
		case <-t.drained:
			return
		}
	}
}

// StreamCh returns the channel of incoming connections.
func (t *transport) StreamCh() <-chan net.Conn { return t.streams }

// Shutdown stops listening.
func (t *transport) Shutdown() error {
	var err error
	t.once.Do(func() {
		close(t.done)
		err = t.NetTransport.Shutdown()
		close(t.drained)
	})
	return err
}

// A visitor is a connection on the porch.
type visitor struct {
	net.Conn
	porch  *porch.Porch
	budget *budget
}

// Read implements net.Conn.
func (v visitor) Read(b []byte) (int, error) {
	n, err := v.Conn.Read(b)
	if over := v.budget.charge(v.Conn, n); over != nil && err == nil {
		return 0, over
	}
	return n, err
}

func (v visitor) Close() error {
	v.porch.Leave(v.Conn)
	v.budget.close(v.Conn)
	return v.Conn.Close()
}

func (t *transport) WriteTo(b []byte, addr string) (time.Time, error) {
	return t.WriteToAddress(b, memberlist.Address{Addr: addr})
}

func (t *transport) WriteToAddress(b []byte, a memberlist.Address) (time.Time, error) {
	if t.cuts.has(a.Addr) {
		return time.Now(), nil // lost in transit, like any datagram
	}
	if !t.gate.AllowsText(a.Addr) {
		return time.Time{}, reach.ErrOutside
	}
	return t.NetTransport.WriteToAddress(b, a)
}

func (t *transport) DialTimeout(addr string, d time.Duration) (net.Conn, error) {
	return t.DialAddressTimeout(memberlist.Address{Addr: addr}, d)
}

func (t *transport) DialAddressTimeout(a memberlist.Address, d time.Duration) (net.Conn, error) {
	if t.cuts.has(a.Addr) {
		return nil, errCut
	}
	if !t.gate.AllowsText(a.Addr) {
		return nil, reach.ErrOutside
	}
	return t.NetTransport.DialAddressTimeout(a, d)
}
