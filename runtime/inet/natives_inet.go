package inet

import (
	"net"
	"net/netip"
	"os"
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the functions of :inet and :inet_parse that work on both TCP and UDP
// sockets.

func (h *Host) inetNatives() {
	fn := func(name string, arity int, f vm.Native) { h.m.Native("inet", name, arity, f) }
	h.m.StepNative("inet", "setopts", 2, h.setopts)
	fn("getopts", 2, h.getopts)
	fn("port", 1, h.ofEither(func(s tcpSocket) term.Term {
		return term.Tup(term.Ok, addressTerm(s.local()).Elems()[1].Elems()[1])
	}, func(s *socket) term.Term { return term.Int(int64(s.localPort())) }))
	fn("sockname", 1, h.ofEither(func(s tcpSocket) term.Term { return addressTerm(s.local()) }, func(s *socket) term.Term {
		at := s.main.LocalAddr().(*net.UDPAddr).AddrPort()
		return term.Tup(ipTerm(at.Addr().Unmap()), term.Int(int64(at.Port())))
	}))
	fn("peername", 1, h.peername)
	h.m.StepNative("inet", "close", 1, func(p *vm.Process, a []term.Term) vm.Step {
		if s := h.find(a[0]); s != nil {
			h.drop(s)
		} else if s := h.findTCP(a[0]); s != nil {
			h.dropTCP(a[0].Port().ID)
		}
		return p.Return(term.Ok)
	})
	fn("parse_address", 1, parsed(parse))
	fn("parse_strict_address", 1, parsed(func(t term.Term) (netip.Addr, bool) {
		s, _ := text(t)
		a, ok := parse(t)
		return a, ok && (a.Is6() || strings.Count(s, ".") == 3)
	}))
	fn("parse_ipv4_address", 1, parsed(func(t term.Term) (netip.Addr, bool) {
		a, ok := parse(t)
		return a, ok && a.Is4()
	}))
	fn("parse_ipv6_address", 1, parsed(func(t term.Term) (netip.Addr, bool) {
		a, ok := parse(t)
		return a, ok && a.Is6()
	}))
	fn("ntoa", 1, ntoa)
	h.m.Native("inet_parse", "ntoa", 1, ntoa)
	fn("gethostname", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		name, err := os.Hostname()
		if err != nil {
			return failure(err), nil
		}
		name, _, _ = strings.Cut(name, ".")
		return term.Tup(term.Ok, term.Charlist(name)), nil
	})
}

func parsed(read func(term.Term) (netip.Addr, bool)) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		addr, ok := read(a[0])
		if !ok {
			return failure(errInvalid), nil
		}
		return term.Tup(term.Ok, ipTerm(addr)), nil
	}
}

func ntoa(_ *vm.Process, a []term.Term) (term.Term, error) {
	addr, ok := tupleAddress(a[0])
	if !ok {
		return failure(errInvalid), nil
	}
	return term.Charlist(addr.String()), nil
}

// ofEither returns a native that calls tcp or udp, depending on the kind of its first argument.
func (h *Host) ofEither(tcp func(s tcpSocket) term.Term, udp func(s *socket) term.Term) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if s := h.findTCP(a[0]); s != nil {
			return tcp(s), nil
		}
		s := h.find(a[0])
		if s == nil {
			return failure(errInvalid), nil
		}
		return term.Tup(term.Ok, udp(s)), nil
	}
}

func (h *Host) peername(_ *vm.Process, a []term.Term) (term.Term, error) {
	switch s := h.findTCP(a[0]).(type) {
	case *stream:
		return addressTerm(s.conn.RemoteAddr()), nil
	case *listener:
		return failure(posixError("enotconn")), nil
	}
	s := h.find(a[0])
	if s == nil {
		return failure(errInvalid), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.peer.IsValid() {
		return failure(posixError("enotconn")), nil
	}
	return term.Tup(term.Ok, term.Tup(ipTerm(s.peer.Addr()), term.Int(int64(s.peer.Port())))), nil
}

// setopts implements inet:setopts(Socket, Options) for the options of an open socket that can
// change.
func (h *Host) setopts(p *vm.Process, a []term.Term) vm.Step {
	if s := h.findTCP(a[0]); s != nil {
		return p.Return(setTCP(s, a[1]))
	}
	s := h.find(a[0])
	if s == nil {
		return p.Return(failure(errInvalid))
	}
	s.mu.Lock()
	next := s.opts
	next.mode = max(next.mode, passive)
	next.join, next.leave = nil, nil
	ok := next.set(a[1])
	if ok && !names(a[1], "active") {
		next.mode = s.opts.mode
	}
	if ok {
		was := s.opts
		s.opts = next
		s.setMode(next.mode)
		if next.broadcast && !was.broadcast {
			next.join = append(next.join, broadcasts)
		}
	}
	s.mu.Unlock()
	if !ok {
		return p.Return(failure(errInvalid))
	}
	return p.Block(func() (term.Term, error) {
		for _, group := range next.join {
			if err := s.join(group); err != nil {
				return failure(err), nil
			}
		}
		for _, group := range next.leave {
			if err := s.leave(group); err != nil {
				return failure(err), nil
			}
		}
		return term.Ok, nil
	})
}

// names reports whether a list of options has an option called name.
func names(list term.Term, name string) bool {
	all, _ := list.Options()
	for _, t := range all {
		if e := t.Elems(); len(e) > 0 && e[0].Is(term.Intern(name)) {
			return true
		}
	}
	return false
}

// getopts implements inet:getopts(Socket, Names).
func (h *Host) getopts(_ *vm.Process, a []term.Term) (term.Term, error) {
	wanted, ok := a[1].Options()
	if s := h.findTCP(a[0]); s != nil && ok {
		s.lock().Lock()
		defer s.lock().Unlock()
		return optionsOf(s.options().get, wanted)
	}
	s := h.find(a[0])
	if s == nil || !ok {
		return failure(errInvalid), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return optionsOf(s.opts.get, wanted)
}

func optionsOf(get func(name term.Term) (term.Term, bool), wanted []term.Term) (term.Term, error) {
	var out []term.Term
	for _, name := range wanted {
		v, ok := get(name)
		if !ok {
			return failure(errInvalid), nil
		}
		out = append(out, term.Tup(name, v))
	}
	return term.Tup(term.Ok, term.List(out...)), nil
}

func (o *options) get(name term.Term) (term.Term, bool) {
	if !name.IsAtom() {
		return term.Term{}, false
	}
	switch name.Atom().String() {
	case "active":
		switch o.mode {
		case passive:
			return term.False, true
		case active:
			return term.True, true
		case once:
			return aOnce, true
		}
		return term.Int(int64(o.mode)), true
	case "mode":
		if o.binary {
			return aBinary, true
		}
		return aList, true
	case "broadcast":
		return term.Bool(o.broadcast), true
	case "reuseaddr":
		return term.Bool(o.reuse), true
	case "multicast_ttl":
		return term.Int(int64(o.ttl)), true
	case "multicast_loop":
		return term.Bool(o.loop), true
	}
	return term.Term{}, false
}
