package inet

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"lab/runtime/lib/erlang"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements :gen_tcp.

// A tcpSocket is a stream or a listener.
type tcpSocket interface {
	term() term.Term
	options() *tcpOptions
	lock() *sync.Mutex
	local() net.Addr
	ownedBy() **term.Pid
	close()
}

// maxSockets is the maximum number of TCP sockets and of UDP sockets of a node. Each has a read
// buffer of up to 64 KB.
const maxSockets = 1000

func (h *Host) tcpNatives() {
	step := func(name string, arity int, f vm.StepNative) { h.m.StepNative("gen_tcp", name, arity, f) }
	step("listen", 2, h.listenTCP)
	step("accept", 1, h.acceptTCP)
	step("accept", 2, h.acceptTCP)
	step("connect", 3, h.connectTCP)
	step("connect", 4, h.connectTCP)
	step("send", 2, onStream(h, "send", sendTCP))
	step("recv", 2, onStream(h, "recv", recvTCP))
	step("recv", 3, onStream(h, "recv", recvTCP))
	step("shutdown", 2, onStream(h, "shutdown", shutdownTCP))
	step("unrecv", 2, onStream(h, "unrecv", func(p *vm.Process, s *stream, a []term.Term) vm.Step {
		data, ok := erlang.IOData(p, a[1])
		if !ok {
			return p.Return(failure(errInvalid))
		}
		s.mu.Lock()
		s.unread = append(append([]byte(nil), data...), s.unread...)
		s.mu.Unlock()
		return p.Return(term.Ok)
	}))
	step("controlling_process", 2, h.giveTCP)
	step("close", 1, func(p *vm.Process, a []term.Term) vm.Step {
		if a[0].Port() == nil {
			return p.Fail(vm.FunctionClause("gen_tcp", "close", a))
		}
		h.dropTCP(a[0].Port().ID)
		return p.Return(term.Ok)
	})
}

// findTCP returns the TCP socket of a port, or nil if the socket is closed.
func (h *Host) findTCP(t term.Term) tcpSocket {
	p := t.Port()
	if p == nil || p.Node != term.LocalNode {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.tcp[p.ID]
}

func (h *Host) dropTCP(id uint64) {
	h.mu.Lock()
	s := h.tcp[id]
	delete(h.tcp, id)
	h.mu.Unlock()
	if s != nil {
		s.close()
	}
}

// entered registers a socket under a new port number and returns {ok, Socket}. If the host is
// closed or full, it closes the socket and returns an error tuple.
func (h *Host) entered(s tcpSocket) term.Term {
	h.mu.Lock()
	full := len(h.tcp) >= maxSockets
	if !full && !h.closed {
		h.last++
		port := &term.Port{ID: h.last}
		switch s := s.(type) {
		case *stream:
			s.port = port
		case *listener:
			s.port = port
		}
		h.tcp[port.ID] = s
	}
	closed := h.closed
	h.mu.Unlock()
	switch {
	case closed:
		s.close()
		return failure(errClosed)
	case full:
		s.close()
		return failure(posixError("emfile"))
	}
	return term.Tup(term.Ok, s.term())
}

// ownTCP makes p the owner of the socket in v, which is {ok, Socket}. It starts reading from a
// stream.
func (h *Host) ownTCP(p *vm.Process, v term.Term) vm.Step {
	e := v.Elems()
	if s := h.findTCP(e[1]); s != nil {
		h.own(p, s)
		if s, ok := s.(*stream); ok {
			s.start()
		}
	}
	return p.Return(v)
}

// own makes p the owner of a socket: p receives the messages of the socket, and the socket is
// closed when p exits.
func (h *Host) own(p *vm.Process, s tcpSocket) {
	id, port := p.PID().Pid(), s.term().Port().ID
	s.lock().Lock()
	*s.ownedBy() = id
	s.lock().Unlock()
	p.OnExit(func() { // captures only the port number: an acceptor lives longer than its connections
		s := h.findTCP(term.FromPort(&term.Port{ID: port}))
		if s == nil {
			return
		}
		s.lock().Lock()
		mine := *s.ownedBy() == id
		s.lock().Unlock()
		if mine {
			go h.dropTCP(port)
		}
	})
}

// onStream returns a native that calls f with the connection in its first argument. If the
// connection is closed, the native returns {error, closed}.
func onStream(h *Host, name string, f func(p *vm.Process, s *stream, a []term.Term) vm.Step) vm.StepNative {
	return func(p *vm.Process, a []term.Term) vm.Step {
		if a[0].Port() == nil {
			return p.Fail(vm.FunctionClause("gen_tcp", name, a))
		}
		switch s := h.findTCP(a[0]).(type) {
		case nil:
			return p.Return(failure(errClosed))
		case *stream:
			return f(p, s, a)
		}
		return p.Return(failure(posixError("enotconn")))
	}
}

// listenTCP implements gen_tcp:listen(Port, Options).
func (h *Host) listenTCP(p *vm.Process, a []term.Term) vm.Step {
	port, isInt := a[0].AsInt()
	o := tcpDefaults()
	if !isInt || port < 0 || port > 65535 || !o.set(a[1]) {
		return p.Fail(errOption)
	}
	ip, place := h.where(o.ip)
	if place != here {
		return p.Return(failure(errNoAddress))
	}
	return p.BlockThen(func() (term.Term, error) {
		ln, err := h.cfg.Net.Listen(netip.AddrPortFrom(ip, uint16(port)))
		if err != nil {
			return failure(err), nil
		}
		return h.entered(&listener{h: h, ln: ln, opts: o}), nil
	}, h.ownTCP)
}

// wait reads argument i: a timeout in milliseconds, or infinity. limit is negative for infinity.
func wait(a []term.Term, i int) (limit time.Duration, ok bool) {
	if len(a) <= i || a[i].Is(term.Intern("infinity")) {
		return -1, true
	}
	ms, isInt := a[i].AsInt()
	return time.Duration(ms) * time.Millisecond, isInt && ms >= 0
}

func (h *Host) acceptTCP(p *vm.Process, a []term.Term) vm.Step {
	limit, ok := wait(a, 1)
	if a[0].Port() == nil || !ok {
		return p.Fail(vm.FunctionClause("gen_tcp", "accept", a))
	}
	switch l := h.findTCP(a[0]).(type) {
	case nil:
		return p.Return(failure(errClosed))
	case *listener:
		return l.accept(p, limit)
	}
	return p.Return(failure(errInvalid))
}

// connectTCP implements gen_tcp:connect(Host, Port, Options, Timeout).
func (h *Host) connectTCP(p *vm.Process, a []term.Term) vm.Step {
	o := tcpDefaults()
	limit, ok := wait(a, 3)
	if !ok || !o.set(a[2]) {
		return p.Fail(errOption)
	}
	to, err := h.address(a[0], a[1])
	if err != nil {
		return p.Return(failure(err))
	}
	at, place := h.where(to.Addr())
	if place != here {
		return p.Return(failure(errNoRoute))
	}
	return p.BlockThen(func() (term.Term, error) {
		ctx, cancel := context.WithCancel(context.Background())
		if limit >= 0 {
			ctx, cancel = context.WithTimeout(context.Background(), limit)
		}
		defer cancel()
		conn, err := h.cfg.Net.DialText(ctx, netip.AddrPortFrom(at, to.Port()).String())
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			return failure(errTimeout), nil
		case err != nil:
			return failure(err), nil
		}
		return h.entered(h.newStream(conn, o)), nil
	}, h.ownTCP)
}

func sendTCP(p *vm.Process, s *stream, a []term.Term) vm.Step {
	data, ok := erlang.IOData(p, a[1])
	if !ok {
		return p.Return(failure(errInvalid))
	}
	return p.Block(func() (term.Term, error) {
		if err := s.send(data); err != nil {
			return failure(err), nil
		}
		return term.Ok, nil
	})
}

// recvTCP implements gen_tcp:recv(Socket, Length, Timeout).
func recvTCP(p *vm.Process, s *stream, a []term.Term) vm.Step {
	want, isInt := a[1].AsInt()
	limit, ok := wait(a, 2)
	if !isInt || want < 0 || !ok {
		return p.Fail(vm.FunctionClause("gen_tcp", "recv", a))
	}
	return s.receive(p, int(want), limit)
}

// shutdownTCP implements gen_tcp:shutdown(Socket, read | write | read_write).
func shutdownTCP(p *vm.Process, s *stream, a []term.Term) vm.Step {
	half, ok := s.conn.(interface {
		CloseWrite() error
		CloseRead() error
	})
	how := ""
	if a[1].IsAtom() {
		how = a[1].Atom().String()
	}
	if !ok || how != "read" && how != "write" && how != "read_write" {
		return p.Return(failure(errInvalid))
	}
	return p.Block(func() (term.Term, error) {
		var errs []error
		if how != "write" {
			errs = append(errs, half.CloseRead())
		}
		if how != "read" {
			errs = append(errs, half.CloseWrite())
		}
		if err := errors.Join(errs...); err != nil {
			return failure(posixError("enotconn")), nil
		}
		return term.Ok, nil
	})
}

// giveTCP implements gen_tcp:controlling_process(Socket, Pid).
func (h *Host) giveTCP(p *vm.Process, a []term.Term) vm.Step {
	if a[0].Port() == nil || a[1].Pid() == nil {
		return p.Fail(vm.FunctionClause("gen_tcp", "controlling_process", a))
	}
	s := h.findTCP(a[0])
	if s == nil {
		return p.Return(failure(errInvalid))
	}
	s.lock().Lock()
	mine := *s.ownedBy() == p.PID().Pid()
	s.lock().Unlock()
	to := p.Machine().Lookup(a[1])
	switch {
	case !mine:
		return p.Return(failure(posixError("not_owner")))
	case to == nil:
		return p.Return(failure(posixError("badarg")))
	case to == p:
		return p.Return(term.Ok)
	}
	return p.Ask(to, func(q *vm.Process) term.Term {
		h.own(q, s)
		return term.Ok
	}, failure(posixError("badarg")), func(p *vm.Process, v term.Term) vm.Step { return p.Return(v) })
}

// setTCP implements inet:setopts(Socket, Options) for TCP sockets.
func setTCP(s tcpSocket, list term.Term) term.Term {
	s.lock().Lock()
	defer s.lock().Unlock()
	o := s.options()
	next := *o
	next.mode = max(next.mode, passive)
	if !next.set(list) {
		return failure(errInvalid)
	}
	if !names(list, "active") {
		next.mode = o.mode
	}
	*o = next
	if s, ok := s.(*stream); ok {
		s.handOut()
	}
	return term.Ok
}

// addressTerm returns {ok, {Address, Port}}.
func addressTerm(a net.Addr) term.Term {
	at := a.(*net.TCPAddr).AddrPort()
	return term.Tup(term.Ok, term.Tup(ipTerm(at.Addr().Unmap()), term.Int(int64(at.Port()))))
}
