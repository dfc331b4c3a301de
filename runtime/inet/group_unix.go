//go:build unix

package inet

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"runtime"
	"syscall"

	"lab/runtime/reach"
)

// soReusePort is SO_REUSEPORT of the BSDs (sys/socket.h). It lets several sockets share a port.
const soReusePort = 0x0200

// ipMulticastAll is IP_MULTICAST_ALL of Linux (ip(7)). Unless it is 0, a socket also receives
// groups that other sockets of the machine have joined.
const ipMulticastAll = 49

// prepare sets a socket's options before it is bound.
func prepare(fd uintptr, home netip.Addr, o options) error {
	s := int(fd)
	errs := []error{
		syscall.SetsockoptInet4Addr(s, syscall.IPPROTO_IP, syscall.IP_MULTICAST_IF, home.As4()),
		setByte(s, syscall.IP_MULTICAST_TTL, o.ttl),
		setByte(s, syscall.IP_MULTICAST_LOOP, bit(o.loop)),
	}
	if o.reuse {
		errs = append(errs, share(s))
	}
	return errors.Join(errs...)
}

// share allows several sockets to bind the same port.
func share(s int) error {
	if err := syscall.SetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return err
	}
	if runtime.GOOS == "linux" {
		return nil
	}
	return syscall.SetsockoptInt(s, syscall.SOL_SOCKET, soReusePort, 1)
}

// setByte sets an option that is one byte long. The BSDs accept no other size for these options.
func setByte(s, opt, v int) error {
	if runtime.GOOS == "linux" {
		return syscall.SetsockoptInt(s, syscall.IPPROTO_IP, opt, v)
	}
	return syscall.SetsockoptByte(s, syscall.IPPROTO_IP, opt, byte(v))
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// listenGroup opens a socket that receives one group on one interface. The socket is bound to the
// group's address, so it receives nothing else.
func listenGroup(gate reach.Net, group netip.Addr, port int, home netip.Addr) (*net.UDPConn, error) {
	if !group.IsMulticast() || !gate.Allows(home) {
		return nil, errNoAddress
	}
	syscall.ForkLock.RLock()
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err == nil {
		syscall.CloseOnExec(s)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	f := os.NewFile(uintptr(s), "multicast")
	defer f.Close() // FilePacketConn duplicates the descriptor
	if err := share(s); err != nil {
		return nil, os.NewSyscallError("setsockopt", err)
	}
	if runtime.GOOS == "linux" {
		if err := syscall.SetsockoptInt(s, syscall.IPPROTO_IP, ipMulticastAll, 0); err != nil {
			return nil, os.NewSyscallError("setsockopt", err)
		}
	}
	if err := syscall.Bind(s, &syscall.SockaddrInet4{Port: port, Addr: group.As4()}); err != nil {
		return nil, os.NewSyscallError("bind", err)
	}
	member := &syscall.IPMreq{Multiaddr: group.As4(), Interface: home.As4()}
	if err := syscall.SetsockoptIPMreq(s, syscall.IPPROTO_IP, syscall.IP_ADD_MEMBERSHIP, member); err != nil {
		return nil, os.NewSyscallError("setsockopt", err)
	}
	c, err := net.FilePacketConn(f)
	if err != nil {
		return nil, err
	}
	return c.(*net.UDPConn), nil
}
