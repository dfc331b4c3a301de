package reach

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// ErrOutside is returned for an address that the node may not use.
var ErrOutside = errors.New("lab talks to this machine only, and the address is elsewhere")

// A Net decides which addresses a node's sockets may use. The zero Net allows only loopback
// addresses.
type Net struct {
	// Networks are allowed in addition to the loopback.
	Networks []netip.Prefix
	// Open makes an allowed connection. If it is nil, the operating system makes it.
	Open func(ctx context.Context, network, address string) (net.Conn, error)
}

// Loopback is the default address of nodes.
var Loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// Allows reports whether the node may use an address.
func (n Net) Allows(a netip.Addr) bool {
	a = a.Unmap()
	if a.Zone() != "" {
		return false
	}
	if a.IsLoopback() {
		return true
	}
	for _, p := range n.Networks {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// AllowsText is like Allows for an address with a port, as text.
func (n Net) AllowsText(address string) bool {
	a, err := netip.ParseAddrPort(address)
	return err == nil && n.Allows(a.Addr())
}

// noServers is a resolver that never asks a DNS server, because the query would leave the machine.
var noServers = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
	return nil, ErrOutside
}}

// Lookup returns the addresses of a host. It resolves literal addresses, localhost, this machine's
// own name, and the names of the hosts file. It does not ask a DNS server.
func (n Net) Lookup(ctx context.Context, host string) []netip.Addr {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a.Unmap()}
	}
	if strings.EqualFold(host, "localhost") {
		return []netip.Addr{Loopback}
	}
	all, err := noServers.LookupNetIP(ctx, "ip", host)
	if err != nil && ownName(host) {
		return []netip.Addr{Loopback}
	}
	for i, a := range all {
		all[i] = a.Unmap()
	}
	return all
}

// ownName reports whether host is this machine's name, with or without the domain.
func ownName(host string) bool {
	own, err := os.Hostname()
	short, _, _ := strings.Cut(own, ".")
	return err == nil && host != "" && (strings.EqualFold(host, own) || strings.EqualFold(host, short))
}

// Dial connects by TCP to the first allowed address of a host.
func (n Net) Dial(ctx context.Context, host string, port int) (net.Conn, error) {
	for _, a := range n.Lookup(ctx, host) {
		if n.Allows(a) {
			return n.open(ctx, netip.AddrPortFrom(a, uint16(port)))
		}
	}
	return nil, fmt.Errorf("connect to %s: %w", net.JoinHostPort(host, strconv.Itoa(port)), ErrOutside)
}

// DialText is like Dial for an address with a port, as text.
func (n Net) DialText(ctx context.Context, address string) (net.Conn, error) {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !n.Allows(a.Addr()) {
		return nil, fmt.Errorf("connect to %s: %w", address, ErrOutside)
	}
	return n.open(ctx, a)
}

func (n Net) open(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	if n.Open != nil {
		return n.Open(ctx, "tcp", to.String())
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", to.String())
}

// Listen listens on a TCP port. Port 0 means any free port.
func (n Net) Listen(at netip.AddrPort) (net.Listener, error) {
	if !n.Allows(at.Addr()) {
		return nil, fmt.Errorf("listen at %s: %w", at, ErrOutside)
	}
	return net.Listen("tcp", at.String())
}

// ListenPacket opens a UDP port. Only an IPv6 address opens it over IPv6.
func (n Net) ListenPacket(ctx context.Context, how net.ListenConfig, at netip.AddrPort) (*net.UDPConn, error) {
	if !n.Allows(at.Addr()) {
		return nil, fmt.Errorf("listen at %s: %w", at, ErrOutside)
	}
	network := "udp4"
	if at.Addr().Is6() {
		network = "udp6"
	}
	c, err := how.ListenPacket(ctx, network, at.String())
	if err != nil {
		return nil, err
	}
	return c.(*net.UDPConn), nil
}
