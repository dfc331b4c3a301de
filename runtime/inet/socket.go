package inet

import (
	"errors"
	"net"
	"net/netip"
	"sync"

	"lab/runtime/bulkhead"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// maxQueue is the maximum number of datagrams that are queued in a passive socket. Further
// datagrams are dropped, as when an operating system's buffer is full.
const maxQueue = 256

// A mode is the value of the active option of inet:setopts/2: one of the constants below, or the
// number of datagrams that are still delivered as messages.
type mode int

const (
	passive mode = 0
	active  mode = -1
	once    mode = -2
)

type datagram struct {
	from netip.AddrPort
	data []byte
}

// A socket is a UDP socket of a program. It consists of one socket of the operating system for
// unicast and sending, and another such socket for each joined group.
type socket struct {
	h    *Host
	port *term.Port
	main *net.UDPConn

	mu     sync.Mutex
	opts   options
	groups map[netip.Addr]*net.UDPConn
	owner  *term.Pid
	peer   netip.AddrPort // set by connect/3
	queue  []datagram
	recvs  []*recv
	// started reports whether the socket is being read. Reading starts when the socket gets an
	// owner.
	started bool
	closed  bool
}

// A recv is a pending call of recv/2.
type recv struct {
	answer func(term.Term, error)
}

func (s *socket) term() term.Term { return term.FromPort(s.port) }

// start starts reading. The socket must have an owner.
func (s *socket) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started = true
	go s.read(s.main)
	for _, c := range s.groups {
		go s.read(c)
	}
}

// read receives datagrams until the connection is closed.
func (s *socket) read(c *net.UDPConn) {
	if err := bulkhead.Within("a UDP socket", func() error { s.take(c); return nil }); err != nil {
		s.h.broken(err)
		go s.h.drop(s) // on a new goroutine: the caller may hold s.mu
	}
}

func (s *socket) take(c *net.UDPConn) {
	buf := make([]byte, 64<<10)
	for {
		n, from, err := c.ReadFromUDPAddrPort(buf)
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			continue // an ICMP error for a datagram that was sent earlier
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		if _, p := s.h.where(from.Addr()); p == here || !s.h.cfg.Home().IsLoopback() {
			if data, heard := s.h.unstamp(buf[:n]); heard {
				s.arrive(datagram{from, append([]byte(nil), data...)})
			}
		}
	}
}

// arrive passes a datagram to a pending recv, to the owner, or to the queue.
func (s *socket) arrive(d datagram) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed || s.peer.IsValid() && s.peer != d.from:
	case len(s.recvs) > 0:
		r := s.recvs[0]
		s.recvs = s.recvs[1:]
		r.answer(term.Tup(term.Ok, s.received(d)), nil)
	case s.opts.mode == passive:
		if len(s.queue) < maxQueue {
			s.queue = append(s.queue, d)
		}
	default:
		s.tell(d)
	}
}

// tell sends a datagram to the owner as a message.
func (s *socket) tell(d datagram) {
	to := term.FromPid(s.owner)
	s.h.m.Send(to, term.Tup(aUDP, s.term(), ipTerm(d.from.Addr()), term.Int(int64(d.from.Port())), s.data(d.data)))
	switch {
	case s.opts.mode == once:
		s.opts.mode = passive
	case s.opts.mode > 0:
		if s.opts.mode--; s.opts.mode == passive {
			s.h.m.Send(to, term.Tup(aUDPPassive, s.term()))
		}
	}
}

// data returns a datagram's data as a binary or as a list, depending on the socket's mode.
func (s *socket) data(b []byte) term.Term {
	if s.opts.binary {
		return term.Str(string(b))
	}
	list := make([]term.Term, len(b))
	for i, c := range b {
		list[i] = term.Int(int64(c))
	}
	return term.List(list...)
}

// received returns the result of recv/2 for a datagram.
func (s *socket) received(d datagram) term.Term {
	return term.Tup(ipTerm(d.from.Addr()), term.Int(int64(d.from.Port())), s.data(d.data))
}

// setMode changes the active mode. Queued datagrams are delivered at once if the new mode allows
// it.
func (s *socket) setMode(m mode) {
	s.opts.mode = m
	for len(s.queue) > 0 && s.opts.mode != passive {
		d := s.queue[0]
		s.queue = s.queue[1:]
		s.tell(d)
	}
}

// send sends data to an address.
func (s *socket) send(to netip.AddrPort, data []byte) error {
	addr, p := s.h.where(to.Addr())
	s.mu.Lock()
	broadcast, closed := s.opts.broadcast, s.closed
	s.mu.Unlock()
	switch {
	case closed:
		return errClosed
	case p == nowhere:
		return errNoRoute
	case p == toAll && !broadcast:
		return errAccess
	}
	if p == here && !s.h.cfg.Net.Allows(addr) {
		return errNoRoute
	}
	if p != here {
		data = s.h.stamp(data)
	}
	_, err := s.main.WriteToUDPAddrPort(data, netip.AddrPortFrom(addr, to.Port()))
	return err
}

// join joins a group. A group that was joined before is not joined again. As in OTP, an address
// that is not a multicast address has no effect.
func (s *socket) join(group netip.Addr) error {
	if !group.IsMulticast() {
		return nil
	}
	at := s.h.carrier(group)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.groups[at] != nil {
		return nil
	}
	c, err := listenGroup(s.h.cfg.Net, at, s.localPort(), s.h.cfg.Home())
	if err != nil {
		return err
	}
	s.groups[at] = c
	if s.started {
		go s.read(c)
	}
	return nil
}

// leave reverses join.
func (s *socket) leave(group netip.Addr) error {
	at := s.h.carrier(group)
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.groups[at]
	if c == nil {
		return errNoAddress
	}
	delete(s.groups, at)
	return c.Close()
}

func (s *socket) localPort() int { return s.main.LocalAddr().(*net.UDPAddr).Port }

// close closes the socket and answers the pending recv calls.
func (s *socket) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.closed = true
	_ = s.main.Close() // nothing is buffered
	for _, c := range s.groups {
		_ = c.Close()
	}
	for _, r := range s.recvs {
		r.answer(failure(errClosed), nil)
	}
	s.recvs = nil
}

// own makes p the owner: p receives the messages of the socket, and the socket is closed when p
// exits. own must be called in a turn of p.
func (s *socket) own(p *vm.Process) {
	id := p.PID().Pid()
	s.mu.Lock()
	s.owner = id
	s.mu.Unlock()
	p.OnExit(func() {
		s.mu.Lock()
		mine := s.owner == id
		s.mu.Unlock()
		if mine {
			go s.h.drop(s)
		}
	})
}
