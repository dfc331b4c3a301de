package inet

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"

	"lab/runtime/term"
)

var (
	errClosed    = posixError("closed")
	errNoRoute   = posixError("enetunreach")
	errNoAddress = posixError("eaddrnotavail")
	errAccess    = posixError("eacces")
	errInvalid   = posixError("einval")
	errNoName    = posixError("nxdomain")
	errFamily    = posixError("eafnosupport")
)

// A posixError is an error with the name that Erlang gives it, such as einval.
type posixError string

func (e posixError) Error() string { return string(e) }

// known lists the socket errors that have their own Erlang names.
var known = []struct {
	is   error
	name string
}{
	{net.ErrClosed, "closed"}, {syscall.EADDRINUSE, "eaddrinuse"}, {syscall.EACCES, "eacces"},
	{syscall.EADDRNOTAVAIL, "eaddrnotavail"}, {syscall.EMSGSIZE, "emsgsize"}, {syscall.ENETUNREACH, "enetunreach"},
	{syscall.EHOSTUNREACH, "ehostunreach"}, {syscall.ECONNREFUSED, "econnrefused"}, {syscall.EPERM, "eperm"},
	{syscall.ENODEV, "enodev"}, {syscall.EMFILE, "emfile"},
}

// failure returns {error, Reason}.
func failure(err error) term.Term {
	var e posixError
	if errors.As(err, &e) {
		return term.Tup(term.Error, term.Sym(string(e)))
	}
	for _, k := range known {
		if errors.Is(err, k.is) {
			return term.Tup(term.Error, term.Sym(k.name))
		}
	}
	return term.Tup(term.Error, term.Sym("einval"))
}

// listen opens a UDP socket on the node's address. Port 0 means any free port.
func (h *Host) listen(port int, o options) (*socket, error) {
	if h.crowded() {
		return nil, syscall.EMFILE
	}
	ip, p := h.where(o.ip)
	switch p {
	case here:
	case toGroup, toAll: // datagrams are sent from the home address even if the program binds to a group
		ip = h.cfg.Home()
	default:
		return nil, errNoAddress
	}
	home := h.cfg.Home()
	lc := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		ctlErr := c.Control(func(fd uintptr) { err = prepare(fd, home, o) })
		return errors.Join(ctlErr, err)
	}}
	c, err := h.cfg.Net.ListenPacket(context.Background(), lc, netip.AddrPortFrom(ip, uint16(port)))
	if err != nil {
		return nil, err
	}
	s := &socket{h: h, main: c, opts: o, groups: map[netip.Addr]*net.UDPConn{}}
	join := o.join
	if p == toGroup {
		join = append(join, o.ip)
	}
	if o.broadcast {
		join = append(join, broadcasts)
	}
	for _, group := range join {
		if err := s.join(group); err != nil {
			s.close()
			return nil, err
		}
	}
	return s, nil
}
