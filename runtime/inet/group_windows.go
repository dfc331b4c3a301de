package inet

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"

	"lab/runtime/reach"
)

// prepare sets a socket's options before it is bound.
func prepare(fd uintptr, home netip.Addr, o options) error {
	s := syscall.Handle(fd)
	ip := home.As4()
	errs := []error{
		syscall.SetsockoptInet4Addr(s, syscall.IPPROTO_IP, syscall.IP_MULTICAST_IF, ip),
		syscall.SetsockoptInt(s, syscall.IPPROTO_IP, syscall.IP_MULTICAST_TTL, o.ttl),
	}
	if o.reuse {
		errs = append(errs, syscall.SetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1))
	}
	return errors.Join(errs...)
}

// listenGroup opens a socket that receives one group on one interface. Windows cannot bind a
// socket to a group, so the socket is bound to the interface and joins the group.
func listenGroup(gate reach.Net, group netip.Addr, port int, home netip.Addr) (*net.UDPConn, error) {
	lc := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		ctlErr := c.Control(func(fd uintptr) {
			err = syscall.SetsockoptInt(syscall.Handle(fd), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
		})
		return errors.Join(ctlErr, err)
	}}
	conn, err := gate.ListenPacket(context.Background(), lc, netip.AddrPortFrom(home, uint16(port)))
	if err != nil {
		return nil, err
	}
	raw, err := conn.SyscallConn()
	if err == nil {
		member := &syscall.IPMreq{Multiaddr: group.As4(), Interface: home.As4()}
		ctlErr := raw.Control(func(fd uintptr) {
			err = syscall.SetsockoptIPMreq(syscall.Handle(fd), syscall.IPPROTO_IP, syscall.IP_ADD_MEMBERSHIP, member)
		})
		err = errors.Join(ctlErr, err)
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}
