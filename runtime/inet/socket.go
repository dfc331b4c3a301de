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

// maxQueue bounds what waits in a passive socket; what comes on top is lost, as
// with the buffers of an operating system.
const maxQueue = 256

// mode is when a datagram becomes a message (inet:setopts/2, active): one of the
// following, or how many more of them do.
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

// A socket is a UDP socket of a program: one of the operating system for what is
// sent to it and by it, and one more for each group that it is in.
type socket struct {
	h    *Host
	port *term.Port
	main *net.UDPConn

	mu     sync.Mutex
	opts   options
	groups map[netip.Addr]*net.UDPConn
	owner  *term.Pid
	peer   netip.AddrPort // of connect/3
	queue  []datagram
	recvs  []*recv
	// started once there is somebody to send to.
	started bool
	closed  bool
}

// A recv is a call of recv/2 that waits.
type recv struct {
	answer func(term.Term, error)
}

func (s *socket) term() term.Term { return term.FromPort(s.port) }

// start begins to take in what comes, once there is an owner to send it to.
func (s *socket) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started = true
	go s.read(s.main)
	for _, c := range s.groups {
		go s.read(c)
	}
}

// read takes in datagrams until the connection is closed.
func (s *socket) read(c *net.UDPConn) {
	if err := bulkhead.Within("a UDP socket", func() error { s.take(c); return nil }); err != nil {
		s.h.broken(err)
		go s.h.drop(s) // the lock of s may be held
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
			continue // of one datagram: an ICMP message for one that was sent
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		if _, p := s.h.where(from.Addr()); p == here || !s.h.cfg.Home().IsLoopback() {
			if data, heard := s.h.unstamp(buf[:n]); heard {
				s.arrive(datagram{from, append([]byte(nil), data...)})
			}
		}
	}
}

// arrive gives a datagram to whoever waits, to the owner, or to the queue.
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

// tell sends a datagram to the owner.
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

// data is a datagram's text in the form that the socket was opened for.
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

// received is what recv/2 answers.
func (s *socket) received(d datagram) term.Term {
	return term.Tup(ipTerm(d.from.Addr()), term.Int(int64(d.from.Port())), s.data(d.data))
}

// setMode changes when datagrams become messages; those that wait become some at
// once.
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

// join enters a group, which the operating system is told of once. An address
// that is not a group has no effect, as in OTP.
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

// leave undoes join.
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

// close ends a socket; who waits for a datagram is told.
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

// own makes a process the owner: it gets the messages, and the socket ends with
// it. It runs in the context of that process.
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
