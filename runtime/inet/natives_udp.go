package inet

import (
	"net/netip"
	"time"

	"lab/runtime/lib/erlang"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements :gen_udp.

// errOption is the exit with which :gen_udp rejects an option.
var errOption = vm.Exit(term.ABadarg.Term())

func (h *Host) udpNatives() {
	step := func(name string, arity int, f vm.StepNative) { h.m.StepNative("gen_udp", name, arity, f) }
	step("open", 1, h.openUDP)
	step("open", 2, h.openUDP)
	step("close", 1, h.onSocket("close", func(p *vm.Process, s *socket, _ []term.Term) vm.Step {
		h.drop(s)
		return p.Return(term.Ok)
	}, term.Ok))
	for arity := 2; arity <= 5; arity++ {
		step("send", arity, h.onSocket("send", h.sendUDP, failure(errClosed)))
	}
	step("recv", 2, h.onSocket("recv", recvUDP, failure(errClosed)))
	step("recv", 3, h.onSocket("recv", recvUDP, failure(errClosed)))
	step("connect", 3, h.onSocket("connect", h.connectUDP, failure(errInvalid)))
	step("controlling_process", 2, h.onSocket("controlling_process", giveAway, failure(errInvalid)))
}

// onSocket returns a native that calls f with the socket in its first argument. If the socket is
// closed, the native returns gone.
func (h *Host) onSocket(name string, f func(p *vm.Process, s *socket, a []term.Term) vm.Step, gone term.Term) vm.StepNative {
	return func(p *vm.Process, a []term.Term) vm.Step {
		if a[0].Port() == nil {
			return p.Fail(vm.FunctionClause("gen_udp", name, a))
		}
		s := h.find(a[0])
		if s == nil {
			return p.Return(gone)
		}
		return f(p, s, a)
	}
}

// openUDP implements gen_udp:open(Port, Options).
func (h *Host) openUDP(p *vm.Process, a []term.Term) vm.Step {
	port, isInt := a[0].AsInt()
	o := defaults()
	if !isInt || port < 0 || port > 65535 || len(a) == 2 && !o.set(a[1]) {
		return p.Fail(errOption)
	}
	return p.BlockThen(func() (term.Term, error) {
		s, err := h.listen(int(port), o)
		if err != nil {
			return failure(err), nil
		}
		h.enter(s)
		return term.Tup(term.Ok, s.term()), nil
	}, func(p *vm.Process, v term.Term) vm.Step {
		if s := h.find(v.Elems()[1]); s != nil {
			s.own(p)
			s.start()
		}
		return p.Return(v)
	})
}

// sendUDP implements gen_udp:send in all its forms: send(Socket, Packet) on a connected socket,
// send(Socket, {Host, Port}, Packet), send(Socket, Host, Port, Packet) and send(Socket, {Host,
// Port}, AncillaryData, Packet).
func (h *Host) sendUDP(p *vm.Process, s *socket, a []term.Term) vm.Step {
	data, ok := erlang.IOData(p, a[len(a)-1])
	if !ok {
		return p.Return(failure(errInvalid))
	}
	var to netip.AddrPort
	var err error
	switch e := a[1].Elems(); {
	case len(a) == 2:
		s.mu.Lock()
		to = s.peer
		s.mu.Unlock()
		if !to.IsValid() {
			return p.Return(failure(posixError("edestaddrreq")))
		}
	case len(e) == 2:
		to, err = h.address(e[0], e[1])
	case len(a) >= 4:
		to, err = h.address(a[1], a[2])
	default:
		return p.Fail(vm.FunctionClause("gen_udp", "send", a))
	}
	if err != nil {
		return p.Return(failure(err))
	}
	return p.Block(func() (term.Term, error) {
		if err := s.send(to, data); err != nil {
			return failure(err), nil
		}
		return term.Ok, nil
	})
}

// address resolves a host, given as an address or a name, and a port. Only IPv4 is supported.
func (h *Host) address(host, port term.Term) (netip.AddrPort, error) {
	n, ok := port.AsInt()
	if !ok || n < 0 || n > 65535 {
		return netip.AddrPort{}, errNoName
	}
	if a, ok := addressOf(host); ok {
		return netip.AddrPortFrom(a, uint16(n)), nil
	}
	if _, ok := tupleAddress(host); ok {
		return netip.AddrPort{}, errFamily
	}
	for _, a := range h.lookup(host) {
		if a.Is4() {
			return netip.AddrPortFrom(a, uint16(n)), nil
		}
	}
	return netip.AddrPort{}, errNoName
}

// recvUDP implements gen_udp:recv(Socket, Length, Timeout).
func recvUDP(p *vm.Process, s *socket, a []term.Term) vm.Step {
	limit := time.Duration(-1)
	if len(a) == 3 {
		if ms, ok := a[2].AsInt(); ok && ms >= 0 {
			limit = time.Duration(ms) * time.Millisecond
		} else if ok {
			return p.Return(failure(errInvalid))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return p.Return(failure(errClosed))
	case s.opts.mode != passive:
		return p.Return(failure(errInvalid))
	case len(s.queue) > 0:
		d := s.queue[0]
		s.queue = s.queue[1:]
		return p.Return(term.Tup(term.Ok, s.received(d)))
	}
	r := &recv{}
	s.recvs = append(s.recvs, r)
	return p.Await(func(reply func(term.Term, error)) {
		r.answer = reply
		if limit >= 0 {
			s.h.m.After(limit, func() { s.giveUp(r) })
		}
	}, func(p *vm.Process, v term.Term) vm.Step { return p.Return(v) })
}

// giveUp answers a recv call that has timed out, unless it has been answered already.
func (s *socket) giveUp(r *recv) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, other := range s.recvs {
		if other == r {
			s.recvs = append(s.recvs[:i:i], s.recvs[i+1:]...)
			r.answer(term.Tup(term.Error, aTimeout), nil)
			return
		}
	}
}

// connectUDP implements gen_udp:connect(Socket, Host, Port). The socket then ignores datagrams
// from other senders.
func (h *Host) connectUDP(p *vm.Process, s *socket, a []term.Term) vm.Step {
	to, err := h.address(a[1], a[2])
	if err != nil {
		return p.Return(failure(err))
	}
	if _, where := h.where(to.Addr()); where == nowhere {
		return p.Return(failure(errNoRoute))
	}
	s.mu.Lock()
	s.peer = to
	s.mu.Unlock()
	return p.Return(term.Ok)
}

// giveAway implements gen_udp:controlling_process(Socket, Pid).
func giveAway(p *vm.Process, s *socket, a []term.Term) vm.Step {
	s.mu.Lock()
	mine := s.owner == p.PID().Pid()
	s.mu.Unlock()
	to := p.Machine().Lookup(a[1])
	switch {
	case !mine:
		return p.Return(failure(posixError("not_owner")))
	case to == nil:
		return p.Return(failure(posixError("badarg")))
	}
	return p.Ask(to, func(q *vm.Process) term.Term {
		s.own(q)
		return term.Ok
	}, failure(posixError("badarg")), func(p *vm.Process, v term.Term) vm.Step { return p.Return(v) })
}
