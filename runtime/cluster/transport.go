package cluster

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/memberlist"

	"lab/runtime/porch"
	"lab/runtime/reach"
)

const (
	// maxStreams is the maximum number of incoming connections that are open at the same time.
	maxStreams = 64
	// maxPacket is the size of the largest datagram in bytes.
	maxPacket = 64 << 10
	// packetRoom is the size of the system's buffer for incoming datagrams in bytes.
	packetRoom = 2 << 20
	// shortRest and longRest bound the pause after an error of a socket. It doubles with each
	// error.
	shortRest = 5 * time.Millisecond
	longRest  = time.Second
)

// transport implements memberlist.NodeAwareTransport. It refuses cut agents and addresses that the
// gate does not allow. Memberlist's own transport takes 64 KB of new memory for each datagram,
// which is most of the garbage of an idle node; this one reuses its buffer.
type transport struct {
	port    int
	stream  net.Listener
	packet  *net.UDPConn
	cuts    *cuts
	gate    reach.Net
	porch   *porch.Porch
	budget  *budget
	streams chan net.Conn
	packets chan *memberlist.Packet
	done    chan struct{} // closed by Shutdown
	once    sync.Once
	readers sync.WaitGroup
}

// listen opens a port for TCP and UDP. If port is 0, the system chooses one.
func listen(ip netip.Addr, port uint16, cuts *cuts, gate reach.Net, memory uint64) (*transport, error) {
	stream, err := gate.Listen(netip.AddrPortFrom(ip, port))
	if err != nil {
		return nil, err
	}
	port = stream.Addr().(*net.TCPAddr).AddrPort().Port()
	packet, err := gate.ListenPacket(context.Background(), net.ListenConfig{}, netip.AddrPortFrom(ip, port))
	if err != nil {
		stream.Close()
		return nil, err
	}
	_ = packet.SetReadBuffer(packetRoom) // the system may allow less, which is enough as well
	t := &transport{port: int(port), stream: stream, packet: packet, cuts: cuts, gate: gate, porch: porch.New(maxStreams),
		budget: newBudget(memory), streams: make(chan net.Conn), packets: make(chan *memberlist.Packet), done: make(chan struct{})}
	t.readers.Go(t.accept)
	t.readers.Go(t.receive)
	return t, nil
}

// accept puts each incoming connection on the porch and passes it to memberlist.
func (t *transport) accept() {
	rest := rest{done: t.done}
	for {
		c, err := t.stream.Accept()
		if err != nil {
			if !rest.after() {
				return
			}
			continue
		}
		rest.over()
		t.porch.Enter(c)
		t.budget.open(c)
		v := visitor{c, t.porch, t.budget}
		select {
		case t.streams <- v:
		case <-t.done:
			v.Close()
			return
		}
	}
}

// receive passes each datagram to memberlist.
func (t *transport) receive() {
	rest := rest{done: t.done}
	for buf := make([]byte, maxPacket); ; {
		n, from, err := t.packet.ReadFromUDPAddrPort(buf)
		if err != nil {
			// Windows reports here that an earlier datagram did not arrive.
			if !rest.after() {
				return
			}
			continue
		}
		rest.over()
		if n == 0 {
			continue
		}
		p := &memberlist.Packet{Buf: bytes.Clone(buf[:n]), From: net.UDPAddrFromAddrPort(from), Timestamp: time.Now()}
		select {
		case t.packets <- p:
		case <-t.done:
			return
		}
	}
}

// A rest is the pause of a loop after errors of its socket.
type rest struct {
	done <-chan struct{}
	last time.Duration
}

// after pauses after an error. It returns false if the loop must end.
func (r *rest) after() bool {
	r.last = min(max(2*r.last, shortRest), longRest)
	select {
	case <-r.done:
		return false
	case <-time.After(r.last):
		return true
	}
}

func (r *rest) over() { r.last = 0 }

// FinalAdvertiseAddr returns the address that other agents are told: the given one.
func (t *transport) FinalAdvertiseAddr(ip string, port int) (net.IP, int, error) {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return nil, 0, fmt.Errorf("the address of the agent: %w", err)
	}
	return a.Unmap().AsSlice(), port, nil
}

// PacketCh returns the channel of incoming datagrams.
func (t *transport) PacketCh() <-chan *memberlist.Packet { return t.packets }

// StreamCh returns the channel of incoming connections.
func (t *transport) StreamCh() <-chan net.Conn { return t.streams }

// Shutdown stops listening.
func (t *transport) Shutdown() error {
	t.once.Do(func() {
		close(t.done)
		t.stream.Close()
		t.packet.Close()
	})
	t.readers.Wait()
	return nil
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

// WriteTo is WriteToAddress for an agent without a name.
func (t *transport) WriteTo(b []byte, addr string) (time.Time, error) {
	return t.WriteToAddress(b, memberlist.Address{Addr: addr})
}

// WriteToAddress sends a datagram and returns when it was sent.
func (t *transport) WriteToAddress(b []byte, a memberlist.Address) (time.Time, error) {
	if t.cuts.has(a.Addr) {
		return time.Now(), nil // lost in transit, like any datagram
	}
	to, err := netip.ParseAddrPort(a.Addr)
	if err != nil || !t.gate.Allows(to.Addr()) {
		return time.Time{}, reach.ErrOutside
	}
	_, err = t.packet.WriteToUDPAddrPort(b, to)
	return time.Now(), err
}

// DialTimeout is DialAddressTimeout for an agent without a name.
func (t *transport) DialTimeout(addr string, d time.Duration) (net.Conn, error) {
	return t.DialAddressTimeout(memberlist.Address{Addr: addr}, d)
}

// DialAddressTimeout connects to an agent.
func (t *transport) DialAddressTimeout(a memberlist.Address, d time.Duration) (net.Conn, error) {
	if t.cuts.has(a.Addr) {
		return nil, errCut
	}
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	return t.gate.DialText(ctx, a.Addr)
}
