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

// ErrOutside says that an address is none that the node may talk to.
var ErrOutside = errors.New("lab talks to this machine only, and the address is elsewhere")

// A Net is where the sockets of a node may be. The zero Net is the loopback, and
// nothing else.
type Net struct {
	// Networks are what is allowed beside the loopback.
	Networks []netip.Prefix
	// Open makes the connections that are allowed; nil stands for the operating
	// system's.
	Open func(ctx context.Context, network, address string) (net.Conn, error)
}

// Loopback is the address of the loopback that nodes live at.
var Loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// Allows reports whether the node may talk to an address.
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

// AllowsText is Allows for an address with a port, as text.
func (n Net) AllowsText(address string) bool {
	a, err := netip.ParseAddrPort(address)
	return err == nil && n.Allows(a.Addr())
}

// noServers asks nobody: a question after a name would leave the machine.
var noServers = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
	return nil, ErrOutside
}}

// Lookup returns the addresses of a host: a literal's, the loopback for localhost and
// for this machine's own name, and else what the machine's file of hosts says. No
// server of names is asked.
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

// ownName reports whether host is this machine's name, or the first part of it.
func ownName(host string) bool {
	own, err := os.Hostname()
	short, _, _ := strings.Cut(own, ".")
	return err == nil && host != "" && (strings.EqualFold(host, own) || strings.EqualFold(host, short))
}

// Dial connects to a port of a host by TCP, at the first of its addresses that is
// allowed.
func (n Net) Dial(ctx context.Context, host string, port int) (net.Conn, error) {
	for _, a := range n.Lookup(ctx, host) {
		if n.Allows(a) {
			return n.open(ctx, netip.AddrPortFrom(a, uint16(port)))
		}
	}
	return nil, fmt.Errorf("connect to %s: %w", net.JoinHostPort(host, strconv.Itoa(port)), ErrOutside)
}

// DialText is Dial for an address with a port, as text.
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

// Listen opens a port for TCP; port 0 stands for any.
func (n Net) Listen(at netip.AddrPort) (net.Listener, error) {
	if !n.Allows(at.Addr()) {
		return nil, fmt.Errorf("listen at %s: %w", at, ErrOutside)
	}
	return net.Listen("tcp", at.String())
}

// ListenPacket opens a port for UDP over IPv4.
func (n Net) ListenPacket(ctx context.Context, how net.ListenConfig, at netip.AddrPort) (*net.UDPConn, error) {
	if !n.Allows(at.Addr()) {
		return nil, fmt.Errorf("listen at %s: %w", at, ErrOutside)
	}
	c, err := how.ListenPacket(ctx, "udp4", at.String())
	if err != nil {
		return nil, err
	}
	return c.(*net.UDPConn), nil
}
